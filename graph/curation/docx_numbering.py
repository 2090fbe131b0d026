"""The numbers of paragraphs that Word counts itself: they are shown, but stand in no text of a .docx file.

ECMA-376 part 1, 17.9 (numbering): a paragraph or its style names a list and a level; the level has a format and a text
such as （%1）, in which %1 is the count at the first level.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.core.errors import PaperUnreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMERALS = "〇一二三四五六七八九"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand"}
_CHINESE |= {"japaneseCounting", "ideographDigital"}
_SILENT = {"bullet", "none"}
_MOST = 99
_CIRCLED = 20


class ParagraphNumbering:
    """Counts the numbered paragraphs of a document in their order.

    Any: the elements are those of a library that is not always installed.
    """

    def __init__(self, document: Any) -> None:  # noqa: ANN401  see the class
        self._styles = {style.style_id: style.element for style in document.styles}
        part = document.part.package
        roots = [p.element for p in part.iter_parts() if p.partname == "/word/numbering.xml"]
        self._lists: dict[str, Any] = {}
        for root in roots:
            abstract = {a.get(f"{_W}abstractNumId"): a for a in root.iterfind(f"{_W}abstractNum")}
            for num in root.iterfind(f"{_W}num"):
                self._lists[num.get(f"{_W}numId")] = abstract.get(_value(num, "abstractNumId"))
        self._counts: dict[int, dict[int, int]] = defaultdict(dict)

    def of(self, paragraph: Any) -> str:  # noqa: ANN401  see the class
        """The number that Word shows before a paragraph; empty where it shows none, or a bullet.

        Raises PaperUnreadable where it is of a format that is not known.
        """
        list_id, level = self._list_and_level(paragraph._p.pPr, paragraph.style.style_id)  # noqa: SLF001  it has no public way
        definition = self._lists.get(list_id)
        levels = [] if definition is None else definition.findall(f"{_W}lvl")
        if level >= len(levels):
            return ""
        counts = self._counts[id(definition)]
        counts[level] = counts[level] + 1 if level in counts else int(_value(levels[level], "start") or 1)
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if _value(levels[level], "numFmt") in _SILENT:
            return ""
        shown = _value(levels[level], "lvlText")
        for at in range(level + 1):
            count = counts.get(at, int(_value(levels[at], "start") or 1))
            if f"%{at + 1}" in shown:
                shown = shown.replace(f"%{at + 1}", _formatted(count, _value(levels[at], "numFmt"), paragraph.text))
        return f"{shown}\u3000" if shown[-1:].isalnum() else shown

    def _list_and_level(self, properties: Any, style: str) -> tuple[str, int]:  # noqa: ANN401  see the class
        """The list and the level of a paragraph, from itself or from its style and those that its style is based on."""
        number = None if properties is None else properties.find(f"{_W}numPr")
        while number is None and style in self._styles:
            element = self._styles[style]
            properties = element.find(f"{_W}pPr")
            number = None if properties is None else properties.find(f"{_W}numPr")
            style = _value(element, "basedOn")
        if number is None:
            return "", 0
        return _value(number, "numId"), int(_value(number, "ilvl") or 0)


def _value(element: Any, name: str) -> str:  # noqa: ANN401  see the class
    child = element.find(f"{_W}{name}")
    return "" if child is None else str(child.get(f"{_W}val", ""))


def _formatted(count: int, format_: str, words: str) -> str:
    if format_ in _CHINESE and count <= _MOST:
        tens, ones = divmod(count, 10)
        ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
        return ten + (_NUMERALS[ones] if ones else "")
    if format_.startswith("decimalEnclosedCircle") and count <= _CIRCLED:
        return chr(ord("①") + count - 1)
    if format_ in {"decimal", "decimalFullWidth", "decimalHalfWidth", "decimalZero"}:
        return str(count)
    raise PaperUnreadable(
        f"In the .docx file, Word counts the paragraph 「{words.strip()[:20]}」 in the format {format_}, "
        "which is not known. Make it a typed number, or save as text."
    )
