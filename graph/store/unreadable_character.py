"""The error about a character that begins no word of SPARQL, such as a full-width bracket or a stray quotation mark."""

from __future__ import annotations

import unicodedata

from graph.core.errors import QueryRejected
from graph.store.sparql_escapes import place

# What Chinese input methods write in place of ASCII punctuation.
_FULL_WIDTH = dict(
    zip("，。；：（）｛｝【】［］“”‘’＝＜＞？！＋－＊／＆｜", ",.;:(){}[][]\"\"''=<>?!+-*/&|", strict=True)
)
SEVERAL_DOTS = (
    r"A name with more than one dot cannot be read here; write \. for each dot behind the prefix.",
    r"这里不能读含有多个点的名称；请把前缀后面的每个点写成 \.。",
)
IRI_BROKEN = (
    'An IRI begins here that has no end, or has a character that no IRI may have: a space or < " { } | ^ ` \\.',
    '这里开始的 IRI 没有结尾，或者含有不允许的字符：空格或 < " { } | ^ ` \\。',
)
_STRING_BROKEN = (
    "A string begins here that has no end, or a backslash before what cannot be escaped (t b n r f \\ \" ').",
    "这里开始的字符串没有结尾，或者反斜杠后面的字符不能转义（可以是 t b n r f \\ \" '）。",
)
_BACKSLASH = (
    "A backslash stands outside a string, an IRI and a name.",
    "反斜杠只能用在字符串、IRI 或名称里。",
)


def unreadable(query: str, start: int, told: tuple[str, str] | None = None) -> QueryRejected:
    """The error about the character of a query at which no token begins.

    Args:
        query: The query, its codepoint escapes replaced.
        start: The offset of the character.
        told: What is wrong there in English and in Chinese, where the tokenizer knows it.
    """
    character, mend = query[start], ""
    if told:
        message, zh = told
    elif character in "\"'":
        message, zh = _STRING_BROKEN
    elif character == "\\":
        message, zh = _BACKSLASH
    elif character >= "\u4e00" and character.isalpha():
        message = f"{character} cannot stand here; write Chinese in quotation marks, or a name with its prefix."
        zh = f"这里不能直接写“{character}”；中文要写在引号里，术语和对象要写带前缀的名称。"
    else:
        named, mend = unicodedata.name(character, "a control character"), _FULL_WIDTH.get(character, "")
        message = (
            f"U+{ord(character):04X} ({named}) begins no word of SPARQL; only spaces, tabs and line ends are space."
        )
        zh = f"“{character}”(U+{ord(character):04X})不能用在这里" + (f"；请写成半角的 {mend}" if mend else "") + "。"
    return QueryRejected(message, *place(query, start), zh=zh, mend=mend)
