"""Pinyin of names, without tones: the syllables, the whole spelling and the initials."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from graph.history.normalize import FIRST_IDEOGRAPH, plain

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def is_latin(text: str) -> bool:
    """Whether a normalised text could be pinyin."""
    return text.isascii() and text.isalpha()


_RUNS = re.compile(f"[{FIRST_IDEOGRAPH}-\U0003ffff]+|[^{FIRST_IDEOGRAPH}-\U0003ffff]+")


def _phrases(run: str) -> Iterable[str]:
    """Split characters into phrases, which determine their reading: 重庆 is chongqing."""
    from pypinyin.contrib.mmseg import seg

    found: Iterable[str] = seg.cut(run) if run >= FIRST_IDEOGRAPH else (run,)
    return found


@lru_cache(maxsize=50_000)
def _syllables(phrase: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(plain(syllable) for syllable in lazy_pinyin(phrase))


def syllables(text: str) -> list[str]:
    """The syllables of a text in pinyin without tones: 衢州 as qu and zhou."""
    return [syllable for run in _RUNS.findall(text) for part in _phrases(run) for syllable in _syllables(part)]


def pinyin(text: str) -> tuple[str, str]:
    """Return the pinyin of a text without tones, in full and by initials: quzhou and qz for 衢州."""
    spelt = syllables(text)
    return "".join(spelt), "".join(syllable[:1] for syllable in spelt)
