// Reads GEXF with graphology, Cytoscape JSON with Cytoscape.js, or DOT with Graphviz itself, compiled to WebAssembly,
// and gives the nodes and edges as JSON; reads JSON-LD with jsonld.js, or Turtle, TriG, N-Triples and N-Quads with
// N3.js, and gives the quads as N-Quads. Each line of standard input is [kind, path] in JSON; each line of standard
// output is [what it gives, the error or ""].
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { instance } from "@viz-js/viz";
import cytoscape from "cytoscape";
import { MultiDirectedGraph } from "graphology";
import gexf from "graphology-gexf";
import jsonld from "jsonld";
import { Parser, Writer } from "n3";

function byGraphology(text) {
  const graph = gexf.parse(MultiDirectedGraph, text, { allowUndeclaredAttributes: false });
  return {
    nodes: graph.mapNodes((id, told) => ({ id, ...told })),
    edges: graph.mapEdges((id, told, source, target) => ({ id, ...told, source, target })),
  };
}

function byCytoscape(text) {
  const graph = cytoscape({ headless: true, elements: JSON.parse(text).elements });
  return { nodes: graph.nodes().map((node) => node.data()), edges: graph.edges().map((edge) => edge.data()) };
}

async function byGraphviz(text) {
  const drawn = (await instance()).renderJSON(text, { engine: "dot" });
  const names = drawn.objects.map((node) => node.name);
  return {
    nodes: drawn.objects.map((node) => ({ id: node.name, label: node.label, place: node.pos })),
    edges: drawn.edges.map((edge) => ({ id: edge.id, label: edge.label, source: names[edge.tail], target: names[edge.head] })),
  };
}

function byJsonld(text) {
  return jsonld.toRDF(JSON.parse(text), { format: "application/n-quads" });
}

function byN3(text, format) {
  const writer = new Writer({ format: "N-Quads" });
  writer.addQuads(new Parser({ format }).parse(text));
  return new Promise((resolve, reject) => writer.end((error, quads) => (error ? reject(error) : resolve(quads))));
}

const drawings = { gexf: byGraphology, cyjs: byCytoscape, dot: byGraphviz };
const quads = {
  jsonld: byJsonld,
  turtle: (text) => byN3(text, "Turtle"),
  trig: (text) => byN3(text, "TriG"),
  ntriples: (text) => byN3(text, "N-Triples"),
  nquads: (text) => byN3(text, "N-Quads"),
};

async function read(kind, path) {
  const text = readFileSync(path, "utf8");
  return kind in drawings ? JSON.stringify(await drawings[kind](text)) : await quads[kind](text);
}

for await (const line of createInterface({ input: process.stdin })) {
  const told = await read(...JSON.parse(line)).then(
    (text) => [text, ""],
    (error) => ["", String(error.stack)],
  );
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
