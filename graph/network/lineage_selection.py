"""The changes that a picture of the lineage shows, and the names in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, VOCABULARY
from graph.core.terms import NamedNode
from graph.history.lineage import lineage

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.history.changes import Change
    from graph.history.lineage_rows import LineageRow
    from graph.network.graph_snapshot import GraphSnapshot
    from graph.network.selection_options import Selection


def draws_rows(selection: Selection) -> bool:
    """Whether a selection is drawn in rows: a lineage that is narrowed by nothing but things and papers."""
    return selection.view == "lineage" and not (
        selection.relation or selection.kind or selection.when or selection.query or selection.events
    )


def select_changes(whole: GraphSnapshot, selection: Selection) -> list[Change]:
    """The changes of a selection: of the lineages of its things, with those of their plates, and of its paper."""
    changes = list(whole.changes)
    if selection.about:
        found = [lineage(iri, changes, "both", max(selection.depth, 5)) for iri in selection.about]
        events = {step.change.event for one in found for step in one.steps}
        things = {thing for one in found for thing in one.things}
        plates = whole.network.plates_of(things)
        changes = [c for c in changes if c.event in events or c.hung_on in things or c.plate in plates]
    if selection.paper:
        paper = f"/{selection.paper.rpartition('/')[2]}"
        changes = [c for c in changes if any(words.source.endswith(paper) for words in c.evidence)]
    return changes


def names_of(whole: GraphSnapshot, rows: list[LineageRow], language: str) -> Callable[[str], str]:
    """What gives the name of a thing or a concept in a language, read at once for all rows."""
    iris = {iri for row in rows for iri in (row.change.event, *row.change.things, *(o.thing for o in row.after))}
    for row in rows:
        concepts = [f"change-type/{row.change.type}", f"modality/{row.change.modality}"]
        concepts += [f"plate-action/{row.change.action}"] if row.change.plate else []
        concepts += [f"effect/{part.effect}" for part in row.before if not row.change.plate]
        concepts += [f"transition-target/{kind}" for outcome in row.after for kind in outcome.becomes]
        iris |= {f"{VOCABULARY}{concept}" for concept in concepts}
    labels = whole.store.labels([NamedNode(iri) for iri in sorted(iris) if iri and not iri.endswith("/")])

    def name(iri: str) -> str:
        zh, en = labels.get(NamedNode(iri), ("", ""))
        return ((zh or en) if language == "zh" else (en or zh)) or iri.removeprefix(ENTITIES)

    return name
