"""The sixteen tasks that readers come for, in a real browser, each within the clicks and keys that it may take."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

MOST = 6  # clicks and queries
TASKS = {
    "which zones became a zone, and the sentence": "which_zones_became_the_zone",
    "is a plate gone, and since which paper": "is_the_plate_of_the_cluster_gone",
    "what is left of a zone": "what_is_left_of_a_zone",
    "which zone is a street in, before and after": "which_zone_is_my_street_in",
    "what the paper says of a park": "what_the_paper_says_of_a_park",
    "why there are two areas, and which is newer": "why_there_are_two_areas",
    "who supervises a zone that is not one with its district": "who_supervises_a_zone",
    "what the paper leaves open about the national plates": "what_the_paper_leaves_open",
    "the same in English": "the_same_in_english",
    "the same by keyboard": "the_same_by_keyboard",
    "the same on a telephone": "the_same_on_a_telephone",
    "the lineage as a poster": "the_lineage_as_a_poster",
    "a link that somebody sent": "a_link_that_somebody_sent",
    "back": "back_undoes",
    "a name that is in no paper": "a_name_that_is_in_no_paper",
    "a zone of a paper that is only cited": "a_zone_of_a_paper_that_is_only_cited",
}
"""Each task with the words that the names of its tests hold."""


class Hand:
    """A reader's hand: counts clicks and keys, and refuses more than a task may take. A name typed counts once."""

    def __init__(self, page, most=MOST):
        self.page, self.most, self.steps = page, most, 0

    def _count(self):
        self.steps += 1
        assert self.steps <= self.most, f"more than {self.most} clicks and keys at {self.page.url}"

    def click(self, locator):
        self._count()
        locator.click()

    def choose(self, locator, option):
        self._count()
        locator.select_option(option)

    def type(self, text):
        self._count()
        self.page.keyboard.type(text)

    def press(self, key):
        self._count()
        self.page.keyboard.press(key)

    def back(self):
        self._count()
        self.page.go_back()


@pytest.fixture
def at_front(visit):
    def open_front(most=MOST, **how):
        return Hand(visit("/", **how), most)

    return open_front


def search_for(hand, text):
    hand.click(hand.page.get_by_role("combobox"))
    hand.type(text)
    hand.press("Enter")


def test_each_task_has_its_test(request):
    names = {item.originalname for item in request.session.items if item.path == request.path}
    if len(names) > 1:  # the whole file is run
        assert [task for task, words in TASKS.items() if not any(words in name for name in names)] == []
    assert len(TASKS) == 16


def find_what_became_longyou(hand):
    search_for(hand, "浙江龙游经济开发区")
    hand.click(hand.page.get_by_role("link", name="浙江龙游经济开发区", exact=True).first)
    row = hand.page.locator(".fact", has_text="由来")
    for name in ("原龙游经济开发区", "龙游工业园区", "龙游食品工业专业区", "龙游临港物流园区", "龙游商贸物流园区"):
        expect(row).to_contain_text(name)
    hand.click(row.locator("summary"))
    expect(row.locator("mark", has_text="龙游商贸物流园区5.06平方公里划入")).to_be_visible()


def test_which_zones_became_the_zone_and_the_sentence(at_front):
    find_what_became_longyou(at_front())


def test_the_same_on_a_telephone(at_front):
    find_what_became_longyou(at_front(width=390))


def test_is_the_plate_of_the_cluster_gone_and_since_which_paper(at_front):
    hand = at_front()
    search_for(hand, "绿色产业集聚区")
    hand.click(hand.page.locator("#kind-Plate + ul a").first)
    expect(hand.page.locator(".standing").last).to_contain_text("不再存续")
    changes = hand.page.locator(".fact", has_text="变动")
    expect(changes).to_contain_text("衢州市开发区(园区)整合提升总体方案")
    expect(changes).to_contain_text("不晚于 2021-12-06")


