"""Normalisation of names for comparison, independent of width, script and case."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

FIRST_IDEOGRAPH = "\u3400"
"""The first of the CJK ideographs in Unicode."""
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
    return str(_converter().convert(character)) if character >= FIRST_IDEOGRAPH else character
