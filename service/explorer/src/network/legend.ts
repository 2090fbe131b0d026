// The legend of the network: the kinds of its nodes, each a button that hides or shows them. The address holds what is hidden.
import type { NodeCollection } from "cytoscape";
import { changeAddress } from "../parts/address";
import { element } from "../parts/dom";
import { t } from "../parts/language";

/** The kinds that the address hides. */
export function hiddenKinds(): Set<string> {
  return new Set(new URLSearchParams(location.search).getAll("hide"));
}

/** Draws the legend into a list; `changed` is called after a button has changed the address. */
export function drawLegend(list: HTMLElement, nodes: NodeCollection, changed: () => void): void {
  const kinds = new Map<string, [string, number]>();
  nodes.forEach((node) => {
    const kind = String(node.data("kind"));
    kinds.set(kind, [String(node.data("kind_name")), (kinds.get(kind)?.[1] ?? 0) + 1]);
  });
  const hidden = hiddenKinds();
  const items = [...kinds].sort(([, one], [, other]) => other[1] - one[1]).map(([kind, [name, count]]) => {
    const dot = element("span", { class: `dot kind-${kind}` });
    const button = element("button", { type: "button", class: "quiet small", "aria-pressed": String(!hidden.has(kind)) }, dot, `${name} ${count}`);
    button.addEventListener("click", () => {
      changeAddress((parameters) => (hiddenKinds().has(kind) ? parameters.delete("hide", kind) : parameters.append("hide", kind)));
      changed();
    });
    return element("li", {}, button);
  });
  const told = [t("菱形：中心", "diamond: the centre"), t("虚线：推导或终止", "dashed: derived, or ended"), t("点线：未说明", "dotted: not stated")];
  list.replaceChildren(...items, ...told.map((text) => element("li", {}, text)));
}
