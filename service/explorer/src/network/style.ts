// How the network looks, in the colours of the page. A canvas knows neither CSS variables nor `light-dark()`, so an element
// resolves them.
import type { StylesheetJson } from "cytoscape";

/** Chinese is written without spaces, so its names may break anywhere. */
const HAN = /\p{Script=Han}/u;

const KINDS: Record<string, string> = {
  Zone: "--red",
  ZoneClass: "--red",
  Plate: "--plate",
  PlateEvent: "--plate",
  Township: "--curated",
  AdminUnit: "--curated",
  Industry: "--derived",
  ChangeEvent: "--derived",
};

/**
 * The style sheet of the network, in the colours that the page has now.
 *
 * isLarge: few nodes and edges have names, and edges are bare, because each property of each element takes time.
 */
export function styleSheet(isLarge = false): StylesheetJson {
  const probe = document.body.appendChild(document.createElement("span"));
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const kinds = Object.entries(KINDS).map(([kind, name]) => [kind, colour(name)] as const);
  const [ink, sheet, muted, edge, red] = ["--ink", "--sheet", "--muted", "--edge", "--red"].map(colour) as [string, string, string, string, string];
  probe.remove();
  const font = getComputedStyle(document.body).fontFamily;
  const name = {
    label: "data(label)", "font-family": font, "font-size": 12, color: ink, "text-wrap": "wrap", "text-max-width": "110px",
    "text-overflow-wrap": (one: { data: (name: string) => unknown }) => (HAN.test(String(one.data("label"))) ? "anywhere" : "whitespace"), "text-valign": "bottom", "text-margin-y": 4, "text-background-color": sheet,
    "text-background-opacity": 0.85, "text-background-padding": "1px", "min-zoomed-font-size": 7,
  };
  const relation = {
    label: "data(label)", "font-family": font, "font-size": 10, color: muted, "text-rotation": "autorotate",
    "text-background-color": sheet, "text-background-opacity": 0.9, "min-zoomed-font-size": 8,
  };
  const arrow = { "target-arrow-color": edge, "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier" };
  const bare = { width: 0.8, "curve-style": "haystack", "haystack-radius": 0, opacity: 0.5 };
  return [
    { selector: "node", style: { width: 16, height: 16, "background-color": edge, "border-width": 1.5, "border-color": edge } },
    { selector: isLarge ? "node.named, node.subject, node:selected" : "node", style: name },
    ...kinds.map(([kind, own]) => ({
      selector: `node[kind = "${kind}"]`,
      style: { "background-color": own, "border-color": own },
    })),
    { selector: 'node[change = "ended"]', style: { "background-opacity": 0.15, "border-style": "dashed" } },
    { selector: 'node[change = "open"]', style: { "background-opacity": 0.4, "border-style": "dotted" } },
    { selector: "node.subject", style: { width: 30, height: 30, "font-size": 15, "font-weight": "bold", shape: "round-diamond" } },
    { selector: "node:selected", style: { "border-width": 4, "border-color": red } },
    { selector: "node:locked", style: { shape: "square" } },
    { selector: "edge", style: { width: 1.2, "line-color": edge, ...(isLarge ? bare : arrow) } },
    { selector: isLarge ? "edge.near, edge.pointed, edge:selected" : "edge", style: relation },
    { selector: 'edge[origin = "derived"]', style: { "line-style": "dashed" } },
    { selector: "edge.quiet", style: { label: "" } },
    { selector: "edge.near, edge.pointed, edge:selected", style: { label: "data(label)", color: ink, width: 2, opacity: 1 } },
    { selector: "edge:selected", style: { width: 3, "line-color": red, "target-arrow-color": red } },
    { selector: ".hidden", style: { display: "none" } },
  ] as StylesheetJson;
}
