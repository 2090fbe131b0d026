// The keys of a view: single letters that work while the view has focus, and a dialog that lists them. A reader can turn
// them off (WCAG 2.2, 2.1.4); the choice is kept in the browser.
import { element } from "./dom";
import { t } from "./language";

export interface Key {
  key: string;
  does: string;
  run: () => void;
}

const STORED = "keys";

function areOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

function drawHelp(keys: Key[]): HTMLDialogElement {
  const rows = keys.flatMap(({ key, does }) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, does)]);
  const choice = element("input", { type: "checkbox" });
  choice.checked = areOn();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(STORED, choice.checked ? "on" : "off");
    } catch {
      // Where storage is refused, the keys stay on.
    }
  });
  const close = element("button", { type: "button", class: "quiet" }, t("关闭", "Close"));
  const title = element("h2", { id: "keys-title" }, t("键盘", "Keys"));
  const label = element("label", {}, choice, t("使用单字母按键", "Use single letters"));
  const dialog = element("dialog", { class: "keys", "aria-labelledby": "keys-title" }, title, element("dl", {}, ...rows), label, close);
  close.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

/** Makes keys work in a view, and adds a button that lists them, and those that every view has, to its controls. */
export function viewKeys(view: HTMLElement, keys: Key[]): void {
  const help = { key: "?", does: t("显示按键", "Show the keys"), run: () => dialog.showModal() };
  const common = [
    { key: "/", does: t("查找", "Search"), run: () => undefined },
    { key: "Tab", does: t("下一组", "Next group"), run: () => undefined },
    { key: "← → ↑ ↓", does: t("组内移动", "Move within a group"), run: () => undefined },
    { key: "Enter", does: t("选定，看原文", "Pin the sentence"), run: () => undefined },
    { key: "Esc", does: t("取消选定", "Release"), run: () => undefined },
  ];
  const dialog = drawHelp([...common, ...keys, help]);
  const button = element("button", { type: "button", class: "quiet small" }, t("按键 ?", "Keys ?"));
  button.addEventListener("click", help.run);
  document.querySelector(".controls")?.append(button);
  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !areOn()) return;
    if (event.target instanceof HTMLElement && event.target.matches("input, textarea, select")) return;
    const found = [...keys, help].find(({ key }) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}
