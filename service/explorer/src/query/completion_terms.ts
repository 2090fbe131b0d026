// The names that queries are written with: prefixes, terms of the ontology (service/sparql/completion_terms.py), and things, which
// the search of this service finds.

import { language } from "../parts/language";
import { ask } from "./run";

export interface Term {
  name: string;
  kind: "class" | "property" | "vocabulary" | "concept";
  zh: string;
  en: string;
  pinyin: [string, string];
  definition: string;
}

export interface Thing {
  iri: string;
  zh: string;
  en: string;
  type: string;
  match: string;
}

interface Candidate {
  thing: { iri: string; zh: string; en: string };
  type: string;
  match: { name: string };
}

const MOST_THINGS = 12;
// What the SPARQL grammar takes for a local name without escapes; others are written as IRIs.
const PLAIN = /^[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}_])?$/u;

async function read<Result>(address: URL | string, signal?: AbortSignal): Promise<Result> {
  const response = await fetch(address, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as Result;
}

export class Names {
  prefixes: Record<string, string> = {};
  terms: Term[] = [];
  private byLength: [string, string][] = [];
  private ready: Promise<void> | null = null;

  constructor(
    private readonly termsAddress: string,
    private readonly searchAddress: string,
    private readonly endpoint: string,
  ) {}

  /** Reads prefixes and terms, once. */
  load(): Promise<void> {
    this.ready ??= read<{ prefixes: Record<string, string>; terms: Term[] }>(this.termsAddress).then((found) => {
      this.prefixes = found.prefixes;
      this.terms = found.terms;
      this.byLength = Object.entries(found.prefixes).sort(([, one], [, other]) => other.length - one.length);
    });
    return this.ready;
  }

  /** The prefixed name of an IRI if it has one that needs no escapes, else null. */
  shorten(iri: string): string | null {
    const found = this.byLength.find(([, space]) => iri.startsWith(space));
    const local = found ? iri.slice(found[1].length) : "";
    return found && PLAIN.test(local) ? `${found[0]}:${local}` : null;
  }

  /** The things whose names fit a text, by the search of this service. */
  async find(text: string, signal: AbortSignal): Promise<Thing[]> {
    const address = new URL(this.searchAddress, location.href);
    address.searchParams.set("q", text);
    address.searchParams.set("limit", String(MOST_THINGS));
    const { candidates } = await read<{ candidates: Candidate[] }>(address, signal);
    return candidates.map(({ thing, type, match }) => ({ ...thing, type, match: match.name }));
  }

  /** The things whose prefixed names begin as is typed, such as zone:zhi. */
  async findByName(typed: string, signal: AbortSignal): Promise<Thing[]> {
    const [prefix = "", local] = typed.split(":", 2) as [string, string?];
    const space = this.prefixes[prefix];
    if (!local || !space || !/^[\w-]+$/.test(local) || this.terms.some(({ name }) => name.startsWith(`${prefix}:`))) return [];
    const query = `SELECT ?iri ?label { ?iri skos:prefLabel ?label FILTER(STRSTARTS(STR(?iri), "${space}${local}") && LANG(?label) = "${language}") } LIMIT ${MOST_THINGS}`;
    const { rows } = await ask(this.endpoint, query, [], signal);
    return rows.map(([iri, label]) => ({ iri: iri?.value ?? "", zh: label?.value ?? "", en: label?.value ?? "", type: "", match: "" }));
  }
}
