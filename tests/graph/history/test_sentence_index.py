"""The sentences of the papers, found by their words."""

import re

import pytest

from graph.history.sentence_index import SentenceIndex


@pytest.fixture(scope="module")
def index(graph):
    return SentenceIndex(graph)


def test_a_sentence_stands_where_the_paper_has_it(index, quzhou):
    read = [sentence for sentence in index.sentences if sentence.paper == "quzhou-2021"]
    assert len(read) > 100
    for sentence in read:
        assert quzhou.text[sentence.start : sentence.start + len(sentence.text)] == sentence.text


@pytest.mark.parametrize("words", ["监督", "总规划面积", "總規劃面積", "121平方公里 新增", "(2+4)"])
def test_words_are_found_where_they_stand_however_they_are_written(index, quzhou, words):
    hits = index.search(words)
    assert hits
    for hit in hits:
        start, end = map(int, hit.at.split("-"))
        first, last = hit.found[0], hit.found[-1]
        assert quzhou.text[start:end] == hit.sentence.text[first[0] : last[1]]


def test_each_place_of_the_words_in_the_whole_text_is_found(index, quzhou):
    for words in ("监督", "整合范围", "保障"):
        places = {match.start() for match in re.finditer(words, quzhou.text)}
        found = {hit.sentence.start + start for hit in index.search(words) for start, _ in hit.found}
        assert found == places
        assert len(places) >= 3


def test_a_heading_is_found_though_nothing_was_read_from_it(index, graph, quzhou):
    (hit,) = index.search("强化组织保障")
    assert hit.sentence.text == "六、强化组织保障"
    assert hit.sentence.clause_number == "六"
    assert quzhou.text[slice(*map(int, hit.at.split("-")))] == "强化组织保障"
    start = hit.sentence.start
    query = f"SELECT ?e {{ ?e a kq:Evidence ; kq:source document:quzhou-2021 ; kq:start {start} }}"
    assert not list(graph.rows(query))


def test_no_place_of_a_text_is_in_two_sentences(index):
    end = 0
    for sentence in (one for one in index.sentences if one.paper == "quzhou-2021"):
        assert sentence.start >= end
        end = sentence.start + len(sentence.text)


@pytest.mark.parametrize("nothing", ["", " ", "的", "，。", "没有这几个字", "监督 没有这几个字"])
def test_what_is_in_no_sentence_or_in_almost_all_finds_nothing(index, nothing):
    assert index.search(nothing) == []
