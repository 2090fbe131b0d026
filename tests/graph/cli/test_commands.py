"""The commands, each in a process of its own: forked, or started where signals, pipes or limits are the matter."""

import csv
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

from graph.core.resources import SOURCES

KAIFAQU = [sys.executable, "-m", "service"]
TOWNSHIPS = "SELECT ?name { zone:zhizao-new-city kq:coversTownship/skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }"
EIGHT = {"黄家街道", "新新街道", "衢化街道", "花园街道", "石室乡", "樟潭街道", "廿里镇", "高家镇"}


@pytest.fixture(scope="module")
def here(kaifaqu, tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    made = kaifaqu("build", cwd=folder)
    assert made.returncode == 0, made.stderr
    assert re.search(r"\d+ quads in \d+ graphs -> ", made.stdout)
    return folder


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


def test_byte_order_mark_is_ignored(kaifaqu, here):
    (here / "marked.rq").write_text(TOWNSHIPS, "utf-8-sig")
    assert kaifaqu("query", "marked.rq", "-f", "csv", cwd=here).stdout.count("\n") == len(EIGHT) + 1
    (here / "plan.txt").write_text("总体方案\n一、目标\n设立东山工业园。\n", "utf-8-sig")
    made = kaifaqu("new-source", "city-2024", "plan.txt", cwd=here)
    assert made.returncode == 0, made.stderr
    assert (here / "city-2024" / "text.txt").read_text("utf-8").startswith("总体方案")
    assert made.stdout.startswith("plan.txt: converted from UTF-8 with a byte order mark.\n")


def test_a_paper_in_another_encoding_is_converted_and_its_broken_lines_are_offered_joined(kaifaqu, here):
    lines = [
        "总体方案",
        "一、在原东山工业园的管理范围基础上,将西河",
        "工业园划入,整合形成示例新区,由市政府管理",
        "并报省政府备案,其职责由市政府依法确定。",
    ]
    (here / "gb.txt").write_bytes("\r\n".join(lines).encode("gb18030"))
    made = kaifaqu("new-source", "gb-2024", "gb.txt", cwd=here)
    assert made.stdout.splitlines()[:2] == [
        "gb.txt: converted from GB18030, CRLF line ends.",
        "gb.txt: 2 lines broken inside a sentence, not joined; --join-lines joins them.",
    ]
    joined = kaifaqu("new-source", "joined-2024", "gb.txt", "--join-lines", "--english", "Plan", cwd=here)
    assert "gb.txt: 2 lines broken inside a sentence, joined." in joined.stdout
    assert (here / "joined-2024/text.txt").read_text("utf-8").splitlines() == [lines[0], "".join(lines[1:])]
    built = kaifaqu("build", "--to", "joined", "--source", "joined-2024", cwd=here)
    assert built.returncode == 0, built.stderr


def test_a_paper_that_is_empty_or_of_another_format_is_refused(kaifaqu, here):
    (here / "empty.txt").write_text("", "utf-8")
    refused = kaifaqu("new-source", "empty-2024", "empty.txt", cwd=here)
    assert (refused.returncode, refused.stderr) == (2, "empty.txt is empty; save the text of the paper in it.\n")
    assert not (here / "empty-2024").exists()


@pytest.mark.parametrize(
    ("query", "format_name", "says"),
    [
        ("CONSTRUCT { <a:s> <a:p> ?t } { BIND(TRIPLE(<a:s>, <a:p>, <a:o>) AS ?t) }", "jsonld", "JSON-LD cannot hold"),
        ("CONSTRUCT { <a:s> rdf:about <a:o> } {}", "rdfxml", "RDF/XML cannot hold the predicate"),
        ("CONSTRUCT { <a:s> <http://example.com/123> <a:o> } {}", "rdfxml", "<http://example.com/123>"),
        ('SELECT ("\\u0001" AS ?x) {}', "xml", "SPARQL Results in XML cannot hold the character U+0001"),
    ],
)
def test_unrepresentable_answer_is_one_sentence(kaifaqu, here, query, format_name, says):
    told = kaifaqu("query", "-e", query, "-f", format_name, cwd=here)
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


def test_check_passes_on_real_graph(kaifaqu, here):
    checked = kaifaqu("check", cwd=here)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "The graph conforms: 0 violations" in checked.stdout


def test_check_report_formats_and_filters(kaifaqu, here):
    told = json.loads(
        kaifaqu("check", "--format", "json", "--severity", "warning", "--source", "hefei-2018", cwd=here).stdout
    )
    assert {(f["severity"], f["focus"].rpartition("/")[2]) for f in told["findings"]} == {("Warning", "hefei-2018")}
    one, two = (kaifaqu("check", "-f", "turtle", "--jobs", jobs, cwd=here).stdout for jobs in "12")
    assert one.startswith("@prefix")
    assert one == two
    assert kaifaqu("check", "-f", "html", cwd=here).stdout.startswith("<!doctype html>")


def test_check_takes_the_folder_of_a_source_as_build_and_coverage_do(kaifaqu, here):
    by_name = kaifaqu("check", "-f", "json", "--source", "hefei-2018", cwd=here)
    by_path = kaifaqu("check", "-f", "json", "--source", f"{SOURCES / 'hefei-2018'}/", cwd=here)
    assert (by_path.returncode, by_path.stdout) == (by_name.returncode, by_name.stdout)
    (here / "new-2024").mkdir()
    (here / "new-2024/source.yaml").touch()
    refused = kaifaqu("check", "--source", "new-2024", cwd=here)
    assert refused.returncode == 2
    assert "new-2024 is not in the build; build it with `kaifaqu build --source new-2024`" in words_of(refused)


def words_of(done):
    """The words of a framed error, without the frame."""
    return " ".join(word for word in done.stderr.split() if word != "│")


def test_unknown_options_of_check_list_the_known(kaifaqu, here):
    assert "text, json, turtle, html" in kaifaqu("check", "--format", "pdf", cwd=here).stderr
    assert "violation, warning, info" in kaifaqu("check", "--severity", "grave", cwd=here).stderr
    assert "quzhou-2021" in kaifaqu("check", "--source", "nowhere", cwd=here).stderr


def test_export_of_statements(kaifaqu, here):
    assert kaifaqu("export", "statements.csv", cwd=here).returncode == 0
    with (here / "statements.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) > 2000
    first = kaifaqu("export", "statements.jsonl", "-o", "-", cwd=here).stdout.partition("\n")[0]
    assert set(json.loads(first)) >= {"graph", "subject_label", "quote", "rule"}


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("query", "-e", "SELECT * { ?s a:b ?o }"), "The prefix a: is not known"),
        (("query", "-e", "ASK {}", "-f", "turtle"), "There is no format turtle for a table"),
        (("query", "-e", "ASK {}", "--in", "nowhere"), "There is no build in nowhere; make one with `kaifaqu build"),
        (
            ("export", "statements.xls"),
            "There is no export statements.xls; there are network, lineage, ",
        ),
        (("check", "--in", "nowhere"), "There is no build in nowhere"),
        (("serve", "--in", "nowhere"), "There is no build in nowhere"),
        (("query", "missing.rq"), "missing.rq"),
        (("query",), "either a file or -e"),
    ],
)
def test_bad_input_exits_with_2_and_a_sentence(kaifaqu, here, args, sentence):
    refused = kaifaqu(*args, cwd=here)
    assert refused.returncode == 2
    assert sentence in " ".join(refused.stderr.split())
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("智造新城", 0, "zone/zhizao-new-city"),
        ("衢江经济开发区", 0, "historical"),
        ("衢州绿色产业集聚区", 1, "plate/green-cluster"),
        ("雄安新区", 1, "not in the sources"),
    ],
)
def test_lookup_of_name(kaifaqu, here, text, status, says):
    looked_up = kaifaqu("lookup", text, cwd=here)
    assert looked_up.returncode == status
    assert says in looked_up.stdout


