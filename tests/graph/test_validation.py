"""The checks cannot conform in silence: what cannot be run is an error with a name."""

import pytest

from graph.errors import ShapesUnsound
from graph.validation import validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix kq: <https://w3id.org/kaifaqu/ontology#> .
@prefix shape: <https://w3id.org/kaifaqu/shape/> .
shape:broken a sh:NodeShape ; sh:targetClass kq:Zone ; """
BROKEN = {
    "a malformed query": 'sh:sparql [ sh:select "SELECT $this { nonsense" ] .',
    "a query without $this": 'sh:sparql [ sh:select "SELECT ?x { ?x kq:area ?y }" ] .',
    "an unknown prefix": 'sh:sparql [ sh:select "SELECT $this { $this foo:bar ?x }" ] .',
    "a malformed pattern": 'sh:property [ sh:path kq:zoneKind ; sh:pattern "(" ] .',
    "a property shape without path": "sh:property [ sh:minCount 1 ] .",
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_shape_that_cannot_be_run_is_an_error(graph, tmp_path, mistake):
    (tmp_path / "broken.ttl").write_text(HEAD + BROKEN[mistake], "utf-8")
    with pytest.raises(ShapesUnsound, match="A shape cannot be run: "):
        validate(graph.store, tmp_path)


def test_messages_come_in_both_languages_with_their_values(graph):
    report = validate(graph.store)
    assert report.findings
    for finding in report.findings:
        zh, en = finding.messages
        assert any("\u4e00" <= char <= "\u9fff" for char in zh), finding
        assert any("a" <= char <= "z" for char in en), finding
        assert finding.labels[0], finding
