// What is drawn, as data: the rows in their order after sorting and filtering, with the labels that are shown.
import type { Cells } from "./cells";
import type { Row } from "./rdf_terms";
import type { Answer } from "./run";

export interface Drawn {
  columns: string[];
  rows: string[][];
}

/** Some rows as they are shown: of a column with IRIs the labels, and the IRIs in a column beside it. at: the columns. */
export function drawnRows({ columns, rows }: Answer, shown: Row[], at: number[], cells: Cells): Drawn {
  const isNamed = at.map((place) => rows.some((row) => row[place]?.type === "uri"));
  const names = at.flatMap((place, number) => (isNamed[number] ? [columns[place] ?? "", `${columns[place]} IRI`] : [columns[place] ?? ""]));
  const written = shown.map((row) =>
    at.flatMap((place, number) => {
      const term = row[place] ?? null;
      return isNamed[number] ? [cells.words(term), term?.type === "uri" ? term.value : ""] : [cells.words(term)];
    }),
  );
  return { columns: names, rows: written };
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** As CSV (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8. */
export const asCsv = ({ columns, rows }: Drawn): string => `\ufeff${[columns, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;

/** As JSON: the query, and an object for each row. */
export function asJson({ columns, rows }: Drawn, query: string): string {
  const objects = rows.map((row) => Object.fromEntries(row.map((text, at) => [columns[at] ?? "", text])));
  return `${JSON.stringify({ query, rows: objects }, null, 1)}\n`;
}

/** Saves a text as a file. */
export function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
