"""Each view has its data: files that hold exactly the things drawn, and the query behind them."""

import csv
import io
import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import networkx as nx
import pytest
from playwright.sync_api import expect

from graph.core.iris import BASE, local_name, prefixes
from graph.network.graph_snapshot import GraphSnapshot

ZHIZAO = "/explore/zone/zhizao-new-city"
VIEWS = [
    "/id/zone/zhizao-new-city",
    "/id/zone/zhizao-new-city?tab=statements",
    "/id/zone/zhizao-new-city?tab=mentions",
    ZHIZAO,
    f"{ZHIZAO}?view=list&depth=2",
    f"{ZHIZAO}?view=network&depth=2",
    "/lineage",
    "/lineage?of=zone/zhizao-new-city&what=zones,plates,townships",
    "/read/quzhou-2021",
    "/read/quzhou-2021?at=2029-2055",
    "/read/zhejiang-2022-10",
    "/class/Zone?filter=龙游",
    "/class/Plate",
    "/search?q=新城",
    "/search?q=监督&kind=sentences",
    "/checks?severity=Warning",
    "/compare",
]


def links_of(page, place="main"):
    """The links to the data of a view by their names."""
    links = page.locator(f"{place} .view-data a")
    return dict(zip(links.all_inner_texts(), links.evaluate_all("links => links.map(link => link.href)"), strict=True))


@pytest.fixture
def open_view(visit, client):
    """A view as it is drawn without scripts, its links, and its table."""

    def opened(path, place="main"):
        page = visit(path, scripts=False)
        links = links_of(page, place)
        answer = client.get(links["CSV"]).raise_for_status()
        assert answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
        lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        return page, links, lines

    return opened


def paths_of(network):
    """The nodes of a network as paths below id/."""
    return {node.removeprefix("id/").replace(":", "/", 1) for node in network}


def read_network(client, links):
    answer = client.get(links["GEXF"]).raise_for_status()
    return nx.read_gexf(io.BytesIO(answer.content), version="1.3")


@pytest.mark.parametrize("path", VIEWS)
@pytest.mark.parametrize("language", [pytest.param("zh", marks=pytest.mark.soak), "en"])  # the others ask in Chinese
def test_every_view_has_its_files_and_a_query_that_answers(client, path, language):
    address = f"{path}{'&' if '?' in path else '?'}lang={language}"
    html = client.get(address, headers={"accept": "text/html"}).raise_for_status().text
    (found,) = re.findall(r'<p class="formats view-data">.*?</p>', html.rpartition("<aside")[0] or html, re.DOTALL)[:1]
    hrefs = dict(re.findall(r'<a href="([^"]+)">(\w+)</a>', found.replace("&amp;", "&")))
    links = {name: href for href, name in hrefs.items()}
    assert {"CSV", "JSON"} <= links.keys()
    assert ("GEXF" in links) == path.startswith(("/explore", "/lineage"))
    base = path.partition("?")[0]
    table = client.get(f"{base}{links['CSV']}").raise_for_status()
    lines = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert len(lines) > 1
    data = client.get(f"{base}{links['JSON']}").raise_for_status().json()
    rows = data.get("rows", data.get("findings", data.get("edges")))
    assert len(rows) == len(lines) - 1
    in_address = parse_qs(urlsplit(links.get("SPARQL", "")).query).get("query", [""])[0]
    query = in_address or data.get("query", "")  # one too long for an address stands in the JSON
    if "kind=sentences" in path:
        assert not query  # no query finds them
    else:
        answer = client.post("/sparql", data={"query": query}, headers={"accept": "application/sparql-results+json"})
        assert answer.raise_for_status().json()["results"]["bindings"]


def whole(name):
    """The IRI of a name as tables give it: a prefixed name, a path or the IRI itself."""
    prefix, _, local = name.partition(":")
    return prefixes()[prefix] + local if prefix in prefixes() else urljoin(BASE, name)


@pytest.mark.parametrize(
    ("path", "column"), [("/search?q=工业园", "thing"), ("/class/Zone?filter=衢", "iri"), ("/checks", "focus")]
)
def test_the_query_behind_names_what_is_drawn_and_fits_an_address(open_view, client, path, column):
    _, links, lines = open_view(path)
    drawn = {whole(line[column]) for line in lines if line[column]}
    assert len(drawn) > 15
    assert len(links["SPARQL"]) < 8000
    query = parse_qs(urlsplit(links["SPARQL"]).query)["query"][0]
    answer = client.get("/sparql", params={"query": query, "format": "json"}).raise_for_status().json()
    assert {row["thing"]["value"] for row in answer["results"]["bindings"]} == drawn


