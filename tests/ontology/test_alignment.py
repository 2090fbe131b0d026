"""How our terms relate to ORG, PROV, SKOS and GeoSPARQL: to terms that exist there, and as the README tells."""

import re

import pytest
from rdflib.namespace import GEO, ORG, PROV, SKOS

from graph.core.iris import RDFS, TERMS, shorten
from graph.core.iris import SKOS as SKOS_NAMESPACE
from graph.core.resources import ONTOLOGY
from graph.schema.ontology import ontology_quads

STANDARDS = {"org": ORG, "prov": PROV, "skos": SKOS, "geo": GEO}
RELATIONS = {
    *(RDFS + name for name in ("subClassOf", "subPropertyOf", "seeAlso")),
    *(SKOS_NAMESPACE + name for name in ("closeMatch", "exactMatch", "broadMatch")),
}
ROW = re.compile(r"^\| `(\w+)` \| `([\w:]+)` \| `([\w:]+)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def alignments():
    """Term, relation and term of a standard, as the files of the ontology say."""
    return {
        (quad.subject.value.removeprefix(TERMS), shorten(quad.predicate.value), shorten(quad.object.value))
        for quad in ontology_quads()
        if quad.subject.value.startswith(TERMS) and quad.predicate.value in RELATIONS
        if shorten(quad.object.value).split(":")[0] in STANDARDS
    }


@pytest.mark.parametrize("standard", STANDARDS)
def test_terms_are_aligned_with_terms_that_the_standard_has(alignments, standard):
    names = sorted({name for *_, name in alignments if name.startswith(f"{standard}:")})
    assert names
    assert [name for name in names if name.split(":")[1] not in STANDARDS[standard]] == []


def test_the_readme_tells_every_alignment_and_no_other(alignments):
    rows = ROW.findall((ONTOLOGY / "README.md").read_text("utf-8"))
    assert {row[:3] for row in rows} == alignments
    assert len(rows) == len(alignments)
