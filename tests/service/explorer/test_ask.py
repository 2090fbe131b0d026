"""The page to ask by filling in: without SPARQL, with scripts or without, by keyboard, in both languages."""

import json
import re
from urllib.parse import quote

import networkx as nx
import pytest
from playwright.sync_api import expect

PLANNED = "/ask?kind=Zone&where1=label&is1=id/label/two-plus-four&where2=area.total-planned"
PARKS = "/ask?kind=Zone&where1=zoneKind&is1=vocab/zone-kind/industrial-park&where2=absorbedInto&is2=show"
EMPTY = "/ask?kind=Zone&where1=zoneKind&is1=vocab/zone-kind/industrial-park&where2=area&op2=gt&is2=1000"


def test_from_an_empty_page_to_a_chart_of_planned_areas_by_platform_in_six_steps(visit):
    page = visit("/sparql")
    page.get_by_role("link", name="填空提问").click()  # 1
    page.locator(".ask-kinds").get_by_role("link", name="区域").click()  # 2
    page.locator(".ask-add").get_by_role("button", name="规划提法").click()  # 3
    page.get_by_role("combobox", name="规划提法").select_option(label="“2+4”平台 (6)")  # 4
    page.locator(".ask-add").get_by_role("button", name="总规划面积").click()  # 5, which keeps what was chosen
    page.locator("[data-show=chart]").click()  # 6
    expect(page.locator(".chart .bar")).to_have_count(4)
    expect(page.locator(".chart")).to_have_attribute("aria-label", re.compile("区域、总规划面积（平方公里）"))
    expect(page.locator(".chart .label").first).to_contain_text("龙游")
    assert "add=" not in page.url
    expect(page.locator("#question")).to_have_text("哪些区域，规划提法为“2+4平台”，有总规划面积（平方公里）？")
    copied = visit(page.url.removeprefix(visit.base))
    expect(copied.locator(".chart .bar")).to_have_count(4)
    page.get_by_role("link", name="在编辑器中继续").click()
    expect(page.locator(".editor .cm-content")).to_contain_text("area-kind:total-planned")
    expect(page.locator(".rows tbody tr")).to_have_count(4)


def test_the_question_runs_once_and_the_network_when_it_is_shown(visit):
    page, asked = visit("/ask"), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{visit.base}{PARKS}")
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/sparql?" in url and "label" not in url] == []
    page.locator("[data-show=network]").click()
    expect(page.locator(".canvas")).to_have_attribute("aria-label", re.compile(r"\d+ 个点，\d+ 条线"))
    assert len([url for url in asked if "CONSTRUCT" in url]) == 1
    assert page.url.endswith("show=network")


