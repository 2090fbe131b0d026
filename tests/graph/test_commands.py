"""The command as a user types it, in a process of its own."""

import csv
import json
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

KAIFAQU = [sys.executable, "-m", "service"]
TOWNSHIPS = "SELECT ?name { zone:zhizao-new-city kq:coversTownship/skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }"
EIGHT = {"黄家街道", "新新街道", "衢化街道", "花园街道", "石室乡", "樟潭街道", "廿里镇", "高家镇"}


def run(*args, cwd):
    return subprocess.run([*KAIFAQU, *args], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    made = run("build", cwd=folder)
    assert made.returncode == 0, made.stderr
    assert re.search(r"\d+ quads in \d+ graphs -> ", made.stdout)
    return folder


def test_a_query_prints_a_table_whose_columns_fit_chinese(here):
    shown = run("query", "-e", TOWNSHIPS, cwd=here).stdout.splitlines()
    assert shown[-1] == "8 rows"
    assert len({cell_len(line) for line in shown[:-1]}) == 1


def test_a_query_file_is_answered_in_each_table_format(here):
    (here / "townships.rq").write_text(TOWNSHIPS, "utf-8")
    assert set(run("query", "townships.rq", "--format", "csv", cwd=here).stdout.splitlines()) == EIGHT | {"name"}
    answer = json.loads(run("query", "townships.rq", "-f", "json", cwd=here).stdout)
    assert {b["name"]["value"] for b in answer["results"]["bindings"]} == EIGHT
    assert "<sparql" in run("query", "townships.rq", "-f", "xml", cwd=here).stdout
    assert run("query", "townships.rq", "-f", "tsv", cwd=here).stdout.startswith("?name\n")


def test_a_byte_order_mark_is_no_part_of_a_query_or_a_paper(here):
    (here / "marked.rq").write_text(TOWNSHIPS, "utf-8-sig")
    assert run("query", "marked.rq", "-f", "csv", cwd=here).stdout.count("\n") == len(EIGHT) + 1
    (here / "plan.txt").write_text("总体方案\n一、目标\n设立东山工业园。\n", "utf-8-sig")
    made = run("new-source", "city-2024", "plan.txt", cwd=here)
    assert made.returncode == 0, made.stderr
    assert (here / "city-2024" / "text.txt").read_text("utf-8").startswith("总体方案")


@pytest.mark.parametrize(
    ("query", "format_name", "says"),
    [
        ("CONSTRUCT { <a:s> <a:p> ?t } { BIND(TRIPLE(<a:s>, <a:p>, <a:o>) AS ?t) }", "jsonld", "JSON-LD cannot hold"),
        ("CONSTRUCT { <a:s> rdf:about <a:o> } {}", "rdfxml", "RDF/XML cannot hold the predicate"),
        ("CONSTRUCT { <a:s> <http://example.com/123> <a:o> } {}", "rdfxml", "<http://example.com/123>"),
        ('SELECT ("\\u0001" AS ?x) {}', "xml", "SPARQL Results in XML cannot hold the character U+0001"),
    ],
)
def test_what_a_format_cannot_hold_is_one_sentence(here, query, format_name, says):
    told = run("query", "-e", query, "-f", format_name, cwd=here)
    assert told.returncode == 2
    assert says in told.stderr
    assert told.stderr.count("\n") == 1
    assert told.stdout == ""


def test_turtle_is_asked_for_as_n3_too(here):
    query = ("query", "-e", "DESCRIBE zone:zhizao-new-city", "-f")
    assert run(*query, "n3", cwd=here).stdout == run(*query, "turtle", cwd=here).stdout != ""


def test_a_construct_query_prints_turtle_with_prefixes(here):
    shown = run("query", "-e", "CONSTRUCT { ?z a kq:Zone } WHERE { ?z a kq:Zone }", cwd=here).stdout
    assert "zone:zhizao-new-city a kq:Zone" in shown


def test_ask_prints_yes_or_no(here):
    assert run("query", "-e", "ASK { zone:zhizao-new-city a kq:Zone }", cwd=here).stdout == "yes\n"
    assert run("query", "-e", "ASK { zone:zhizao-new-city a kq:Plate }", cwd=here).stdout == "no\n"


def test_the_checks_pass_on_the_real_graph(here):
    checked = run("check", cwd=here)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "The graph conforms: 0 violations" in checked.stdout


def test_the_report_is_told_in_the_form_and_to_the_extent_asked_for(here):
    told = json.loads(
        run("check", "--format", "json", "--severity", "warning", "--source", "hefei-2018", cwd=here).stdout
    )
    assert {(f["severity"], f["focus"].rpartition("/")[2]) for f in told["findings"]} == {("Warning", "hefei-2018")}
    assert run("check", "-f", "turtle", cwd=here).stdout.startswith("@prefix")
    assert run("check", "-f", "html", cwd=here).stdout.startswith("<!doctype html>")


def test_an_unknown_form_severity_or_source_is_told_with_those_that_exist(here):
    assert "text, json, turtle, html" in run("check", "--format", "pdf", cwd=here).stderr
    assert "violation, warning, info" in run("check", "--severity", "grave", cwd=here).stderr
    assert "quzhou-2021" in run("check", "--source", "nowhere", cwd=here).stderr


def test_statements_are_exported(here):
    assert run("export", "statements.csv", cwd=here).returncode == 0
    with (here / "statements.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) > 2000
    first = run("export", "statements.jsonl", "-o", "-", cwd=here).stdout.partition("\n")[0]
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
def test_bad_input_gets_a_sentence_and_exit_status_2(here, args, sentence):
    refused = run(*args, cwd=here)
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
def test_a_name_is_looked_up(here, text, status, says):
    looked_up = run("lookup", text, cwd=here)
    assert looked_up.returncode == status
    assert says in looked_up.stdout


def test_a_code_is_looked_up_in_its_system(here):
    assert "admin/kecheng" in run("lookup", "330802", "--system", "mca", cwd=here).stdout
    assert run("lookup", "330802", cwd=here).returncode == 1


def test_a_lineage_and_a_thing_are_shown_with_the_words_of_the_paper(here):
    lineage = run("lineage", "原集聚区", cwd=here).stdout
    assert "→ 整合形成智造新城 [ordered] 衢州智造新城" in lineage
    assert "“在现有衢州绿色产业集聚区实际管理范围基础上" in lineage
    assert run("lineage", "原集聚区", "--direction", "back", cwd=here).stdout.splitlines() == ["衢州绿色产业集聚区"]
    shown = run("show", "衢江经济开发区", cwd=here).stdout
    assert "并入: 衢州智造新城  [derived]" in shown
    assert "衢江经济开发区划入,整合形成智造新城” 二(一)1" in shown


@pytest.mark.parametrize("command", ["lineage", "show"])
def test_what_names_no_one_thing_is_not_guessed(here, command):
    for text, says in {"衢州绿色产业集聚区": "plate/green-cluster", "雄安新区": "No source speaks of 雄安新区"}.items():
        refused = run(command, text, cwd=here)
        assert refused.returncode == 2
        assert says in refused.stderr
