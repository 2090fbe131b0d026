"""The index of spellings finds what a search of each spelling finds."""

import pytest

from graph.history.names_in_graph import named_things, names_among, naming_quads
from graph.history.pinyin import syllables
from graph.history.pinyin_index import PinyinIndex


@pytest.fixture(scope="module")
def names(graph):
    types = dict(named_things(graph))
    return sorted({name.text for name in names_among(naming_quads(graph, types)) if not name.text.isascii()})


@pytest.fixture(scope="module")
def index(names):
    return PinyinIndex(names)


def ends(spelt):
    """A spelling from each of its syllables on."""
    return ("".join(spelt[at:]) for at in range(len(spelt)))


@pytest.mark.parametrize(
    "text", ["zhizao", "xin", "qu", "u", "an", "qz", "kfq", "xcz", "zhizaoxincheng", "kaifaqukaifaqu"]
)
def test_a_part_is_found_from_each_syllable_on(index, names, text):
    in_full = {(name, len(end)) for name in names for end in ends(syllables(name)) if end.startswith(text)}
    assert set(index.in_full(text)) == in_full
    letters = {name: [syllable[:1] for syllable in syllables(name)] for name in names}
    in_initials = {(name, len(end)) for name in names for end in ends(letters[name]) if end.startswith(text)}
    assert set(index.in_initials(text)) == in_initials


def test_a_spelling_of_several_names_finds_them_all():
    homophones = PinyinIndex(["智造", "制造", "制造业"])
    assert homophones.full["zhizao"] == ["制造", "智造"]
    assert homophones.initials["zz"] == ["制造", "智造"]
    assert [part.name for part in homophones.in_full("zhizao")] == ["制造", "智造", "制造业"]


def test_an_index_of_no_names_finds_nothing():
    assert PinyinIndex([]).in_full("a") == []
