"""What became of a zone, and when a paper was issued, as lists, cards and the list of papers tell it."""

import csv
import io

import pytest
from lxml import html

HTML = {"accept": "text/html"}


def table(client, name, language):
    text = client.get(f"/class/{name}", params={"format": "csv", "lang": language}).content.decode("utf-8-sig")
    return {row["iri"].partition("/id/")[2]: row for row in csv.DictReader(io.StringIO(text))}


def words(client, path, language, **asked):
    page = html.fromstring(client.get(path, params={"lang": language, **asked}, headers=HTML).text)
    return " ".join(" ".join(page.itertext()).split())


@pytest.mark.parametrize(
    ("zone", "zh", "en"),
    [
        (
            "zone/majin-functional-zone",
            "创业创新园或小微企业园",
            "entrepreneurship and innovation park or park for small and micro enterprises",
        ),
        ("zone/jiangshan-edz-original", "浙江江山经济开发区", "Zhejiang Jiangshan Economic Development Zone"),
        ("zone/qujiang-edz", "衢州智造新城", "Quzhou Intelligent-Manufacturing New City"),
        ("zone/sidu-functional-zone", "", ""),
    ],
)
def test_the_list_of_zones_tells_what_became_of_each(client, zone, zh, en):
    assert table(client, "Zone", "zh")[zone]["去向"] == zh
    assert table(client, "Zone", "en")[zone]["Became"].lower() == en.lower()


def test_a_change_on_a_card_names_the_open_portion_and_what_a_zone_becomes(client):
    path = "/id/zone/majin-functional-zone"
    assert "转型 涉及部分未说明 创业创新园或小微企业园 要求" in words(client, path, "zh")
    assert "portion not stated" in words(client, path, "en")


def test_a_date_that_only_bounds_that_of_a_paper_says_so_everywhere(client):
    papers = table(client, "Document", "zh")
    assert papers["document/quzhou-2021"]["日期"] == "不晚于 2021-12-06"
    assert papers["document/hefei-2018"]["日期"] == "不晚于 2018-02-01"
    assert papers["document/anhui-2018-25"]["日期"] == "2018-02-08"
    listed = words(client, "/read", "en")
    assert "by 2021-12-06" in listed
    assert "by 2018-02-01" in listed
    card = words(client, "/id/document/hefei-2018", "zh")
    assert "不晚于 2018-02-01" in card
    assert "日期 2018-02-01" not in card


def test_papers_are_sorted_by_date(client):
    page = html.fromstring(client.get("/class/Document", params={"sort": "date", "lang": "en"}, headers=HTML).text)
    dates = [cell.text_content().strip() for cell in page.xpath("//td[@data-label='Date']")]
    days = [date.removeprefix("by ") for date in dates if date]
    assert days == sorted(days)
    assert len(days) > 3


def test_what_is_not_found_is_told_with_all_the_papers_that_were_read(client):
    told = words(client, "/search", "zh", q="苏州牛")
    assert "衢州市开发区(园区)整合提升总体方案" in told
    assert "合肥市开发区优化整合方案" in told.partition("附引证")[2]
    assert "附引证" not in words(client, "/search", "zh", q="智造新城")


def test_the_own_class_of_a_thing_is_named_first(client):
    page = html.fromstring(client.get("/id/document/quzhou-2021", params={"lang": "en"}, headers=HTML).text)
    assert page.xpath("//main//*[@class='kind']/a")[0].text_content() == "document"


def test_no_two_elements_of_a_vocabulary_have_one_id(client):
    """A concept may be called `main`, as the part of the page that the first link skips to."""
    page = html.fromstring(client.get("/ontology/vocab/plate-role", params={"lang": "en"}, headers=HTML).text)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.get_element_by_id("main").tag == "main"


def test_the_lineage_of_one_zone_does_not_say_that_the_papers_have_no_plates(client):
    told = words(client, "/lineage", "en", of="zone/longyou-edz")
    assert "Plates 0 None concerns it." in told
