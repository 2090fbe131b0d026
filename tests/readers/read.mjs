// Reads GEXF with graphology, Cytoscape JSON with Cytoscape.js, or DOT with Graphviz itself, compiled to WebAssembly;
// prints the nodes and edges as JSON.
import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";
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

async function byGraphviz() {
  const drawn = (await instance()).renderJSON(text, { engine: "dot" });
  const names = drawn.objects.map((node) => node.name);
  return {
    nodes: drawn.objects.map((node) => ({ id: node.name, label: node.label, place: node.pos })),
    edges: drawn.edges.map((edge) => ({ id: edge.id, label: edge.label, source: names[edge.tail], target: names[edge.head] })),
  };
}

const read = { gexf: byGraphology, cyjs: byCytoscape, dot: byGraphviz }[kind];
console.log(JSON.stringify(await read()));
