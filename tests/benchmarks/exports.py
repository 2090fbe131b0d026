"""How long a network of 100,000 edges takes to be written in each format, and how much memory, beside networkx.

Each measurement is a process of its own; the seconds are those of writing alone, the peak that of the whole process.
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter

import networkx as nx
from results import keep, measured_with, table

from graph.network.export_model import ExportModel, Interval, draw
from graph.network.formats import NETWORK_FORMATS
from graph.network.model import Edge, Node, network
from graph.rdf.provenance import Words

NODES, EDGES = 20_000, 100_000
QUOTE = "在现有衢州绿色产业集聚区实际管理范围基础上,将衢化片区,柯城东港工业园区、衢江经济开发区划入"
PEERS = {
    "gexf": nx.write_gexf,
    "graphml": nx.write_graphml,
    "gml": nx.write_gml,
    "node-link.json": lambda graph, path: path.write_text(json.dumps(nx.node_link_data(graph, edges="links")), "utf-8"),
    "cyjs": lambda graph, path: path.write_text(json.dumps(nx.cytoscape_data(graph)), "utf-8"),
    "net": nx.write_pajek,
}


def drawn() -> ExportModel:
    """Return a synthetic network: named nodes, and edges with evidence."""
    chance = Random(7)  # noqa: S311  the same network each time, no secret
    kinds = ("Zone", "Plate", "Township", "Industry", "Body")
    names = [f"urn:node:{n}" for n in range(NODES)]
    nodes = {iri: Node(iri, chance.choice(kinds), f"区域{n}", f"zone {n}") for n, iri in enumerate(names)}
    words = tuple(Words(f"urn:evidence:{n}", f"{QUOTE}{n}", f"二(一){n}", "urn:paper", n) for n in range(1000))
    edges = tuple(
        Edge(
            f"edge-{n}",
            f"urn:node:{chance.randrange(NODES)}",
            f"urn:node:{chance.randrange(NODES)}",
            chance.choice(("partOf", "absorbedInto", "leadingIndustry")),
            chance.choice(("stated", "derived")),
            (chance.choice(words),),
            qualifiers=(("modality", "ordered"),),
        )
        for n in range(EDGES)
    )
    spans = {iri: Interval("2021-12-06", "", "day") for iri in list(nodes)[:5000]}
    return draw("imaginary", network(nodes, edges), spans, {}, {})


def ours(extension: str, path: Path) -> float:
    """Return the seconds of our writer."""
    (syntax,) = (syntax for syntax in NETWORK_FORMATS if syntax.extension == extension)
    one = drawn()
    started = perf_counter()
    path.write_bytes(syntax.write(one))
    return perf_counter() - started


def peer(extension: str, path: Path) -> float:
    """Return the seconds of networkx's writer for the same nodes, edges and attributes."""
    graph, one = nx.MultiDiGraph(), drawn()
    for node in one.nodes:
        graph.add_node(node.id, label=node.label, **node.attributes)
    for edge in one.edges:
        graph.add_edge(edge.source, edge.target, key=edge.id, label=edge.label, **edge.attributes)
    if extension == "net":  # Pajek takes no attributes but text
        graph = nx.MultiDiGraph(graph.edges(keys=True))
    started = perf_counter()
    PEERS[extension](graph, path)
    return perf_counter() - started


def measured(who: str, extension: str) -> dict[str, float]:
    """Return the seconds, file size and peak memory of a run in its own process, or the reason of its failure."""
    done = subprocess.run([sys.executable, __file__, who, extension], capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1]}
    return json.loads(done.stdout)


def main() -> None:
    """Run all measurements and store the table."""
    rows = []
    for syntax in NETWORK_FORMATS:
        if syntax.extension in {"mmd", "svg", "png"}:
            continue
        mine = measured("ours", syntax.extension)
        theirs = measured("peer", syntax.extension) if syntax.extension in PEERS else {}
        told = f"{theirs['seconds']:.1f}" if "seconds" in theirs else theirs.get("failed", "")[:60]
        ratio = f"{mine['seconds'] / theirs['seconds']:.2f}" if "seconds" in theirs else ""
        rows.append([syntax.name, f"{mine['seconds']:.1f}", f"{mine['peak']:.0f}", f"{mine['size']:.0f}", told, ratio])
    head = ("format", "seconds", "peak MB", "file MB", "networkx, seconds", "ratio")
    about = f"{NODES:,} nodes and {EDGES:,} edges, each with its words."
    keep("Exports", "\n\n".join([about, table(head, rows), measured_with("networkx")]))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network"
            seconds = {"ours": ours, "peer": peer}[sys.argv[1]](sys.argv[2], path)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            print(json.dumps({"seconds": seconds, "peak": peak, "size": path.stat().st_size / 1e6}))  # noqa: T201  for who measures
