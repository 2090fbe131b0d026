"""Network exports, read back by other libraries: nodes, edges, attributes and difficult text survive."""

import codecs
import html
import importlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pydot
import pytest
from lxml import etree
from pyoxigraph import NamedNode, parse

from graph.core.errors import TooManyToDraw
from graph.core.formats import formats_for
from graph.core.iris import ENTITIES, TYPE, short_id, term
from graph.core.spreadsheet import guarded
from graph.network.export import draw_selection, write_selection
from graph.network.export_model import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, ExportModel, Interval, draw
from graph.network.fold import FOLDED
from graph.network.format_svg import png_of
from graph.network.formats import NETWORK_FORMATS
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.model import Edge, Node, network
from graph.network.selection_options import VIEWS, Selection
from graph.network.subnetwork import select

ZHIZAO = ENTITIES + "zone/zhizao-new-city"
HARD = "a\"b\\c\nd <e> & 'f' 汉字 {{7*7}} #1;"
SCHEMAS, SVG = Path(__file__).parent / "schemas", "http://www.w3.org/2000/svg"
SYNTAX = {syntax.extension: syntax for syntax in NETWORK_FORMATS}


@pytest.fixture(scope="module")
def igraph():
    """The library, which takes a second to import; only the process that runs its tests waits for it."""
    return importlib.import_module("igraph")


@pytest.fixture(scope="module")
def whole(graph):
    return GraphSnapshot.of(graph)


@pytest.fixture(scope="module")
def drawn(whole):
    return draw_selection(whole, Selection(about=(ZHIZAO,), measure=("degree", "betweenness", "component")))[0]


@pytest.fixture(scope="module")
def hard():
    """A network of difficult names, parallel edges, a loop, and control characters."""
    nodes = {
        iri: Node(iri, "Zone", label)
        for iri, label in {"urn:a:1": HARD, "urn:a:2": "\x0b\x00x", "urn:b": "=", "http://a/b?c=d#e_x2F_f": "/"}.items()
    }
    edges = tuple(
        Edge(f"e{n}", *ends, "partOf", "stated")
        for n, ends in enumerate([("urn:a:1", "urn:a:2")] * 2 + [("urn:b", "urn:b")])
    )
    spans = {"urn:a:1": Interval("2020-01-01", "2020-01-01", "day"), "urn:b": Interval("", "2021-12-06", "not after")}
    return draw(HARD, network(nodes, edges), spans, {}, {})


@pytest.fixture
def read_drawing(read_by_node):
    """Return a function that reads a file with graphology, Cytoscape.js or Graphviz."""

    def read(kind, content, path):
        told = json.loads(read_by_node(kind, content, path))
        return {n["id"]: n for n in told["nodes"]}, {e["id"]: e for e in told["edges"]}

    return read


def read_gexf(content):
    tree = etree.fromstring(content)
    space = {"g": "http://gexf.net/1.3"}
    nodes = {n.get("id"): n.get("label") for n in tree.iterfind(".//g:node", space)}
    return nodes, [(e.get("source"), e.get("target")) for e in tree.iterfind(".//g:edge", space)]


def read_graphml(content):
    read = nx.read_graphml(io.BytesIO(content), force_multigraph=True)
    ids = {token: short_id(iri) for token, iri in read.nodes(data="iri")}
    return {ids[t]: label for t, label in read.nodes(data="label")}, [(ids[a], ids[b]) for a, b in read.edges()]


def read_igraph(igraph, content, path):
    path.write_bytes(content)
    read = igraph.Graph.Read_GraphML(str(path))
    names = [short_id(iri) for iri in read.vs["iri"]]
    return dict(zip(names, read.vs["label"], strict=True)), [(names[e.source], names[e.target]) for e in read.es]


def read_node_link(content):
    read = nx.node_link_graph(json.loads(content))
    return dict(read.nodes(data="label")), list(read.edges())


def read_cyjs(content):
    elements = json.loads(content)["elements"]
    nodes = {n["data"]["id"]: n["data"]["label"] for n in elements["nodes"]}
    return nodes, [(e["data"]["source"], e["data"]["target"]) for e in elements["edges"]]


def read_cx2(content):
    aspects = {key: value for aspect in json.loads(content) for key, value in aspect.items()}
    ids = {n["id"]: n["v"]["id"] for n in aspects["nodes"]}
    return {n["v"]["id"]: n["v"]["name"] for n in aspects["nodes"]}, [
        (ids[e["s"]], ids[e["t"]]) for e in aspects["edges"]
    ]


def read_jgf(content):
    told = json.loads(content)["graph"]
    return {i: n["label"] for i, n in told["nodes"].items()}, [(e["source"], e["target"]) for e in told["edges"]]