def test_what_is_left_of_a_zone(at_front):
    hand = at_front()
    search_for(hand, "衢江经济开发区")
    hand.click(hand.page.locator("#kind-Zone + ul a").first)
    expect(hand.page.locator(".fact", has_text="去向")).to_contain_text("衢州智造新城")
    expect(hand.page.locator(".fact", has_text="疑点")).to_contain_text("牌子保留")


def test_which_zone_is_my_street_in_before_and_after(at_front):
    hand = at_front()
    search_for(hand, "白云街道")
    hand.click(hand.page.get_by_role("link", name="白云街道", exact=True).first)
    expect(hand.page.locator(".fact", has_text="整合后所属区域")).to_contain_text("智慧新城")
    expect(hand.page.locator(".fact", has_text="原托管")).to_contain_text("智慧新城")


def test_why_there_are_two_areas_and_which_is_newer(at_front):
    hand = at_front()
    search_for(hand, "智造新城")
    hand.click(hand.page.get_by_role("link", name="衢州智造新城", exact=True).first)
    area = hand.page.locator(".fact", has_text="面积").first
    expect(area.locator(".first")).to_contain_text("121 平方公里")
    expect(area).to_contain_text("117.21 平方公里")
    expect(area).to_contain_text("2022-10")
    expect(area).to_contain_text("不晚于 2021-12-06")


def test_the_same_in_english(at_front):
    hand = at_front(language="en")
    search_for(hand, "longyou jingji kaifaqu")
    hand.click(hand.page.get_by_role("link", name="Zhejiang Longyou Economic Development Zone", exact=True).first)
    row = hand.page.locator(".fact", has_text="Came from")
    expect(row).to_contain_text("Longyou Trade Logistics Park")
    hand.click(row.locator("summary").first)
    expect(row.locator("mark", has_text="龙游商贸物流园区5.06平方公里划入").first).to_be_visible()


def test_areas_and_states_in_english(at_front):
    hand = at_front(language="en")
    search_for(hand, "zhizao")
    hand.click(hand.page.get_by_role("link", name="Quzhou Intelligent-Manufacturing New City").first)
    area = hand.page.locator(".fact", has_text="Area").first
    expect(area.locator(".first")).to_contain_text("121 square kilometres")
    expect(hand.page.locator(".standing").last).to_contain_text("stands")


def test_the_same_by_keyboard(at_front):
    """From the front page to the words of a relation: search, thing, surroundings, sentence."""
    hand = at_front(most=20)
    page = hand.page
    hand.press("/")
    hand.type("龙游经济开发区")
    expect(page.get_by_role("option").first).to_be_visible()
    hand.press("ArrowDown")
    hand.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("浙江龙游经济开发区")
    skip(hand)
    hand.press("Tab")  # the class
    hand.press("Tab")
    expect(page.get_by_role("link", name="看图景")).to_be_focused()
    hand.press("Enter")
    expect(page).to_have_url(re.compile("/explore/"))
    skip(hand)
    skip(hand)
    hand.press("Tab")
    hand.press("Enter")
    expect(page.locator("#panel mark").first).to_contain_text("龙游商贸物流园区5.06平方公里划入")


def skip(hand):
    """Take the skip link that Tab reaches next, once the page is loaded."""
    hand.page.wait_for_load_state()
    hand.press("Tab")
    expect(hand.page.locator(".skip:focus")).to_be_visible()
    hand.press("Enter")


def test_a_name_that_is_in_no_paper(at_front):
    hand = at_front()
    search_for(hand, "苏州工业园区牛")
    expect(hand.page.get_by_role("heading", name="没有文件提到")).to_be_visible()
    hand.click(hand.page.locator(".next .button").first)
    expect(hand.page.locator(".hits").first).to_be_visible()


