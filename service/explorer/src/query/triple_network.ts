// The network of triples: things are nodes, triples between them edges; labels and types are told at the node.
import type { Cells } from "./cells";
import type { RdfTerm, Row } from "./rdf_terms";
import { ask } from "./run";

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABELS = /(#|\/)(prefLabel|label|altLabel)$/;
/** How many triples are drawn. */
export const MOST_DRAWN = 2000;
const HAN = /\p{Script=Han}/u;

export interface GraphNode {
  id: string;
  label: string;
  kind: string;
  href: string;
  /** Whether lines may end between any two characters, as in Chinese. */
  wraps: boolean;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  label: string;
}

const LONGEST_MILLISECONDS = 30_000;

/** Asks the query behind the network of an answer that is a table, for at most 30 seconds. */
export async function askTriples(endpoint: string, query: string, graphs: [string, string][]): Promise<Row[]> {
  return (await ask(endpoint, query, graphs, AbortSignal.timeout(LONGEST_MILLISECONDS))).rows;
}

/** The nodes and edges of some triples. */
export function networkOf(rows: Row[], cells: Cells): { nodes: GraphNode[]; edges: GraphEdge[] } {
  const nodes = new Map<string, GraphNode>();
  const idOf = (term: RdfTerm): string => `${term.type} ${term.value}`;
  const add = (term: RdfTerm): GraphNode => {
    const id = idOf(term);
    const made = nodes.get(id) ?? { id, label: cells.words(term), kind: term.type === "literal" ? "literal" : "", href: term.type === "uri" ? (cells.link(term.value) ?? "") : "", wraps: true };
    nodes.set(id, made);
    return made;
  };
  const edges = rows.flatMap(([subject, predicate, value], at) => {
    if (!subject || !predicate || !value) return [];
    const source = add(subject);
    if (predicate.value === TYPE) {
      source.kind ||= value.value.split(/[#/]/).at(-1) ?? "";
      return [];
    }
    if (value.type === "literal" && LABELS.test(predicate.value)) {
      if (source.label === cells.short(subject.value) || source.label.startsWith("_:")) source.label = value.value;
      return [];
    }
    return [{ id: `edge ${at}`, source: source.id, target: add(value).id, label: cells.words(predicate) }];
  });
  for (const node of nodes.values()) node.wraps = HAN.test(node.label);
  return { nodes: [...nodes.values()], edges };
}
