"""The report of the checks as text, JSON, Turtle and HTML."""

import html
import json
from dataclasses import replace

import pytest
import rdflib
from rdflib.namespace import RDF, SH, XSD

from graph.core.excerpt import excerpt
from graph.core.iris import ENTITIES
from graph.shacl.findings import ADVICE, SEVERITIES, Quote, source_names
from graph.shacl.reports import REPORTS, write_report
from graph.shacl.validate import validate


@pytest.fixture(scope="module")
def report(check_report):
    return check_report


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "turtle"])
def test_each_format_has_label_message_and_quotes(report, name):
    told = html.unescape(write_report(name, report))
    for finding in report.findings:
        for words in (finding.labels[0], *finding.messages):
            assert words in told
        for quote in finding.quotes[:3]:
            assert (quote.words if name == "json" else excerpt(quote.words)) in told


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "turtle"])
def test_each_format_gives_advice(report, name):
    told = html.unescape(write_report(name, report))
    for severity in ("Warning", "Info"):
        assert all(line in told for line in ADVICE[severity])
    assert name == "json" or ADVICE["Violation"][0] not in told


def test_report_is_deterministic(graph, report):
    again = validate(graph)
    assert write_report("json", again) == write_report("json", report)
    assert any("postedAt>|<" in finding.path for finding in report.findings)


def test_html_is_escaped(report):
    hostile = "<script>alert('1')</script>"
    finding = replace(
        report.findings[0], labels=(hostile, hostile), messages=(hostile, hostile), quotes=(Quote("x", hostile),)
    )
    page = write_report("html", replace(report, findings=(finding,)))
    assert "<script" not in page
    assert html.unescape(page).count(hostile) == 5


def test_turtle_is_a_shacl_report(report):
    graph = rdflib.Graph().parse(data=write_report("turtle", report), format="turtle")
    (head,) = graph.subjects(RDF.type, SH.ValidationReport)
    results = set(graph.objects(head, SH.result))
    assert results == set(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == len(report.findings)
    assert graph.value(head, SH.conforms) == rdflib.Literal("false", datatype=XSD.boolean)
    for result in results:
        for predicate in (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity):
            assert len(list(graph.objects(result, predicate))) == 1
        assert {message.language for message in graph.objects(result, SH.resultMessage)} == {"zh", "en"}


def test_most_findings_have_quotes(report):
    without = {finding.shape for finding in report.findings if not finding.quotes}
    assert without <= {"shape:document-read-dated", "shape:document-read-numbered"}


def test_the_words_of_the_figure_come_before_all_others_about_its_zone(report):
    finding = next(
        f
        for f in report.findings
        if f.shape == "shape:zone-total-incomplete" and f.focus.endswith("/zone/zhizao-new-city")
    )
    assert finding.quotes[0].words == "新平台总面积121平方公里,新增面积61.5平方公里"
    assert len(finding.quotes) > 3


def test_report_by_severity(report):
    kept = report.only("Warning")
    assert {f.severity for f in kept.findings} == {"Warning"}
    assert kept.count("Warning") == report.count("Warning")
    assert report.only("Info").findings == report.findings
    assert report.only("Violation").findings == ()


@pytest.mark.parametrize(
    ("least", "zh", "en"),
    [
        (
            "Violation",
            "{warnings} 处未列出、须知 {infos} 处未列出；",
            ", {warnings} warnings not shown, {infos} infos not shown; ",
        ),
        ("Warning", "{warnings} 处、须知 {infos} 处未列出；", " {warnings} warnings, {infos} infos not shown; "),
        ("Info", "{warnings} 处、须知 {infos} 处；", " {warnings} warnings, {infos} infos; "),
    ],
)
def test_the_summary_counts_what_is_not_shown(report, least, zh, en):
    counts = {"warnings": report.count("Warning"), "infos": report.count("Info")}
    told = write_report("text", report.only(least))
    hidden = json.loads(write_report("json", report.only(least)))["notShown"]
    assert hidden == {s: report.count(s) for s in SEVERITIES[SEVERITIES.index(least) + 1 :]}
    assert zh.format(**counts) in told
    assert en.format(**counts) in told


def test_the_quote_of_a_row_of_a_table_is_shown_in_short(report):
    rows = "\n".join(f"{number}\t示例{number}号经济开发区\t省级" for number in range(40))
    short = excerpt(rows)
    assert short.startswith("0 示例0号经济开发区 省级 1 示例1号")
    assert short.endswith(" 39 示例39号经济开发区 省级")
    assert len(short) <= 120
    long = replace(report, findings=(replace(report.findings[0], quotes=(Quote("x", rows),)),))
    for name in ("text", "html"):
        assert short in html.unescape(write_report(name, long))
    assert json.loads(write_report("json", long))["findings"][0]["evidence"][0]["quote"] == rows


def test_report_by_source(report):
    kept = report.only(sources=("hefei-2018",))
    assert 0 < len(kept.findings) < len(report.findings)
    assert all("hefei-2018" in {q.source for q in f.quotes} or f.focus.endswith("/hefei-2018") for f in kept.findings)


def test_report_by_source_includes_clauses_and_evidence(report):
    places = ["clause/hefei-2018/2", "evidence/hefei-2018/0-18", "text/hefei-2018", "document/hefei-2018"]
    others = ["clause/quzhou-2021/2", "zone/hefei"]
    findings = [replace(report.findings[0], focus=f"{ENTITIES}{path}", quotes=()) for path in (*places, *others)]
    kept = replace(report, findings=tuple(findings)).only(sources=("hefei-2018",))
    assert [finding.focus.removeprefix(ENTITIES) for finding in kept.findings] == places


def test_source_names_are_folder_and_document(graph):
    names = source_names(graph)
    assert names["quzhou-2021"] == ("quzhou-2021",)
    assert (
        names["zhejiang-2020-12"] == names["zhejiang-reply-2020-12"] == ("zhejiang-2020-12", "zhejiang-reply-2020-12")
    )


def test_json_counts_match_the_findings(report):
    told = json.loads(write_report("json", report))
    assert told["counts"] == {s: sum(f["severity"] == s for f in told["findings"]) for s in SEVERITIES}
    assert told["focusNodes"] == report.focus_counts
    assert sum(count > 0 for count in told["focusNodes"].values()) > 100
