// What stands below the editor once a query has run: figures, the ways to show the answer, its files, and the answer.
import { element } from "../parts/dom";
import { language, t } from "../parts/language";
import type { Page, Show } from "./answer_page";
import { drawSnippets } from "./copy";
import { chartColumns, charted, drawChart, leftOut } from "./chart";
import { drawDownload } from "./download";
import { drawnRows } from "./rows_export";
import { askTriples, MOST_DRAWN } from "./triple_network";
import type { Row } from "./rdf_terms";
import type { Answer } from "./run";
import { snippetsOf } from "./snippets";
import { ResultTable, type Sorting } from "./table";

interface State {
  show: Show;
  sorting: Sorting | null;
  changed: (show: Show, sorting: Sorting | null) => void;
}

const NAMES: Record<Show, [string, string]> = { table: ["表格", "Table"], network: ["网络", "Network"], chart: ["图表", "Chart"] };

/** The ways in which an answer can be shown on a page. */
function waysOf(answer: Answer, { network, charted }: Page): Show[] {
  if (answer.kind === "boolean" || !answer.rows.length) return ["table"];
  const ways: Show[] = ["table"];
  if (answer.kind === "triples" || network) ways.push("network");
  if (chartColumns(answer, charted)) ways.push("chart");
  return ways;
}

const figure = (number: number): string => number.toLocaleString(language);

function tellTime(milliseconds: number): string {
  return milliseconds < 1000 ? t(`${Math.round(milliseconds)} 毫秒`, `${Math.round(milliseconds)} ms`) : t(`${(milliseconds / 1000).toFixed(1)} 秒`, `${(milliseconds / 1000).toFixed(1)} s`);
}

function tellCount({ kind, rows }: Answer): string {
  const number = figure(rows.length);
  if (kind === "boolean") return t("是非题", "yes or no");
  if (kind === "triples") return t(`${number} 条三元组`, `${number} ${rows.length === 1 ? "triple" : "triples"}`);
  return t(`${number} 行`, `${number} ${rows.length === 1 ? "row" : "rows"}`);
}