def assert_the_query_answers_what_is_drawn(client, path):
    """The rows of the query behind the surroundings are the lines of their table, with the same words."""
    address = f"{path}{'&' if '?' in path else '?'}format="
    drawn = client.get(f"{address}csv").raise_for_status().text
    lines = list(csv.DictReader(io.StringIO(drawn.removeprefix("\ufeff"))))
    query = client.get(f"{address}json").raise_for_status().json()["query"]
    answer = client.post("/sparql", data={"query": query}, headers={"accept": "application/sparql-results+json"})
    rows = answer.raise_for_status().json()["results"]["bindings"]
    told = {}
    for row in rows:
        ends = [row[name]["value"].removeprefix(f"{BASE}id/") for name in ("source", "target")]
        through = row["through"]["value"].removeprefix(f"{BASE}id/") if "through" in row else ""
        relation = "/".join(local_name(row[name]["value"]) for name in ("relation", "onward") if name in row)
        told[ends[0], relation, through, ends[1]] = set(filter(None, row["words"]["value"].split(" | ")))
    assert len(told) == len(rows) > 0
    assert told == {
        (line["source"], line["relation"], line["through"], line["target"]): set(
            filter(None, line["quote"].split(" | "))
        )
        for line in lines
    }, path


@pytest.mark.parametrize("place", [0, pytest.param(0.5, marks=pytest.mark.soak)])
def test_the_query_behind_the_surroundings_answers_what_is_drawn_of_things_of_each_kind(client, graph, place):
    """Of each kind the thing with the most relations is asked for, and in the soak one with as many as most have."""
    network = GraphSnapshot.of(graph).network
    by_kind = {}
    for iri in sorted(network.touching, key=lambda one: (-len(network.touching[one]), one)):
        by_kind.setdefault(network.nodes[iri].kind, []).append(iri)
    assert len(by_kind) > 20
    for things in by_kind.values():
        iri = things[int(len(things) * place)]
        assert_the_query_answers_what_is_drawn(client, iri.replace(f"{BASE}id", "/explore"))


@pytest.mark.parametrize(
    "asked",
    [
        "zone/zhizao-new-city?depth=2",
        "zone/zhizao-new-city?view=network&depth=2",
        "zone/zhizao-new-city?origin=derived&origin=stated&open=out:coversTownship",
        "zone/longyou-edz?when=before&kind=Zone",
        "zone/zhihui-new-city?modality=ordered",
        "plate/green-cluster?origin=stated&origin=derived",
        "document/quzhou-2021?view=list&depth=3",
        "event/form-zhizao-new-city?depth=2",
    ],
)
def test_filters_and_steps_change_the_query_with_the_view(client, asked):
    assert_the_query_answers_what_is_drawn(client, f"/explore/{asked}")


def test_the_query_behind_the_surroundings_opens_in_the_editor(visit):
    page = visit(ZHIZAO)
    page.locator(".view-data").get_by_role("link", name="SPARQL").click()
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    expect(page.locator(".told strong")).to_have_text(re.compile(r"^\d+ 行"))


@pytest.mark.parametrize("more", ["", "?depth=2", "?view=list&depth=3", "?when=before", "?relation=coversTownship"])
def test_the_surroundings_hold_the_relations_that_are_drawn(open_view, client, more):
    page, links, lines = open_view(ZHIZAO + more)
    drawn = page.locator("#view [data-sentence]").evaluate_all("all => all.map(one => one.dataset.sentence)")
    assert sorted(line["statement"] for line in lines) == sorted(drawn)
    network = read_network(client, links)
    assert network.number_of_edges() == len(set(drawn))
    ends = {end for line in lines for end in (line["source"], line["target"])}
    assert paths_of(network) == ends
    quotes = page.locator("#view a.words").all_inner_texts()
    assert all(any(quote in line["quote"] for line in lines) for quote in quotes if quote != "无")


def test_the_free_network_and_its_files_are_the_same(open_view, client):
    _, links, lines = open_view(f"{ZHIZAO}?view=network&depth=2")
    drawn = client.get(links["JSON"]).json()
    assert [line["statement"] for line in lines] == [edge["id"] for edge in drawn["edges"]]
    network = read_network(client, links)
    assert network.number_of_edges() == len(drawn["edges"])
    assert paths_of(network) == {node["id"] for node in drawn["nodes"]}


def test_an_expanded_and_filtered_network_is_saved_as_it_is_drawn(visit):
    page = visit(f"{ZHIZAO}?view=network&hide=Township&open=zone/zhihui-new-city%7Cout:leadingIndustry")
    page.wait_for_selector(".legend button[aria-pressed=false]")
    page.wait_for_load_state("networkidle")
    shown = page.locator(".legend button[aria-pressed=true]").all_inner_texts()
    with page.expect_download() as download:
        page.locator(".view-data").get_by_role("link", name="GEXF").click()
    network = nx.read_gexf(download.value.path(), version="1.3")
    assert network.number_of_nodes() == sum(int(text.split()[-1]) for text in shown)
    assert "Township" not in {kind for _, kind in network.nodes(data="kind")}
    with page.expect_download() as download:
        page.locator(".view-data").get_by_role("link", name="CSV").click()
    lines = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert len(lines) == network.number_of_edges()
    assert {line["source"] for line in lines} <= set(network)