def read_gml(content):
    read = nx.read_gml(io.BytesIO(content))
    return dict(read.nodes(data="caption")), list(read.edges())


def read_dot(content):
    (read,) = pydot.graph_from_dot_data(content.decode())
    clean = {n.get_name(): n.get_label() for n in read.get_nodes() if n.get_label()}
    unquote = {name: json.loads(name) for name in clean}
    edges = [(json.loads(e.get_source()), json.loads(e.get_destination())) for e in read.get_edges()]
    return {unquote[name]: json.loads(label) for name, label in clean.items()}, edges


READERS = {
    "gexf": read_gexf,
    "graphml": read_graphml,
    "node-link.json": read_node_link,
    "cyjs": read_cyjs,
    "cx2": read_cx2,
    "jgf.json": read_jgf,
    "gml": read_gml,
    "dot": read_dot,
}


@pytest.mark.parametrize("extension", READERS)
@pytest.mark.parametrize("which", ["drawn", "hard"])
def test_readers_find_every_node_and_edge(request, which, extension):
    drawn = request.getfixturevalue(which)
    nodes, edges = READERS[extension](SYNTAX[extension].write(drawn))
    assert nodes == {node.id: node.label for node in drawn.nodes}
    assert sorted(edges) == sorted((edge.source, edge.target) for edge in drawn.edges)


def test_igraph_reads_gml(igraph, drawn, tmp_path):
    (tmp_path / "x.gml").write_bytes(SYNTAX["gml"].write(drawn))
    with pytest.warns(RuntimeWarning, match="unknown entities"):
        read = igraph.Graph.Read_GML(str(tmp_path / "x.gml"))
    assert [html.unescape(caption) for caption in read.vs["caption"]] == [node.label for node in drawn.nodes]


@pytest.mark.parametrize("which", ["drawn", "hard"])
@pytest.mark.parametrize("kind", ["gexf", "cyjs"])
def test_javascript_libraries_read_the_network(request, which, kind, tmp_path, read_drawing):
    drawn = request.getfixturevalue(which)
    nodes, edges = read_drawing(kind, SYNTAX[kind].write(drawn), tmp_path / f"x.{kind}")
    assert {id_: node["label"] for id_, node in nodes.items()} == {node.id: node.label for node in drawn.nodes}
    assert {i: (e["source"], e["target"]) for i, e in edges.items()} == {
        e.id: (e.source, e.target) for e in drawn.edges
    }
    for node in drawn.nodes:
        assert isinstance(nodes[node.id]["size"], int | float)
        assert nodes[node.id]["kind"] == node.attributes["kind"]
    for edge in drawn.edges:
        assert edges[edge.id].get("quote") == edge.attributes.get("quote")


@pytest.mark.parametrize("which", ["drawn", "hard"])
def test_graphviz_reads_dot(request, which, tmp_path, read_drawing):
    drawn = request.getfixturevalue(which)
    nodes, edges = read_drawing("dot", SYNTAX["dot"].write(drawn), tmp_path / "x.dot")
    assert nodes.keys() == {node.id for node in drawn.nodes}
    assert {i: (e["source"], e["target"]) for i, e in edges.items()} == {
        e.id: (e.source, e.target) for e in drawn.edges
    }
    assert len({node["place"] for node in nodes.values()}) == len(nodes)


@pytest.mark.parametrize("syntax", ["gexf", "graphml"])
def test_xml_formats_are_valid(whole, hard, syntax):
    schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{syntax}.rng"))
    every = [draw_selection(whole, Selection(view, events=events))[0] for view in VIEWS for events in (False, True)]
    for one in (*every, hard):
        schema.assertValid(etree.fromstring(SYNTAX[syntax].write(one)))


@pytest.mark.parametrize(
    ("syntax", "of", "fault"),
    [
        ("graphml", r'<node id="[^"]+"', '<node id="a/b"'),
        ("graphml", r' attr.type="int"', ' attr.type="integer"'),
        ("graphml", r' source="[^"]+"', ""),
        ("gexf", r' version="1.3"', ' version="1.2"'),
        ("gexf", r' start="[^"]+"', ' start="None"'),
        ("gexf", r'viz:color r="\d+"', 'viz:color r="256"'),
    ],
)
def test_xml_schemas_find_a_fault(whole, syntax, of, fault):
    schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{syntax}.rng"))
    written = SYNTAX[syntax].write(draw_selection(whole, Selection("lineage", measure=("degree",)))[0]).decode()
    broken, faults = re.subn(of, fault, written, count=1)
    assert faults == 1
    assert not schema.validate(etree.fromstring(broken.encode()))


