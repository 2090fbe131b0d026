// 对比: the sentence panel, and one stop of the Tab key for the figures of a zone or the answers of a row.
import { keepInLinks } from "../parts/address";
import { viewKeys } from "../parts/keys";
import { rove } from "../parts/roving";
import { sentencePanel } from "../parts/sentence_panel";

const view = document.querySelector<HTMLElement>("#view");

if (view) {
  rove(view, ".areas, tr", "a[data-sentence]");
  sentencePanel()?.onPin((pinned) => keepInLinks(document.querySelectorAll(".switch"), "edge", pinned));
  viewKeys(view, []);
}
