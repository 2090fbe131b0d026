// The queries that were run before, kept in this browser alone.

export interface Past {
  query: string;
  at: number;
  rows: number | null;
}

const KEY = "queries";
const MOST = 50;

/** The queries, the last one first. */
export function pastQueries(): Past[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(read) ? read.filter((one): one is Past => typeof (one as Past | null)?.query === "string") : [];
  } catch {
    return [];
  }
}

function write(queries: Past[]): void {
  try {
    if (queries.length) localStorage.setItem(KEY, JSON.stringify(queries.slice(0, MOST)));
    else localStorage.removeItem(KEY);
  } catch {
    // Where storage is refused or full, nothing is kept.
  }
}

/** Keeps a query with the number of its rows; one that was run before moves to the front. */
export function keepQuery(query: string, rows: number | null): void {
  write([{ query, at: Date.now(), rows }, ...pastQueries().filter((one) => one.query !== query)]);
}

export const clearQueries = (): void => write([]);

/** One line that tells a query from others: its first comment, else its first line. */
export function titleOf(query: string): string {
  const lines = query.split("\n").map((line) => line.trim());
  const comment = lines.find((line) => line.startsWith("#"))?.replace(/^#+\s*(zh: |en: )?/, "");
  return comment || lines.filter((line) => line && !/^(PREFIX|BASE)\b/i.test(line)).join(" ") || query;
}
