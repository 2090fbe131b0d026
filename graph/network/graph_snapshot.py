"""What the exports of one build are made from: its store, network, changes and provenance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.history.changes import read_changes
from graph.history.names_in_graph import classes_below
from graph.network.fold import fold
from graph.network.model import Network, read_network
from graph.rdf.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.history.changes import Change
    from graph.store.store import GraphStore


@dataclass(frozen=True)
class GraphSnapshot:
    """What exports of one build are made from."""

    store: GraphStore
    network: Network
    changes: Sequence[Change]
    provenance: Provenance

    @classmethod
    def of(
        cls, store: GraphStore, changes: Sequence[Change] | None = None, provenance: Provenance | None = None
    ) -> GraphSnapshot:
        """The snapshot of a store; its changes and its provenance are read unless they are given."""
        changes = read_changes(store) if changes is None else changes
        provenance = Provenance(store) if provenance is None else provenance
        return cls(store, read_network(store, provenance), changes, provenance)

    @cached_property
    def classes_below(self) -> dict[str, frozenset[str]]:
        """Each class that has subclasses, with itself and all classes below it, by their local names."""
        return classes_below(self.store)

    @cached_property
    def folded(self) -> Network:
        """The network with events, rules and areas folded."""
        return fold(self.network)
