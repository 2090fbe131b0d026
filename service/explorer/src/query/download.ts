// The menu of files: the whole answer in each format of the service, and what is drawn as CSV, JSON and GEXF.
import { element } from "../parts/dom";
import { t } from "../parts/language";
import type { Page, Show } from "./answer_page";
import { asCsv, asJson, type Drawn, save } from "./rows_export";
import type { Row } from "./rdf_terms";
import type { Answer } from "./run";

interface Shown {
  drawn: () => Promise<Drawn>;
  query: () => string;
  triples: () => Promise<Row[]>;
}

/** Closes a menu with Escape, and when the focus or a click goes elsewhere. */
function closeOutside(menu: HTMLDetailsElement): void {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
}

/** Draws the menu. ways: how the answer can be shown; one that can be a network has a file of it. */
export function drawDownload(answer: Answer, query: string, page: Page, ways: Show[], shown: Shown): HTMLElement {
  const file = (name: string): string => `${page.endpoint}?${new URLSearchParams([["query", query], ...page.graphs, ["format", name]])}`;
  const files = page.formats[answer.kind === "triples" ? "graph" : "table"].map((name) => element("a", { href: file(name), download: `query.${name}` }, name));
  const asShown: [string, () => Promise<void>][] = [
    [t("所见 CSV", "as shown, CSV"), async () => save("shown.csv", "text/csv", asCsv(await shown.drawn()))],
    [t("所见 JSON", "as shown, JSON"), async () => save("shown.json", "application/json", asJson(await shown.drawn(), shown.query()))],
  ];
  if (ways.includes("network")) asShown.push([t("网络 GEXF", "network, GEXF"), () => saveNetwork(page, shown)]);
  const savers = answer.kind === "boolean" ? [] : asShown.map(([name, run]) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => void run());
    return button;
  });
  const menu = element("details", { class: "menu" }, element("summary", {}, t("下载", "Download")), element("div", {}, ...files, ...savers));
  closeOutside(menu);
  return menu;
}

async function saveNetwork(page: Page, shown: Shown): Promise<void> {
  const [{ asGexf }, { MOST_DRAWN, networkOf }, rows] = await Promise.all([import("./gexf"), import("./triple_network"), shown.triples()]);
  await page.labels.read(rows);
  const { nodes, edges } = networkOf(rows.slice(0, MOST_DRAWN), page.cells);
  save("network.gexf", "application/gexf+xml", asGexf(nodes, edges));
}