def test_the_files_hold_what_is_drawn(visit):
    page = visit(f"{PARKS}&show=network")
    drawn = page.locator(".canvas").get_attribute("aria-label")
    nodes, edges = (int(number) for number in re.findall(r"(\d+) [个条]", drawn)[:2])
    menu = page.locator(".menu summary")
    menu.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="网络 GEXF").click()
    read = nx.read_gexf(download.value.path(), version="1.3")
    assert (read.number_of_nodes(), read.number_of_edges()) == (nodes, edges)
    labels = {label for _, label in read.nodes(data="label")}
    assert set(page.locator(".nodes a").all_text_contents()) == labels
    page.locator("[data-show=table]").click()
    menu.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="所见 JSON").click()
    rows = json.loads(download.value.path().read_text("utf-8"))["rows"]
    shown = page.locator(".rows tbody tr td:nth-child(2) a").all_inner_texts()
    assert [row["zone"] for row in rows] == shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_scripts_a_form_answers_and_says_why_nothing_fits(visit, language):
    page = visit("/ask", scripts=False, language=language)
    page.locator(".ask-kinds .facet").first.click()
    page.locator(".ask-add .facet").first.click()
    first = page.locator("select[name=is1]")
    first.select_option("vocab/zone-kind/industrial-park")
    page.locator(".ask-more button").click()
    rows = page.locator(".rows tbody tr")
    told = page.locator("select[name=is1] option[selected]").inner_text()
    assert rows.count() == int(re.search(r"\((\d+)\)", told)[1]) > 1
    page.goto(f"{visit.base}{EMPTY}")
    expect(page.locator(".hint")).to_contain_text(
        {"zh": "再加上这个条件就一个也没有了：面积（平方公里）大于 1000", "en": "None is left"}[language]
    )
    expect(page.locator(".rows")).to_have_count(0)
    page.get_by_role("button", name={"zh": "去掉：面积", "en": "Remove: area"}[language]).click()
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    page.locator("select[name=by]").select_option("locatedIn")
    page.locator(".ask-more button").click()
    counts = [int(text) for text in page.locator(".rows tbody td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) > 1


SUMMED = "/ask?kind=Zone&where1=label&is1=id/label/two-plus-four"


def test_a_sum_in_words_in_sparql_in_the_table_and_in_the_chart_is_the_same(visit, client):
    page = visit(SUMMED)
    page.get_by_label("求合计与平均").select_option(label="面积（平方公里）")
    page.get_by_label("按…分组计数").select_option(label="所在地")
    page.get_by_role("button", name="看答案").click()
    expect(page.locator("#question")).to_have_text(
        "哪些区域，规划提法为“2+4平台”？按所在地，面积（平方公里）各合计多少、平均多少？"
    )
    cells = page.locator(".rows tbody tr td:nth-child(n+2)")
    expect(cells.first).to_be_visible()
    table = [re.sub(r"\s+", " ", text).strip() for text in cells.all_inner_texts()]
    query = page.locator(".ask-query pre").text_content()
    answer = client.get("/sparql", params={"query": query, "format": "json"}).raise_for_status().json()
    columns, rows = answer["head"]["vars"], answer["results"]["bindings"]
    assert columns == ["locatedIn", "count", "sum", "average"]
    assert len(table) == len(columns) * len(rows)
    numbers = [[float(row[name]["value"]) for name in columns[1:]] for row in rows]
    told = [[float(text.replace(",", "")) for text in table[at + 1 : at + 4]] for at in range(0, len(table), 4)]
    assert told == numbers
    page.locator("[data-show=chart]").click()
    expect(page.locator(".chart")).to_have_attribute("aria-label", re.compile("所在地、面积（平方公里）合计"))
    bars = [float(text.replace(",", "")) for text in page.locator(".chart .value").all_text_contents()]
    assert bars == [sum_ for _, sum_, _ in numbers]
    copied = visit(page.url.removeprefix(visit.base))
    expect(copied.locator(".chart .bar")).to_have_count(len(rows))


def test_a_sum_tells_which_figures_count_and_links_those_in_conflict(visit, client):
    page = visit(f"{SUMMED}&sum=area", scripts=False)
    (row,) = page.locator(".rows tbody tr").all()
    count, total, _ = (float(text) for text in row.locator("td").all_inner_texts())
    notes = page.locator(".sum-notes")
    expect(notes).to_contain_text(f"符合条件的 {count:.0f} 个都有数字")
    expect(notes.get_by_role("link", name=re.compile("先看口径"))).to_have_attribute("href", "/rule/area-shown-first")
    listed = notes.get_by_role("link", name="逐个列出").get_attribute("href")
    figures = client.get(f"{listed}&format=json").raise_for_status().json()["results"]["bindings"]
    assert (len(figures), round(sum(float(one["figure"]["value"]) for one in figures), 6)) == (count, total)
    conflict = notes.get_by_role("link", name=re.compile("衢州智造新城：计入 121 平方公里（总面积），未计 117.21"))
    conflict.click()
    first = page.locator(".contradiction.first")
    expect(first).to_contain_text("121")
    expect(first).to_contain_text("先显示")


def test_a_sum_tells_what_it_holds_twice(visit):
    page = visit("/ask?kind=Zone&sum=area", language="en", scripts=False)
    expect(page.locator(".sum-notes")).to_contain_text("are parts of others that count as well")
    page = visit(f"{SUMMED}&sum=area", language="en", scripts=False)
    expect(page.locator(".sum-notes")).not_to_contain_text("are parts of others")


def test_no_choice_of_a_value_is_empty_unless_the_list_says_so(client):
    """Each value is counted with the other conditions as they are."""
    page = client.get(PARKS.replace("&is2=show", "")).raise_for_status().text
    (choices,) = re.findall(r'<select name="is1".*?</select>', page, re.DOTALL)
    offered = re.findall(r'<option value="(vocab/[^"]+)"[^>]*>[^(<]*\((\d+)\)', choices)
    assert {"0"} < {count for _, count in offered}
    for path, count in offered:
        asked = client.get(f"/ask?kind=Zone&where1=zoneKind&is1={path}&where2=absorbedInto").raise_for_status().text
        things = set(re.findall(r'<tr><td><div><a href="(/id/zone/[^"?]+)', asked))
        assert len(things) == int(count), path


def test_it_works_by_keyboard_alone(visit):
    page = visit("/ask?kind=Plate&where1=plateState")
    page.locator("select[name=is1]").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="去掉：状态")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".ask-more button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    page.goto(f"{visit.base}/ask?kind=Zone&where1=area")
    page.locator("input[name=is1]").fill("50")
    page.keyboard.press("Enter")  # shows the answer, and does not press the first button that is seen
    expect(page.locator("#question")).to_contain_text("面积（平方公里）大于 50")


def test_five_conditions_are_the_most(client):
    five = "&".join(f"where{number}=leadingIndustry" for number in range(1, 6))
    page = client.get(f"/ask?kind=Zone&{five}&where6=plate").raise_for_status().text
    assert page.count('class="condition"') == 5
    assert "最多 5 个条件" in page
    assert "ask-add" not in page


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("kind=Dragon", 422, "no kind Dragon"),
        ("kind=Zone&where1=dragon", 422, "no relation dragon"),
        ("kind=Zone&where1=area&is1=large", 422, "no number"),
    ],
)
def test_what_cannot_be_asked_is_told(client, asked, status, told):
    answer = client.get(f"/ask?{asked}")
    assert answer.status_code == status
    assert told in answer.text


def test_other_data_and_spiteful_words_break_nothing(hostile, client):
    assert hostile.get("/ask").status_code == 200
    words = quote('</script><script>alert(1)</script>" } #\n', safe="")
    page = client.get(f"/ask?kind=Zone&where1=renamedFrom&is1={words}").raise_for_status().text
    assert "<script>alert" not in page


def test_the_page_has_no_barrier(assert_no_barrier):
    def drawn(page):
        expect(page.locator(".rows .place").first).to_be_visible()

    assert_no_barrier(f"{PLANNED}&where3=renamedFrom&op3=show&where4=leadingIndustry&is4=show", prepare=drawn)


def test_a_sum_has_no_barrier(assert_no_barrier):
    assert_no_barrier(f"{SUMMED}&by=locatedIn&sum=area.added", "en")


def test_the_empty_page_has_no_barrier(assert_no_barrier):
    assert_no_barrier("/ask", "zh")
