"""Any RDF files as a store, and what is wrong with those that are none."""

import codecs
import gzip

import pytest

from graph.data_files import open_files
from graph.errors import DataUnreadable

FILES = {
    "one.ttl": "<a:s> <a:p> 'turtle' .",
    "two.nt": '<a:s> <a:p> "ntriples" .',
    "three.nq": '<a:s> <a:p> "nquads" <a:g> .',
    "four.trig": "<a:h> { <a:s> <a:p> 'trig' }",
    "five.jsonld": '{"@id": "a:s", "a:p": "jsonld"}',
    "six.rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">
        <rdf:Description rdf:about="a:s"><a:p>rdfxml</a:p></rdf:Description></rdf:RDF>""",
}


def test_files_of_each_syntax_are_read_and_their_graphs_kept(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "seven.nt.gz").write_bytes(gzip.compress(b'<a:s> <a:p> "gzip" .'))
    graph = open_files(sorted(tmp_path.iterdir()))
    found = {row["o"].value for row in graph.rows("SELECT ?o { <a:s> <a:p> ?o }")}
    assert found == {"turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "gzip"}
    assert graph.build.manifest == {"quads": 7, "graphs": {"a:g": 1, "a:h": 1}}


def test_a_byte_order_mark_is_no_content(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8-sig")
    (tmp_path / "seven.nt.gz").write_bytes(gzip.compress(codecs.BOM_UTF8 + b'<a:s> <a:p> "gzip" .'))
    graph = open_files(sorted(tmp_path.iterdir()))
    assert graph.build.manifest["quads"] == 7
    assert len(graph.rows("\ufeffSELECT ?o { <a:s> <a:p> ?o }")) == 7


def test_the_same_files_are_the_same_data_version(tmp_path):
    (tmp_path / "one.ttl").write_text(FILES["one.ttl"], "utf-8")
    (tmp_path / "two.nt").write_text(FILES["two.nt"], "utf-8")
    one, again, two = (open_files([tmp_path / name]).build.folder.name for name in ("one.ttl", "one.ttl", "two.nt"))
    assert one == again != two


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("table.xlsx", b"", "tells no RDF syntax; there are .ttl"),
        ("broken.ttl", b"<a:s> <a:p>", "broken.ttl: "),
        ("broken.nt.gz", b"no archive", "cannot be read"),
        ("missing.nt", None, "cannot be read: No such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_name(tmp_path, name, content, complaint):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataUnreadable, match=complaint):
        open_files([tmp_path / name])
