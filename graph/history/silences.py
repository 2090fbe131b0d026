"""Silences: what the papers leave open about a thing, so that "not stated" differs from "nothing known"."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, editorial_graph, local_name
from graph.core.terms import text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from graph.core.terms import Term
    from graph.rdf.provenance import Provenance, Words
    from graph.store.store import GraphStore

_SILENCES = (files("graph") / "queries" / "silences.rq").read_text("utf-8")
OF_FATE = frozenset({"absorbedInto", "bearsPlate"})
"""The properties that say what became of a zone or plate."""


@dataclass(frozen=True)
class Silence:
    """Something that one paper leaves open about a thing.

    `silence` is the concept of the gap, `property` the local name of the property without a value, `words` the passages
    of the paper about the thing.
    """

    thing: str
    silence: str
    property: str
    words: tuple[Words, ...]


class Silences:
    """The silences of a store by thing."""

    def __init__(self, store: GraphStore, provenance: Provenance) -> None:
        found: dict[tuple[str, str, str, str], list[Mapping[str, Term]]] = {}
        told_of = store.rows(_SILENCES)
        provenance.read_evidence_ahead({row["evidence"] for row in told_of if "evidence" in row})
        for row in told_of:
            key = (text(row["thing"]), text(row["silence"]), text(row["property"]), text(row["graph"]))
            found.setdefault(key, []).append(row)
        self._by_thing: dict[str, list[Silence]] = {}
        for (thing, silence, concerned, graph), rows in found.items():
            nodes = [row["evidence"] for row in rows if "evidence" in row and _is_of(text(row["evidence"]), graph)]
            words = tuple(word for node in nodes if (word := provenance.read(node)))
            told = Silence(thing, silence, local_name(concerned), words)
            self._by_thing.setdefault(thing, []).append(told)

    def of(self, things: Iterable[str], properties: Collection[str] | None = None) -> list[Silence]:
        """Return the silences about some things, of all properties or of some."""
        silences = (silence for thing in dict.fromkeys(things) for silence in self._by_thing.get(thing, ()))
        return [silence for silence in silences if properties is None or silence.property in properties]


def _is_of(evidence: str, graph: str) -> bool:
    """Whether evidence is from the paper of an editorial graph; its path contains the id of the paper."""
    return evidence.startswith(f"{ENTITIES}evidence/{graph.removeprefix(editorial_graph('').value)}/")
