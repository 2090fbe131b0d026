"""What happened to a zone or a plate, and whether it stands: each change with its force, paper, date and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import VOCABULARY
from graph.history.status import state_of
from service.pages.sentence_panel import Text
from service.web.pages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.history.changes import Change, Part
    from graph.history.status import Standing
    from service.api.indexes import Indexes
    from service.pages.sentence_panel import CitedPassage
    from service.pages.sentence_reader import SentenceReader

_PORTIONS = {"unknown": ("涉及部分未说明", "portion not stated"), "part": ("部分", "in part")}
_CHANGED = frozenset({"Zone", "Plate"})


@dataclass(frozen=True)
class ChangeShown:
    """A change: its name, what it does to the entity, its force, the paper with its date, and the words.

    `effects`: the effect, the portion if it is not the whole, and what the entity becomes.
    """

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
    for part in change.parts_of(iri):
        yield from filter(None, (_effect(change, part, iri), *_targets(part)))


def _shown(change: Change, iri: str, reader: SentenceReader) -> ChangeShown:
    first = change.evidence[0] if change.evidence else None
    return ChangeShown(
        event=reader.name(change.event),
        effects=tuple(effect for part in change.parts_of(iri) for effect in _effects(change, part, iri, reader)),
        modality=reader.name(f"{VOCABULARY}modality/{change.modality}") if change.modality else None,
        paper=reader.name(first.source) if first else None,
        date=reader.date(first.source) if first else "",
        passages=tuple(reader.passage(evidence) for evidence in change.evidence),
    )


def _effects(change: Change, part: Part, iri: str, reader: SentenceReader) -> Iterator[Text]:
    """What a change does to a thing; that it affects the whole of it goes without saying."""
    effect = _effect(change, part, iri)
    if effect and any(reader.indexes.label(effect)):
        yield reader.name(effect)
    if part.portion in _PORTIONS:
        yield Text(in_language(reader.language, *_PORTIONS[part.portion]))
    if becomes := becomes_of(part, reader.indexes):
        yield Text(in_language(reader.language, *becomes))


def becomes_of(part: Part, indexes: Indexes) -> tuple[str, str] | None:
    """What a participant becomes, in Chinese and English: one of several kinds if the paper leaves it open."""
    labels = [indexes.label(target) for target in _targets(part)]
    joints = ("或", " or ") if part.one_of else ("、", " and ")
    zh, en = (joint.join(label[at] or label[1 - at] for label in labels) for at, joint in enumerate(joints))
    return (zh, en) if labels else None


def _effect(change: Change, part: Part, iri: str) -> str:
    scheme = "plate-action" if change.plate == iri else "effect"
    return f"{VOCABULARY}{scheme}/{part.effect}" if part.effect else ""


def _targets(part: Part) -> list[str]:
    return [f"{VOCABULARY}transition-target/{target}" for target in part.targets]
