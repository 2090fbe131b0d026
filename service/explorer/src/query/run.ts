// Asks the endpoint of this service, and reads its answers and problems.
import type { RdfTerm, Row } from "./rdf_terms";
import { readTriples } from "./triples";

export interface Answer {
  /** The kind of result: rows of a SELECT, yes or no of an ASK, triples of a CONSTRUCT or DESCRIBE. */
  kind: "rows" | "boolean" | "triples";
  columns: string[];
  rows: Row[];
  boolean: boolean;
  milliseconds: number;
  /** How many rows the service sent of more; 0 where it sent all. */
  cut: number;
}

export interface Problem {
  name: string;
  title: string;
  detail: string;
  line?: number;
  column?: number;
}

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

interface JsonTerm {
  type: string;
  value: string | object;
  "xml:lang"?: string;
  datatype?: string;
}

const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, application/problem+json;q=0.5";
const LONGEST_ADDRESS = 6000; // characters; longer queries are sent by POST, which no cache keeps

/** The graphs that the address of the page names as the dataset (SPARQL 1.1 Protocol, 2.1.4). */
export function graphsOfAddress(): [string, string][] {
  return [...new URLSearchParams(location.search)].filter(([name]) => name === "default-graph-uri" || name === "named-graph-uri");
}

/** Sends a query. Rejects with Refused where the service answers with a problem, and with AbortError where it is stopped. */
export async function ask(endpoint: string, query: string, graphs: [string, string][], signal: AbortSignal): Promise<Answer> {
  const started = performance.now();
  const parameters = new URLSearchParams([["query", query], ...graphs]);
  const isLong = String(parameters).length > LONGEST_ADDRESS;
  const response = await (isLong
    ? fetch(endpoint, { method: "POST", body: parameters, signal, headers: { accept: ACCEPT } })
    : fetch(`${endpoint}?${parameters}`, { signal, headers: { accept: ACCEPT } }));
  if (!response.ok) throw new Refused(await readProblem(response));
  const body = await response.text();
  const common = { milliseconds: performance.now() - started, cut: Number(response.headers.get("x-truncated") ?? 0) };
  return { ...read(body, response.headers.get("content-type") ?? ""), ...common };
}

/** The answer that the page came with, once; null where there is none. Its time is that of the page. */
export function takeAnswer(): Answer | null {
  const given = document.querySelector<HTMLScriptElement>("#query-answer");
  if (!given) return null;
  given.remove();
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const milliseconds = page ? page.responseEnd - page.requestStart : 0;
  return { ...read(given.textContent ?? "", given.type), milliseconds, cut: Number(given.dataset.cut ?? 0) };
}

type Read = Pick<Answer, "kind" | "columns" | "rows" | "boolean">;

const read = (body: string, mediaType: string): Read => (mediaType.startsWith("application/n-triples") ? ofTriples(body) : ofRows(body));

function ofTriples(body: string): Read {
  return { kind: "triples", columns: ["subject", "predicate", "object"], rows: readTriples(body), boolean: false };
}

function ofRows(body: string): Read {
  const parsed = JSON.parse(body) as { head: { vars?: string[] }; boolean?: boolean; results?: { bindings: Record<string, JsonTerm>[] } };
  const columns = parsed.head.vars ?? [];
  const rows = parsed.results?.bindings.map((binding) => columns.map((name) => termOf(binding[name]))) ?? [];
  return { kind: parsed.boolean === undefined ? "rows" : "boolean", columns, rows, boolean: parsed.boolean ?? false };
}

function termOf(term: JsonTerm | undefined): RdfTerm | null {
  if (!term) return null;
  const value = typeof term.value === "string" ? term.value : JSON.stringify(term.value);
  return { type: term.type as RdfTerm["type"], value, lang: term["xml:lang"] ?? "", datatype: term.datatype ?? "" };
}

async function readProblem(response: Response): Promise<Problem> {
  const status = { name: "", title: `${response.status} ${response.statusText}`, detail: "" };
  try {
    const read = (await response.json()) as Partial<Problem> & { type?: string };
    return { ...status, ...read, name: read.type?.split("/").at(-1) ?? "" };
  } catch {
    return status;
  }
}
