// How a term of an answer is shown: an IRI by its label and short name, as a link; a literal by its value.
import { element } from "../parts/dom";
import { language, t } from "../parts/language";
import type { Labels } from "./labels";
import type { Names } from "./completion_terms";
import type { RdfTerm } from "./rdf_terms";

const NUMBERS = /#(integer|decimal|double|float|int|long|short|byte|(non)?(Negative|Positive)Integer|unsigned\w+)$/i;

export class Cells {
  constructor(
    private readonly names: Names,
    private readonly labels: Labels,
    private readonly page: { base: string; root: string; lang: string; columns?: Record<string, string> },
  ) {}

  /** What stands over a column: the words that the page has for it, else its variable. */
  column(name: string, isTriples: boolean): string {
    return this.page.columns?.[name] ?? columnName(name, isTriples);
  }

  /** Where a click on an IRI leads: to the page of this service, out to the web, or nowhere. */
  link(iri: string): string | null {
    const { base, root, lang } = this.page;
    if (!iri.startsWith(base)) return /^https?:/.test(iri) ? iri : null;
    const [path = "", fragment] = iri.slice(base.length).split("#", 2) as [string, string?];
    const kept = path.includes("?") ? path.replaceAll("%", "%25") : path;
    const quoted = kept.replace(/[^A-Za-z0-9/:@!$&'()*+,;=~\-._%]/gu, encodeURIComponent);
    return `${root}/${quoted}${lang ? `?lang=${lang}` : ""}${fragment === undefined ? "" : `#${encodeURIComponent(fragment)}`}`;
  }

  short(iri: string): string {
    return this.names.shorten(iri) ?? (iri.startsWith(this.page.base) ? iri.slice(this.page.base.length) : iri);
  }

  /** The words of a term: the label of an IRI if it has one. */
  words(term: RdfTerm | null): string {
    if (!term) return "";
    if (term.type === "uri") return this.labels.of(term.value) ?? this.short(term.value);
    return term.type === "bnode" ? `_:${term.value}` : term.value;
  }

  /** All that a filter looks at. */
  searched(term: RdfTerm | null): string {
    return term?.type === "uri" ? `${this.words(term)} ${this.short(term.value)}`.toLowerCase() : this.words(term).toLowerCase();
  }

  draw(term: RdfTerm | null): Node[] {
    if (!term) return [];
    if (term.type === "uri") {
      const label = this.labels.of(term.value);
      const href = this.link(term.value);
      const rel = href?.startsWith("http") ? "noopener" : "";
      const name = label ?? this.short(term.value);
      const shown = href ? element("a", { href, rel, class: label ? "" : "code" }, name) : element("span", { class: label ? "" : "code" }, name);
      return label ? [shown, element("span", { class: "code" }, this.short(term.value))] : [shown];
    }
    if (term.type === "literal" && term.lang) {
      const other = term.lang.split("-")[0] === language ? "" : term.lang;
      return [element("span", { lang: other }, term.value)];
    }
    return [element("span", { class: term.type === "literal" ? "" : "code" }, this.words(term))];
  }
}

/** Whether a term is a number. */
export const isNumber = (term: RdfTerm | null): boolean => term !== null && NUMBERS.test(term.datatype) && term.value !== "" && !Number.isNaN(Number(term.value));

/** The names of the columns of triples, in the reader's language. */
const columnName = (name: string, isTriples: boolean): string => {
  const names: Record<string, string> = { subject: t("主语", "Subject"), predicate: t("谓语", "Predicate"), object: t("宾语", "Object") };
  return isTriples ? (names[name] ?? name) : `?${name}`;
};