@pytest.mark.parametrize("which", ["drawn", "hard"])
def test_igraph_reads_graphml(igraph, request, which, tmp_path):
    drawn = request.getfixturevalue(which)
    nodes, edges = read_igraph(igraph, SYNTAX["graphml"].write(drawn), tmp_path / "x.graphml")
    assert nodes == {node.id: node.label for node in drawn.nodes}
    assert len(edges) == len(drawn.edges)
    read = igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml"))
    assert all(isinstance(size, float) for size in read.vs["size"])


def test_networkx_reads_graphml(drawn):
    read = nx.read_graphml(io.BytesIO(SYNTAX["graphml"].write(drawn)), force_multigraph=True)
    for _, told in read.nodes(data=True):
        assert isinstance(told["degree"], int)
        assert isinstance(told["betweenness"], float)
    stated = [told for *_, told in read.edges(data=True) if told["origin"] == "stated"]
    assert any("citation" in told for told in stated)
    assert all(("quote" in told) != ("citation" in told) for told in stated)


def test_gexf_intervals_are_days_and_never_empty(whole, hard):
    found = draw_selection(whole, Selection("lineage"))[0]
    tree = etree.fromstring(SYNTAX["gexf"].write(found))
    root = tree.find("{http://gexf.net/1.3}graph")
    assert (root.get("mode"), root.get("timeformat")) == ("dynamic", "date")
    bounds = {n.get("id"): (n.get("start"), n.get("end")) for n in tree.iter("{http://gexf.net/1.3}node")}
    assert bounds["zone:zhizao-new-city"] == ("2021-12-06", None)
    assert bounds["zone:green-cluster"] == (None, "2021-12-06")
    assert bounds["zone:tongling-transfer-park"] == (None, "2018-02-08")
    for start, end in bounds.values():
        assert all(day is None or re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in (start, end))
        assert not (start and end) or start < end
    same = {
        n.get("id"): (n.get("start"), n.get("end"))
        for n in etree.fromstring(SYNTAX["gexf"].write(hard)).iter("{http://gexf.net/1.3}node")
    }
    assert same["urn:a:1"] == (None, "2020-01-01")


def test_control_characters_are_replaced(hard):
    assert hard.replaced == 2
    for extension in ("gexf", "graphml", "svg"):
        etree.fromstring(SYNTAX[extension].write(hard))


@pytest.mark.parametrize(("extension", "items"), [("nodes.csv", "nodes"), ("edges.csv", "edges")])
def test_pandas_reads_lists(drawn, hard, extension, items):
    pandas = importlib.import_module("pandas")  # slow, as igraph is
    assert SYNTAX[extension].content_type == "text/csv; charset=utf-8"
    for one in (drawn, hard):
        content = SYNTAX[extension].write(one)
        assert content.startswith(codecs.BOM_UTF8)
        read = pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
        assert list(read["Id"]) == [item.id for item in getattr(one, items)]
        assert list(read["Label"]) == [guarded(item.label) for item in getattr(one, items)]


def test_graphml_has_names_for_cytoscape(drawn):
    read = nx.read_graphml(io.BytesIO(SYNTAX["graphml"].write(drawn)), force_multigraph=True)
    assert all(told["name"] == told["label"] for _, told in read.nodes(data=True))
    assert all(told["interaction"] == told["label"] for *_, told in read.edges(data=True))


@pytest.mark.parametrize("which", ["drawn", "hard"])
def test_igraph_reads_pajek(igraph, request, which, tmp_path):
    drawn = request.getfixturevalue(which)
    (tmp_path / "x.net").write_bytes(SYNTAX["net"].write(drawn))
    read = igraph.Graph.Read_Pajek(str(tmp_path / "x.net"))
    assert (read.vcount(), read.ecount()) == (len(drawn.nodes), len(drawn.edges))
    assert [name.replace("'", '"') for name in read.vs["name"]] == [
        node.label.replace("\n", " ").replace("'", '"') for node in drawn.nodes
    ]


def test_mermaid_is_bounded_and_quotes(drawn, hard):
    text = SYNTAX["mmd"].write(hard).decode()
    assert text.startswith("flowchart LR\n")
    assert text.count("#quot;") == 1
    many = ExportModel("many", drawn.nodes * 50, drawn.edges)
    with pytest.raises(TooManyToDraw, match="at most 300"):
        SYNTAX["mmd"].write(many)