def test_the_lineage_holds_the_cells_that_are_drawn(open_view, client):
    page, links, lines = open_view("/lineage?of=zone/zhizao-new-city&what=zones,plates,townships")
    for side in ("before", "after"):
        cells = page.locator(f".column.{side} .thing[data-thing]").evaluate_all(
            "all => [...new Set(all.map(one => [one.closest('article').id || one.closest('article').dataset.event,"
            " one.dataset.thing, one.dataset.standing].join(' ')))]"
        )
        things = {cell.split(" ", 1)[1] for cell in cells}
        told = {
            f"{'https://w3id.org/kaifaqu/id/' + line['thing'] if line['thing'] else ''} {line['standing']}"
            for line in lines
            if line["side"] == side
        }
        assert told == things
    network = read_network(client, links)
    named = {line["thing"] for line in lines if line["thing"]} | {line["event"] for line in lines}
    assert {line["event"] for line in lines} <= paths_of(network) <= named


@pytest.mark.parametrize("tab", ["overview", "statements", "mentions"])
def test_the_page_of_an_entity_holds_the_values_that_are_drawn(open_view, tab):
    page, _, lines = open_view(f"/id/zone/zhizao-new-city?tab={tab}")
    told = {line["group"] for line in lines}
    heads = page.locator(".facts dt" if tab == "overview" else ".group h3").all_inner_texts()
    heads = {re.sub(r"^←|\d+$", "", head).strip() for head in heads}
    assert heads - {"middle"} == told
    quotes = page.locator("details.words blockquote mark").all_text_contents()
    assert quotes
    assert all(any(quote in line["quote"] for line in lines) for quote in quotes)


def test_a_paper_holds_its_quotes_and_the_panel_its_claims(open_view):
    page, _, lines = open_view("/read/quzhou-2021", ".reader-files")
    text = page.locator(".reader-text").inner_text()
    assert all(line["words"].split("\n")[0] in text for line in lines)
    assert sum(int(line["claims"]) for line in lines) > 1000
    page, _, lines = open_view("/read/quzhou-2021?at=2029-2055", "#panel")
    rows = page.locator("#panel .subject dl > div")
    drawn = [re.sub(r"\s+", " ", row) for row in rows.locator("dt").all_inner_texts()]
    assert [line["relation"] for line in lines] == drawn
    values = rows.locator("dd").all_inner_texts()
    assert all(value.startswith(line["value"]) for line, value in zip(lines, values, strict=True))


def test_a_list_holds_its_rows_in_their_order(open_view, client):
    page, links, lines = open_view("/class/Zone?filter=龙游&sort=-area")
    drawn = page.locator("table.list tbody th a").evaluate_all("all => all.map(one => one.pathname)")
    assert [unquote(urlsplit(line["iri"]).path).removeprefix("/kaifaqu") for line in lines] == drawn
    rows = client.get(links["JSON"]).json()["rows"]
    assert [row["iri"] for row in rows] == [line["iri"] for line in lines]


def test_a_search_holds_its_hits_and_sentences(open_view):
    page, _, lines = open_view("/search?q=新城")
    names = page.locator(".hits .name a").all_inner_texts()
    assert [line["zh"] for line in lines if line["kind"] != "sentence"] == names
    quotes = page.locator(".hits blockquote").all_inner_texts()
    assert [line["sentence"] for line in lines if line["kind"] == "sentence"] == quotes


def test_the_checks_hold_their_findings(open_view, client):
    page, links, lines = open_view("/checks?severity=Warning")
    shown = {f["focus"] for f in client.get(links["JSON"]).json()["findings"]}
    assert {line["focus"] for line in lines} == shown
    counts = page.locator(".check-filters .on-page li span").all_inner_texts()
    assert sum(map(int, counts)) == len(lines)


def test_a_click_on_words_brings_the_files_of_their_claims(visit, client):
    page = visit("/read/quzhou-2021")
    page.locator(".reader-text a.s").first.click()
    page.wait_for_selector("#panel .view-data")
    rows = client.get(links_of(page, "#panel")["JSON"]).raise_for_status().json()["rows"]
    assert len(rows) == page.locator("#panel .subject dl > div").count()


def test_a_graph_without_scripts_has_a_network_as_gexf(visit, client):
    page = visit("/sparql?query=CONSTRUCT+{+?a+kq:absorbedInto+?b+}+WHERE+{+?a+kq:absorbedInto+?b+}", scripts=False)
    answer = client.get(page.get_by_role("link", name="gexf").get_attribute("href")).raise_for_status()
    edges = nx.read_gexf(io.BytesIO(answer.content), version="1.3").number_of_edges()
    assert edges == page.locator("pre.text").inner_text().count("kq:absorbedInto")


def test_a_query_page_has_a_network_as_gexf(visit):
    page = visit("/sparql?query=CONSTRUCT+{+?a+kq:absorbedInto+?b+}+WHERE+{+?a+kq:absorbedInto+?b+}&show=network")
    drawn = page.locator(".canvas").get_attribute("aria-label")
    nodes, edges = (int(number) for number in re.findall(r"(\d+) [个条]", drawn)[:2])
    page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="网络 GEXF").click()
    read = nx.read_gexf(download.value.path(), version="1.3")
    assert (read.number_of_nodes(), read.number_of_edges()) == (nodes, edges)
