// The page on which an answer is drawn, and the ways in which it can be shown.
import type { Cells } from "./cells";
import type { Labels } from "./labels";

export type Show = "table" | "network" | "chart";

export interface Page {
  endpoint: string;
  publicEndpoint: string;
  graphs: [string, string][];
  formats: Record<"table" | "graph", string[]>;
  cells: Cells;
  labels: Labels;
  /** The query whose triples are the network of the answer, where the answer is a table. */
  network?: string;
  /** The column of numbers that a chart shows, where there are several. */
  charted?: string;
}
