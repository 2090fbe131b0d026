"""How much each widget shows; the page that it links to has the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EmbedLimits:
    """The most that a widget shows of each.

    Attributes:
        papers: In the foot of any widget.
        types: Classes beside the name of a thing, in a card.
        answers: Answers in a row of a card, each from a place of its own.
        values: Values of an answer in a card.
        changes: Changes of a zone or a plate in a card.
        answer_quotes: Quotes behind an answer or a change in a card.
        neighbours: Things of one relation in the surroundings.
        relation_quotes: Quotes behind one relation in the surroundings.
        events: Changes in a lineage.
        event_quotes: Quotes of a change in a lineage.
        zones: Zones in a comparison of areas.
        parts: Parts of an area that are told in words; of a figure with more parts none is.
        cell_values: Values of a zone in a row of a comparison.
        subjects: Things that a sentence tells of.
        claims: Claims about one of them.
    """

    papers: int = 2
    types: int = 2
    answers: int = 3
    values: int = 8
    changes: int = 4
    answer_quotes: int = 1
    neighbours: int = 6
    relation_quotes: int = 3
    events: int = 12
    event_quotes: int = 1
    zones: int = 8
    parts: int = 6
    cell_values: int = 5
    subjects: int = 4
    claims: int = 12


LIMITS = EmbedLimits()
