"""The OWL 2 RL closure of ontology and data has no contradiction, and would have one if the data were wrong.

`standards.ttl` adds what ORG, PROV, SKOS, GeoSPARQL and FOAF say of their own terms, so that an alignment that is
stronger than true is found as well.
"""

from pathlib import Path

import pytest
from owlrl import OWLRL_Semantics
from pyoxigraph import RdfFormat, serialize
from rdflib import Graph

from graph.build import build_store, source_folders
from graph.core.iris import ONTOLOGY_GRAPH, OWL, RDFS, SKOS, TERMS, VOCABULARY, prefixes, reference_graph
from graph.schema.ontology import ontology_quads

STANDARDS = Path(__file__).parent / "standards.ttl"
AXIOMS = {*(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")), f"{OWL}disjointWith"}
NOTES = {RDFS + "label", *(SKOS + name for name in ("definition", "example", "scopeNote", "changeNote"))}
SCHEMA, SHACL = "https://schema.org/", "http://www.w3.org/ns/shacl#"
ABOUT_TERMS = {
    *(TERMS + name for name in ("origin", "valuesFrom", "idPath")),
    *(SCHEMA + name for name in ("domainIncludes", "rangeIncludes")),
    *(SHACL + name for name in ("declare", "prefix", "namespace")),
}
MISTAKES = {  # what is said of something and contradicts itself; the name of the mistake is that of the thing
    "zone-body": "a kq:Zone , kq:Body",
    "zone-planning-label": "a kq:Zone , kq:PlanningLabel",
    "zone-township": "a kq:Zone , kq:Township",
    "body-with-plate-rank": "a kq:Body ; kq:plateRank plate-rank:national",
    "plate-with-area": "a kq:Plate ; kq:area id:area",
    "body-and-event": "a kq:Body , kq:ChangeEvent",
    "event-from-a-document": "a kq:ChangeEvent ; prov:wasDerivedFrom document:plan",
    "document-and-body": "a kq:Document , kq:Body",
    "industry-and-scheme": "a kq:Industry ; skos:hasTopConcept zone-kind:block",
    "short-name-as-name": 'skos:prefLabel "新城"@zh ; kq:shortName "新城"@zh',
    "landmark-with-coordinates": "a kq:Landmark , geo:Geometry",
}
TOO_STRONG = (  # alignments that look right, but make an event, which is an activity, an entity
    "kq:evidence rdfs:subPropertyOf prov:hadPrimarySource .",
    "kq:because rdfs:subPropertyOf prov:wasDerivedFrom .",
)


def contradictions(triples, more=""):
    """What is contradictory in the closure of triples, of the standards and of more Turtle."""
    graph = Graph()
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    graph.parse(STANDARDS)
    heads = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    graph.parse(data=heads + more, format="turtle")
    semantics = OWLRL_Semantics(graph, axioms=False, daxioms=False)
    semantics.closure()
    return semantics.error_messages


@pytest.fixture(scope="module")
def axioms():
    """Our classes, properties and alignments, without the texts that explain them."""
    return {quad.triple for quad in ontology_quads() if quad.predicate.value in AXIOMS}


def stated_by(names):
    """Short papers with their evidence, what the rules derive from them, and the concepts that they use.

    The codes of units are left out, and what tells of the terms without a meaning for a reasoner.
    """
    folders = [folder for folder in source_folders() if folder.name in names]
    store = [
        quad
        for quad in build_store(folders)
        if not quad.graph_name.value.startswith(reference_graph("").value)
        and (quad.graph_name != ONTOLOGY_GRAPH or quad.predicate.value not in ABOUT_TERMS)
    ]
    used = {quad.object for quad in store if quad.graph_name != ONTOLOGY_GRAPH}
    return {
        quad.triple
        for quad in store
        if quad.predicate.value not in NOTES
        and (quad.subject in used or not quad.subject.value.startswith(VOCABULARY) or quad.graph_name != ONTOLOGY_GRAPH)
    }


@pytest.mark.parametrize(
    "names", [{"hefei-2018"}, pytest.param({"anhui-2018-25", "hefei-2018"}, marks=pytest.mark.soak)]
)
def test_ontology_and_short_papers_have_no_contradiction(names):
    papers = stated_by(names)
    assert {triple.predicate.value for triple in papers} >= AXIOMS
    assert contradictions(papers) == []


@pytest.mark.soak
def test_the_whole_dataset_has_no_contradiction():
    assert contradictions({quad.triple for quad in build_store()}) == []


def test_each_mistake_is_a_contradiction(axioms):
    said = "\n".join(f"zone:{name} {mistake} ." for name, mistake in MISTAKES.items())
    messages = contradictions(axioms, said)
    assert [name for name in MISTAKES if not any(f"/{name}" in message for message in messages)] == []


def test_an_alignment_that_is_too_strong_is_a_contradiction(axioms):
    said = "id:event a kq:ChangeEvent ; kq:evidence id:passage . id:inference kq:because id:event ."
    assert contradictions(axioms, said) == []
    for alignment in TOO_STRONG:
        assert any("id/event" in message for message in contradictions(axioms, said + alignment))
