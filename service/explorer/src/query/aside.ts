// The column beside the editor: examples and history.
import { element } from "../parts/dom";
import { t } from "../parts/language";

/** Lets the reader choose between examples and history; `open` gets the query of an example that is clicked. */
export function prepareAside(open: (query: string) => void): void {
  const aside = document.querySelector<HTMLElement>(".query-aside");
  const panels = ["#examples", "#history"].map((id) => document.querySelector<HTMLElement>(id));
  if (!aside) return;
  const buttons = [t("例子", "Examples"), t("历史", "History")].map((name) => element("button", { type: "button" }, name));
  const choose = (chosen: number): void => {
    panels.forEach((panel, at) => panel && (panel.hidden = at !== chosen));
    buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(at === chosen)));
  };
  buttons.forEach((button, at) => button.addEventListener("click", () => choose(at)));
  aside.prepend(element("div", { class: "switch", role: "group", "aria-label": t("例子与历史", "Examples and history") }, ...buttons));
  choose(0);
  aside.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.example") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(new URL(link.href).searchParams.get("query") ?? "");
  });
}
