// Tab goes from group to group, and the arrows go within one: a roving tabindex
// (https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/).

const FORTH = new Set(["ArrowRight", "ArrowDown"]);
const BACK = new Set(["ArrowLeft", "ArrowUp"]);

/** Makes the links within each group one stop of the Tab key. */
export function rove(root: ParentNode, group: string, item: string): void {
  for (const found of root.querySelectorAll<HTMLElement>(group)) {
    const items = [...found.querySelectorAll<HTMLElement>(item)];
    const enter = (chosen: HTMLElement): void => items.forEach((one) => (one.tabIndex = one === chosen ? 0 : -1));
    const first = items.find((one) => one.hasAttribute("aria-current")) ?? items[0];
    if (first) enter(first);
    found.addEventListener("focusin", (event) => {
      const chosen = items.find((one) => one === event.target);
      if (chosen) enter(chosen);
    });
    found.addEventListener("keydown", (event) => {
      const at = items.findIndex((one) => one === document.activeElement);
      const ends: Record<string, number> = { Home: 0, End: items.length - 1 };
      const to = FORTH.has(event.key) ? at + 1 : BACK.has(event.key) ? at - 1 : (ends[event.key] ?? -1);
      const next = items[to];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    });
  }
}
