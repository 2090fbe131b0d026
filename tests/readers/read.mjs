// Reads GEXF with graphology, Cytoscape JSON with Cytoscape.js, or DOT with Graphviz itself, compiled to WebAssembly,
// and prints the nodes and edges as JSON; reads JSON-LD with jsonld.js, or Turtle, TriG, N-Triples and N-Quads with
// N3.js, and prints the quads as N-Quads.
import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";
import cytoscape from "cytoscape";
import { MultiDirectedGraph } from "graphology";
import gexf from "graphology-gexf";
import jsonld from "jsonld";
import { Parser, Writer } from "n3";

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

function byJsonld() {
  return jsonld.toRDF(JSON.parse(text), { format: "application/n-quads" });
}

function byN3(format) {
  const writer = new Writer({ format: "N-Quads" });
  writer.addQuads(new Parser({ format }).parse(text));
  return new Promise((resolve, reject) => writer.end((error, quads) => (error ? reject(error) : resolve(quads))));
}

const drawings = { gexf: byGraphology, cyjs: byCytoscape, dot: byGraphviz };
const quads = {
  jsonld: byJsonld,
  turtle: () => byN3("Turtle"),
  trig: () => byN3("TriG"),
  ntriples: () => byN3("N-Triples"),
  nquads: () => byN3("N-Quads"),
};
process.stdout.write(kind in drawings ? JSON.stringify(await drawings[kind]()) : await quads[kind]());
