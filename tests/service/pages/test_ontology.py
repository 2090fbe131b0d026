"""The pages of the ontology: an index by theme, a page for each term and vocabulary, and RDF at the same addresses."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from graph.core.iris import TERMS, TYPE
from graph.schema.ontology import load_ontology

HTML = {"accept": "text/html"}
MOST = 130_000


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_index_is_small_and_leads_to_each_term(client, language):
    page = client.get("/ontology", params={"lang": language}, headers=HTML).text
    assert len(page.encode()) < MOST
    for name in load_ontology().supers:
        assert f'href="/ontology/{name}?lang={language}"' in page
        assert f'id="{name}"' in page


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_each_term_has_a_page(client, every):
    ontology = load_ontology()
    names = [*ontology.supers, *(name for name, prop in ontology.properties.items() if prop.iri.startswith(TERMS))]
    paths = [f"/ontology/{name}" for name in names] + [f"/ontology/vocab/{slug}" for slug in ontology.schemes]
    answers = {path: client.get(path, headers=HTML) for path in paths[::every]}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    assert max(len(answer.content) for answer in answers.values()) < MOST


def test_a_page_counts_the_uses_as_a_query_does(client, graph):
    (row,) = graph.rows("SELECT (COUNT(DISTINCT ?z) AS ?n) WHERE { ?z a kq:Zone }")
    assert f"<small>{row['n'].value}</small>" in client.get("/ontology/Zone", headers=HTML).text
    page = client.get("/ontology/coversTownship", params={"lang": "zh"}, headers=HTML).text
    assert "/read/quzhou-2021?at=" in page


@pytest.mark.parametrize(
    ("path", "iri"), [("/ontology", "https://w3id.org/kaifaqu/ontology"), ("/ontology/Zone", f"{TERMS}Zone")]
)
@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_programs_get_rdf(client, path, iri, accept):
    answer = client.get(path, headers={"accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert 'rel="alternate"' in answer.headers["link"]
    read = {(quad.subject, quad.predicate) for quad in parse(answer.content, RdfFormat.from_media_type(accept))}
    assert (NamedNode(iri), TYPE) in read


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/ontology/Nothing", "The ontology has no term Nothing; /ontology lists them."),
        ("/ontology/vocab/nothing", "There is no vocabulary nothing; there are admin-level,"),
    ],
)
def test_what_there_is_not_is_told(client, path, said):
    answer = client.get(path)
    assert answer.status_code == 404
    assert said in answer.text


def test_the_version_of_the_ontology_is_still_described(client):
    assert client.get("/ontology/0.3.0", headers={"accept": "text/turtle"}).status_code == 200
