"""Results in every format, read back by other parsers: each term survives, or the format refuses it."""

import csv
import io
import json
import os
import re
import subprocess
import sys

import pytest
import rdflib
from lxml import etree
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from rdflib.plugins.sparql.results.tsvresults import TSVResultParser
from rdflib.query import Result

from graph.core.errors import NotRepresentable, UnknownFormat
from graph.core.formats import FORMATS, format_named, formats_for
from graph.core.iris import RDF, XSD
from graph.rdf.serialize import write_rdf
from graph.store.answer_writing import Answer

EX = "http://example.com/"
SUBJECT = NamedNode(f"{EX}s")
PLAIN = NamedNode(f"{EX}p")
TEXTS = {
    "nothing": "",
    "Chinese": "智造新城，（园区）",
    "the end of a CDATA section": "]]>",
    "marks of XML": '<a href="x">&amp;\'</a>',
    "a combining mark alone": "\u0301",
    "a combining mark on a letter": "e\u0301",
    "a character beyond the BMP": "\U0001f600",
    "a private-use character": "\ue000\U0010fffd",
    "white space at the ends": "  x\t",
    "a line feed": "a\nb",
    "a carriage return": "a\rb",
    "both": "a\r\nb",
    "delete and next line": "a\x7fb\x85c\u2028d",
    "quotes and backslashes": "\"\"\"'''\\\\n",
    "commas and semicolons": 'a,"b";c',
    "what looks like a prefixed name": " kq:Zone <oxprefix: xmlns:",
    "a byte order mark": "\ufeffx",
    "a formula": "=1+1",
    "a null": "a\x00b",
    "a control character": "\x01",
    "a vertical tab": "a\x0bb",
    "a noncharacter": "\ufffe",
    "another noncharacter": "a\uffff",
}
NOT_IN_XML = ("a null", "a control character", "a vertical tab", "a noncharacter", "another noncharacter")
TERMS = {
    "a tag of a script": Literal("园区", language="zh-Hans"),
    "a number": Literal("121", datatype=NamedNode(f"{XSD}integer")),
    "a decimal": Literal("61.5", datatype=NamedNode(f"{XSD}decimal")),
    "what is no number": Literal("many", datatype=NamedNode(f"{XSD}integer")),
    "a double": Literal("1e0", datatype=NamedNode(f"{XSD}double")),
    "a day": Literal("2021-12-06", datatype=NamedNode(f"{XSD}date")),
    "a type of somebody": Literal("x", datatype=NamedNode(f"{EX}面积(平方公里)")),
    "an IRI": NamedNode(f"{EX}a/../b%20c?d='e'&f=(g)#h"),
    "a thing of ours": NamedNode("https://w3id.org/kaifaqu/id/zone/a.b-c(d)"),
    "an IRI in Chinese": NamedNode(f"{EX}龙游/园区"),
}
PREDICATES = {
    "a local name": f"{EX}p",
    "a local name after a hyphen": f"{EX}a-b.c",
    "a Chinese local name": f"{EX}面积",
    "one of ours": "https://w3id.org/kaifaqu/ontology#area",
    "a member of a container": f"{RDF}_1",
    "a name in the middle": f"{EX}12ab",
}
NAMELESS = {
    "a number": f"{EX}123",
    "a bracket": f"{EX}面积(平方公里)",
    "a hash": f"{EX}p#",
    "a combining mark": f"{EX}\u0301",
    "an attribute of the syntax": f"{RDF}about",
    "an element of the syntax": f"{RDF}Description",
    "the namespace of namespaces": "http://www.w3.org/2000/xmlns/p",
}
TRIPLE_TERM = Triple(SUBJECT, PLAIN, Literal("x"))
OF_GRAPHS, OF_TABLES = [f.name for f in formats_for("graph")], [f.name for f in formats_for("table")]
IN_XML = {"xml", "rdfxml"}


def answer(query, *quads):
    store = Store()
    store.extend(quads)
    return Answer(store.query(query))


def graph_of(*quads):
    return answer("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", *quads)


def said(value, predicate=PLAIN):
    return Quad(SUBJECT, predicate, value)


def values(predicate_and_value):
    """Return the parts of a triple as strings that rdflib and pyoxigraph share."""
    return tuple(
        literal(part.value, part.language, part.datatype.value)
        if isinstance(part, Literal)
        else getattr(part, "value", str(part))
        for part in predicate_and_value
    )


def literal(text, language, datatype):
    """Return a literal in a form to compare; jsonld.js writes the double 1 as 1.0E0."""
    return (float(text) if datatype == f"{XSD}double" else text, language, datatype)


