// N-Triples (https://www.w3.org/TR/n-triples/), as the endpoint writes them: one triple on a line.
import type { RdfTerm, Row } from "./rdf_terms";

const IRI = /<([^>]*)>/y;
const BLANK = /_:\S+/y;
const LITERAL = /"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?/y;
const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four: string, eight: string, one: string) =>
    one === undefined ? String.fromCodePoint(parseInt(four ?? eight, 16)) : (ESCAPES[one] ?? one),
  );
}

function readTerm(line: string, at: number): [RdfTerm, number] | null {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(line);
  };
  const plain = { lang: "", datatype: "" };
  const iri = match(IRI);
  if (iri) return [{ type: "uri", value: unescape(iri[1] ?? ""), ...plain }, IRI.lastIndex];
  const blank = match(BLANK);
  if (blank) return [{ type: "bnode", value: blank[0].slice(2), ...plain }, BLANK.lastIndex];
  const literal = match(LITERAL);
  if (!literal) return null;
  return [{ type: "literal", value: unescape(literal[1] ?? ""), lang: literal[2] ?? "", datatype: literal[3] ?? "" }, LITERAL.lastIndex];
}

/** The triples of a text, each as subject, predicate and object; lines that hold none, such as comments, are left out. */
export function readTriples(text: string): Row[] {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    const row: Row = [];
    let at = 0;
    while (row.length < 3) {
      const read = readTerm(line, at);
      if (!read) break;
      row.push(read[0]);
      at = read[1];
      while (line[at] === " " || line[at] === "\t") at++;
    }
    if (row.length === 3) rows.push(row);
  }
  return rows;
}
