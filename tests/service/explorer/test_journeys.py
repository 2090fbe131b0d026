"""What readers come for, in a real browser, each within the clicks and keys that it may take."""

import pytest
from playwright.sync_api import expect


class Hand:
    """A reader's hand: counts clicks and keys. What is typed as one name counts once."""

    def __init__(self, page):
        self.page, self.steps = page, 0

    def click(self, locator):
        self.steps += 1
        locator.click()

    def type(self, text):
        self.steps += 1
        self.page.keyboard.type(text)

    def press(self, key):
        self.steps += 1
        self.page.keyboard.press(key)


@pytest.fixture
def at_front(visit):
    def open_front(**how):
        return Hand(visit("/", **how))

    return open_front


def search_for(hand, text):
    hand.click(hand.page.get_by_role("combobox"))
    hand.type(text)
    hand.press("Enter")


@pytest.mark.parametrize("width", [1280, 390])
def test_which_zones_became_the_zone_and_the_sentence(at_front, width):
    hand = at_front(width=width)
    search_for(hand, "浙江龙游经济开发区")
    hand.click(hand.page.get_by_role("link", name="浙江龙游经济开发区", exact=True).first)
    row = hand.page.locator(".fact", has_text="由来")
    for name in ("原龙游经济开发区", "龙游工业园区", "龙游食品工业专业区", "龙游临港物流园区", "龙游商贸物流园区"):
        expect(row).to_contain_text(name)
    hand.click(row.locator("summary"))
    expect(row.locator("mark", has_text="龙游商贸物流园区5.06平方公里划入")).to_be_visible()
    assert hand.steps <= 6


def test_is_the_plate_of_the_cluster_gone_and_since_which_paper(at_front):
    hand = at_front()
    search_for(hand, "绿色产业集聚区")
    hand.click(hand.page.locator("#kind-Plate + ul a").first)
    expect(hand.page.locator(".standing").last).to_contain_text("不再存续")
    changes = hand.page.locator(".fact", has_text="变动")
    expect(changes).to_contain_text("衢州市开发区(园区)整合提升总体方案")
    expect(changes).to_contain_text("不晚于 2021-12-06")
    assert hand.steps <= 6


def test_what_is_left_of_a_zone(at_front):
    hand = at_front()
    search_for(hand, "衢江经济开发区")
    hand.click(hand.page.locator("#kind-Zone + ul a").first)
    expect(hand.page.locator(".fact", has_text="去向")).to_contain_text("衢州智造新城")
    expect(hand.page.locator(".fact", has_text="疑点")).to_contain_text("牌子保留")
    assert hand.steps <= 6


def test_which_zone_is_my_street_in_before_and_after(at_front):
    hand = at_front()
    search_for(hand, "白云街道")
    hand.click(hand.page.get_by_role("link", name="白云街道", exact=True).first)
    expect(hand.page.locator(".fact", has_text="整合后所属区域")).to_contain_text("智慧新城")
    expect(hand.page.locator(".fact", has_text="原托管")).to_contain_text("智慧新城")
    assert hand.steps <= 6


def test_why_there_are_two_areas_and_which_is_newer(at_front):
    hand = at_front()
    search_for(hand, "智造新城")
    hand.click(hand.page.get_by_role("link", name="衢州智造新城", exact=True).first)
    area = hand.page.locator(".fact", has_text="面积").first
    expect(area.locator(".first")).to_contain_text("121 平方公里")
    expect(area).to_contain_text("117.21 平方公里")
    expect(area).to_contain_text("2022-10")
    expect(area).to_contain_text("不晚于 2021-12-06")
    assert hand.steps <= 6


def test_the_same_in_english(at_front):
    hand = at_front(language="en")
    search_for(hand, "zhizao")
    hand.click(hand.page.get_by_role("link", name="Quzhou Intelligent-Manufacturing New City").first)
    area = hand.page.locator(".fact", has_text="Area").first
    expect(area.locator(".first")).to_contain_text("121 square kilometre")
    expect(hand.page.locator(".standing").last).to_contain_text("stands")
    assert hand.steps <= 6


