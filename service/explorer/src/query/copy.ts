// The dialog that shows a query as a link and as programs, to copy.
import { element } from "../parts/dom";
import { t } from "../parts/language";
import type { Snippet } from "./snippets";

/** Opens the dialog. */
export function drawSnippets(snippets: Snippet[]): void {
  const code = element("pre", { tabindex: "0", class: "snippet" });
  const copy = element("button", { type: "button" }, t("复制", "Copy"));
  const close = element("button", { type: "button", class: "quiet" }, t("关闭", "Close"));
  const tabs = snippets.map((snippet) => {
    const button = element("button", { type: "button" }, snippet.name === "URL" ? t("链接", "Link") : snippet.name);
    button.addEventListener("click", () => choose(snippet, button));
    return button;
  });
  function choose(snippet: Snippet, chosen: HTMLElement): void {
    tabs.forEach((tab) => tab.setAttribute("aria-pressed", String(tab === chosen)));
    code.textContent = snippet.text;
    copy.textContent = t("复制", "Copy");
  }
  const dialog = element(
    "dialog",
    { class: "copy", "aria-labelledby": "copy-title" },
    element("h2", { id: "copy-title" }, t("在别处使用这个查询", "Use this query elsewhere")),
    element("div", { class: "switch", role: "group", "aria-label": t("形式", "Form") }, ...tabs),
    code,
    element("p", { class: "dialog-buttons" }, copy, close),
  );
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(code.textContent ?? "").then(
      () => (copy.textContent = t("已复制", "Copied")),
      () => getSelection()?.selectAllChildren(code), // without permission the text is chosen, to be copied by hand
    );
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  if (snippets[0] && tabs[0]) choose(snippets[0], tabs[0]);
  dialog.showModal();
}
