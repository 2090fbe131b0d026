"""From a selection to a file: the part of the network, its spans and measures, flat as every format takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.drawn import Drawn, draw
from graph.labels import label_in
from graph.measures import measure
from graph.names import term
from graph.selection import VIEWS, Selection, View, select
from graph.spans import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.changes import Change
    from graph.network import Network
    from graph.store import GraphStore


@dataclass(frozen=True)
class Drawing:
    """What is drawn, and whether some was left off for the bound."""

    drawn: Drawn
    cut: bool


def drawing(
    store: GraphStore,
    whole: Network,
    changes: Sequence[Change],
    selection: Selection,
    *,
    measures: Sequence[str] = (),
    language: str = "zh",
) -> Drawing:
    """Draw a selection of a network.

    Raises EmptySelection, UnknownRelation, UnknownMeasure and QueryRejected, each with what there is.
    """
    found, cut = select(whole, store, changes, selection)
    told = spans(store, found, changes)
    name = " ".join(filter(None, ("kaifaqu", selection.view, *map(_short, selection.about), str(selection.when or ""))))
    names = {edge.relation: label_in(store.store, term(edge.relation.rsplit("/", 1)[-1])) for edge in found.edges}
    return Drawing(draw(name, found, told, measure(found, measures), names, language), cut)


def view_named(name: str) -> View | None:
    """The view that a file is named for, None where it is none."""
    return next((view for view in VIEWS if view == name), None)


def _short(iri: str) -> str:
    return iri.rstrip("/").rsplit("/", 1)[-1]
