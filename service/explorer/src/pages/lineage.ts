// 沿革: keys, and the arrows within the columns.
import { keepInLinks } from "../parts/address";
import { viewKeys } from "../parts/keys";
import { t } from "../parts/language";
import { rove } from "../parts/roving";
import { sentencePanel } from "../parts/sentence_panel";

const view = document.querySelector<HTMLElement>("#view");

/** Goes to the paper before or after the one that is shown. */
function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".stepper a")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[at + by]?.click();
}

if (view) {
  rove(view, ".row", "a");
  sentencePanel()?.onPin((pinned) => keepInLinks(document.querySelectorAll(".controls"), "edge", pinned));
  viewKeys(view, [
    { key: "[", does: t("上一份文件", "The paper before"), run: () => step(-1) },
    { key: "]", does: t("下一份文件", "The paper after"), run: () => step(1) },
  ]);
}
