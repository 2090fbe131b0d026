// Formats a query: keywords in capitals, one pattern a line, two spaces for each group. Nothing but white space and the
// case of keywords changes.

const TOKEN =
  /(#[^\n\r]*)|("""(?:[^"\\]|\\.|"(?!""))*"""|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(<[^<>"{}|^`\\\s]*>)|([?$][\p{L}\p{N}_]+)|((?:[\p{L}][\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_:%\\-](?:[\p{L}\p{N}_:.%\\~-]*[\p{L}\p{N}_:%-])?)?|_:[\p{L}\p{N}_]+)|(@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|(\d*\.?\d+(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(\^\^|&&|\|\||[!<>]=|\S)/gsu;

type Kind = "comment" | "string" | "iri" | "variable" | "name" | "tag" | "number" | "word" | "mark";
const KINDS: Kind[] = ["comment", "string", "iri", "variable", "name", "tag", "number", "word", "mark"];
const CLAUSES = new Set(["WHERE", "FROM", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "VALUES"]);
const OWN_LINE = new Set(["FILTER", "OPTIONAL", "BIND", "MINUS", "VALUES", "GRAPH", "SELECT", "SERVICE"]);
const TIGHT_PATH = new Set(["/", "^", "|", "*", "+"]);

export interface Token {
  kind: Kind;
  text: string;
  /** Whether a line ends before it. */
  isAfterLine: boolean;
  /** Whether white space stands before it. */
  isAfterSpace: boolean;
}

/** The tokens of a query with its comments. */
export function tokensOf(query: string): Token[] {
  let last = 0;
  return [...query.matchAll(TOKEN)].map((match) => {
    const between = query.slice(last, match.index);
    last = match.index + match[0].length;
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)] ?? "mark";
    return { kind, text: kind === "word" && match[0] !== "a" ? capital(match[0]) : match[0], isAfterLine: between.includes("\n"), isAfterSpace: between !== "" };
  });
}

const capital = (word: string): string => (/^(true|false)$/i.test(word) ? word.toLowerCase() : word.toUpperCase());

class Writer {
  private readonly lines: string[] = [];
  private line = "";
  depth = 0;

  /** Ends the line, if it has anything. more: how many groups deeper than usual the next one is. */
  end(): void {
    if (this.line.trim()) this.lines.push(this.line.trimEnd());
    this.line = "";
  }

  add(text: string, space: boolean, more = 0): void {
    if (!this.line) this.line = "  ".repeat(this.depth + more) + text;
    else this.line += (space ? " " : "") + text;
  }

  /** An empty line, if there is none yet. */
  skip(): void {
    this.end();
    if (this.lines.length && this.lines.at(-1) !== "") this.lines.push("");
  }

  get text(): string {
    this.end();
    return `${this.lines.join("\n").trim()}\n`;
  }
}

/** The query, formatted. */
export function formatQuery(query: string): string {
  const tokens = tokensOf(query);
  const writer = new Writer();
  let brackets = 0; // round and square ones that are open, within which no line ends
  let continued = 0; // whether the line goes on with a predicate or an object of the same subject
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    const after = tokens[at + 1];
    const { kind, text } = token;
    if (kind === "comment") {
      if (token.isAfterLine || !before) writer.end();
      writer.add(text, true, continued);
      writer.end();
      return;
    }
    if (text === "{" && kind === "mark") {
      writer.add("{", true);
      if (!brackets) writer.end();
      writer.depth += brackets ? 0 : 1;
      continued = 0;
      return;
    }
    if (text === "}" && kind === "mark") {
      if (!brackets) {
        writer.end();
        writer.depth = Math.max(0, writer.depth - 1);
      }
      continued = 0;
      writer.add("}", true);
      const goesOn = after?.kind === "word" && ["UNION", "WHERE"].includes(after.text);
      if (!brackets && !goesOn && after?.text !== ".") writer.end();
      return;
    }
    if (kind === "word" && !brackets) {
      const isClause = writer.depth === 0 && CLAUSES.has(text) && before?.text !== "}" && !(text === "WHERE" && before);
      if (isClause || (writer.depth > 0 && OWN_LINE.has(text) && before?.kind !== "word")) {
        writer.end();
        continued = 0;
      }
      if (text === "PREFIX" || text === "BASE") writer.end();
      if (["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"].includes(text) && writer.depth === 0) writer.end();
    }
    writer.add(text, needsSpace(tokens, at, brackets), continued);
    if ("([".includes(text)) brackets++;
    if (")]".includes(text)) brackets = Math.max(0, brackets - 1);
    if (brackets || kind !== "mark" || writer.depth === 0) return;
    if (text === "." || text === ";") {
      if (after?.kind === "comment" && !after.isAfterLine) {
        continued = text === ";" ? 1 : 0;
        return;
      }
      writer.end();
      continued = text === ";" ? 1 : 0;
    }
  });
  return writer.text;
}

function needsSpace(tokens: Token[], at: number, brackets: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (!token || !before) return false;
  const marks = [token, before].map(({ kind, text }) => (kind === "mark" ? text : ""));
  const [now, last] = marks as [string, string];
  if (token.kind === "tag" || now === "^^" || last === "^^" || now === ")" || now === "]" || last === "(" || last === "[" || now === ",") return now === "]" || last === "[";
  if (now === "(") return before.kind === "mark" ? !TIGHT_PATH.has(last) && last !== "!" : !/^[A-Z0-9_]+$/.test(before.text) || token.isAfterSpace;
  if (brackets === 0 && (TIGHT_PATH.has(now) || TIGHT_PATH.has(last) || now === "?")) return token.isAfterSpace;
  if (last === "!" || (last === "-" && !token.isAfterSpace)) return false;
  if (brackets && (TIGHT_PATH.has(now) || TIGHT_PATH.has(last))) return token.isAfterSpace;
  return true;
}
