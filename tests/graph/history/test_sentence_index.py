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


def test_each_place_of_the_words_that_something_was_read_from_is_found(index, graph, quzhou):
    rows = graph.rows("SELECT ?start ?end { ?e kq:source document:quzhou-2021 ; kq:start ?start ; kq:end ?end }")
    read = {at for row in rows for at in range(int(row["start"].value), int(row["end"].value))}
    places = {match.start() for match in re.finditer("监督", quzhou.text)} & read
    hits = index.search("监督")
    found = {hit.sentence.start + start for hit in hits for start, _ in hit.found}
    assert places <= found
    assert len(places) > 5


@pytest.mark.parametrize("nothing", ["", " ", "的", "，。", "没有这几个字", "监督 没有这几个字"])
def test_what_is_in_no_sentence_or_in_almost_all_finds_nothing(index, nothing):
    assert index.search(nothing) == []
