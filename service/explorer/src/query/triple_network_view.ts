// Triples as a network: things are nodes, triples between them edges; labels and types are told at the node.
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { styleSheet } from "../network/style";
import { element } from "../parts/dom";
import { t } from "../parts/language";
import type { Cells } from "./cells";
import { MOST_DRAWN, networkOf } from "./triple_network";
import type { Row } from "./rdf_terms";

cytoscape.use(fcose);

const LARGEST = 1.4; // how far a small network is enlarged to fill the canvas

const GAP = 40;

/** Boxes side by side in rows that are no wider than a width: the place of each, and how large all are together. */
function inRows(boxes: { w: number; h: number }[], most: number): { places: [number, number][]; width: number; height: number } {
  let [left, top, height, width] = [0, 0, 0, 0];
  const places = boxes.map(({ w, h }): [number, number] => {
    if (left && left + w > most) [left, top, height] = [0, top + height + GAP, 0];
    const place: [number, number] = [left, top];
    left += w + GAP;
    width = Math.max(width, left - GAP);
    height = Math.max(height, h);
    return place;
  });
  return { places, width, height: top + height };
}

/** Arranges each connected part by itself, then puts the parts in rows, the largest first, in a shape like that of the canvas. */
function arrange(cy: cytoscape.Core, shape: number): void {
  const layout = { name: "fcose", animate: false, randomize: false, fit: false, nodeSeparation: 80, idealEdgeLength: () => 95, nodeRepulsion: () => 7000, nodeDimensionsIncludeLabels: true };
  const parts = cy.elements().components();
  for (const part of parts) {
    // The layout starts from a spiral with the most connected node in the middle, so that it is the same each time.
    const nodes = part.nodes().sort((one, other) => other.degree(false) - one.degree(false));
    nodes.forEach((node, at) => void node.position({ x: 70 * Math.sqrt(at) * Math.cos(2.4 * at), y: 70 * Math.sqrt(at) * Math.sin(2.4 * at) }));
    if (nodes.length > 1) part.layout(layout as cytoscape.LayoutOptions).run();
  }
  const boxes = parts.map((part) => ({ part, box: part.boundingBox({}) })).sort((one, other) => other.box.h - one.box.h);
  const area = boxes.reduce((sum, { box }) => sum + (box.w + GAP) * (box.h + GAP), 0);
  const widths = [0.8, 1, 1.2, 1.4, 1.7, 2].map((factor) => Math.max(factor * Math.sqrt(area * shape), ...boxes.map(({ box }) => box.w)));
  const packed = widths.map((width) => inRows(boxes.map(({ box }) => box), width));
  const best = packed.reduce((one, other) => (Math.max(other.width, other.height * shape) < Math.max(one.width, one.height * shape) ? other : one));
  cy.batch(() => boxes.forEach(({ part, box }, at) => part.nodes().shift({ x: (best.places[at]?.[0] ?? 0) - box.x1, y: (best.places[at]?.[1] ?? 0) - box.y1 })));
  cy.fit(undefined, 24);
  if (cy.zoom() > LARGEST) cy.zoom(LARGEST).center();
}

/** Draws triples in an element. A click on a node opens its page; the list below it has the same nodes as links. */
export function drawNetwork(place: HTMLElement, rows: Row[], cells: Cells): () => void {
  const { nodes, edges } = networkOf(rows.slice(0, MOST_DRAWN), cells);
  const canvas = element("div", { class: "canvas", role: "img", "aria-label": t(`网络图：${nodes.length} 个点，${edges.length} 条线；表格有同样的内容`, `Network of ${nodes.length} nodes and ${edges.length} edges; the table has the same content`) });
  const links = nodes.filter(({ href }) => href).sort((one, other) => one.label.localeCompare(other.label));
  const list = element(
    "details",
    { class: "nodes" },
    element("summary", {}, t(`全部 ${links.length} 个点`, `All ${links.length} nodes`)),
    element("ul", {}, ...links.map(({ href, label }) => element("li", {}, element("a", { href, rel: href.startsWith("http") ? "noopener" : "" }, label)))),
  );
  const note = rows.length > MOST_DRAWN ? t(`只画前 ${MOST_DRAWN} 条三元组。`, `Only the first ${MOST_DRAWN} triples are drawn.`) : "";
  place.replaceChildren(canvas, element("p", { class: "note" }, t("点击一个点，打开它的页面。位置和距离不表示数量。", "Click a node to open its page. Places and distances tell no quantity."), " ", note), list);
  // cytoscape adds a style element unless one of this id is there; the policy of the page forbids it, and
  // sparql.css has its one rule.
  if (!document.querySelector("#__________cytoscape_stylesheet")) document.head.append(element("meta", { id: "__________cytoscape_stylesheet" }));
  const own = [
    { selector: "node", style: { "font-size": 15 } },
    { selector: "node[!wraps]", style: { "text-overflow-wrap": "whitespace", "text-max-width": "150px" } },
    { selector: 'node[kind = "literal"]', style: { shape: "round-rectangle", width: 10, height: 10, "background-opacity": 0.2 } },
    ...(edges.length > 40 ? [{ selector: "edge", style: { label: "" } }, { selector: "edge.pointed", style: { label: "data(label)" } }] : []),
  ];
  const style = (): cytoscape.StylesheetJson => [...styleSheet(), ...own] as cytoscape.StylesheetJson;
  const cy = cytoscape({
    container: canvas, minZoom: 0.1, maxZoom: 4, style: style(), autounselectify: true,
    elements: [...nodes.map((data) => ({ group: "nodes" as const, data })), ...edges.map((data) => ({ group: "edges" as const, data }))],
  });
  cy.on("tap", "node", (event) => {
    const href = String(event.target.data("href"));
    if (href) location.assign(href);
  });
  cy.on("mouseover", "node, edge", (event) => {
    canvas.classList.toggle("pointing", event.target.isNode() && Boolean(event.target.data("href")));
    (event.target.isNode() ? event.target.connectedEdges() : event.target).addClass("pointed");
  });
  cy.on("mouseout", "node, edge", () => {
    canvas.classList.remove("pointing");
    cy.edges().removeClass("pointed");
  });
  arrange(cy, canvas.clientWidth / Math.max(1, canvas.clientHeight));
  const repaint = (): void => void cy.style(style());
  const watching = new MutationObserver(repaint);
  watching.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", repaint);
  (canvas as HTMLElement & { network?: cytoscape.Core }).network = cy;
  return () => {
    watching.disconnect();
    scheme.removeEventListener("change", repaint);
    cy.destroy();
  };
}
