// The list of queries that were run in this browser, beside the examples.
import { element } from "../parts/dom";
import { language, t } from "../parts/language";
import { clearQueries, pastQueries, titleOf } from "./history";

/** Draws the list in an element; `open` gets the query that is chosen. */
export function drawHistory(place: HTMLElement, open: (query: string) => void): void {
  const past = pastQueries();
  if (!past.length) {
    place.replaceChildren(element("p", { class: "note" }, t("运行过的查询会留在这里，只存在这个浏览器里。", "Queries that you run are kept here, in this browser alone.")));
    return;
  }
  const items = past.map(({ query, at, rows }) => {
    const when = new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
    const told = rows === null ? when : `${when} · ${t(`${rows} 行`, `${rows} rows`)}`;
    const button = element("button", { type: "button", class: "entry", title: query }, element("span", { class: "entry-title" }, titleOf(query).slice(0, 120)), element("small", {}, told));
    button.addEventListener("click", () => open(query));
    return element("li", {}, button);
  });
  const clear = element("button", { type: "button", class: "button small" }, t("清空", "Clear"));
  clear.addEventListener("click", () => {
    clearQueries();
    drawHistory(place, open);
  });
  place.replaceChildren(element("ul", { class: "entries" }, ...items), clear);
}
