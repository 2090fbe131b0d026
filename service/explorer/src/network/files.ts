// The files of a network that a reader has expanded or filtered. The service does not know it, so they are made here.
import type { Core } from "cytoscape";
import { asCsv, save } from "../query/rows_export";
import { asGexf } from "../query/gexf";
import type { EdgeData, NodeData } from "./data";

type DrawnNode = Pick<NodeData, "id" | "label" | "kind" | "change">;
type DrawnEdge = Pick<EdgeData, "id" | "source" | "target" | "label" | "origin">;

/** What is drawn of a network: the nodes that are not hidden, and the edges between them. */
function drawnOf(cy: Core): { nodes: DrawnNode[]; edges: DrawnEdge[] } {
  const nodes = cy.nodes().filter((node) => !node.hasClass("hidden"));
  const edges = cy.edges().filter((edge) => nodes.contains(edge.source()) && nodes.contains(edge.target()));
  return {
    nodes: nodes.map((node) => {
      const { id, label, kind, change } = node.data() as NodeData;
      return { id, label, kind, change };
    }),
    edges: edges.map((edge) => {
      const { id, source, target, label, origin } = edge.data() as EdgeData;
      return { id, source, target, label, origin };
    }),
  };
}

function write(form: string, cy: Core): void {
  const { nodes, edges } = drawnOf(cy);
  const label = new Map(nodes.map((node) => [node.id, node.label]));
  if (form === "gexf") save("network.gexf", "application/gexf+xml", asGexf(nodes, edges));
  else if (form === "json") save("network.json", "application/json", `${JSON.stringify({ nodes, edges }, null, 1)}\n`);
  else {
    const columns = ["statement", "source", "source_name", "relation_name", "target", "target_name", "origin"];
    const rows = edges.map(({ id, source, target, label: name, origin }) => [id, source, label.get(source), name, target, label.get(target), origin].map((text) => text ?? ""));
    save("network.csv", "text/csv", asCsv({ columns, rows }));
  }
}

/** Lets the links to the data of the page give what is drawn, once it is no longer what the service drew. */
export function prepareFiles(cy: Core): void {
  document.querySelectorAll<HTMLAnchorElement>(".view-data a").forEach((link) => {
    const form = new URL(link.href).searchParams.get("format");
    if (!form) return;
    link.addEventListener("click", (event) => {
      const parameters = new URLSearchParams(location.search);
      if (!parameters.has("hide") && !parameters.getAll("open").some((one) => one.includes("|"))) return;
      event.preventDefault();
      write(form, cy);
    });
  });
}
