// The layout by forces of a network that is not large, and the places from which it starts.
import cytoscape, { type Core } from "cytoscape";
import fcose from "cytoscape-fcose";
import type { NodeData } from "./data";

cytoscape.use(fcose);

const LARGEST = 1.4; // how far a small network is enlarged to fill the canvas

/** A node on its side of the centre, incoming left and outgoing right; the layout starts from there, so it is repeatable. */
export function placed(data: NodeData, opened: string, at: cytoscape.Position, share: number, right: number, centre: string): cytoscape.ElementDefinition {
  const angle = Math.PI * (0.5 + right + 0.1 + 0.8 * share);
  const away = data.id === centre ? 0 : 220;
  const position = { x: at.x + away * Math.cos(angle), y: at.y - away * Math.sin(angle) };
  return { group: "nodes", data: { ...data, opened }, position };
}

/** Arranges the network; a fresh layout does not start from the places that the nodes have. */
export function arrangeByForces(cy: Core, fresh: boolean): void {
  cy.one("layoutstop", () => {
    if (cy.zoom() > LARGEST) cy.zoom(LARGEST).center();
  });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  cy.layout({
    name: "fcose", quality: "default", randomize: fresh, animate: !calm, animationDuration: 300, fit: true, padding: 30,
    nodeSeparation: 110, idealEdgeLength: () => 110, nodeRepulsion: () => 9000, nodeDimensionsIncludeLabels: true,
  } as cytoscape.LayoutOptions).run();
}
