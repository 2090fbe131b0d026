"""The RDF documents of an IRI, and what thousands of triples name: described and shown in pages."""

import httpx
import pytest
import rdflib

from graph.core.iris import BASE, REIFICATION, entity, term
from graph.core.terms import NamedNode
from graph.store.repeated_triples import once
from service.core.errors import InvalidParameter
from service.pages import description
from service.pages.description import Describer
from service.pages.entity_view import view_entity
from service.pages.rdf_document import rdf_document
from service.web.links import Links
from service.web.negotiation import choose_format
from service.web.view_models import Paging

ORDERED = NamedNode(f"{BASE}vocab/modality/ordered")
TURTLE = choose_format("text/turtle", (), "graph")


@pytest.fixture
def describe(graph, monkeypatch):
    """The way to describe a page of what more than 50 quads name."""
    monkeypatch.setattr(description, "MOST_NAMING", 50)
    return lambda iri, number: Describer(graph).describe_page([iri], Paging(number, 40))


def naming(quads):
    return {quad.triple for quad in quads if quad.object == ORDERED and quad.predicate not in REIFICATION}


def test_the_pages_of_a_description_hold_each_triple_that_names_it_once(graph, describe):
    whole = Describer(graph).describe(ORDERED.value)
    first = describe(ORDERED.value, 1)
    pages = -(-max(first.totals.values()) // 40)
    assert pages > 2
    parts = [naming(describe(ORDERED.value, number).quads) for number in range(1, pages + 1)]
    assert set().union(*parts) == naming(whole)
    assert sum(map(len, parts)) == len(naming(whole)) == sum(first.totals.values())
    assert set(first.quads) < set(whole)
    claimed = {quad.subject for quad in first.quads if quad.predicate == REIFICATION[0]}
    assert {quad.object for quad in first.quads if quad.subject in claimed and quad.predicate == term("evidence")}


def test_a_page_shows_the_total_and_its_values_with_the_words_that_state_them(graph, describe):
    first, whole = describe(ORDERED.value, 1), Describer(graph).describe(ORDERED.value)
    view = view_entity(ORDERED.value, once(first.quads), Links(), Paging(1, 40), first.totals)
    (shown,) = [group for group in view.incoming if group.property.code == "kq:modality"]
    (expected,) = [
        group
        for group in view_entity(ORDERED.value, once(whole), Links(), Paging(1, 10_000)).incoming
        if group.property.code == "kq:modality"
    ]
    assert shown.total == expected.total
    assert sum(len(cluster.items) for cluster in shown.clusters) == 40
    places = {item.value.code: cluster.places for cluster in expected.clusters for item in cluster.items}
    assert {item.value.code: cluster.places for cluster in shown.clusters for item in cluster.items}.items() <= (
        places.items()
    )
    assert view.pages == -(-shown.total // 40)


def test_a_document_of_several_pages_links_to_its_neighbours(describe):
    found = describe(ORDERED.value, 2)
    response = rdf_document(found, TURTLE, Links(), Paging(2, 40))
    links = httpx.Response(200, headers=dict(response.headers)).links
    assert {"next", "prev", "alternate"} <= links.keys()
    assert "page=3" in response.headers["link"]
    with pytest.raises(InvalidParameter, match="page is 999, and"):
        rdf_document(describe(ORDERED.value, 999), TURTLE, Links(), Paging(999, 40))


def test_what_few_triples_name_is_one_document(describe, client):
    zone = entity("zone/jiangshan-edz").value
    response = client.get("/id/zone/jiangshan-edz?page=1", headers={"accept": "text/turtle"})
    assert not {"next", "prev"} & set(response.links)
    assert len(rdflib.Graph().parse(data=response.content, format="turtle")) > 20
    assert describe(zone, 1).iri == zone
