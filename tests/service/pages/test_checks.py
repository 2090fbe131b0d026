"""The report of the checks over HTTP: one report as a page, as JSON and as RDF."""

import shutil
from contextlib import closing
from hashlib import sha256

import pytest
import rdflib
from rdflib.namespace import RDF, SH

from graph.core.formats import formats_for
from graph.store.builds import Build, current_build
from graph.store.connector import Connector
from graph.store.remote import RemoteEngine
from graph.store.store import GraphStore
from service.app import create_app

UNCHECKED = ("sources", "checks-*")  # what a copy of a build leaves out, so that the checks run


@pytest.fixture(scope="module")
def findings(check_report):
    return check_report.findings


def test_programs_get_json(client, findings):
    for headers in ({}, {"accept": "application/json"}):
        response = client.get("/checks", headers=headers)
        assert response.headers["content-type"] == "application/json"
        told = response.json()
        assert told["conforms"] is True
        assert [f["focus"] for f in told["findings"]] == [f.focus for f in findings]
    assert client.get("/checks", params={"format": "json"}, headers={"accept": "text/html"}).json() == told


@pytest.mark.parametrize("syntax", [f for f in formats_for("graph") if f.name in {"turtle", "jsonld", "rdfxml", "xml"}])
def test_shacl_tools_get_the_standard_report(client, findings, syntax):
    response = client.get("/checks", headers={"accept": syntax.media_types[0]})
    assert response.headers["content-type"] == syntax.content_type
    report = rdflib.Graph().parse(data=response.content, format=syntax.media_types[0])
    assert len(set(report.subjects(RDF.type, SH.ValidationResult))) == len(findings)


@pytest.mark.parametrize(("language", "place"), [("zh", 0), ("en", 1)])
def test_a_page_is_in_the_readers_language_and_leads_to_each_thing(client, findings, language, place):
    text = client.get("/checks", params={"lang": language}, headers={"accept": "text/html"}).text
    for finding in findings:
        assert f'/id/{finding.focus.partition("/id/")[2]}?lang={language}"' in text
    plain = [f.messages[place] for f in findings if not set(f.messages[place]) & set("&<>\"'")]
    assert plain
    assert all(message in text for message in plain)


def test_a_page_has_the_titles_of_the_shapes_in_the_readers_language(client):
    page = client.get("/checks", params={"lang": "zh"}, headers={"accept": "text/html"}).text
    assert '<h3><span lang="zh">牌子没有写明由谁挂</span>' in page
    page = client.get("/checks", params={"lang": "en"}, headers={"accept": "text/html"}).text
    assert '<h3><span lang="en">Plates without a bearer</span>' in page


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_findings_are_filtered_by_severity_and_paper(client, findings, accept):
    chosen = [
        f for f in findings if f.severity == "Info" and any(q.source == "zhejiang-reply-2022-10" for q in f.quotes)
    ]
    left = [f for f in findings if f not in chosen and f.focus not in {c.focus for c in chosen}]
    asked = {"severity": "Info", "paper": "zhejiang-reply-2022-10", "lang": "en"}
    text = client.get("/checks", params=asked, headers={"accept": accept}).text
    assert chosen
    assert [f.focus for f in chosen if f.focus.partition("/id/")[2] not in text] == []
    assert [f.focus for f in left if f"{f.focus.partition('/id/')[2]}?" in text] == []
    refused = client.get("/checks", params={"severity": "bad"}, headers={"accept": accept})
    assert refused.status_code == 422
    assert "severity is one of Violation, Warning, Info, not bad." in refused.text


def test_quotes_lead_into_the_paper_at_their_characters(client):
    page = client.get("/checks", headers={"accept": "text/html"}).text
    assert page.count('<a href="/read/quzhou-2021?at=') > 50


def test_where_the_shapes_do_not_fit_a_build_the_checks_say_so(hostile_graph, serve):
    build = Build(hostile_graph.build.folder, {**hostile_graph.build.manifest, "sha256": {}})
    with serve(create_app(GraphStore(hostile_graph.engine, build))) as client:
        response = client.get("/checks")
    assert response.status_code == 500
    assert "matched nothing" in response.json()["detail"]


def test_the_report_that_is_kept_is_read_and_one_that_is_damaged_is_not(built, tmp_path, serve):
    shutil.copytree(built, tmp_path / "copy", symlinks=True, ignore=shutil.ignore_patterns("sources"))
    build = current_build(tmp_path / "copy")
    (file,) = build.folder.glob("checks-*")
    told = file.read_bytes().partition(b"\n")[2].replace(b'"labels": ["', '"labels": ["读'.encode())
    for content, read in ((b'"%s"\n%s' % (sha256(told).hexdigest().encode(), told), True), (b'"0"\n' + told, False)):
        file.write_bytes(content)
        with serve(create_app(GraphStore.load(build))) as client:
            labels = [finding["label"]["zh"] for finding in client.get("/checks").json()["findings"]]
        assert {label.startswith("读") for label in labels} == {read}


def test_checks_without_room_for_their_index_say_so(built, published, tmp_path, serve):
    shutil.copytree(built, tmp_path / "copy", symlinks=True, ignore=shutil.ignore_patterns(*UNCHECKED, "disk"))
    build = current_build(tmp_path / "copy")
    (build.folder / "disk").write_text("in the way of the index", "utf-8")
    with closing(Connector.start([published.query], 60)) as transport:
        store = GraphStore(RemoteEngine.open(transport, build), build)
        with serve(create_app(store)) as client:
            response = client.get("/checks")
            page = client.get("/checks", headers={"accept": "text/html"})
    assert (response.status_code, response.json()["type"].rsplit("/", 1)[-1]) == (503, "checks-not-run")
    assert "cannot be written" in response.json()["detail"]
    assert (page.status_code, "检查未能运行" in page.text) == (503, True)


@pytest.mark.parametrize("accept", ["application/json", "text/turtle", "text/html"])
def test_data_of_somebody_else_are_not_checked(hostile, accept):
    response = hostile.get("/checks", headers={"accept": accept})
    assert response.status_code == 404
    assert "There is nothing to check" in response.text


def test_every_page_leads_to_the_report(client):
    assert '<a href="/checks">' in client.get("/", headers={"accept": "text/html"}).text


def test_a_paper_that_there_is_not_does_not_pass_as_one_without_findings(client):
    answer = client.get("/checks", params={"paper": "quzhou"})
    assert (answer.status_code, "quzhou-2021" in answer.json()["detail"]) == (404, True)
    assert client.get("/checks", params={"paper": "hefei-2018"}).json()["findings"]
