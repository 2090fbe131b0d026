// Names in a large network: measuring thousands of them takes seconds, so only those in sight are drawn, once the reader
// has come near enough to read them.
import type { Core } from "cytoscape";

const NEAR = 0.45; // the zoom from which names can be read
const MOST = 300; // names at once
const WAIT = 150; // milliseconds without movement

/** Gives the nodes in sight the class `named` while the reader is near, and the one that is pointed at always. */
export function nameWhatIsNear(cy: Core): void {
  let timer = 0;
  const name = (): void => {
    const { x1, x2, y1, y2 } = cy.extent();
    const inSight = cy.nodes().filter((node) => {
      const { x, y } = node.position();
      return x > x1 && x < x2 && y > y1 && y < y2;
    });
    const named = cy.zoom() >= NEAR && inSight.length <= MOST ? inSight : cy.collection();
    cy.batch(() => {
      cy.nodes(".named").difference(named).removeClass("named");
      named.addClass("named");
    });
  };
  cy.on("viewport", () => {
    clearTimeout(timer);
    timer = window.setTimeout(name, WAIT);
  });
  cy.on("mouseover", "node", (event) => event.target.addClass("named"));
}
