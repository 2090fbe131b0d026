"""Names are compared without regard to width, script, case and punctuation."""

import pytest

from graph.history.normalize import plain


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
