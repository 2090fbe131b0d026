"""The rows of the relations as JSON-LD and as tables, read back by rdflib, jsonld.js and pandas."""

import io
import re
from collections import defaultdict

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.core.iris import BASE, PREF_LABEL, RDF, TERMS, XSD
from service.api.relation_rows import merge_evidence
from service.api.relations import views

CSVW = "http://www.w3.org/ns/csvw#"
AREAS = "/api/v1/relations/areas"


def rows_of(quads):
    """The rows by their number, each from column to terms, and what each describes."""
    told = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        told[quad.subject][quad.predicate.value].add(quad.object)
    found = {}
    for node in told.values():
        if f"{CSVW}rownum" in node:
            cells = {re.split("[#]", p)[-1]: o for p, o in node.items() if not p.startswith((CSVW, RDF))}
            (number,) = node[f"{CSVW}rownum"]
            found[int(number.value)] = (cells, node.get(f"{CSVW}describes", set()))
    return found


def by_rdflib(content):
    import rdflib  # noqa: PLC0415  slow to load, and for one reader

    graph = rdflib.Graph().parse(content, format="json-ld")
    return parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES)


@pytest.mark.parametrize("name", views())
@pytest.mark.parametrize("reader", ["rdflib", "jsonld.js"])
def test_jsonld_of_a_relation_has_its_rows_with_their_types(client, graph, name, reader, read_by_node, tmp_path):
    view = views()[name]
    answer = client.get(f"/api/v1/relations/{name}?format=jsonld&limit=10000")
    assert answer.headers["content-type"] == "application/ld+json"
    if reader == "rdflib":
        quads = by_rdflib(answer.content)
    else:
        quads = parse(read_by_node("jsonld", answer.content, tmp_path / "x.jsonld"), format=RdfFormat.N_QUADS)
    rows = merge_evidence(graph.rows(view.query))
    assert len(rows) == client.get(f"/api/v1/relations/{name}").json()["total"]
    assert rows_of(quads) == {
        number: ({c: set(row.terms(c)) for c in view.columns if row.terms(c)}, set(row.terms(view.describes)))
        for number, row in enumerate(rows, 1)
    }


def test_a_row_tells_of_the_area_with_the_properties_of_the_ontology(client, graph):
    answer = client.get(f"{AREAS}?park=zone/zhizao-new-city&fields=park,value,unit&format=jsonld")
    quads = list(parse(answer.content, format=RdfFormat.JSON_LD))
    assert len({q.subject for q in quads if q.predicate.value == f"{TERMS}value"}) == 4
    decimal = NamedNode(f"{XSD}decimal")
    values = [q.object for q in quads if q.predicate.value == f"{TERMS}value"]
    assert Literal("61.5", datatype=decimal) in values
    assert {v.datatype for v in values} == {decimal}
    assert {q.predicate.value for q in quads if q.object.value.endswith("zone/zhizao-new-city")} == {
        f"{BASE}api/v1/relations/areas#park"
    }
    described = {q.object for q in quads if q.predicate.value == f"{CSVW}describes"}
    assert described == {row["a"] for row in graph.rows("SELECT ?a { zone:zhizao-new-city kq:area ?a }")}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_in_jsonld_are_in_the_language_asked_for(client, lang):
    answer = client.get(f"{AREAS}?lang={lang}&format=jsonld&limit=5")
    labels = [q.object for q in parse(answer.content, format=RdfFormat.JSON_LD) if q.predicate == PREF_LABEL]
    assert {label.language for label in labels} == {lang}


def test_pages_of_jsonld_lead_to_the_next(client):
    numbers, address = [], f"{AREAS}?format=jsonld&limit=5"
    while address:
        answer = client.get(address)
        numbers += [row["rownum"] for row in answer.json()["@graph"]]
        address = answer.links.get("next", {}).get("url")
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == client.get(AREAS).json()["total"]


@pytest.mark.parametrize(
    ("lang", "park", "kind"),
    [
        ("", "衢州智造新城", "新增面积"),
        ("zh", "衢州智造新城", "新增面积"),
        ("en", "Quzhou Intelligent-Manufacturing New City", "added area"),
    ],
)
def test_labels_stand_beside_things_in_the_language_asked_for(client, lang, park, kind):
    import pandas as pd  # noqa: PLC0415  slow to load, and for one test

    answer = client.get(f"{AREAS}.csv", params={"park": "zone/zhizao-new-city", **({"lang": lang} if lang else {})})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    table = pd.read_csv(io.BytesIO(answer.content))
    assert list(table)[:4] == ["park", "park_label", "areaKind", "areaKind_label"]
    assert "value_label" not in table
    assert set(table["park_label"]) == {park}
    assert table["areaKind_label"][0] == kind
    assert sorted(table["value"]) == [59.5, 61.5, 117.21, 121]