def by_rdflib(name, content):
    graph = rdflib.Dataset() if name in {"trig", "nquads"} else rdflib.Graph()
    graph.parse(content, format={"rdfxml": "xml", "ntriples": "nt", "jsonld": "json-ld"}.get(name, name))
    return {(str(p), from_rdflib(o)) for _, p, o, *_ in graph}


def from_rdflib(node):
    if not isinstance(node, rdflib.Literal):
        return str(node)
    datatype = f"{RDF}langString" if node.language else str(node.datatype or f"{XSD}string")
    return literal(str(node), node.language, datatype)


@pytest.fixture(scope="module")
def as_they_are():
    """Keep rdflib from normalising numbers."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


@pytest.fixture
def by_javascript(read_by_node, tmp_path):
    """Return what jsonld.js or N3.js reads."""

    def read(name, content):
        quads = read_by_node(name, content, tmp_path / name)
        return {values(quad.triple)[1:] for quad in parse(quads, format=RdfFormat.N_QUADS)}

    return read


@pytest.mark.usefixtures("as_they_are")
@pytest.mark.parametrize("name", OF_GRAPHS)
def test_graph_round_trip_of_hard_terms(name, by_javascript):
    texts = [said(Literal(text)) for case, text in TEXTS.items() if name not in IN_XML or case not in NOT_IN_XML]
    iris = [said(Literal("x"), NamedNode(iri)) for iri in PREDICATES.values()]
    quads = [*texts, *map(said, TERMS.values()), *iris]
    if name != "rdfxml":
        quads += [said(Literal("x"), NamedNode(iri)) for iri in NAMELESS.values()]
    store = Store()
    store.extend(quads)
    expected = {values((q.predicate, q.object)) for q in store}
    content = Answer(store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")).write(format_named(name, "graph"))
    assert by_rdflib(name, content) == expected
    if name == "rdfxml":
        etree.fromstring(content)
    else:
        assert by_javascript(name, content) == expected


@pytest.mark.usefixtures("as_they_are")
@pytest.mark.parametrize("name", OF_TABLES)
def test_table_round_trip_of_hard_terms(name):
    texts = [Literal(text) for case, text in TEXTS.items() if name not in IN_XML or case not in NOT_IN_XML]
    store = Store()
    store.extend(map(said, [*texts, *TERMS.values()]))
    expected = sorted((quad.object for quad in store), key=str)
    content = Answer(store.query("SELECT ?o { ?s ?p ?o }")).write(format_named(name, "table"))
    assert sorted(READ_TABLE[name](content), key=str) == sorted(
        (node.value for node in expected) if name == "csv" else (values([node])[0] for node in expected), key=str
    )


def by_json(content):
    for row in json.loads(content)["results"]["bindings"]:
        told = row["o"]
        language = told.get("xml:lang")
        datatype = f"{RDF}langString" if language else told.get("datatype", f"{XSD}string")
        yield told["value"] if told["type"] == "uri" else literal(told["value"], language, datatype)


def by_lxml(content):
    space = "{http://www.w3.org/2005/sparql-results#}"
    for (node,) in etree.fromstring(content).iter(f"{space}binding"):
        language = node.get("{http://www.w3.org/XML/1998/namespace}lang")
        datatype = f"{RDF}langString" if language else node.get("datatype", f"{XSD}string")
        text = node.text or ""
        yield text if node.tag == f"{space}uri" else literal(text, language, datatype)


def by_csv(content):
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    assert next(rows) == ["o"]
    return [row[0] if row else "" for row in rows]  # a row whose only value is empty is an empty line


def by_turtle(content):
    """TSV has its terms in the syntax of Turtle (SPARQL 1.1 Query Results CSV and TSV Formats, 4)."""
    head, *lines = content.decode().removesuffix("\n").split("\n")
    assert head == "?o"
    graph = rdflib.Graph().parse(data="".join(f"<urn:s> <urn:p{n}> {line} .\n" for n, line in enumerate(lines)))
    return [from_rdflib(node) for node in graph.objects()]


READ_TABLE = {"json": by_json, "xml": by_lxml, "csv": by_csv, "tsv": by_turtle}


def test_rdflib_reads_the_tables_of_the_engine():
    quads = [said(Literal(TEXTS["Chinese"])), said(TERMS["a tag of a script"]), said(TERMS["an IRI in Chinese"])]
    expected = {from_rdflib(rdflib.term.Literal(TEXTS["Chinese"])), ("园区", "zh-hans", f"{RDF}langString")}
    for name in ("json", "xml", "tsv"):
        content = io.BytesIO(answer("SELECT ?o { ?s ?p ?o }", *quads).write(format_named(name, "table")))
        read = TSVResultParser().parse(content) if name == "tsv" else Result.parse(content, format=name)
        assert {from_rdflib(row[rdflib.Variable("o")]) for row in read.bindings} == expected | {f"{EX}龙游/园区"}


@pytest.mark.parametrize("case", NOT_IN_XML)
def test_xml_refuses_character_with_its_code(case):
    (found,) = re.findall(r"[\x00\x01\x0b\ufffe\uffff]", TEXTS[case])
    complaint = rf"cannot hold the character U\+{ord(found):04X}, .*; ask for {{}}\."
    with pytest.raises(NotRepresentable, match=complaint.format("json or csv or tsv")):
        answer("SELECT * { ?s ?p ?o }", said(Literal(TEXTS[case]))).write(format_named("xml", "table"))
    with pytest.raises(NotRepresentable, match=complaint.format("turtle or ntriples or jsonld or trig or nquads")):
        graph_of(said(Literal(TEXTS[case]))).write(format_named("rdfxml", "graph"))


@pytest.mark.parametrize("at", range(8100, 8200))
def test_bad_character_is_found_across_chunks(at):
    text = "x" * at + "\uffff"
    for name, holds, query in (
        ("xml", "table", "SELECT ?o { ?s ?p ?o }"),
        ("rdfxml", "graph", "CONSTRUCT WHERE { ?s ?p ?o }"),
    ):
        with pytest.raises(NotRepresentable, match=r"U\+FFFF"):
            answer(query, said(Literal(text))).write(format_named(name, holds))


@pytest.mark.parametrize("case", NAMELESS)
def test_rdf_xml_refuses_predicate_without_name(case):
    iri = NAMELESS[case]
    named = re.escape(iri) if "namespace" not in case else "http://www.w3.org/2000/xmlns/"
    with pytest.raises(NotRepresentable, match=f"RDF/XML cannot hold .*{named}.*; ask for turtle or ntriples"):
        graph_of(said(Literal("x"), NamedNode(iri))).write(format_named("rdfxml", "graph"))
    with pytest.raises(NotRepresentable, match=named):
        write_rdf([said(Literal("x"), NamedNode(iri))], format_named("rdfxml", "graph"))


@pytest.mark.parametrize("padding", range(7900, 8200, 3))
def test_bad_predicate_is_named_across_chunks(padding):
    quads = [said(Literal("x" * padding)), said(Literal("x"), NamedNode(NAMELESS["a bracket"]))]
    with pytest.raises(NotRepresentable) as caught:
        write_rdf(quads, format_named("rdfxml", "graph"))
    assert f"<{NAMELESS['a bracket']}>" in str(caught.value)


def test_rdf_xml_refuses_class_without_name():
    with pytest.raises(NotRepresentable, match=r"class <http://example\.com/123>"):
        graph_of(said(NamedNode(f"{EX}123"), NamedNode(f"{RDF}type"))).write(format_named("rdfxml", "graph"))


@pytest.mark.parametrize("name", OF_GRAPHS)
def test_rdf_12_terms_round_trip_or_are_refused(name, by_javascript):
    syntax = format_named(name, "graph")
    construct = "CONSTRUCT { ?s ?p ?t } WHERE { ?s ?p ?o BIND(TRIPLE(?s, ?p, ?o) AS ?t) }"
    found, quad = answer(construct, said(Literal("x"))), Quad(SUBJECT, PLAIN, TRIPLE_TERM)
    if name in {"rdfxml", "jsonld"}:
        complaint = "cannot hold triple terms, .*; ask for turtle or ntriples or trig or nquads"
        with pytest.raises(NotRepresentable, match=complaint):
            found.write(syntax)
        with pytest.raises(NotRepresentable, match=complaint):
            write_rdf([quad], syntax)
    else:
        for content in (found.write(syntax), write_rdf([quad], syntax)):
            assert [q.triple for q in parse(content, format=syntax.syntax)] == [quad.triple]
            assert by_javascript(name, content) == {(PLAIN.value, str(TRIPLE_TERM))}
    directed = graph_of(*parse('<a:s> <a:p> "x"@en--ltr .', format=RdfFormat.TURTLE))
    if name == "rdfxml":
        with pytest.raises(NotRepresentable, match="base directions"):
            directed.write(syntax)
    else:
        assert b"ltr" in directed.write(syntax)


@pytest.mark.parametrize("syntax", FORMATS, ids=lambda syntax: syntax.name)
@pytest.mark.parametrize("megabytes", [1, pytest.param(10, marks=pytest.mark.soak)])
def test_round_trip_of_long_text(syntax, by_javascript, megabytes):
    text = "园区]]>\r\n" * (90_000 * megabytes)
    query = "SELECT ?o { ?s ?p ?o }" if syntax.holds == "table" else "CONSTRUCT WHERE { ?s ?p ?o }"
    content = answer(query, said(Literal(text))).write(syntax)
    if syntax.holds == "graph" and syntax.name != "rdfxml":
        ((_, (read, *_)),) = by_javascript(syntax.name, content)
    elif syntax.name in IN_XML:
        read = etree.fromstring(content, etree.XMLParser(huge_tree=True)).xpath("string(//*[not(*)][text()])")
    elif syntax.name == "json":
        read = json.loads(content)["results"]["bindings"][0]["o"]["value"]
    elif syntax.name == "csv":
        limit = csv.field_size_limit(len(text))
        (read,) = by_csv(content)
        csv.field_size_limit(limit)
    else:
        turtle = b"<a:s> <a:p> " + content.removeprefix(b"?o\n") + b"."
        ((_, (read, *_)),) = by_javascript("turtle", turtle)
    same = read == text  # a difference would take long to show
    assert same


def test_format_refuses_the_other_kind_of_answer():
    with pytest.raises(UnknownFormat, match="no format turtle for a table"):
        answer("ASK { ?s ?p ?o }").write(format_named("turtle", "graph"))


@pytest.mark.parametrize("name", ["turtle", "trig", "rdfxml"])
def test_only_used_prefixes_are_declared(graph, name):
    for query, unused in (
        ("DESCRIBE zone:zhizao-new-city", "plate"),
        ("CONSTRUCT { ?z kq:area ?a . ?a kq:value ?v } WHERE { ?z kq:area ?a . ?a kq:value ?v }", "skos"),
        ("CONSTRUCT { ?z a kq:Zone ; kq:size 1 } WHERE { ?z a kq:Zone }", "rdf"),
        ("CONSTRUCT { <urn:s> skos:note 'kq:Zone' , ' zone:x', '2021'^^xsd:gYear } {}", "kq"),
        ("CONSTRUCT { ?z skos:prefLabel ?n } WHERE { ?z skos:prefLabel ?n FILTER(false) }", "skos"),
    ):
        text = graph.query(query).write(format_named(name, "graph")).decode()
        if name == "rdfxml":
            declared, body = set(re.findall(r"xmlns:([\w-]+)=", text)) - {"rdf"}, text
            used = set(re.findall(r"<([\w-]+):", body)) - {"rdf"}
        else:
            declared = set(re.findall(r"^@prefix ([\w-]+):", text, re.MULTILINE))
            body = re.sub(r'^@prefix .*$|"(?:[^"\\]|\\.)*"|<[^>]*>', "", text, flags=re.MULTILINE)
            used = set(re.findall(r"([\w-]+):", body))
        assert declared == used
        assert unused not in declared


@pytest.fixture(scope="module")
def written(graph):
    """The triples of an answer, and what two processes write of them in each format."""
    program = """if True:
        import json, sys
        from pyoxigraph import RdfFormat, parse
        from graph.core.formats import formats_for
        from graph.rdf.serialize import write_rdf
        quads = list(parse(sys.stdin.buffer.read(), format=RdfFormat.N_QUADS))
        print(json.dumps({f.name: write_rdf(quads, f).decode() for f in formats_for("graph")}))
    """
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . zone:zhizao-new-city ?any ?s }"
    triples = graph.query(query).write(format_named("nquads", "graph"))
    written = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=triples,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    ]
    return triples, [json.loads(by_format) for by_format in written]


@pytest.mark.parametrize("name", OF_GRAPHS)
def test_output_is_the_same_in_every_process(written, name):
    """Hashes of strings, and so the order of sets, differ between processes."""
    triples, by_process = written
    one, other = (by_format[name] for by_format in by_process)
    assert one == other
    assert len(list(parse(one, format=format_named(name, "graph").syntax))) == triples.count(b"\n")


def test_prefixes_of_long_answer_come_from_its_start():
    store = Store()
    store.extend(
        Quad(NamedNode(f"{EX}{n}"), NamedNode("https://w3id.org/kaifaqu/ontology#p"), SUBJECT) for n in range(2000)
    )
    content = Answer(store.query("CONSTRUCT WHERE { ?s ?p ?o }")).write(format_named("turtle", "graph"))
    assert content.count(b"@prefix ") == 1
    assert len(list(parse(content, format=RdfFormat.TURTLE))) == 2000


def test_blank_nodes_and_most_triples():
    store = Store()
    store.extend(Quad(BlankNode(), PLAIN, BlankNode()) for _ in range(20))
    for syntax in formats_for("graph"):
        out = io.BytesIO()
        found = Answer(store.query("CONSTRUCT WHERE { ?s ?p ?o }"))
        assert found.write_to(out, syntax, 7) == (7, True)
        assert len({q.subject for q in parse(out.getvalue(), format=syntax.syntax)}) == 7
        whole = Answer(store.query("CONSTRUCT WHERE { ?s ?p ?o }"))
        assert whole.write_to(io.BytesIO(), syntax, 20) == (20, False)
