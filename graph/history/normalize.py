"""Normalisation of names for comparison, independent of width, script and case; and pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from opencc import OpenCC

if TYPE_CHECKING:
    from collections.abc import Iterable

_HAN = "\u3400"  # the start of the CJK ideographs
_PROVINCES = re.findall(
    r"\w+",
    """
    北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北
    湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门
    """,
)
PROVINCES = frozenset(name + suffix for name in _PROVINCES for suffix in ("", "省", "市", "自治区"))
"""The provinces, which may precede the name of a thing without changing what it means."""


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return the normal form of a name: NFKC, lower case, simplified characters, only letters and digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_simplified(c) for c in folded if c.isalnum())


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=50_000)
def _simplified(character: str) -> str:
    return str(_converter().convert(character)) if character >= _HAN else character


@cache
def is_latin(text: str) -> bool:
    """Whether a normalised text could be pinyin."""
    return text.isascii() and text.isalpha()


_RUNS = re.compile(f"[{_HAN}-\U0003ffff]+|[^{_HAN}-\U0003ffff]+")


def _phrases(run: str) -> Iterable[str]:
    """Split characters into phrases, which determine their reading: 重庆 is chongqing."""
    from pypinyin.contrib.mmseg import seg

    found: Iterable[str] = seg.cut(run) if run >= _HAN else (run,)
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
