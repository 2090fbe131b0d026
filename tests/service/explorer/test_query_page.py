"""The query page: asked, mended, drawn and shared by readers with scripts, and whole for readers without."""

import gzip
import json
import re
import subprocess
import sys
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from service.web.assets import STATIC, Assets

EDITOR_KB, PAGE_KB = 140, 15
ABSORBED = "CONSTRUCT { ?a kq:absorbedInto ?b . ?a a kq:Zone } WHERE { ?a kq:absorbedInto ?b }"
AREAS = """SELECT ?platform ?km2 {
  label:two-plus-four kq:labelMember ?platform .
  ?platform kq:area ?area . ?area kq:value ?km2 ; kq:areaKind area-kind:total-planned
} ORDER BY DESC(?km2)"""


@pytest.fixture
def open_page(visit):
    """The page with a query or without, once the editor is there."""

    def open_with(query="", more="", **how):
        page = visit(f"/sparql?{f'query={quote(query)}' if query else ''}{more}", **how)
        expect(page.locator(".editor .cm-content")).to_be_visible()
        return page

    return open_with


def type_query(page, text):
    page.locator(".editor .cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def text_of(page):
    return "\n".join(page.locator(".cm-line").all_inner_texts())


def test_the_editor_is_loaded_on_demand_and_small():
    assets = Assets()
    page = assets.script("sparql")
    (editor,) = (STATIC / "explorer").glob("editor-*.js")
    loaded = {editor.name, *re.findall(r'from"\./([\w-]+\.js)"', editor.read_text("utf-8"))}
    sizes = {name: len(gzip.compress((STATIC / "explorer" / name).read_bytes(), 9)) for name in loaded}
    assert f"explorer/{editor.name}" not in {page.path, *page.imports}
    assert 100_000 < sum(sizes.values()) < EDITOR_KB * 1_000
    assert len(gzip.compress((STATIC / page.path).read_bytes(), 9)) < PAGE_KB * 1_000


def test_from_a_misspelt_query_to_its_answer(open_page):
    page = open_page()
    type_query(page, "SELECT ?zone ?km2 { ?zone kq:aera ?a . ?a kq:value ?km2 FILTR(?km2 > 100) }")
    message = page.locator(".messages li")
    expect(message).to_contain_text("是不是 FILTER？")
    message.get_by_role("button", name="改为 FILTER").click()
    expect(message).to_contain_text("是不是 kq:area？")
    message.get_by_role("button", name="改为 kq:area").click()
    expect(message).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".told strong")).to_have_text(re.compile(r"[1-9]\d* 行"))
    expect(page.locator(".rows tbody tr").first).to_contain_text("衢州智造新城")
    assert "FILTER%28%3Fkm2" in page.url
    page.get_by_role("button", name="历史").click()
    expect(page.locator("#history .entry")).to_have_count(1)
    page.get_by_role("button", name="清空").click()
    expect(page.locator("#history .entry")).to_have_count(0)


def test_a_mistake_of_grammar_is_told_at_the_token(open_page):
    page = open_page(language="en")
    type_query(page, "SELECT ?z { ?z kq:area 1 2 }")
    expect(page.locator(".messages li")).to_contain_text("2 cannot stand here")
    expect(page.locator(".mark-error")).to_have_text("2")


def test_names_are_offered_once_a_composition_has_ended(open_page):
    page = open_page()
    type_query(page, "SELECT * { ?zone ")
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "mianji", "selectionStart": 6, "selectionEnd": 6})
    page.wait_for_timeout(400)
    options = page.get_by_role("option")
    expect(options).to_have_count(0)
    client.send("Input.insertText", {"text": "面积"})
    expect(options.first).to_contain_text("kq:area")
    options.first.click()
    assert "?zone kq:area" in text_of(page)
    page.keyboard.type(" zone:zhizao-new")
    expect(options.first).to_contain_text("衢州智造新城")
    page.keyboard.press("Escape")
    page.keyboard.type(' ; skos:altLabel "智造新')
    page.get_by_role("option", name="智造新城", exact=True).click()
    assert text_of(page).rstrip().endswith('skos:altLabel "智造新城"@zh')


def test_an_empty_answer_is_explained_and_mended(open_page):
    page = open_page('SELECT ?area { ?z skos:altLabel "智造新城"@zh ; a kq:Plate ; kq:area ?area }')
    message = page.locator(".messages li.empty")
    expect(message).to_contain_text("这里的 ?z 属于 kq:Zone")
    message.get_by_role("button", name="改为 kq:Zone").click()
    page.get_by_role("button", name="运行").click()
    expect(page.locator(".rows tbody tr").first).to_be_visible()


