// What the service says of a query before and after it runs (service/sparql/advice.py): mistakes, terms that the graph
// does not have, and why an answer is empty.
import { language, t } from "../parts/language";
import { offsetOf } from "./code_points";

export interface Advice {
  kind: "error" | "hint" | "empty";
  text: string;
  /** The part of the query that is meant, in UTF-16 units; null for all of it. */
  at: { from: number; to: number } | null;
  /** What to write in its place; empty where nothing is known. */
  mend: string;
}

interface Told {
  kind: Advice["kind"];
  zh: string;
  en: string;
  line: number | null;
  column: number | null;
  length: number;
  mend: string;
  /** Whether the place is exact. */
  located: boolean;
}

export type Locate = (text: string) => { from: number; to: number } | null;

/** A mistake of grammar that the service could not locate, at the place that the parser of the editor tells. */
function relocated(query: string, told: Advice, locate: Locate): Advice {
  const found = locate(query);
  if (!found) return told;
  const word = /^\s*(\S[\p{L}\p{N}_:-]*)/u.exec(query.slice(found.from));
  if (!word?.[1]) {
    const text = t("查询不合语法：末尾还缺内容。", "The query is malformed: something is missing at its end.");
    return { ...told, text, at: { from: Math.max(0, query.trimEnd().length - 1), to: query.trimEnd().length } };
  }
  const from = found.from + word[0].length - word[1].length;
  const isMissing = found.from === found.to;
  const text = isMissing
    ? t(`查询不合语法：${word[1]} 前面还缺内容。`, `The query is malformed: something is missing before ${word[1]}.`)
    : t(`查询不合语法：这里不能是 ${word[1]}。`, `The query is malformed: ${word[1]} cannot stand here.`);
  return { ...told, text, at: { from, to: from + word[1].length } };
}

/** Asks what is to say of a query. empty: whether its answer was empty, which is then explained. */
export async function check(address: string, query: string, empty: boolean, locate: Locate, signal: AbortSignal): Promise<Advice[]> {
  const url = new URL(address, location.href);
  if (empty) url.searchParams.set("empty", "yes");
  const headers = { "content-type": "application/sparql-query", accept: "application/json" };
  const response = await fetch(url, { method: "POST", body: query, headers, signal });
  if (!response.ok) return [];
  const { advice } = (await response.json()) as { advice: Told[] };
  return advice.map((one) => {
    const from = one.line === null || one.column === null ? null : offsetOf(query, one.line, one.column);
    const length = from === null ? 0 : [...query.slice(from)].slice(0, Math.max(1, one.length)).join("").length;
    const at = from === null ? null : { from, to: Math.max(from + length, Math.min(from + 1, query.length)) };
    const told = { kind: one.kind, text: language === "zh" ? one.zh : one.en, at, mend: one.mend };
    return one.located ? told : relocated(query, told, locate);
  });
}
