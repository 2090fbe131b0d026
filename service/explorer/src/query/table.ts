// The table of an answer: sorted, filtered, and drawn only where it is seen, so that 100,000 rows scroll smoothly.
import { element } from "../parts/dom";
import { t } from "../parts/language";
import { isNumber, type Cells } from "./cells";
import type { Labels } from "./labels";
import type { RdfTerm, Row } from "./rdf_terms";
import type { Answer } from "./run";

export interface Sorting {
  column: string;
  isDescending: boolean;
}

const MOST_AT_ONCE = 200; // rows that are drawn with their natural height; of more only those that are seen
const BEYOND = 12; // rows that are drawn above and below what is seen
const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

export class ResultTable {
  readonly root = element("div", { class: "rows", tabindex: "0", role: "region", "aria-label": t("查询结果", "Result") });
  /** The rows that are shown, in their order. */
  shown: Row[] = [];
  private readonly body = element("tbody");
  private readonly heads: HTMLElement[] = [];
  private readonly filters: string[];
  private readonly isNumeric: boolean[];
  private readonly isVirtual: boolean;
  private rowHeight = 0;
  private first = -1;

  constructor(
    private readonly answer: Answer,
    private readonly cells: Cells,
    private readonly labels: Labels,
    private sorting: Sorting | null,
    private readonly events: { sorted: (sorting: Sorting | null) => void; filtered: (shown: number) => void },
  ) {
    const { columns, rows } = answer;
    this.filters = columns.map(() => "");
    this.isNumeric = columns.map((_, at) => rows.some((row) => row[at]) && rows.every((row) => !row[at] || isNumber(row[at])));
    this.isVirtual = rows.length > MOST_AT_ONCE;
    const table = element("table", { class: this.isVirtual ? "virtual" : "" }, this.drawHead(), this.body);
    table.setAttribute("aria-rowcount", String(rows.length + 1));
    this.root.append(table);
    if (this.isVirtual) this.root.addEventListener("scroll", () => requestAnimationFrame(() => this.drawSeen()), { passive: true });
    this.arrange();
    void labels.read(rows).then((isNew) => isNew && this.arrange());
  }

  /** Draws what is seen; call it once the table is in the page, and when its size changes. */
  redraw(): void {
    this.first = -1;
    this.drawSeen();
  }

  private drawHead(): HTMLElement {
    const isTriples = this.answer.kind === "triples";
    const heads = this.answer.columns.map((name, at) => {
      const button = element("button", { type: "button", title: t("排序", "Sort") }, element("span", {}, this.cells.column(name, isTriples)), element("span", { class: "arrow", "aria-hidden": "true" }));
      button.addEventListener("click", () => this.sortBy(name));
      const field = element("input", { type: "search", "aria-label": t(`筛选 ${this.cells.column(name, isTriples)}`, `Filter ${this.cells.column(name, isTriples)}`), placeholder: t("筛选", "filter") });
      let timer = 0;
      field.addEventListener("input", (event) => {
        if ((event as InputEvent).isComposing) return;
        clearTimeout(timer);
        timer = window.setTimeout(() => this.filter(at, field.value), 120);
      });
      field.addEventListener("compositionend", () => this.filter(at, field.value));
      const head = element("th", { scope: "col", class: this.isNumeric[at] ? "number" : "" }, button, field);
      this.heads.push(head);
      return head;
    });
    return element("thead", {}, element("tr", {}, element("th", { class: "place" }, element("span", { class: "visually-hidden" }, t("行", "Row"))), ...heads));
  }

  private sortBy(column: string): void {
    const now = this.sorting;
    if (now?.column !== column) this.sorting = { column, isDescending: false };
    else this.sorting = now.isDescending ? null : { column, isDescending: true };
    this.events.sorted(this.sorting);
    this.root.scrollTop = 0;
    this.arrange();
  }

  private filter(at: number, text: string): void {
    this.filters[at] = text.trim().toLowerCase();
    this.root.scrollTop = 0;
    this.arrange();
    this.events.filtered(this.shown.length);
  }

  /** Filters and sorts the rows anew. */
  private arrange(): void {
    const { columns, rows } = this.answer;
    const wanted = this.filters.flatMap((text, at) => (text ? [[at, text] as const] : []));
    const kept = wanted.length ? rows.filter((row) => wanted.every(([at, text]) => this.cells.searched(row[at] ?? null).includes(text))) : [...rows];
    const at = columns.indexOf(this.sorting?.column ?? "");
    this.shown = at < 0 ? kept : this.sorted(kept, at);
    this.heads.forEach((head, place) => {
      head.setAttribute("aria-sort", place !== at ? "none" : this.sorting?.isDescending ? "descending" : "ascending");
    });
    this.redraw();
  }

  private sorted(rows: Row[], at: number): Row[] {
    const numeric = this.isNumeric[at];
    const keyed = rows.map((row) => ({ row, key: numeric ? Number(row[at]?.value ?? NaN) : this.cells.words(row[at] ?? null) }));
    const compare = numeric
      ? (one: number, other: number): number => (Number.isNaN(one) ? 1 : Number.isNaN(other) ? -1 : one - other)
      : (one: string, other: string): number => (one === "" ? 1 : other === "" ? -1 : collator.compare(one, other));
    const sign = this.sorting?.isDescending ? -1 : 1;
    return keyed.sort((one, other) => sign * (compare as (one: unknown, other: unknown) => number)(one.key, other.key)).map(({ row }) => row);
  }

  private drawSeen(): void {
    if (!this.isVirtual) {
      this.body.replaceChildren(...this.shown.map((row, at) => this.drawRow(row, at)));
      return;
    }
    if (!this.rowHeight) {
      this.body.replaceChildren(...this.shown.slice(0, 1).map((row, at) => this.drawRow(row, at)));
      this.rowHeight = this.body.firstElementChild?.getBoundingClientRect().height ?? 0;
      if (!this.rowHeight) return; // not in the page yet
    }
    const first = Math.max(0, Math.floor(this.root.scrollTop / this.rowHeight) - BEYOND);
    if (first === this.first) return;
    this.first = first;
    const last = Math.min(this.shown.length, first + Math.ceil(this.root.clientHeight / this.rowHeight) + 2 * BEYOND);
    const rows = this.shown.slice(first, last);
    this.body.replaceChildren(
      this.drawSpace(first * this.rowHeight),
      ...rows.map((row, at) => this.drawRow(row, first + at)),
      this.drawSpace((this.shown.length - last) * this.rowHeight),
    );
    void this.labels.read(rows).then((isNew) => isNew && this.redraw());
  }

  private drawRow(row: Row, at: number): HTMLElement {
    const cells = row.map((term, column) => this.drawCell(term, column));
    const drawn = element("tr", {}, element("td", { class: "place" }, String(at + 1)), ...cells);
    if (this.isVirtual) drawn.setAttribute("aria-rowindex", String(at + 2));
    return drawn;
  }

  private drawCell(term: RdfTerm | null, column: number): HTMLElement {
    const content = element("div", {}, ...this.cells.draw(term));
    if (this.isVirtual && term) content.title = term.value;
    return element("td", { class: this.isNumeric[column] ? "number" : "" }, content);
  }

  private drawSpace(height: number): HTMLElement {
    const row = element("tr", { class: "space", "aria-hidden": "true" });
    row.style.height = `${height}px`;
    return row;
  }
}
