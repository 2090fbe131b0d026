"""The page of a search: names by kind, sentences that lead into the reader, a next step where there is nothing."""

import re

import pytest

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def search(client):
    def search(text, language="zh", **more):
        return client.get("/search", params={"q": text, "lang": language, **more}, headers=HTML).text

    return search


@pytest.mark.parametrize("text", ["新城", "街道", "zhizao", "lvse", "监督", "总规划面积"])
def test_where_something_is_found_the_page_never_says_that_there_is_nothing(search, text):
    page = search(text)
    assert "没有文件提到" not in page
    assert re.search(r'aria-current="true">全部 [1-9]\d*</a>', page)


def test_what_is_found_stands_by_kind_zones_first_and_is_filtered_by_kind(search):
    page = search("新城")
    kinds = re.findall(r'<h2 id="kind-(\w+)"', page)
    assert kinds[0] == "Zone"
    assert len(kinds) > 5
    assert re.findall(r'<h2 id="kind-(\w+)"', search("新城", kind="Body")) == ["Body"]
    assert "kind-" not in search("新城", kind="sentences")


def test_a_zone_and_a_plate_of_one_name_are_told_apart(search):
    page = search("衢江经济开发区")
    assert re.search(r'class="badge zone"[^>]*>区.*?衢江经济开发区', page)
    assert re.search(r'class="badge plate"[^>]*>牌.*?浙江衢江经济开发区', page)


@pytest.mark.parametrize(("language", "state"), [("zh", "不再存续"), ("en", "no longer stands")])
def test_states_and_reasons_are_in_the_readers_language(search, language, state):
    page = search("现有智慧新城", language)
    assert state in page
    assert "does not stand" not in page
    assert " · exact" not in page


def test_sentences_lead_into_the_reader_at_the_words(search, quzhou):
    page = search("总规划面积")
    spans = re.findall(r'href="/read/quzhou-2021\?at=(\d+)-(\d+)', page)
    assert len(spans) > 1
    for start, end in spans:
        assert quzhou.text[int(start) : int(end)].startswith("总规划面积")
    assert "<mark>总规划面积</mark>" in page


def test_programs_find_the_same_sentences(client):
    told = client.get("/api/v1/search", params={"q": "总规划面积"}).json()
    assert told["sentences"]
    for sentence in told["sentences"]:
        assert any(sentence["sentence"][start:end] == "总规划面积" for start, end in sentence["found"])
        assert sentence["url"].startswith("/read/quzhou-2021?at=")
    assert client.get("/api/v1/search", params={"q": "总规划面积", "type": "Zone"}).json()["sentences"] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_that_is_in_no_paper_gets_a_next_step(search, language):
    page = search("苏州工业园区牛", language)
    assert ("没有文件提到" if language == "zh" else "No paper speaks of") in page
    assert 'href="/search?q=%E5%B7%A5%E4%B8%9A%E5%9B%AD%E5%8C%BA' in page
    assert 'href="/class/Zone' in page
    assert "衢州市开发区(园区)整合提升总体方案" in page or "Overall Plan" in page


def test_what_is_asked_is_text_and_no_markup(search):
    page = search('"><script>alert(1)</script>')
    assert "<script>alert" not in page


def test_headings_are_found_though_nothing_was_read_from_them(search, client, quzhou):
    page = search("强化组织保障")
    assert "<mark>强化组织保障</mark>" in page
    (start, end) = re.search(r'href="/read/quzhou-2021\?at=(\d+)-(\d+)', page).groups()
    assert quzhou.text[int(start) : int(end)] == "强化组织保障"
    (sentence,) = client.get("/api/v1/search", params={"q": "强化组织保障"}).json()["sentences"]
    assert sentence["sentence"] == "六、强化组织保障"
