"""The command `query`: its formats, its limits, and how it ends."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

KAIFAQU = [sys.executable, "-m", "service"]


TOWNSHIPS = "SELECT ?name { zone:zhizao-new-city kq:coversTownship/skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }"


EIGHT = {"黄家街道", "新新街道", "衢化街道", "花园街道", "石室乡", "樟潭街道", "廿里镇", "高家镇"}


def test_table_columns_fit_chinese(kaifaqu, here):
    shown = kaifaqu("query", "-e", TOWNSHIPS, cwd=here).stdout.splitlines()
    assert shown[-1] == "8 rows"
    assert len({cell_len(line) for line in shown[:-1]}) == 1


def test_query_file_in_each_table_format(kaifaqu, here):
    (here / "townships.rq").write_text(TOWNSHIPS, "utf-8")
    assert set(kaifaqu("query", "townships.rq", "--format", "csv", cwd=here).stdout.splitlines()) == EIGHT | {"name"}
    answer = json.loads(kaifaqu("query", "townships.rq", "-f", "json", cwd=here).stdout)
    assert {b["name"]["value"] for b in answer["results"]["bindings"]} == EIGHT
    assert "<sparql" in kaifaqu("query", "townships.rq", "-f", "xml", cwd=here).stdout
    assert kaifaqu("query", "townships.rq", "-f", "tsv", cwd=here).stdout.startswith("?name\n")


def test_byte_order_mark_of_query_is_ignored(kaifaqu, here):
    (here / "marked.rq").write_text(TOWNSHIPS, "utf-8-sig")
    assert kaifaqu("query", "marked.rq", "-f", "csv", cwd=here).stdout.count("\n") == len(EIGHT) + 1


@pytest.mark.parametrize(
    ("query", "format_name", "says"),
    [
        ("CONSTRUCT { <a:s> <a:p> ?t } { BIND(TRIPLE(<a:s>, <a:p>, <a:o>) AS ?t) }", "jsonld", "JSON-LD cannot hold"),
        ("CONSTRUCT { <a:s> rdf:about <a:o> } {}", "rdfxml", "RDF/XML cannot hold the predicate"),
        ("CONSTRUCT { <a:s> <http://example.com/123> <a:o> } {}", "rdfxml", "<http://example.com/123>"),
        ('SELECT ("\\u0001" AS ?x) {}', "xml", "SPARQL Results in XML cannot hold the character U+0001"),
    ],
)
def test_unrepresentable_answer_is_one_sentence(kaifaqu, with_one_paper, query, format_name, says):
    told = kaifaqu("query", "-e", query, "-f", format_name, cwd=with_one_paper)
    assert told.returncode == 2
    assert says in told.stderr
    assert told.stderr.count("\n") == 1
    assert told.stdout == ""


def test_n3_is_an_alias_of_turtle(kaifaqu, here):
    query = ("query", "-e", "DESCRIBE zone:zhizao-new-city", "-f")
    assert kaifaqu(*query, "n3", cwd=here).stdout == kaifaqu(*query, "turtle", cwd=here).stdout != ""


def test_construct_prints_turtle_with_prefixes(kaifaqu, here):
    shown = kaifaqu("query", "-e", "CONSTRUCT { ?z a kq:Zone } WHERE { ?z a kq:Zone }", cwd=here).stdout
    assert "zone:zhizao-new-city a kq:Zone" in shown


def test_ask_prints_yes_or_no(kaifaqu, here):
    assert kaifaqu("query", "-e", "ASK { zone:zhizao-new-city a kq:Zone }", cwd=here).stdout == "yes\n"
    assert kaifaqu("query", "-e", "ASK { zone:zhizao-new-city a kq:Plate }", cwd=here).stdout == "no\n"


HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i && STRLEN(STR(?i)) > 3) }"


SWELLING = "SELECT (STRLEN(?v30) AS ?n) {{ BIND('0123456789' AS ?v0) {} }}".format(
    " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(30))
)


def calling(port, silent, head="SELECT *"):
    """A query with SERVICE after an escaped IRI that a careless lexer takes for a comment."""
    service = f"SERVICE {silent} <http://127.0.0.1:{port}/x>"
    return f"{head} {{ {{ ?s <http://a\\u0041#b> ?o }} UNION {{ {service} {{ ?a ?b ?c }} }} }}"


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_hidden_service_makes_no_call(kaifaqu, with_one_paper, silent):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        port = canary.getsockname()[1]
        (with_one_paper / "calling.rq").write_text(calling(port, silent, "CONSTRUCT { ?a ?b ?c }"), "utf-8")
        asked = kaifaqu("query", "-e", calling(port, silent), cwd=with_one_paper)
        drawn = kaifaqu("export", "network.dot", "--query", "calling.rq", cwd=with_one_paper)
        with pytest.raises(BlockingIOError):
            canary.accept()
    for done in (asked, drawn):
        assert "Traceback" not in done.stderr
        assert silent or (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert silent or "SERVICE" in done.stderr


def test_memory_limit_of_query_is_one_sentence(kaifaqu, with_one_paper):
    refused = kaifaqu("query", "-e", SWELLING, "--megabytes", "100", cwd=with_one_paper)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert "than the 100 MB that it may use" in refused.stderr


def test_query_file_must_be_utf8(kaifaqu, here):
    (here / "latin.rq").write_bytes("SELECT * { ?s ?p 'é' }".encode("latin-1"))
    refused = kaifaqu("query", "latin.rq", cwd=here)
    assert (refused.returncode, refused.stderr) == (
        2,
        "latin.rq is not UTF-8: byte 19 is not part of any character.\n",
    )


def test_answer_larger_than_memory_is_streamed(here):
    query = "SELECT ?s ?p ?o { ?s ?p ?o . ?a a kq:Zone } LIMIT 400000"
    command = [*KAIFAQU, "query", "-e", query, "-f", "csv", "--megabytes", "32"]
    with subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE) as process:
        size = sum(len(part) for part in iter(lambda: process.stdout.read(2**20), b""))
    assert process.returncode == 0
    assert size > 32 * 2**20


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_query_ends_with_its_command(descendants, here, number, status):
    with subprocess.Popen([*KAIFAQU, "query", "-e", HEAVY], cwd=here, stderr=subprocess.PIPE) as process:
        until(lambda: len(descendants(process.pid)) == 2)
        family = descendants(process.pid)
        process.send_signal(number)
        assert process.wait(10) == status
        until(lambda: not any(map(lives, family)))
        assert process.stderr.read() == b""


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