def test_words_of_a_paper_lead_into_it(at_front):
    hand = at_front()
    search_for(hand, "监督")
    hand.click(hand.page.locator(".filters a", has_text="原文"))
    hand.click(hand.page.get_by_role("link", name="在原文中看").first)
    assert "/read/quzhou-2021?at=" in hand.page.url


def test_what_the_paper_says_of_a_park(at_front):
    hand = at_front()
    search_for(hand, "莲华山工业园")
    found = hand.page.locator("#in-papers ~ figure").first
    expect(found.locator("mark").first).to_have_text("莲华山工业园")
    hand.click(found.get_by_role("link", name="在原文中看"))
    expect(hand.page.locator(".paper-text .here").first).to_be_in_viewport()
    expect(hand.page.locator("#panel .subject h3", has_text="莲华山").first).to_be_visible()


def test_the_lineage_as_a_poster(at_front):
    hand = at_front()
    hand.click(hand.page.locator(".doors a", has_text="看沿革"))
    hand.click(hand.page.get_by_role("link", name="海报"))
    expect(hand.page.locator(".poster .row").first).to_be_visible()
    printed = hand.page.pdf(prefer_css_page_size=True)
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed).groups())
    assert width / 72 * 25.4 == pytest.approx(420, abs=2)
    assert height / 72 * 25.4 == pytest.approx(297, abs=2)


def test_a_link_that_somebody_sent_shows_the_same(at_front, visit):
    hand = at_front()
    hand.click(hand.page.locator(".doors a", has_text="看沿革"))
    hand.click(hand.page.locator(".thing[data-sentence]", has_text="衢江经济开发区").first)
    panel = hand.page.locator("#panel .panel-body")
    expect(panel.locator("mark")).to_contain_text("整合形成智造新城")
    sent = visit(urlsplit(hand.page.url)._replace(scheme="", netloc="").geturl())
    expect(sent.locator("#panel .panel-body")).to_have_text(panel.inner_text(), use_inner_text=True)
    expect(sent.locator("[data-sentence][aria-current]").first).to_contain_text("衢江经济开发区")


def test_back_undoes_each_step(at_front):
    hand = at_front()
    hand.click(hand.page.locator(".counts a", has_text="牌子"))
    expect(hand.page).to_have_url(re.compile("/class/Plate"))
    hand.page.wait_for_load_state()
    hand.choose(hand.page.get_by_label("级别"), "国家级")
    expect(hand.page.locator("tbody tr")).to_have_count(2)
    hand.back()
    expect(hand.page.locator("tbody tr")).to_have_count(10)
    hand.back()
    expect(hand.page.locator(".doors")).to_be_visible()


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
    expect(hand.page).to_have_url(re.compile("/class/Plate"))
    hand.page.wait_for_load_state()
    hand.choose(hand.page.get_by_label("级别"), "国家级")
    hand.click(hand.page.locator("tbody th a").first)
    expect(hand.page.locator(".fact", has_text="文件没有说明")).to_contain_text("挂牌区域未说明")
    expect(hand.page.locator(".fact", has_text="疑点")).to_contain_text("两个国家级开发区没有归属")


def test_who_supervises_a_zone_that_is_not_one_with_its_district(at_front):
    hand = at_front()
    answer = hand.page.locator(".question", has_text="谁监督")
    expect(answer).to_contain_text("纪检监察工委")
    expect(answer.locator("mark")).to_contain_text("由同级纪检监察机关派出纪检监察工委监督")
    hand.click(answer.get_by_role("link", name="在原文中看"))
    assert "/read/quzhou-2021?at=" in hand.page.url


def test_a_zone_of_a_paper_that_is_only_cited(at_front):
    hand = at_front()
    search_for(hand, "义安经济开发区")
    hand.click(hand.page.get_by_role("link", name="义安经济开发区", exact=True).first)
    words = hand.page.locator(".fact .words").first
    hand.click(words.locator("summary"))
    expect(words).to_contain_text("引证：原文未收录")
