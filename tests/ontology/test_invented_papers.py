"""Sentences that papers of many provinces have, in three invented papers: they go in as they are, conform and come out.

`sentences/` holds a query for each, with its answers in the head comment.
"""

import re
import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import yaml
from pyoxigraph import Store

from graph.build import build, build_store
from graph.core.errors import CurationError
from graph.core.iris import PREF_LABEL, TYPE, asserted_graph, entity, reference_graph, shorten, term
from graph.core.resources import SHAPES
from graph.core.terms import Literal, NamedNode, Quad
from graph.history.changes import read_changes
from graph.history.status import state_of
from graph.network.fold import fold
from graph.network.model import read_network
from graph.rdf.provenance import Provenance
from graph.shacl.validate import validate
from graph.store.store import GraphStore

HERE = Path(__file__).parent
GUIDE = (HERE.parents[1] / "docs" / "curate.md").read_text("utf-8")
PAPERS = sorted((HERE / "papers").iterdir())
OTHERS = [*PAPERS, *sorted((HERE.parent / "papers").iterdir())]  # the guide shows passages of all of them
SENTENCES = sorted((HERE / "sentences").glob("*.rq"))
NAMES = {
    "青岚省 省级以上开发区(园区) 298 个 (截至2018年底)",
    "青岚省 省级以上开发区(园区) 国家级 11 个",
    "全省开发区 年税收 不足 100 亿元",
    "全省开发区 园区亩均投资 149.6–534.5 万元",
    "云屏经济开发区 已建成面积 5.6 平方公里 (截至2018年底)",
    "云屏经济开发区 一期 已建成面积 2.5 平方公里",
    "岚东经贸合作区 管委会主导型 2012年之前",
}
SLIPS = {  # of a curator: the paper, what it says, what stands there instead, and the shape that finds it
    "the parts of a total": ("qinglan-draft", "provincial, value: 287", "provincial, value: 11", "shape:figure-parts"),
    "an adjustment": ("qinglan-reply", "areaOut: 15.16", "areaOut: 152.1", "shape:participation-adjustment-numbers"),
    "a draft called issued": ("qinglan-draft", "documentState: draft", "documentState: issued", "shape:document-draft"),
    "one body to file with": ("qinglan-reply", "body/qinglan-commerce, body", "body", "shape:rule-filed-with-one-of"),
    "a range without its end": ("qinglan-draft", ", upperValue: 534.5", "", "shape:figure-range-open"),
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("invented")
    build(folder, PAPERS)
    return GraphStore.open(folder)


@pytest.fixture(scope="module")
def dataset():
    """The quads of the papers, in memory."""
    return build_store(PAPERS)


@pytest.fixture
def copies(tmp_path):
    """A folder with copies of the papers."""
    for folder in PAPERS:
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path


@pytest.fixture(scope="module")
def violations(sound_shapes):
    """What is wrong in a dataset without the codes, which are those of units that only the real papers speak of."""

    def found(quads):
        codes = reference_graph("").value
        store = GraphStore.of(quad for quad in quads if not quad.graph_name.value.startswith(codes))
        report = validate(store, sound_shapes)
        return [(f.shape, shorten(f.focus), f.messages[1]) for f in report.findings if f.severity == "Violation"]

    return found


def written(value):
    return shorten(value.value) if isinstance(value, NamedNode) else value.value


@pytest.mark.parametrize("path", SENTENCES, ids=lambda path: path.stem)
def test_what_a_sentence_says_comes_out(papers, path):
    query = path.read_text("utf-8")
    found = {" ".join(written(value) for value in row.values() if value) for row in papers.rows(query)}
    assert found == set(re.findall("^# answer: (.+)$", query, re.MULTILINE))


def test_the_guide_shows_passages_of_the_papers():
    load = partial(yaml.load, Loader=yaml.CSafeLoader)  # in a tenth of the time of safe_load
    (section,) = re.findall("^## Sentences and their claims.*?(?=^## )", GUIDE, re.MULTILINE | re.DOTALL)
    shown = [load(block) for block in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]
    kept = [load(file.read_text("utf-8")) for paper in OTHERS for file in (paper / "claims").iterdir()]
    known = [passage for file in kept for passage in file]
    assert len(shown) > 5
    assert [passage["quote"] for block in shown for passage in block if passage not in known] == []


def test_the_papers_conform(dataset, violations):
    assert violations(dataset) == []


def test_what_is_said_leads_to_its_words(papers):
    (row,) = papers.rows("SELECT ?words { ?figure a kq:Figure ; kq:value 1405.16 ; kq:evidence/kq:quote ?words }")
    assert row["words"].value.startswith("2018年规上工业总产值1405.16亿元")


def test_what_no_paper_names_is_named_by_what_it_says(papers):
    query = """SELECT ?name {
      ?thing a ?class ; skos:prefLabel ?name .
      FILTER(?class IN (kq:Figure, kq:AreaStatement, kq:ManagementArrangement) && LANG(?name) = "zh") }"""
    assert {row["name"].value for row in papers.rows(query)} >= NAMES


def test_what_a_draft_proposes_is_not_decided(papers):
    changes = read_changes(papers)
    plate, zone = (state_of(entity(f"{kind}/shiping-park").value, changes, "after") for kind in ("plate", "zone"))
    assert (plate.standing, plate.reason) == ("not stated", "proposed")
    assert (zone.standing, zone.reason) == ("does not stand", "abolished")  # by the reply


def test_what_has_happened_stands_from_then_on(papers):
    changes, park = read_changes(papers), entity("zone/songling-park").value
    days = {date(1990, 1, 1): "does not stand", date(1994, 8, 15): "not stated", date(2000, 1, 1): "stands"}
    assert {day: state_of(park, changes, day).standing for day in days} == days
    assert state_of(park, changes, "before").standing == "stands"


def test_merged_bodies_do_not_stand(papers):
    changes = read_changes(papers)
    merged, formed = (
        state_of(entity(f"body/songling-{name}").value, changes, "after").standing
        for name in ("logistics-committee", "committee")
    )
    assert (merged, formed) == ("does not stand", "stands")
    folded = fold(read_network(papers, Provenance(papers)))
    drawn = {(shorten(e.source), shorten(e.target)) for e in folded.edges if e.relation == "ChangeEvent"}
    assert ("body:songling-logistics-committee", "body:songling-committee") in drawn


@pytest.mark.parametrize("slips", [[*SLIPS], *(pytest.param([slip], marks=pytest.mark.soak) for slip in SLIPS)])
def test_a_slip_is_found(copies, violations, slips):
    for paper, said, instead, _ in map(SLIPS.get, slips):
        (file,) = (copies / paper / "claims").iterdir()
        text = file.read_text("utf-8")
        assert text.count(said) == 1
        file.write_text(text.replace(said, instead), "utf-8")
    found = sorted(shape for shape, *_ in violations(build_store(sorted(copies.iterdir()))))
    assert found == sorted(SLIPS[slip][-1] for slip in slips)


def test_a_paper_may_be_silent_on_what_another_says(copies, violations):
    for file in (path for path in (copies / "qinglan-draft").rglob("*") if path.is_file()):
        text = (
            file.read_text("utf-8").replace("(征求意见稿)", "").replace("documentState: draft", "documentState: issued")
        )
        file.write_text(text, "utf-8")
    store = build_store(sorted(copies.iterdir()))
    assert list(store.quads_for_pattern(entity("zone/shiping-park"), term("absorbedInto"), None))
    assert list(store.quads_for_pattern(entity("zone/shiping-park"), term("silentOn"), None))
    assert violations(store) == []


def test_a_thing_is_named_by_the_paper_that_introduces_it(copies):
    file = copies / "qinglan-reply" / "editorial.yaml"
    file.write_text(file.read_text("utf-8").replace("{silentOn: destination}", "Another Park"), "utf-8")
    with pytest.raises(CurationError, match="zone/shiping-park is named by the paper that introduces it"):
        build_store(sorted(copies.iterdir()))


@pytest.mark.parametrize("count", [2, 40])
def test_equal_names_give_as_many_findings_as_there_are_things_to_rename(dataset, tmp_path, count):
    shutil.copy(SHAPES / "thing.ttl", tmp_path)
    store = Store()
    store.bulk_extend(dataset)
    for number in range(count):
        zone, graph = entity(f"zone/same-{number}"), asserted_graph("same")
        name = Literal("同名园", language="zh")
        store.extend([Quad(zone, TYPE, term("Zone"), graph), Quad(zone, PREF_LABEL, name, graph)])
    findings = validate(GraphStore.of(store), tmp_path).findings
    assert [f.shape for f in findings].count("shape:thing-name-shared") == count - 1
