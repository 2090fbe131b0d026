"""Relations that say the same twice, folded: the inverse of another, or what follows through it.

A pair of things that one passage joins is shown with one relation: that which the paper states, else the one that tells
most. The data and SPARQL have them all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.web.view_models import Cluster, EntityView, Item, PropertyGroup

_TELLING = ("kq:formedFrom", "kq:absorbedInto", "kq:transitionedTo", "kq:absorbs", "kq:componentOf")
"""Derived relations, the most telling first; all others come after them, by name."""
_Key = tuple[str, frozenset[str]]
_Rank = tuple[bool, bool, int, str]


def fold_repeats(view: EntityView) -> tuple[EntityView, int]:
    """The view with one relation for each pair and passage, and how many relations were left out."""
    best: dict[_Key, _Rank] = {}
    for is_incoming, group in _groups(view):
        for cluster in group.clusters:
            for item in filter(_is_thing, cluster.items):
                key, rank = _key(cluster, item), _rank(group, cluster, is_incoming=is_incoming)
                best[key] = min(best.get(key, rank), rank)
    outgoing, left_out = _kept(view.outgoing, best, is_incoming=False)
    incoming, also_left_out = _kept(view.incoming, best, is_incoming=True)
    return replace(view, outgoing=outgoing, incoming=incoming), left_out + also_left_out


def _groups(view: EntityView) -> Iterator[tuple[bool, PropertyGroup]]:
    yield from ((False, group) for group in view.outgoing)
    yield from ((True, group) for group in view.incoming)


def _is_thing(item: Item) -> bool:
    """Whether an item is the other end of a relation, and not a value, a passage or a node without a name."""
    return bool(item.value.href) and not (item.parts or item.owners or item.inner or item.place)


def _key(cluster: Cluster, item: Item) -> _Key:
    return item.value.code, frozenset(place.evidence.code for place in cluster.places)


def _rank(group: PropertyGroup, cluster: Cluster, *, is_incoming: bool) -> _Rank:
    code = group.property.code
    telling = _TELLING.index(code) if code in _TELLING else len(_TELLING)
    return cluster.origin != "stated", is_incoming, telling, code


def _kept(
    groups: tuple[PropertyGroup, ...], best: dict[_Key, _Rank], *, is_incoming: bool
) -> tuple[tuple[PropertyGroup, ...], int]:
    kept: list[PropertyGroup] = []
    left_out = 0
    for group in groups:
        clusters: list[Cluster] = []
        fewer = 0
        for cluster in group.clusters:
            rank = _rank(group, cluster, is_incoming=is_incoming)
            items = tuple(i for i in cluster.items if not _repeats(cluster, i, rank, best))
            fewer += len(cluster.items) - len(items)
            if items:
                clusters.append(replace(cluster, items=items))
        if clusters:
            kept.append(replace(group, clusters=tuple(clusters), total=group.total - fewer))
        left_out += fewer
    return tuple(kept), left_out


def _repeats(cluster: Cluster, item: Item, rank: _Rank, best: dict[_Key, _Rank]) -> bool:
    """Whether a derived item is told by a better relation; what a paper states is never left out."""
    return cluster.origin == "derived" and bool(cluster.places) and _is_thing(item) and best[_key(cluster, item)] < rank