/** Draws an answer in an element; what is returned stops what it does. */
export function drawAnswer(place: HTMLElement, answer: Answer, query: string, page: Page, state: State): () => void {
  const ways = waysOf(answer, page);
  let asked: Promise<Row[]> | null = null;
  const triples = (): Promise<Row[]> => (asked ??= answer.kind !== "triples" && page.network ? askTriples(page.endpoint, page.network, page.graphs) : Promise.resolve(answer.rows));
  const count = element("strong", {}, tellCount(answer));
  const filtered = element("span", { class: "filtered" });
  const told = element("p", { class: "told", role: "status" }, count, filtered, element("span", { class: "time" }, tellTime(answer.milliseconds)));
  const body = element("div", { class: "shown" });
  let stop: () => void = () => undefined;
  let sorting = state.sorting;
  const table = new ResultTable(answer, page.cells, page.labels, sorting, {
    sorted: (next) => {
      sorting = next;
      state.changed(now, sorting);
    },
    filtered: (shown) => (filtered.textContent = shown === answer.rows.length ? "" : t(`筛选后 ${figure(shown)} 行`, `${figure(shown)} after filtering`)),
  });
  let now: Show = ways.includes(state.show) ? state.show : "table";
  const buttons = ways.map((way) => {
    const button = element("button", { type: "button", "data-show": way }, t(...NAMES[way]));
    button.addEventListener("click", () => {
      state.changed(way, sorting);
      show(way);
    });
    return button;
  });

  function show(way: Show): void {
    stop();
    stop = () => undefined;
    now = way;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.show === way)));
    if (answer.kind === "boolean") body.replaceChildren(element("p", { class: "boolean" }, answer.boolean ? t("是", "true") : t("否", "false")));
    else if (!answer.rows.length) body.replaceChildren(element("p", { class: "note" }, t("没有结果；原因写在编辑器下方。", "There is no result; the reason stands below the editor.")));
    else if (way === "table") {
      body.replaceChildren(table.root);
      table.redraw();
    } else if (way === "chart") stop = showChart();
    else stop = showNetwork();
  }

  function showChart(): () => void {
    const columns = chartColumns(answer, page.charted);
    if (!columns) return () => undefined;
    const names = [columns.label, columns.value].map((at) => page.cells.column(answer.columns[at] ?? "", false));
    const left = leftOut(table.shown);
    const widthOfPlace = (): number => Math.max(260, Math.floor(body.clientWidth) - 34); // the chart has a margin of a rem
    let width = 0;
    let isGone = false;
    const draw = (): void => {
      width = widthOfPlace();
      const note = left ? [element("p", { class: "note" }, t(`还有 ${figure(left)} 行未画出；排序决定画哪些。`, `${figure(left)} more rows are not drawn; the sorting decides which are.`))] : [];
      body.replaceChildren(drawChart(table.shown, columns, names, page.cells, width), ...note);
    };
    draw();
    void page.labels.read(table.shown).then((isNew) => {
      if (isNew && !isGone) draw();
    });
    const watching = new ResizeObserver(() => {
      if (widthOfPlace() !== width) draw();
    });
    watching.observe(place);
    return () => {
      isGone = true;
      watching.disconnect();
    };
  }

  function showNetwork(): () => void {
    let end: (() => void) | null = null;
    let isGone = false;
    body.replaceChildren(element("p", { class: "note" }, t("正在载入…", "Loading…")));
    const drawn = element("div", { class: "network" });
    const reading = triples().then(async (rows) => page.labels.read(rows).then(() => rows));
    void Promise.all([import("./triple_network_view"), reading]).then(
      ([{ drawNetwork }, rows]) => {
        if (isGone) return;
        body.replaceChildren(drawn);
        end = drawNetwork(drawn, rows, page.cells);
      },
      () => body.replaceChildren(element("p", { class: "note" }, t("网络没有载入，请稍后再试。", "The network did not load; try again later."))),
    );
    return () => {
      isGone = true;
      end?.();
    };
  }

  const holds = answer.kind === "triples" ? "graph" : "table";
  const download = drawDownload(answer, query, page, ways, {
    /** What is drawn now: the rows of the table in their order, the bars, or the triples of the network. */
    drawn: async () => {
      if (now === "network") {
        const rows = (await triples()).slice(0, MOST_DRAWN);
        return drawnRows({ ...answer, columns: ["subject", "predicate", "object"], rows }, rows, [0, 1, 2], page.cells);
      }
      const columns = now === "chart" ? chartColumns(answer) : null;
      const rows = columns ? charted(table.shown, columns) : table.shown;
      return drawnRows(answer, rows, columns ? [columns.label, columns.value] : answer.columns.map((_, at) => at), page.cells);
    },
    query: () => (now === "network" && page.network ? page.network : query),
    triples,
  });
  const copy = element("button", { type: "button", class: "button small" }, t("复制为…", "Copy as…"));
  copy.addEventListener("click", () => drawSnippets(snippetsOf(query, page.publicEndpoint, location.href, holds)));
  const ways_ = ways.length > 1 ? element("div", { class: "switch", role: "group", "aria-label": t("显示方式", "Shown as") }, ...buttons) : null;
  const cutNote = answer.cut ? element("p", { class: "note cut" }, t(`结果过长，只有前 ${figure(answer.cut)} 行；请加 LIMIT 和 OFFSET 分段查询。`, `The answer is cut after ${figure(answer.cut)} rows; ask in parts with LIMIT and OFFSET.`)) : null;
  place.replaceChildren(element("div", { class: "answer-bar" }, told, ways_, download, copy), ...(cutNote ? [cutNote] : []), body);
  show(now);
  return () => stop();
}
