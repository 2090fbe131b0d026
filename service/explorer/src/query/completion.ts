// Completion: keywords, variables of the query, prefixes, terms by name, label (Chinese, pinyin, English), and things.
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { language, t } from "../parts/language";
import type { Names, Term, Thing } from "./completion_terms";

const KEYWORDS = (
  "SELECT DISTINCT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH EXISTS PREFIX AS IN NOT FROM " +
  "LIMIT OFFSET HAVING UNDEF COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND COALESCE IF " +
  "CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLEN SUBSTR REPLACE REGEX CONCAT LCASE UCASE ABS CEIL FLOOR ROUND YEAR MONTH DAY " +
  "ISIRI ISLITERAL ISBLANK ISNUMERIC STRLANG STRDT IRI ENCODE_FOR_URI"
).split(" ");
const PHRASES = ["ORDER BY", "GROUP BY", "FILTER EXISTS", "FILTER NOT EXISTS"];
const REUSED: [string, string, string][] = [
  ["skos:prefLabel", "名称", "name"],
  ["skos:altLabel", "别名", "alias"],
  ["skos:broader", "上位产业", "broader industry"],
  ["skos:definition", "定义", "definition"],
  ["rdfs:label", "标签", "label"],
  ["rdf:type", "类型", "type"],
  ["rdf:subject", "陈述的主语", "subject of a claim"],
  ["rdf:predicate", "陈述的谓语", "predicate of a claim"],
  ["rdf:object", "陈述的宾语", "object of a claim"],
];
// What stands before the cursor: a variable, a prefixed name, or a word; Chinese counts as letters.
const WORD = /[?$]?[\p{L}\p{N}_][\p{L}\p{N}_-]*(?::[\p{L}\p{N}_-]*)?|[?$]/u;
const MOST = 60;
const HAN = /\p{Script=Han}/u;

interface Offered extends Completion {
  kind?: string;
  definition?: string;
  rank: number;
}

/** How well a text fits what a term is called: 0 is best, null is not at all. */
export function rankTerm(term: Pick<Term, "name" | "zh" | "en" | "pinyin">, typed: string): number | null {
  const text = typed.toLowerCase();
  const [prefix = "", local = ""] = term.name.toLowerCase().split(":");
  const asked = text.includes(":") ? text.slice(text.indexOf(":") + 1) : text;
  if (text.includes(":") && text.slice(0, text.indexOf(":")) !== prefix) return null;
  if (!asked) return 5;
  const en = term.en.toLowerCase();
  const [full, initials] = term.pinyin;
  if ([local, term.zh, en, full].includes(asked)) return 0;
  if (local.startsWith(asked) || term.zh.startsWith(asked)) return 1;
  if (full.startsWith(asked) || en.startsWith(asked)) return 2;
  if (asked.length > 1 && initials.startsWith(asked)) return 3;
  if (local.includes(asked) || term.zh.includes(asked)) return 4;
  return asked.length > 2 && (en.includes(asked) || full.includes(asked)) ? 5 : null;
}

const KINDS: Record<string, [string, string, number]> = {
  property: ["属性", "property", 0],
  class: ["类", "class", 0.1],
  vocabulary: ["词表", "vocabulary", 0.6],
  concept: ["词表取值", "concept", 0.5],
};

function ofTerms(names: Names, typed: string): Offered[] {
  const reused: Term[] = REUSED.map(([name, zh, en]) => ({ name, zh, en, kind: "property", pinyin: ["", ""], definition: "" }));
  return [...names.terms, ...reused].flatMap((term) => {
    const rank = rankTerm(term, typed);
    const [zh, en, weight] = KINDS[term.kind] ?? ["", "", 1];
    if (rank === null) return [];
    const detail = language === "zh" ? term.zh : term.en;
    return [{ label: term.name, detail, kind: t(zh, en), definition: term.definition, rank: rank + weight }];
  });
}

function ofKeywords(typed: string): Offered[] {
  const word = typed.toUpperCase();
  return [...KEYWORDS, ...PHRASES].filter((one) => one.startsWith(word)).map((label) => ({ label, type: "keyword", rank: label === word ? -1 : 1.5 }));
}

function ofPrefixes(names: Names, typed: string): Offered[] {
  return Object.entries(names.prefixes)
    .filter(([prefix]) => prefix.startsWith(typed.toLowerCase()))
    .map(([prefix, space]) => ({ label: `${prefix}:`, detail: t("前缀", "prefix"), definition: space, rank: prefix === typed ? 0.5 : 2.5 }));
}

function ofVariables(text: string, typed: string): Offered[] {
  const found = new Set([...text.matchAll(/[?$][\p{L}\p{N}_]+/gu)].map(([name]) => name));
  found.delete(typed);
  return [...found].filter((name) => name.startsWith(typed)).map((label) => ({ label, type: "variable", rank: 0 }));
}

