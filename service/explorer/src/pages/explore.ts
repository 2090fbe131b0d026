// 图景: keys, the arrows within groups, and the free network, which is loaded on demand.
import { keepInLinks } from "../parts/address";
import { viewKeys } from "../parts/keys";
import { t } from "../parts/language";
import { rove } from "../parts/roving";
import { sentencePanel } from "../parts/sentence_panel";

const view = document.querySelector<HTMLElement>("#view");
const panel = sentencePanel();

const focused = (): HTMLElement | null => (document.activeElement instanceof HTMLElement ? document.activeElement : null);

function centre(): void {
  const href = focused()?.dataset.centre;
  if (href) location.assign(href);
}

function expand(): void {
  focused()?.closest(".group, tr")?.querySelector<HTMLElement>(".more")?.click();
}

function switchTime(): void {
  const times = [...document.querySelectorAll<HTMLAnchorElement>(".switch")].find((one) => one.querySelector('a[href*="when="]'));
  const links = [...(times?.querySelectorAll<HTMLAnchorElement>("a") ?? [])];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[(at + 1) % links.length]?.click();
}

if (view && panel) {
  rove(view, ".ones", "a");
  const heads = (): Element[] => [...document.querySelectorAll(".view-head, .ones li, td[colspan]")];
  panel.onPin((pinned) => keepInLinks(heads(), "edge", pinned));
  viewKeys(view, [
    { key: "e", does: t("展开本组", "Show the whole group"), run: expand },
    { key: "c", does: t("以此为中心", "Centre on it"), run: centre },
    { key: "b", does: t("整合前、后、对照", "Before, after, compare"), run: switchTime },
  ]);
  const place = document.querySelector<HTMLElement>("#network");
  if (place) void import("../network/network").then(({ drawNetwork }) => drawNetwork(place, panel));
}