def test_by_keyboard_alone(visit):
    page = visit("/")
    hand = Hand(page)
    hand.press("/")
    hand.type("智造新城")
    expect(page.get_by_role("option").first).to_be_visible()
    hand.press("ArrowDown")
    hand.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("衢州智造新城")
    words = page.locator(".fact summary").first
    words.focus()
    hand.press("Enter")
    expect(page.locator(".fact mark").first).to_be_visible()
    assert hand.steps <= 6


def test_a_name_that_is_in_no_paper(at_front):
    hand = at_front()
    search_for(hand, "苏州工业园区牛")
    expect(hand.page.get_by_role("heading", name="没有文件提到")).to_be_visible()
    hand.click(hand.page.locator(".next .button").first)
    expect(hand.page.locator(".hits").first).to_be_visible()
    assert hand.steps <= 6


def test_words_of_a_paper_lead_into_it(at_front):
    hand = at_front()
    search_for(hand, "监督")
    hand.click(hand.page.locator(".filters a", has_text="原文"))
    hand.click(hand.page.get_by_role("link", name="在原文中看").first)
    assert "/read/quzhou-2021?at=" in hand.page.url
    assert hand.steps <= 6


def test_back_undoes_a_filter_and_a_copied_link_shows_the_same(visit):
    page = visit("/class/Plate")
    page.get_by_label("级别").select_option("国家级")
    expect(page.locator("tbody tr")).to_have_count(2)
    shown = page.locator("tbody").inner_text()
    copied = visit(page.url.removeprefix(visit.base))
    assert copied.locator("tbody").inner_text() == shown
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(10)


@pytest.mark.parametrize("path", ["/", "/search?q=%E6%96%B0%E5%9F%8E", "/class/Plate", "/id/zone/zhizao-new-city"])
def test_without_scripts_all_is_there(visit, path):
    with_scripts, without = visit(path), visit(path, scripts=False)
    assert without.locator("main").inner_text() == with_scripts.locator("main").inner_text()
    without.locator("input[type=search]").first.fill("智造新城")
    without.locator("input[type=search]").first.press("Enter")
    expect(without.locator("main")).to_contain_text("衢州智造新城")


def test_the_first_screen_of_a_zone_is_short(visit):
    page = visit("/id/zone/zhizao-new-city")
    count = """() => [...document.querySelectorAll("main *")].filter(
      (one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight).length"""
    assert page.evaluate(count) <= 300
    assert page.evaluate("document.documentElement.scrollHeight") < 2_000


def test_what_the_paper_leaves_open_about_the_national_plates(at_front):
    hand = at_front()
    hand.click(hand.page.locator(".counts a", has_text="牌子"))
    hand.page.get_by_label("级别").select_option("国家级")
    hand.steps += 1
    hand.click(hand.page.locator("tbody th a").first)
    expect(hand.page.locator(".fact", has_text="文件没有说明")).to_contain_text("挂牌区域未说明")
    expect(hand.page.locator(".fact", has_text="疑点")).to_contain_text("两个国家级开发区没有归属")
    assert hand.steps <= 6


def test_who_supervises_a_zone_that_is_not_one_with_its_district(at_front):
    hand = at_front()
    answer = hand.page.locator(".question", has_text="谁监督")
    expect(answer).to_contain_text("纪检监察工委")
    expect(answer.locator("mark")).to_contain_text("由同级纪检监察机关派出纪检监察工委监督")
    hand.click(answer.get_by_role("link", name="在原文中看"))
    assert "/read/quzhou-2021?at=" in hand.page.url
    assert hand.steps <= 6


def test_a_zone_of_a_paper_that_is_only_cited(at_front):
    hand = at_front()
    search_for(hand, "义安经济开发区")
    hand.click(hand.page.get_by_role("link", name="义安经济开发区", exact=True).first)
    words = hand.page.locator(".fact .words").first
    hand.click(words.locator("summary"))
    expect(words).to_contain_text("引证：原文未收录")
    assert hand.steps <= 6
