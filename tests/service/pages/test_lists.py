"""The lists of the members of a class."""

import csv
import io
import re

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.core.iris import BASE, ENTITIES, PREF_LABEL, TYPE, VOCABULARY, asserted_graph, term
from graph.schema.ontology import ontology_quads
from graph.store.oxigraph import OxigraphEngine
from graph.store.store import GraphStore
from service.app import create_app
from service.pages import lists
from service.pages.list_columns import COLUMNS
from service.pages.list_rows import MOST_COMPARED, ROWS

HTML = {"accept": "text/html"}


def count(graph, name):
    query = f"SELECT DISTINCT ?x {{ ?x a/rdfs:subClassOf* kq:{name} ; skos:prefLabel ?l }}"
    return len(graph.rows(query))


def test_a_list_holds_the_members_of_the_class_and_of_those_below_it(client, graph):
    text = client.get("/class/ChangeEvent", headers=HTML).text
    assert "整合形成智造新城" in text
    assert "撤销衢州绿色产业集聚区龙游片区省级平台牌子" in text
    assert text.count('<th scope="row">') == count(graph, "ChangeEvent")


def test_a_list_is_sorted_by_the_readers_names(client):
    names = names_of(client.get("/class/Township", params={"lang": "en"}, headers=HTML).text)
    assert names == sorted(names)
    assert len(names) > 20


def names_of(text):
    """The names of the things of a list, in its order."""
    return re.findall(r'<th scope="row">.*?<a [^>]+>([^<]+)</a>', text)


def test_a_list_is_filtered_by_the_values_of_a_column_and_by_words(client):
    def names(**asked):
        return names_of(client.get("/class/Plate", params=asked, headers=HTML).text)

    assert set(names(rank="国家级")) == {"衢州经济技术开发区", "衢州高新技术产业开发区"}
    abolished = names(after="不再存续")
    assert len(abolished) == 4
    assert all("集聚区" in name for name in abolished)
    assert names(filter="龙游 省级") == ["衢州绿色产业集聚区龙游片区"]
    assert names(filter="没有这个牌子") == []


def test_a_list_is_sorted_by_a_column_of_numbers_as_numbers(client):
    text = client.get("/class/Zone", params={"sort": "-area", "lang": "en"}, headers=HTML).text
    areas = [float(number) for number in re.findall(r"area ([\d.]+) square kilometre", text.partition("<tbody")[2])]
    assert areas == sorted(areas, reverse=True)
    assert len(areas) > 5
    assert 'aria-sort="descending"' in text


def test_a_list_is_a_table_for_spreadsheets_as_it_is_filtered(client):
    answer = client.get("/class/Zone", params={"filter": "龙游", "format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    titles, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert titles[:5] == ["iri", "zh", "en", "种类", "所在地"]
    assert 3 < len(rows) < 40
    assert all("龙游" in ",".join(row) for row in rows)
    assert client.get("/class/Zone", params={"filter": "龙游"}, headers={"accept": "text/csv"}).text == answer.text


def test_each_column_of_a_list_is_of_properties_that_the_ontology_has():
    known = {quad.subject for quad in ontology_quads()}
    for columns in COLUMNS.values():
        assert {term(name.removeprefix("^")) for column in columns for name in column.properties} <= known


def test_a_list_is_also_data(client, graph):
    response = client.get("/class/Plate", headers={"accept": "text/turtle"})
    read = rdflib.Graph().parse(data=response.content, format="turtle")
    plates = set(read.subjects(rdflib.RDF.type, rdflib.URIRef("https://w3id.org/kaifaqu/ontology#Plate")))
    assert len(plates) == count(graph, "Plate")


@pytest.mark.parametrize("name", ["Nothing", "Claim", "%22", "zone"])
def test_a_class_without_a_list_is_told_with_those_that_have_one(client, name):
    response = client.get(f"/class/{name}")
    assert response.status_code == 404
    assert "Zone" in response.json()["detail"]


@pytest.fixture(scope="module")
def large(graph, serve):
    """A service whose graph has more zones than are compared by their columns, each with an area."""
    store, paper = Store(), asserted_graph("imaginary")
    store.bulk_extend(graph.quads())
    for number in range(MOST_COMPARED):
        zone = NamedNode(f"{ENTITIES}zone/imaginary-{number}")
        store.add(Quad(zone, TYPE, term("Zone"), paper))
        store.add(Quad(zone, PREF_LABEL, Literal(f"虚构园区{number:04}号", language="zh"), paper))
        store.add(Quad(zone, term("zoneKind"), NamedNode(f"{VOCABULARY}zone-kind/block"), paper))
    untagged = NamedNode(f"{ENTITIES}zone/untagged")
    store.add(Quad(untagged, TYPE, term("Zone"), paper))
    store.add(Quad(untagged, PREF_LABEL, Literal("A name without a language"), paper))
    with serve(create_app(GraphStore(OxigraphEngine.in_memory(store), graph.build))) as client:
        yield client


def test_a_list_of_many_things_is_filtered_and_sorted_by_name_and_shows_all_columns(large):
    text = large.get("/class/Zone?filter=虚构园区42&sort=-name", headers=HTML).text
    assert names_of(text) == [f"虚构园区{number:04}号" for number in range(4299, 4199, -1)]
    assert len(re.findall(r'<td class="col-kind"[^>]*><a [^>]+>区块</a>', text)) == 100
    assert "<select" not in text
    assert re.findall(r'<th scope="col"[^>]*><a [^>]+>([^<]+)<', text) == ["名称"]
    assert "5,000" in text


def test_the_pages_of_a_list_of_many_things_follow_one_another(large):
    pages = [names_of(large.get(f"/class/Zone?page={page}", headers=HTML).text) for page in (1, 2, 26, 27)]
    assert [len(names) for names in pages[:2]] == [ROWS, ROWS]
    assert pages[2] == pages[3]  # there is no page behind the last one
    assert sorted({*pages[0], *pages[1], *pages[2]}) == [*pages[0], *pages[1], *pages[2]]


def test_a_list_of_many_things_is_downloaded_whole(large):
    rows = list(csv.DictReader(io.StringIO(large.get("/class/Zone?format=csv").text)))
    assert len(rows) > MOST_COMPARED
    assert {row["种类"] for row in rows if row["zh"].startswith("虚构")} == {"区块"}
    assert any(f"{ENTITIES}zone/untagged" in row.values() for row in rows)


def test_many_things_that_are_not_looked_up_by_name_come_by_iri_with_their_names(graph, serve, monkeypatch):
    monkeypatch.setattr(lists, "MOST_COMPARED", 50)
    with serve(create_app(graph)) as client:
        pages = [client.get(f"/class/Evidence?page={page}&lang=zh", headers=HTML).text for page in (1, 2)]
        filtered = client.get("/class/Evidence?filter=第一条", headers=HTML)
        by_name = client.get("/class/Evidence?sort=name", headers=HTML).text
    iris = sorted(q.subject.value for q in graph.match(None, TYPE, term("Evidence")))
    shown = [re.findall(r'<th scope="row">.*?href="([^"?]+)', text) for text in pages]
    assert [len(links) for links in shown] == [ROWS, len(iris) - ROWS]
    assert [links[0] for links in shown] == [f"/{iris[at].removeprefix(BASE)}" for at in (0, ROWS)]
    assert all("evidence/" not in name for name in names_of(pages[0]))
    assert filtered.status_code == 200
    assert ["aria-sort" in text for text in (pages[0], by_name)] == [False, True]
