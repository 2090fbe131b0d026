"""What a search found: things by class, and sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.history.lookup import Candidate
    from service.web.view_models import Shown


@dataclass(frozen=True)
class Hit:
    """A thing that was found, and why."""

    shown: Shown
    candidate: Candidate


@dataclass(frozen=True)
class ResultGroup:
    """The things of one class that were found."""

    name: str
    label: Shown
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Quoted:
    """A sentence that was found, in pieces that are marked or not, with its clause, its paper and where it is read."""

    pieces: tuple[tuple[str, bool], ...]
    clause: Shown | None
    paper: Shown
    read: str
