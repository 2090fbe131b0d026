"""Names are compared without regard to width, script, case and punctuation; pinyin follows phrases."""

import pytest

from graph.history.normalize import is_latin, pinyin, plain


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Ｑｕｚｈｏｕ", "quzhou"),
        ("衢州 智造·新城", "衢州智造新城"),
        ("衢州經濟技術開發區", "衢州经济技术开发区"),
        ("一区（三园）", "一区三园"),
        ("——", ""),
    ],
)
def test_plain(text, normal):
    assert plain(text) == normal


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
