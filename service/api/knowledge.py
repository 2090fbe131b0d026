"""What look-ups need beside the store: names, changes and the network, each read when it is first asked for."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from graph.core.names import BASE
from graph.core.terms import NamedNode
from graph.history.lookup import Lookup, Wanted
from graph.history.silences import Silences
from graph.network.select import GraphSnapshot
from graph.rdf.provenance import Provenance, text
from graph.store.query_hints import Hints
from service.core.errors import AmbiguousName, UnknownEntity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graph.history.changes import Change
    from graph.network.model import Network
    from graph.store.store import GraphStore

_MOST_LABELS = 100_000  # kept beside those of the things that are looked up by name


class Knowledge:
    """One for each build, shared by all who answer from it."""

    def __init__(self, store: GraphStore) -> None:
        self.store, self._lock = store, RLock()
        self._labels: dict[str, tuple[str, str]] = {}

    @cached_property
    def lookup(self) -> Lookup:
        """The names."""
        with self._lock:
            lookup = Lookup(self.store)
            _ = lookup.index, lookup.changes
            return lookup

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that the papers tell of."""
        return self.lookup.changes

    @cached_property
    def whole(self) -> GraphSnapshot:
        """What drawings are made from."""
        with self._lock:
            return GraphSnapshot.of(self.store, self.changes, self.provenance)

    @property
    def network(self) -> Network:
        """The things and what stands between them."""
        return self.whole.network

    @cached_property
    def provenance(self) -> Provenance:
        """The words behind each triple."""
        with self._lock:
            return Provenance(self.store)

    @cached_property
    def hints(self) -> Hints:
        """What may be wrong with queries."""
        with self._lock:
            return Hints(self.store)

    @cached_property
    def silences(self) -> Silences:
        """What the papers leave unsaid."""
        with self._lock:
            return Silences(self.store, self.provenance)

    def iri_of(self, name: str, classes: Collection[str] = ()) -> str:
        """The thing that a client names by its IRI, by its path below `id/`, or by its name.

        classes: those that a name may mean a thing of, all if none is given.
        Raises UnknownEntity and AmbiguousName, with what is known.
        """
        if name.startswith(BASE):
            if self.knows(_node(name).value):
                return name
            raise UnknownEntity(f"The graph says nothing of {name}; look it up by name at /api/v1/search.")
        answer = self.lookup.look_up(Wanted(name, ",".join(sorted(classes))))
        names = ", ".join(f"{c.zh or c.en} ({c.type}, {c.iri.removeprefix(BASE)})" for c in answer.candidates[:5])
        if answer.outcome == "ambiguous":
            raise AmbiguousName(f"Several things are called {name}: {names}; give one of their IRIs.")
        if answer.outcome == "not_in_sources":
            near = f"; near it are {names}" if names else ""
            kind = f" as a {' or '.join(sorted(classes))}" if classes else ""
            raise UnknownEntity(f"No source speaks of {name}{kind}{near}.")
        return answer.candidates[0].iri

    def knows(self, iri: str) -> bool:
        """Whether the graph says anything of an IRI; of what is none, it does not."""
        return bool(self.known((iri,)))

    def known(self, iris: Iterable[str]) -> frozenset[str]:
        """Those of some texts that are IRIs of which the graph says anything."""
        nodes = []
        for iri in iris:
            with suppress(ValueError):
                nodes.append(NamedNode(iri))
        return frozenset(text(quad.subject) for quad in self.store.match(nodes))

    def node(self, iri: str) -> NamedNode:
        """The node of an IRI. Raises UnknownEntity where it is none."""
        return _node(iri)

    def label(self, iri: str) -> tuple[str, str]:
        """The Chinese and the English label of an IRI. Read the labels of many before with `read_labels`."""
        return self.lookup.index.labels.get(iri) or self._labels.get(iri) or self.read_labels((iri,))[iri]

    def read_labels(self, iris: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Read the labels of some IRIs at once, so that `label` need not ask for each; gives those that it read."""
        of_things, known = self.lookup.index.labels, self._labels
        missing = {iri: _node(iri) for iri in iris if iri not in of_things and iri not in known}
        found = self.store.labels(missing.values())
        read = {iri: found[node] for iri, node in missing.items()}
        if len(known) + len(read) > _MOST_LABELS:
            self._labels = read
        else:
            known.update(read)
        return read


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise UnknownEntity(f"{iri} is no IRI.") from error