function ofThings(names: Names, found: Thing[]): Offered[] {
  return found.map(({ iri, zh, en, type, match }, at) => {
    const name = (language === "zh" ? zh : en) || match;
    return { label: names.shorten(iri) ?? `<${iri}>`, detail: name, kind: type, definition: match === name ? "" : match, rank: 3 + at / 100 };
  });
}

function drawInfo(option: Offered): Node {
  const box = document.createElement("div");
  for (const [text, name] of [[option.kind, "kind"], [option.definition, ""]] as const) {
    if (!text) continue;
    const line = document.createElement("p");
    line.className = name;
    line.textContent = text;
    box.append(line);
  }
  return box;
}

/** What opens the string, IRI or comment in which the cursor stands, with its place; null where it stands in none. */
function openText(context: CompletionContext): { sign: string; at: number } | null {
  const line = context.state.doc.lineAt(context.pos);
  const closing: Record<string, string> = { '"': '"', "'": "'", "<": ">" };
  let open = "";
  let start = 0;
  const text = line.text.slice(0, context.pos - line.from);
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (open) open = character === open || (open === ">" && character === " ") ? "" : open;
    else if (character === "#" && /[\s.;,{}()]/.test(text.charAt(at - 1) || " ")) return { sign: "#", at: line.from + at };
    else [open, start] = [closing[character] ?? "", at];
  }
  return open ? { sign: text.charAt(start), at: line.from + start } : null;
}

/** Offers names of things in a string, each with the tag of its language, without which it would match nothing. */
async function completeString(names: Names, context: CompletionContext, from: number): Promise<CompletionResult | null> {
  const typed = context.state.sliceDoc(from, context.pos);
  if (typed.length < (HAN.test(typed) ? 1 : 3)) return null;
  const quote = context.state.sliceDoc(from - 1, from);
  const found = await search(names, typed.replaceAll(":", " "), context);
  const labels = [...new Set(found.flatMap(({ zh, en, match }) => (HAN.test(typed) ? [match, zh] : [match, zh, en])).filter((label) => label && !label.includes(quote)))];
  const options = labels.map((label) => ({
    label,
    apply: (view: EditorView, _: Completion, start: number, end: number): void => {
      const rest = view.state.sliceDoc(end, end + 4);
      const tag = rest.startsWith(`${quote}@`) ? "" : `${quote}@${HAN.test(label) ? "zh" : "en"}`;
      const replaced = tag && rest.startsWith(quote) ? end + 1 : end;
      view.dispatch({ changes: { from: start, to: replaced, insert: label + tag }, selection: { anchor: start + label.length + tag.length } });
    },
  }));
  return options.length ? { from, options, filter: false } : null;
}

async function search(names: Names, typed: string, context: CompletionContext): Promise<Thing[]> {
  const text = typed.includes(":") ? typed.slice(typed.indexOf(":") + 1) : typed;
  if (text.length < (HAN.test(text) ? 1 : 3)) return [];
  const controller = new AbortController();
  context.addEventListener("abort", () => controller.abort(), { onDocChange: true });
  try {
    const ofPrefix = names.findByName(typed, controller.signal);
    const found = [...(await names.find(text, controller.signal)), ...(await ofPrefix)];
    return typed.includes(":") ? found.filter(({ iri }) => names.shorten(iri)?.startsWith(typed.slice(0, typed.indexOf(":") + 1))) : found;
  } catch {
    return []; // the terms are offered all the same
  }
}

/** Offers what could stand at the cursor. */
export function completeQuery(names: Names): CompletionSource {
  return async (context): Promise<CompletionResult | null> => {
    if (context.view?.composing) return null;
    const open = openText(context);
    if (open) return /["']/.test(open.sign) ? completeString(names, context, open.at + 1) : null;
    const word = context.matchBefore(new RegExp(`(?:${WORD.source})$`, "u"));
    if (!word && !context.explicit) return null;
    await names.load().catch(() => undefined);
    const typed = word?.text ?? "";
    const isWide = matchMedia("(min-width: 46rem)").matches; // on a narrow screen a definition would cover the names
    const from = word?.from ?? context.pos;
    const result = (offered: Offered[]): CompletionResult | null => {
      const seen = new Set<string>();
      const options = offered
        .sort((one, other) => one.rank - other.rank || one.label.length - other.label.length || (one.label < other.label ? -1 : 1))
        .filter(({ label }) => !seen.has(label) && seen.add(label))
        .slice(0, MOST)
        .map((option) => (isWide && (option.definition || option.kind) ? { ...option, info: () => drawInfo(option) } : option));
      return options.length ? { from, options, filter: false } : null;
    };
    if (/^[?$]/.test(typed)) return result(ofVariables(context.state.doc.toString(), typed));
    const plain = typed.includes(":") ? [] : [...ofKeywords(typed), ...ofPrefixes(names, typed)];
    const things = typed ? ofThings(names, await search(names, typed, context)) : [];
    return context.aborted ? null : result([...ofTerms(names, typed), ...plain, ...things]);
  };
}