def test_lookup_of_code_needs_its_system(kaifaqu, here):
    assert "admin/kecheng" in kaifaqu("lookup", "330802", "--system", "mca", cwd=here).stdout
    assert kaifaqu("lookup", "330802", cwd=here).returncode == 1


def test_lineage_and_show_quote_the_paper(kaifaqu, here):
    lineage = kaifaqu("lineage", "原集聚区", cwd=here).stdout
    assert "→ 整合形成智造新城 [ordered] 衢州智造新城" in lineage
    assert "“在现有衢州绿色产业集聚区实际管理范围基础上" in lineage
    assert kaifaqu("lineage", "原集聚区", "--direction", "back", cwd=here).stdout.splitlines() == ["衢州绿色产业集聚区"]
    shown = kaifaqu("show", "衢江经济开发区", cwd=here).stdout
    assert "并入: 衢州智造新城  [derived]" in shown
    assert "衢江经济开发区划入,整合形成智造新城” 二(一)1" in shown


@pytest.mark.parametrize("command", ["lineage", "show"])
def test_ambiguous_name_is_refused(kaifaqu, here, command):
    for text, says in {"衢州绿色产业集聚区": "plate/green-cluster", "雄安新区": "No source speaks of 雄安新区"}.items():
        refused = kaifaqu(command, text, cwd=here)
        assert refused.returncode == 2
        assert says in refused.stderr


HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i && STRLEN(STR(?i)) > 3) }"
SWELLING = "SELECT (STRLEN(?v30) AS ?n) {{ BIND('0123456789' AS ?v0) {} }}".format(
    " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(30))
)


def calling(port, silent, head="SELECT *"):
    """A query with SERVICE after an escaped IRI that a careless lexer takes for a comment."""
    service = f"SERVICE {silent} <http://127.0.0.1:{port}/x>"
    return f"{head} {{ {{ ?s <http://a\\u0041#b> ?o }} UNION {{ {service} {{ ?a ?b ?c }} }} }}"


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_hidden_service_makes_no_call(kaifaqu, here, silent):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        port = canary.getsockname()[1]
        (here / "calling.rq").write_text(calling(port, silent, "CONSTRUCT { ?a ?b ?c }"), "utf-8")
        asked = kaifaqu("query", "-e", calling(port, silent), cwd=here)
        drawn = kaifaqu("export", "network.dot", "--query", "calling.rq", cwd=here)
        with pytest.raises(BlockingIOError):
            canary.accept()
    for done in (asked, drawn):
        assert "Traceback" not in done.stderr
        assert silent or (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert silent or "SERVICE" in done.stderr


def test_query_of_network_export_is_checked(kaifaqu, here):
    (here / "wrong.rq").write_text("CONSTRUCT { ?a b:c ?d } { ?a ?b ?d }", "utf-8")
    (here / "table.rq").write_text("SELECT ?a { ?a ?b ?c }", "utf-8")
    assert "The prefix b: is not known" in kaifaqu("export", "network.dot", "--query", "wrong.rq", cwd=here).stderr
    assert "A drawing needs CONSTRUCT" in kaifaqu("export", "network.dot", "--query", "table.rq", cwd=here).stderr


def test_memory_limit_of_query_is_one_sentence(kaifaqu, here):
    refused = kaifaqu("query", "-e", SWELLING, "--megabytes", "100", cwd=here)
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
    "args", [("query", "-e", "SELECT * { ?s ?p ?o }", "-f", "csv"), ("export", "dataset.nq", "-o-")]
)
def test_closed_pipe_ends_command_silently(here, args):
    with subprocess.Popen([*KAIFAQU, *args], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.parametrize(
    "args", [("query", "-e", "ASK {}"), ("query", "-e", "ASK {}", "-f", "json"), ("show", "智造新城")]
)
def test_full_disk_is_reported(here, args):
    with Path("/dev/full").open("w", encoding="ascii") as full:
        refused = subprocess.run(
            [*KAIFAQU, *args], cwd=here, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert (refused.returncode, refused.stderr) == (2, "The answer cannot be written: No space left on device.\n")


def test_unwritable_export_is_reported(kaifaqu, here):
    refused = kaifaqu("export", "statements.csv", "-o", "nowhere/statements.csv", cwd=here)
    assert refused.returncode == 2
    assert "cannot be written: No such file or directory" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_query_ends_with_its_command(here, number, status):
    with subprocess.Popen([*KAIFAQU, "query", "-e", HEAVY], cwd=here, stderr=subprocess.PIPE) as process:
        until(lambda: len(descendants(process.pid)) == 2)
        family = descendants(process.pid)
        process.send_signal(number)
        assert process.wait(10) == status
        until(lambda: not any(map(lives, family)))
        assert process.stderr.read() == b""


def descendants(pid):
    """Return the descendants of a process."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except FileNotFoundError:
        return []
    return [*children, *(each for child in children for each in descendants(child))]


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
