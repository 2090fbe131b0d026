"""What a curator leaves out of a paper needs words and a reason."""

import shutil

import pytest

from graph.core.errors import CurationError
from graph.core.resources import SOURCES
from graph.curation.coverage import coverage
from graph.curation.passages import read_passages
from graph.curation.source_folder import read_source
from graph.rdf.quads import read_triples
from graph.schema.ontology import load_ontology


def covered(folder):
    source = read_source(folder)
    passages, faults = read_passages(source)
    assert not faults
    return coverage(source, passages, read_triples(source, passages, load_ontology()))


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")


def test_an_omission_needs_its_words_and_a_reason(copied):
    (copied / "omitted.yaml").write_text("- quote: 不在文中\n  reason: {zh: 无, en: none}\n- quote: 分享\n", "utf-8")
    with pytest.raises(CurationError) as caught:
        covered(copied)
    said = [str(fault).partition("omitted.yaml:")[2] for fault in caught.value.faults]
    assert said[0].startswith("1: The quote is not in the text")
    assert said[1] == "3: An omission needs a quote and a reason with zh and en."
