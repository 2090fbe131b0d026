"""The indexes over one build that the routes share: names, changes, network, evidence. Each is made on first use.

What the page of a thing needs, `kinds`, `changes_of` and the labels, is asked of the store as long as there is no index
of names: at a million quads that takes some milliseconds, and the indexes of the whole graph take ten seconds.
"""

from __future__ import annotations

from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from graph.core.errors import UnknownEntity
from graph.core.iris import LABEL, ONTOLOGY_GRAPH, PREF_LABEL
from graph.core.terms import NamedNode
from graph.history.changes import read_changes_of
from graph.history.lookup import Lookup
from graph.history.names_in_graph import kinds_of, named_classes
from graph.history.paper_dates import read_paper_dates
from graph.history.resolve import resolve
from graph.history.sentence_index import SentenceIndex
from graph.history.silences import Silences
from graph.network.graph_snapshot import GraphSnapshot
from graph.rdf.provenance import Provenance
from graph.store.query_hints import Hints

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graph.history.changes import Change
    from graph.history.lineage import Lineage
    from graph.history.paper_dates import PaperDate
    from graph.network.model import Network
    from graph.store.store import GraphStore

_MOST_LABELS = 100_000  # kept beside those of the things that are looked up by name


class Indexes:
    """The indexes over one build."""

    def __init__(self, store: GraphStore) -> None:
        self.store, self._lock = store, RLock()
        self._labels: dict[str, tuple[str, str]] = {}
        self._lookup: Lookup | None = None

    @property
    def lookup(self) -> Lookup:
        """The names of things."""
        with self._lock:
            if self._lookup is None:
                lookup = Lookup(self.store)
                _ = lookup.index, lookup.changes
                self._lookup = lookup
            return self._lookup

    def kinds(self, iris: Iterable[str]) -> dict[str, str]:
        """The local name of the class of each of some things that are looked up by name, without other IRIs."""
        if self._lookup:
            types = self._lookup.index.types
            return {iri: types[iri] for iri in iris if iri in types}
        return kinds_of(self.store, map(_node, iris), self._named_classes)

    def knows(self, iri: str) -> bool:
        """Whether an IRI is known to be a thing that is looked up by name; it may be one before names are read too."""
        return self._lookup is not None and iri in self._lookup.index.types

    @cached_property
    def _named_classes(self) -> list[NamedNode]:
        return named_classes(self.store)

    def changes_of(self, iri: str) -> list[Change]:
        """The changes that touch a thing, in the order of `changes`."""
        if self._lookup:
            return self._lookup.changes_of(iri)
        return list(read_changes_of(self.store, _node(iri)))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that the papers describe."""
        return self.lookup.changes

    def plate_changes(self, found: Lineage) -> list[Change]:
        """The changes of the plates that the things of a lineage bear, bore or get."""
        plates = [change for change in self.changes if change.plate and change.hung_on in found.things]
        borne = self.network.plates_of(found.things)
        return plates + [c for c in self.changes if c.plate in borne and c not in plates and c.plate != found.start]

    @cached_property
    def whole(self) -> GraphSnapshot:
        """What network exports are made from."""
        with self._lock:
            return GraphSnapshot.of(self.store, self.changes, self.provenance)

    @cached_property
    def paper_dates(self) -> dict[str, PaperDate]:
        """The date of each paper, by its IRI."""
        with self._lock:
            return read_paper_dates(self.store)

    @property
    def network(self) -> Network:
        """The network of all things."""
        return self.whole.network

    @cached_property
    def provenance(self) -> Provenance:
        """The evidence of each triple."""
        with self._lock:
            return Provenance(self.store)

    @cached_property
    def sentences(self) -> SentenceIndex:
        """The sentences of the papers."""
        with self._lock:
            return SentenceIndex(self.store)

    @cached_property
    def hints(self) -> Hints:
        """What may be wrong with a query."""
        with self._lock:
            return Hints(self.store, self.knows)

    @cached_property
    def silences(self) -> Silences:
        """What the papers do not state."""
        with self._lock:
            return Silences(self.store, self.provenance)

    def iri_of(self, name: str, classes: Collection[str] = ()) -> str:
        """The thing that a client names, as `graph.history.resolve.resolve` finds and refuses it."""
        return resolve(self.lookup, name, classes)

    def node(self, iri: str) -> NamedNode:
        """The node of an IRI. Raises UnknownEntity if the text is no IRI."""
        return _node(iri)

    def label(self, iri: str) -> tuple[str, str]:
        """The Chinese and the English label of an IRI. Read the labels of many before with `read_labels`."""
        return self._labels_of_things.get(iri) or self._labels.get(iri) or self.read_labels((iri,))[iri]

    def read_labels_of_terms(self) -> None:
        """Read the labels of all terms of the ontology and its vocabularies, so that `label` need not ask for each."""
        named = self.store.match(None, (LABEL, PREF_LABEL), None, ONTOLOGY_GRAPH)
        self.read_labels({quad.subject.value for quad in named if isinstance(quad.subject, NamedNode)})

    def read_labels(self, iris: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Read the labels of some IRIs at once, so that `label` need not ask for each; gives those that it read."""
        of_things, known = self._labels_of_things, self._labels
        missing = {iri: _node(iri) for iri in iris if iri not in of_things and iri not in known}
        found = self.store.labels(missing.values())
        read = {iri: found[node] for iri, node in missing.items()}
        if len(known) + len(read) > _MOST_LABELS:
            self._labels = read
        else:
            known.update(read)
        return read

    @property
    def _labels_of_things(self) -> dict[str, tuple[str, str]]:
        return self._lookup.index.labels if self._lookup else {}


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise UnknownEntity(f"{iri} is no IRI.") from error
