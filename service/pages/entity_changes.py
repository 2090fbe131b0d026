"""What happened to a zone or a plate, and whether it stands: each change with its force, paper, date and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import VOCABULARY
from graph.history.status import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.history.changes import Change
    from graph.history.status import Standing
    from service.api.indexes import Indexes
    from service.pages.sentence_panel import CitedPassage, Text
    from service.pages.sentence_reader import SentenceReader

_CHANGED = frozenset({"Zone", "Plate"})


@dataclass(frozen=True)
class ChangeShown:
    """A change: its name, what it does to the entity, its force, the paper with its date, and the words."""

    event: Text
    effects: tuple[Text, ...]
    modality: Text | None
    paper: Text | None
    date: str
    passages: tuple[CitedPassage, ...]


@dataclass(frozen=True)
class Life:
    """Whether an entity stands before and after the changes, and the changes that touch it."""

    before: Standing
    after: Standing
    changes: tuple[ChangeShown, ...]


def life_of(iri: str, indexes: Indexes, reader: SentenceReader) -> Life | None:
    """The changes of a zone or a plate, None for any other thing."""
    if indexes.kinds((iri,)).get(iri) not in _CHANGED:
        return None
    changes = indexes.changes_of(iri)
    reader.read_ahead(words for change in changes for words in change.evidence)
    indexes.read_labels(concept for change in changes for concept in _concepts(change, iri))
    shown = tuple(_shown(change, iri, reader) for change in changes)
    return Life(state_of(iri, changes, "before").standing, state_of(iri, changes, "after").standing, shown)


def _concepts(change: Change, iri: str) -> Iterator[str]:
    """What is named of a change: itself, its force, and what it does to a thing."""
    yield change.event
    if change.modality:
        yield f"{VOCABULARY}modality/{change.modality}"
    yield from _effects(change, iri)


def _shown(change: Change, iri: str, reader: SentenceReader) -> ChangeShown:
    first = change.evidence[0] if change.evidence else None
    return ChangeShown(
        event=reader.name(change.event),
        effects=tuple(reader.name(concept) for concept in _effects(change, iri) if any(reader.indexes.label(concept))),
        modality=reader.name(f"{VOCABULARY}modality/{change.modality}") if change.modality else None,
        paper=reader.name(first.source) if first else None,
        date=reader.date(first.source) if first else "",
        passages=tuple(reader.passage(evidence) for evidence in change.evidence),
    )


def _effects(change: Change, iri: str) -> Iterator[str]:
    """The concepts of what a change does to a thing; that it affects the whole of it goes without saying."""
    for part in change.parts_of(iri):
        scheme = "plate-action" if change.plate == iri else "effect"
        for name, word in ((scheme, part.effect), ("portion", part.portion)):
            if word and word != "whole":
                yield f"{VOCABULARY}{name}/{word}"
