"""Pinyin follows phrases, not single characters."""

import pytest

from graph.history.pinyin import is_latin, pinyin


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("衢州", "quzhou", "qz"),
        ("重庆", "chongqing", "cq"),
        ("重要", "zhongyao", "zy"),
        ("龙游A区", "longyouaqu", "lyaq"),
    ],
)
def test_pinyin(text, full, initials):
    assert pinyin(text) == (full, initials)


def test_only_ascii_letters_can_be_pinyin():
    assert is_latin("quzhou")
    assert not is_latin("qu2")
    assert not is_latin("衢")