def test_ten_thousand_rows_are_sorted_and_filtered_and_few_are_drawn(open_page):
    page = open_page("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10000")
    table = page.locator("table.virtual")
    expect(table).to_have_attribute("aria-rowcount", "10001")
    assert page.locator(".rows tbody tr").count() < 100
    page.get_by_role("button", name="?o").click()
    first = page.locator(".rows tbody tr:not(.space)").first
    expect(page.locator("th").nth(3)).to_have_attribute("aria-sort", "ascending")
    ascending = first.inner_text()
    page.get_by_role("button", name="?o").click()
    expect(first).not_to_have_text(ascending, use_inner_text=True)
    assert "sort=-o" in page.url
    page.locator(".rows").evaluate("rows => { rows.scrollTop = rows.scrollHeight / 2; }")
    expect(first).to_have_attribute("aria-rowindex", re.compile(r"^49\d\d$"))
    page.get_by_label("筛选 ?p").fill("skos:prefLabel")
    expect(page.locator(".filtered")).to_contain_text("筛选后")


def test_a_copied_link_shows_the_same_and_back_undoes(open_page):
    page = open_page(AREAS)
    page.locator("[data-show=chart]").click()
    bars = page.locator(".chart .bar")
    expect(bars).to_have_count(page.locator(".chart .value").count())
    expect(page.locator(".chart .label").first).to_contain_text("龙游经济开发区")
    page.get_by_role("button", name="复制为…").click()
    link = page.locator(".snippet").inner_text()
    for name, program in (
        ("curl", ["sh", "-c"]),
        ("Python", [sys.executable, "-c"]),
        ("pandas", [sys.executable, "-c"]),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        printed = subprocess.run(
            [*program, page.locator(".snippet").inner_text()], capture_output=True, timeout=60, check=False
        )
        assert printed.stdout.decode().count("zone/") == 4, printed.stderr.decode()
    page.get_by_role("button", name="R", exact=True).click()
    expect(page.locator(".snippet")).to_contain_text("read.csv")
    page.get_by_role("button", name="关闭").click()
    page.go_back()
    expect(page.locator(".rows")).to_be_visible()
    other = open_page()
    other.goto(link)
    expect(other.locator(".chart .bar").first).to_be_visible()
    with other.expect_download() as download:
        other.locator(".menu summary").click()
        other.get_by_role("link", name="csv").click()
    assert download.value.path().read_text("utf-8").startswith("platform,km2")
    with other.expect_download() as download:
        other.get_by_role("button", name="所见 JSON").click()
    shown = json.loads(download.value.path().read_text("utf-8"))
    assert shown["query"] == AREAS
    assert [row["platform"] for row in shown["rows"]] == other.locator(".chart .label title").all_text_contents()
    assert {row["km2"] for row in shown["rows"]} == set(other.locator(".chart .value").all_text_contents())


def test_a_graph_is_drawn_and_a_node_leads_to_its_page(open_page):
    page = open_page(ABSORBED, "&show=network")
    canvas = page.locator(".network .canvas")
    expect(canvas).to_have_attribute("aria-label", re.compile(r"\d+ 个点"))
    canvas.scroll_into_view_if_needed()
    place = canvas.evaluate("""async (canvas) => {
      await new Promise((drawn) => {
        canvas.network.one("render", () => requestAnimationFrame(drawn));
        canvas.network.forceRender();
      });
      const node = canvas.network.nodes().filter((one) => one.id().endsWith("/zhizao-new-city"));
      const { x, y } = node.renderedPosition();
      const box = canvas.getBoundingClientRect();
      return [box.x + x, box.y + y, node.data("label")];
    }""")
    assert place[2] == "衢州智造新城"
    page.mouse.click(*place[:2])
    expect(page).to_have_url(f"{page.url.partition('/sparql')[0]}/id/zone/zhizao-new-city")


def test_a_running_query_is_stopped(open_page):
    page = open_page()
    type_query(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(STR(?a) < STR(?d)) }")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".failure")).to_contain_text("已停止")
    expect(page.get_by_role("button", name="运行")).to_be_enabled()


@pytest.mark.parametrize("query", [AREAS, ABSORBED, "ASK { ?z a kq:Zone }", "SELECT ?z { ?z a kq:Nothing }"])
def test_a_linked_query_runs_once(visit, query):
    """The page of the link comes with the answer, so the script asks for labels alone."""
    page = visit("/")
    asked = []
    page.on("request", lambda request: asked.append(parse_qs(urlsplit(request.url).query).get("query", [""])[0]))
    page.goto(f"{visit.base}/sparql?query={quote(query)}")
    expect(page.locator(".answer-bar")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [one for one in asked if one and not one.startswith("SELECT ?iri ?label")] == [query]


def test_formatting_keeps_the_query(open_page):
    page = open_page()
    written = (
        'prefix x: <urn:x#> select ?z (count(*) as ?n) where{?z a kq:Zone;skos:prefLabel "a ; b . {"@zh,?l.#why\n'
        'optional{?z kq:area/kq:value ?v filter(?v>1&&?l!="x")}} group by ?z order by desc(?n) limit 5'
    )
    type_query(page, written)
    page.get_by_role("button", name="排版").click()
    formatted = text_of(page)
    assert squeezed(formatted) == squeezed(written)
    assert "\nWHERE" not in formatted
    assert '\n  ?z a kq:Zone ;\n    skos:prefLabel "a ; b . {"@zh, ?l . #why\n  OPTIONAL {\n' in formatted
    expect(page.locator(".messages li.error")).to_have_count(0)


def squeezed(query):
    return re.sub(r"\s+", "", query).lower()


def test_the_table_has_no_barrier(assert_no_barrier):
    assert_no_barrier(f"/sparql?query={quote(AREAS)}", "zh", lambda page: page.wait_for_selector(".rows .place"))


def test_the_chart_and_the_programs_have_no_barrier(assert_no_barrier):
    def draw(page):
        expect(page.locator(".chart .bar").first).to_be_visible()
        page.locator(".answer-bar .button.small").click()

    assert_no_barrier(f"/sparql?query={quote(AREAS)}&show=chart", "en", draw)


def test_without_scripts_the_form_answers_in_one_language(visit):
    page = visit(f"/sparql?query={quote(AREAS)}", scripts=False)
    expect(page.locator(".rows tbody tr")).to_have_count(4)
    expect(page.get_by_role("button", name="运行")).to_be_visible()
    assert "Answer" not in page.locator("main").inner_text()
    assert json.loads(page.locator("#query-page").text_content())["endpoint"] == "/sparql"
    page.locator("a.example").first.click()
    expect(page.locator(".answer")).to_be_visible()


CHARTED = (
    "/sparql?show=chart&query=SELECT+?zone+?km2+WHERE+{+?zone+kq:areaShownFirst+[+kq:value+?km2+]+}+ORDER+BY+DESC(?km2)"
)
ASKS_LABELS = re.compile(r"/sparql\?.*query=SELECT(\+|%20)(\?|%3F)iri", re.IGNORECASE)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_chart_fills_its_place_and_its_names_their_room(visit, width):
    page = visit(CHARTED, width=width, language="en")
    expect(page.locator(".chart .label").first).to_contain_text("Quzhou Intelligent-Manufacturing")
    drawn, wanted = page.evaluate(  # found and measured in one step, because a chart is drawn anew when names arrive
        """() => {
          const chart = document.querySelector(".chart");
          return [chart.getBoundingClientRect(), chart.viewBox.baseVal].map(({ width, height }) => [width, height]);
        }"""
    )
    assert drawn == pytest.approx(wanted, abs=1)
    labels = page.locator(".chart .label").evaluate_all(
        """all => all.map((one) => {
          const [box, chart] = [one.getBoundingClientRect(), one.closest("svg").getBoundingClientRect()];
          return [one.firstChild.textContent.endsWith("…"), box.left - chart.left, chart.right - box.right];
        })"""
    )
    assert min(min(left, right) for _, left, right in labels) >= -1
    free = [left + right if width < 500 else left for is_cut, left, right in labels if is_cut]
    assert max(free, default=0) < 80  # pixels, about ten letters: their widths are estimated


def test_names_that_arrive_late_do_not_bring_the_chart_back(visit):
    page = visit("/")
    held = []

    def hold(route):
        held.append(route)

    page.route(ASKS_LABELS, hold)
    page.goto(f"{visit.base}{CHARTED}")
    expect(page.locator(".chart .bar").first).to_be_visible()
    page.get_by_role("button", name="表格").click()
    assert held
    for route in held:
        with page.expect_response(ASKS_LABELS):
            route.continue_()
    expect(page.locator(".rows tbody")).to_contain_text("衢州智造新城")
    expect(page.locator(".chart")).to_have_count(0)