def test_picture_has_every_name_and_is_bounded(drawn, hard):
    for one in (replace(drawn, centre=""), hard):
        tree = etree.fromstring(SYNTAX["svg"].write(one))
        texts = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
        assert sorted(texts) == sorted(node.label for node in one.nodes)
        assert not list(tree.iter("{http://www.w3.org/2000/svg}script"))
    assert SYNTAX["png"].write(hard).startswith(b"\x89PNG")
    here, there = (png_of(f'<svg xmlns="{SVG}" width="30" height="30"><text y="20">{c}</text></svg>') for c in "衢浙")
    assert here != there, "the characters are drawn, not boxes in their place"
    with pytest.raises(TooManyToDraw):
        SYNTAX["svg"].write(ExportModel("many", drawn.nodes * 50, ()))


def test_ids_are_unique_and_attributes_typed(whole):
    drawn = draw_selection(whole, Selection())[0]
    ids = [item.id for item in (*drawn.nodes, *drawn.edges)]
    assert len(set(ids)) == len(ids)
    kinds = {"string": str, "double": float, "integer": int}
    for declared, items in ((NODE_ATTRIBUTES, drawn.nodes), (EDGE_ATTRIBUTES, drawn.edges)):
        for item in items:
            assert all(type(value) is kinds[declared[name]] for name, value in item.attributes.items())


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_is_empty(whole, view):
    found, cut = select(whole, Selection(view))
    assert found.edges
    assert not cut
    assert not {node.kind for node in found.nodes.values()} & FOLDED


def test_events_are_edges_or_nodes(whole):
    folded, _ = select(whole, Selection("lineage", (ZHIZAO,)))
    joined = {(e.source, e.target) for e in folded.edges if e.relation == "ChangeEvent"}
    absorbed = whole.store.rows(f"SELECT ?z {{ ?z kq:absorbedInto <{ZHIZAO}> }}")
    assert joined == {(row["z"].value, ZHIZAO) for row in absorbed}
    assert all(dict(e.qualifiers)["via"] and e.words for e in folded.edges if e.relation == "ChangeEvent")
    apart, _ = select(whole, Selection("lineage", (ZHIZAO,), events=True))
    assert "ChangeEvent" in {node.kind for node in apart.nodes.values()}


def test_areas_are_attributes_or_nodes(whole):
    folded = draw_selection(whole, Selection(about=(ZHIZAO,)))[0]
    (told,) = [node.attributes["area"] for node in folded.nodes if node.attributes["iri"] == ZHIZAO]
    assert "总面积 121 平方公里" in told.split("; ")
    apart, _ = select(whole, Selection(about=(ZHIZAO,), relation=("area",), events=True))
    assert {node.zh for node in apart.nodes.values() if node.kind == "AreaStatement"} >= {
        "衢州智造新城 总面积 121 平方公里",
        "衢州智造新城 隐含基础面积 59.5 平方公里",
    }
    assert {edge.origin for edge in apart.edges} == {"stated", "derived"}
    assert all(edge.words for edge in apart.edges if edge.origin == "stated")


def test_projection_counts_shared_neighbours(whole):
    drawn = draw_selection(whole, Selection("parks-industries", measure=("projection",)))[0]
    query = """SELECT ?a (COUNT(DISTINCT ?b) AS ?n) { ?a kq:leadingIndustry|^kq:leadingIndustry ?x .
               OPTIONAL { ?x kq:leadingIndustry|^kq:leadingIndustry ?b FILTER(?b != ?a) } } GROUP BY ?a"""
    shared = {row["a"].value: int(row["n"].value) for row in whole.store.rows(query)}
    assert {node.attributes["iri"]: node.attributes["projection"] for node in drawn.nodes} == shared
    assert max(shared.values()) > 1


def test_writing_reports_progress(whole):
    seen = []

    def watch(lines):
        for line in lines:
            seen.append(line)
            yield line

    file = write_selection(whole, Selection("lineage"), SYNTAX["gexf"], watch=watch)
    assert "\n".join(seen) + "\n" == file.content.decode()


@pytest.mark.parametrize("syntax", formats_for("graph"), ids=lambda syntax: syntax.name)
def test_selection_as_rdf(whole, syntax):
    file = write_selection(whole, Selection("parks-industries"), syntax)
    triples = {quad.triple for quad in parse(file.content, format=syntax.syntax)}
    rows = whole.store.rows("SELECT ?a ?b { ?a kq:leadingIndustry ?b }")
    said = {(t.subject.value, t.object.value) for t in triples if t.predicate == term("leadingIndustry")}
    assert said == {(row["a"].value, row["b"].value) for row in rows}
    things = {t.subject.value for t in triples if t.predicate == TYPE}
    assert not any(
        t.object.value in whole.network.nodes.keys() - things for t in triples if isinstance(t.object, NamedNode)
    )
