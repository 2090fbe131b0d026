"""Figures that a paper lists after its things, in their order: 东片区、西片区面积分别为3、5平方公里."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIGURE = r"\d[\d.]*(?:万?[亩元人家个户]|平方公里|平方千米|公顷|亿元|[%％])?"
_BETWEEN = r"(?:[、,，]|以?及|[和与])"
_RUN = re.compile(rf"分别[^\d,，。;；\n]{{0,8}}(?P<figures>{_FIGURE}(?:{_BETWEEN}{{1,2}}{_FIGURE})+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHORTEST_START = 2
Place = tuple[int, int]


def figures_in_order(quote: str, names: Mapping[str, Iterable[str]]) -> dict[Place, str]:
    """Return where each figure of a list after 分别 stands, with the id of the thing that it belongs to.

    The id is empty where the quote has no list of as many things before the figures.

    Args:
        quote: the words; names and quote differ in no width of characters.
        names: the names of the things that the figures may belong to, by id.
    """
    found: dict[Place, str] = {}
    for run in _RUN.finditer(quote):
        start = run.start("figures")
        figures = [(start + n.start(), start + n.end()) for n in _NUMBER.finditer(run["figures"])]
        things = _list_before(quote[: run.start()], names, len(figures)) or [""] * len(figures)
        found.update(zip(figures, things, strict=True))
    return found


def _list_before(words: str, names: Mapping[str, Iterable[str]], length: int) -> list[str]:
    """The last list of so many things in some words, in its order; empty where there is none."""
    places = sorted((place, id_) for id_, called in names.items() if (place := _last_place(words, called)))
    groups: list[list[str]] = [[id_] for _, id_ in places[:1]]
    for ((_, end), _), ((start, _), id_) in pairwise(places):
        if end <= start and re.fullmatch(f"{_BETWEEN}{{1,2}}", words[end:start]):
            groups[-1].append(id_)
        else:
            groups.append([id_])
    return next((group for group in reversed(groups) if len(group) == length), [])


def _last_place(words: str, names: Iterable[str]) -> Place | None:
    """Where a thing is named last, by a whole name or by the beginning of one: 东山、西河两个工业园."""
    for name in sorted(names, key=lambda name: (-len(name), name)):
        for end in range(len(name), _SHORTEST_START - 1, -1):
            if (at := words.rfind(name[:end])) >= 0:
                return at, at + end
    return None
