"""A cell of the lineage page: a thing before or after an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.history.status import Standing
    from service.pages.sentence_panel import Text


@dataclass(frozen=True)
class EventCell:
    """A thing in a column.

    Attributes:
        iri: Its IRI; empty for what is not a thing.
        name: Its name at that time; empty where only its fate can be told.
        kind: The local name of its class.
        standing: Whether it stands at the time of the column, as `/api/v1/state` tells it; empty for no zone or plate.
        effect: What the event does to it.
        portion: The portion that is affected: whole, part or unknown; empty where none can be.
        fate: That of an outcome; empty in the first column.
        sentence: The id of the sentence of the participation.
        by: The ids of all participations that lead to an outcome.
    """

    iri: str
    name: Text | None
    kind: str
    standing: Standing | str
    effect: Text | None
    portion: str
    fate: str
    sentence: str
    by: tuple[str, ...] = ()
