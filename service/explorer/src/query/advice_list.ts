// What is said of a query below the editor: each message leads to its place in the text, and may mend it.
import { element } from "../parts/dom";
import { t } from "../parts/language";
import type { Advice } from "./advice";
import type { QueryEditor } from "./editor";

const SIGNS: Record<Advice["kind"], [string, string, string]> = {
  error: ["!", "错误", "Mistake"],
  hint: ["?", "提示", "Hint"],
  empty: ["?", "没有结果的原因", "Why nothing was found"],
};

function placeOf(text: string, at: number): [number, number] {
  const lines = text.slice(0, at).split("\n");
  return [lines.length, [...(lines.at(-1) ?? "")].length + 1];
}

/** Shows messages in an element, and marks their places in the editor. */
export function showAdvice(place: HTMLElement, editor: QueryEditor, advice: Advice[]): void {
  const text = editor.text();
  const items = advice.map((one) => {
    const [sign, zh, en] = SIGNS[one.kind];
    const parts: HTMLElement[] = [
      element("span", { class: "sign", "aria-hidden": "true" }, sign),
      element("span", { class: "visually-hidden" }, `${t(zh, en)}: `),
      element("span", { class: "text" }, one.text),
    ];
    const { at, mend } = one;
    if (at) {
      const [line, column] = placeOf(text, at.from);
      const go = element("button", { type: "button", class: "place" }, t(`第 ${line} 行第 ${column} 列`, `line ${line}, column ${column}`));
      go.addEventListener("click", () => editor.goTo(at.from));
      parts.push(go);
    }
    if (at && mend) {
      const fix = element("button", { type: "button", class: "mend" }, t("改为 ", "Write "), element("code", {}, mend));
      fix.addEventListener("click", () => editor.mend(at.from, at.to, mend));
      parts.push(fix);
    }
    return element("li", { class: one.kind }, ...parts);
  });
  place.replaceChildren(...items);
  place.hidden = !items.length;
  editor.mark(advice.flatMap(({ at, kind }) => (at ? [{ ...at, isError: kind === "error" }] : [])));
}
