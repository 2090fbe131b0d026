"""原文: a paper with its claims as a page; each piece of evidence is reached from its words, and leads back to them."""

import re
from html import unescape

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.core.iris import EVIDENCE_GRAPH, XSD, term
from graph.core.resources import SOURCES
from graph.store.oxigraph import OxigraphEngine
from graph.store.store import GraphStore
from service.app import create_app

HTML = {"accept": "text/html"}
EVERYTHING = "0-999999"
SPANS = "SELECT ?start ?end WHERE { ?by a %s ; kq:evidence ?e . ?e kq:start ?start ; kq:end ?end }"
CLAIMS_AT = """SELECT DISTINCT ?claim WHERE {
  ?claim a kq:Claim ; kq:evidence ?e . ?e kq:start ?s ; kq:end ?t . FILTER(?s < 2055 && ?t > 2029) }"""


@pytest.fixture(scope="module")
def get(client):
    """The text of a page."""

    def read(path, language="zh", **parameters):
        answer = client.get(path, params={"lang": language, **parameters}, headers=HTML)
        assert answer.status_code == 200, answer.text
        return answer.text

    return read


def lines(html):
    """The text of the lines of a page, without the notes in the margin."""
    text = html[html.index('<div class="paper-text"') : html.index("</article>")]
    without = re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", line)) for line in re.findall(r"<p>(.*?)</p>\n", without, re.DOTALL)]


@pytest.mark.parametrize("parameters", [{}, {"at": "2029-2055"}, {"at": "2031-2040", "colour": "oddity"}])
def test_the_text_of_the_page_is_the_text_of_the_paper(get, parameters):
    text = (SOURCES / "quzhou-2021/text.txt").read_text("utf-8")
    assert "".join(lines(get("/read/quzhou-2021", **parameters))) == text


def test_each_piece_of_evidence_is_reached_from_its_words_and_leads_back(get, graph):
    """The words of each quote lead to its claims or oddities, and these to the words."""
    rows = [row for kind in ("kq:Claim", "kq:Oddity") for row in graph.rows(SPANS % kind)]
    spans = {(int(row["start"].value), int(row["end"].value)) for row in rows}
    page, panel = get("/read/quzhou-2021"), get("/read/quzhou-2021/claims", at=EVERYTHING)
    assert len(spans) > 200
    led = {tuple(map(int, at)) for at in re.findall(r'<a class="s [^>]*data-at="(\d+)-(\d+)"', page)}
    assert [span for span in spans if not any(a < span[1] and span[0] < b for a, b in led)] == []
    back = {tuple(map(int, at)) for at in re.findall(r'href="/read/quzhou-2021\?at=(\d+)-(\d+)', panel)}
    assert spans <= back


def test_the_panel_counts_the_claims_as_a_query_does(get, graph):
    panel = get("/read/quzhou-2021", "en", at="2029-2055")
    assert f"{len(graph.rows(CLAIMS_AT))} statements read here" in panel
    assert "<mark>新平台总面积121平方公里,新增面积61.5平方公里</mark>" in panel
    assert "61.5" in panel
    assert "?at=2029-2055" in panel


def test_the_claims_come_before_the_oddities(get):
    panel = get("/read/quzhou-2021/claims", at="2029-2042")
    assert panel.index("新平台总面积121平方公里") < panel.index("疑点")


def test_a_paper_that_is_only_cited_says_so_and_shows_its_facts(get):
    page = get("/read/zhejiang-2022-10", "en")
    assert "only cited" in page
    assert "117.21" in page
    assert "仅有引证" in get("/read/zhejiang-reply-2022-10")
    assert "仅有引证" in get("/read/zhejiang-2022-10?at=1-2")


def test_the_list_has_each_paper_and_what_papers_mention(get, graph):
    page = get("/read")
    documents = graph.rows("SELECT ?zh WHERE { ?d a kq:Document ; skos:prefLabel ?zh FILTER(LANG(?zh) = 'zh') }")
    assert [row["zh"].value for row in documents if row["zh"].value not in unescape(page)] == []
    assert "/read/quzhou-2021?at=73-136" in page


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/read/nowhere", 404, "No paper nowhere is read here"),
        ("/read/quzhou-2021?at=12", 422, "at is two numbers of characters, such as 2029-2055, not 12."),
        ("/read/quzhou-2021?at=9-3", 422, "not 9-3"),
        ("/read/quzhou-2021?colour=blue", 422, "colour is one of density, modality, oddity, not blue."),
    ],
)
def test_what_cannot_be_shown_is_told(client, path, status, said):
    answer = client.get(path, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert said in answer.text


def test_addresses_hold_the_language_and_the_colours(client):
    page = client.get("/read/quzhou-2021?at=2029-2055&colour=modality&lang=en", headers=HTML).text
    assert "/read/quzhou-2021?at=2029-2055&amp;lang=en&amp;colour=modality" in page
    assert 'class="reader colour-modality"' in page


def test_the_page_is_found_below_a_path(mounted):
    page = mounted.get("/read/quzhou-2021", headers=HTML).text
    assert 'href="/kg/read/quzhou-2021?at=' in page


def test_what_was_drafted_and_is_not_reviewed_is_marked_in_the_text_and_in_the_panel(graph, serve):
    store = Store()
    store.bulk_extend(graph.quads())
    claims = {row["claim"] for row in graph.rows(CLAIMS_AT)}
    true = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
    store.bulk_extend(Quad(claim, term("drafted"), true, EVIDENCE_GRAPH) for claim in claims)
    with serve(create_app(GraphStore(OxigraphEngine.in_memory(store), graph.build))) as client:
        page = client.get("/read/quzhou-2021", params={"lang": "zh"}, headers=HTML).text
        panel = client.get("/read/quzhou-2021/claims", params={"at": "2029-2055", "lang": "en"}, headers=HTML).text
    words = "".join(re.findall(r'<a class="[^"]*drafted[^>]*>([^<]*)', page))
    assert words == "新平台总面积121平方公里,新增面积61.5平方公里"
    assert re.search(rf"草拟，未复核</dt><dd>{len(claims)}</dd>", page)
    assert panel.count("drafted, not reviewed") == 1
