"""RDF files of any origin as a store, and the errors for files that cannot be read."""

import codecs
import faulthandler
import gzip
import re
import subprocess
import sys

import pytest

from graph.core.errors import DataUnreadable
from graph.process.child import run_limited, stderr_dropped
from graph.store.loading import megabytes_to_load
from graph.store.rdf_files import open_files

FILES = {
    "one.ttl": "<a:s> <a:p> 'turtle' .",
    "two.nt": '<a:s> <a:p> "ntriples" .',
    "three.nq": '<a:s> <a:p> "nquads" <a:g> .',
    "four.trig": "<a:h> { <a:s> <a:p> 'trig' }",
    "five.jsonld": '{"@id": "a:s", "a:p": "jsonld"}',
    "six.rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">
        <rdf:Description rdf:about="a:s"><a:p>rdfxml</a:p></rdf:Description></rdf:RDF>""",
}


def test_each_syntax_is_read_with_its_graphs(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "seven.nt.gz").write_bytes(gzip.compress(b'<a:s> <a:p> "gzip" .'))
    graph = open_files(sorted(tmp_path.iterdir()))
    found = {row["o"].value for row in graph.rows("SELECT ?o { <a:s> <a:p> ?o }")}
    assert found == {"turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "gzip"}
    assert graph.build.manifest == {"quads": 7, "graphs": {"a:g": 1, "a:h": 1}}


def test_byte_order_mark_is_no_content(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8-sig")
    (tmp_path / "seven.nt.gz").write_bytes(gzip.compress(codecs.BOM_UTF8 + b'<a:s> <a:p> "gzip" .'))
    graph = open_files(sorted(tmp_path.iterdir()))
    assert graph.build.manifest["quads"] == 7
    assert len(graph.rows("\ufeffSELECT ?o { <a:s> <a:p> ?o }")) == 7


def test_same_files_have_the_same_data_version(tmp_path):
    (tmp_path / "one.ttl").write_text(FILES["one.ttl"], "utf-8")
    (tmp_path / "two.nt").write_text(FILES["two.nt"], "utf-8")
    one, again, two = (open_files([tmp_path / name]).build.folder.name for name in ("one.ttl", "one.ttl", "two.nt"))
    assert one == again != two


NESTED = 100_000
RDFXML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">{}</rdf:RDF>"""
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
DOCTYPE = f'<!DOCTYPE rdf:RDF [<!ENTITY l0 "{"x" * 50}">{ENTITIES}]>'
SWELLING = RDFXML.format('<rdf:Description rdf:about="a:s"><a:p>&l8;</a:p></rdf:Description>')  # to 5 GB


def packed(content):
    return gzip.compress(content.encode(), mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("table.xlsx", "", "tells no RDF syntax; there are .ttl"),
        ("broken.ttl", "<a:s> <a:p>", "broken.ttl: "),
        (
            "broken.nt.gz",
            "no archive",
            r"broken.nt.gz cannot be read: the archive is damaged or truncated \(Not a gzipped",
        ),
        ("cut.nt.gz", packed(FILES["two.nt"] + "\n")[:-4], "truncated"),
        ("cut-earlier.nt.gz", packed(FILES["two.nt"] * 999)[:60], "truncated"),
        ("wrong.nt.gz", packed(FILES["two.nt"])[:-8] + bytes(8), "damaged or truncated"),
        ("blanks.nt.gz", packed(" " * 10**7), "unpacks to more than 250 times its size"),
        ("missing.nt", None, "cannot be read: No such file"),
        ("swelling.rdf", DOCTYPE + SWELLING, r"its entities .* expand to many times the size of the file"),
        ("swelling-within.rdf", SWELLING.replace("<rdf:D", DOCTYPE + "<rdf:D", 1), "is not well-formed XML"),
        ("deep.rdf", RDFXML.format("<rdf:Description><a:p>" * NESTED), "nested more than 5000 elements deep"),
        ("deep.jsonld", '{"a:p":' * NESTED + "1" + "}" * NESTED, "deep.jsonld: "),
    ],
)
def test_unreadable_file_is_named(tmp_path, name, content, complaint):
    if content is not None:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataUnreadable, match=complaint):
        open_files([tmp_path / name])


def test_folder_is_refused(tmp_path):
    (tmp_path / "folder.nt").mkdir()
    with pytest.raises(DataUnreadable, match="it is not a regular file"):
        open_files([tmp_path / "folder.nt"])


def test_rdf_xml_with_namespace_entities_is_read(tmp_path):
    entity = '<!DOCTYPE rdf:RDF [<!ENTITY a "a:">]>'
    (tmp_path / "one.rdf").write_text(entity + FILES["six.rdf"].replace('"a:s"', '"&a;s"'), "utf-8")
    assert open_files([tmp_path / "one.rdf"]).rows("SELECT ?o { <a:s> <a:p> ?o }")[0]["o"].value == "rdfxml"


def test_deeply_nested_turtle_is_read(tmp_path):
    (tmp_path / "deep.ttl").write_text("<a:s> <a:p> " + "[<a:p> " * NESTED + "1" + "]" * NESTED + " .")
    assert open_files([tmp_path / "deep.ttl"]).counts().triples == NESTED + 1


LOADING = """
import resource, sys
from pathlib import Path
from graph.process.child import run_limited, stderr_dropped
from graph.store.rdf_files import open_files
from graph.core.errors import ProcessDied
def load():
    with stderr_dropped():
        open_files([Path(sys.argv[1])])
    return b""
try:
    run_limited(load, doing="Loading it")
except ProcessDied as error:
    print(error)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("deep.ttl", "<a:s> <a:p> " + "<<( <a:s> <a:p> " * 30_000 + "1" + ")>> " * 30_000 + " .", "nested too deeply"),
        ("deep.jsonld", '{"a:p":' * 60_000 + "1" + "}" * 60_000, "the RDF engine|needs more memory"),
        (
            "long-prefix.ttl",
            f"@prefix p: <http://x/{'y' * 20_000}> ." + "".join(f"p:{n} p:{n} p:{n} ." for n in range(50_000)),
            "needs more memory",
        ),
    ],
)
def test_file_that_kills_the_loader_is_one_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_text(content, "utf-8")
    command = [sys.executable, "-c", LOADING, str(tmp_path / name)]
    told, kilobytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert re.match(f"Loading it .*({sentence})", told)
    assert int(kilobytes) < megabytes_to_load(len(content)) * 1024


def loaded(path):
    faulthandler.disable()  # which pytest has enabled
    with stderr_dropped():
        return str(open_files([path]).counts().triples).encode()


def test_dense_file_gets_enough_memory(tmp_path):
    (tmp_path / "dense.ttl").write_text(f"<a:s> <a:p> {','.join(map(str, range(200_000)))} .")
    assert run_limited(lambda: loaded(tmp_path / "dense.ttl"), doing="Loading it") == b"200000"
