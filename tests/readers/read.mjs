// Reads a GEXF file with graphology, or Cytoscape JSON with Cytoscape.js, and prints its nodes and edges as JSON.
import { readFileSync } from "node:fs";
import cytoscape from "cytoscape";
import { MultiDirectedGraph } from "graphology";
import gexf from "graphology-gexf";

const [kind, path] = process.argv.slice(2);
const text = readFileSync(path, "utf8");

function byGraphology() {
  const graph = gexf.parse(MultiDirectedGraph, text, { allowUndeclaredAttributes: false });
  return {
    nodes: graph.mapNodes((id, told) => ({ id, ...told })),
    edges: graph.mapEdges((id, told, source, target) => ({ id, ...told, source, target })),
  };
}

function byCytoscape() {
  const graph = cytoscape({ headless: true, elements: JSON.parse(text).elements });
  return { nodes: graph.nodes().map((node) => node.data()), edges: graph.edges().map((edge) => edge.data()) };
}

console.log(JSON.stringify(kind === "gexf" ? byGraphology() : byCytoscape()));
