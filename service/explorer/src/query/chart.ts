// A bar chart of one label and one number, drawn by hand as SVG. The table has the same figures.
import { t } from "../parts/language";
import { isNumber, type Cells } from "./cells";
import type { Row } from "./rdf_terms";
import type { Answer } from "./run";

const SVG = "http://www.w3.org/2000/svg";
const MOST = 60;
const NARROW = 560; // pixels; below, labels stand above their bars

/**
 * The columns that a chart is made of: the first that is no number, and the only one of numbers, or that which the page
 * names. Null where there are others.
 */
export function chartColumns({ kind, columns, rows }: Answer, named = ""): { label: number; value: number } | null {
  if (kind !== "rows" || !rows.length) return null;
  const numeric = columns.flatMap((_, at) => (rows.some((row) => row[at]) && rows.every((row) => !row[at] || isNumber(row[at] ?? null)) ? [at] : []));
  const label = columns.findIndex((_, at) => !numeric.includes(at));
  const value = numeric.find((at) => columns[at] === named) ?? (numeric.length === 1 ? numeric[0] : undefined);
  return value !== undefined && label >= 0 ? { label, value } : null;
}

function make(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** The width of a text in characters of Chinese; those of Latin script are about half as wide. */
const widthOf = (text: string): number => [...text].reduce((sum, one) => sum + (one > "ÿ" ? 1 : 0.58), 0);

/** A text that is no wider than some characters of Chinese. */
function cut(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  const kept = [...text];
  while (kept.length > 1 && widthOf(kept.join("")) + 1 > most) kept.pop();
  return `${kept.join("").trimEnd()}…`;
}

/** The rows that have a bar. */
export const charted = (rows: Row[], { value }: { value: number }): Row[] => rows.filter((row) => row[value]).slice(0, MOST);

/** The chart of some rows, as wide as its place. */
export function drawChart(rows: Row[], columns: { label: number; value: number }, names: string[], cells: Cells, width: number): SVGElement {
  const bars = charted(rows, columns).map((row) => ({ name: cells.words(row[columns.label] ?? null), value: Number(row[columns.value]?.value) }));
  const most = Math.max(0, ...bars.map(({ value }) => value));
  const least = Math.min(0, ...bars.map(({ value }) => value));
  const isNarrow = width < NARROW;
  const longest = Math.max(...bars.map(({ name }) => widthOf(name)), 1);
  const left = isNarrow ? 0 : Math.min(width * 0.4, longest * 15 + 12);
  const step = isNarrow ? 46 : 34;
  const right = 24 + 9 * Math.max(1, ...bars.map(({ value }) => value.toLocaleString().length));
  const scale = (width - left - right) / (most - least || 1);
  const zero = left - least * scale;
  const height = bars.length * step + 8;
  const title = t(`柱状图：${names.join("、")}，共 ${bars.length} 项`, `Bar chart of ${names.join(" and ")}, ${bars.length} bars`);
  const svg = make("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title });
  bars.forEach(({ name, value }, at) => {
    const top = at * step + 4;
    const barTop = isNarrow ? top + 20 : top + 5;
    const length = Math.max(1, Math.abs(value) * scale);
    const bar = make("rect", { class: "bar", x: value < 0 ? zero - length : zero, y: barTop, width: length, height: isNarrow ? 18 : step - 12, rx: 2 });
    const room = isNarrow ? width / 15 : Math.max(6, (left - 10) / 15);
    const label = isNarrow ? make("text", { class: "label", x: 0, y: top + 14 }, cut(name, room)) : make("text", { class: "label", x: left - 10, y: top + step / 2 + 4, "text-anchor": "end" }, cut(name, room));
    label.append(make("title", {}, name));
    const number = make("text", { class: "value", x: (value < 0 ? zero : zero + length) + 8, y: barTop + (isNarrow ? 14 : step / 2 - 1) }, value.toLocaleString());
    svg.append(bar, label, number);
  });
  svg.append(make("line", { class: "axis", x1: zero, x2: zero, y1: 0, y2: height }));
  return svg;
}

/** How many rows a chart leaves out. */
export const leftOut = (rows: Row[]): number => Math.max(0, rows.length - MOST);
