"""How a remote engine is told to read the graphs of a build, and no other, as its dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graph.store.transport import Graphs

_KINDS = ("default", "named")


class Reading(NamedTuple):
    """How an engine is told. By default it is told nothing, and reads all graphs that it holds.

    excluded: graphs of others, which it leaves out by the pragmas of Virtuoso; listed: the graphs of the build, where
    it must be told them.

    Virtuoso has graphs of its own. To leave these few out costs it nothing, but to read a query that lists 300 graphs
    takes it 0.9 s.
    """

    excluded: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    def prologue(self, asked: Collection[str] = (), *, every: bool = True) -> str:
        """What stands before a query.

        Args:
            asked: The graphs that the query names after GRAPH.
            every: Whether it has a variable after some GRAPH too.
        """
        if not self.excluded:
            return ""
        if asked and every:
            return _pragmas("uri", self.listed)
        if asked:  # where a graph is excluded, Virtuoso finds nothing in a graph that is named, unless it is told of it
            return _pragmas("exclude", self.excluded) + _pragmas("uri", sorted({*asked} & {*self.listed}), ("named",))
        return _pragmas("exclude", self.excluded)

    def dataset(self) -> Graphs:
        """The parameters of the SPARQL Protocol (2.1.4)."""
        return () if self.excluded else tuple((f"{kind}-graph-uri", graph) for graph in self.listed for kind in _KINDS)


ALL_GRAPHS = Reading()


def _pragmas(verb: str, graphs: Iterable[str], kinds: Iterable[str] = _KINDS) -> str:
    return "".join(f"define input:{kind}-graph-{verb} <{graph}>\n" for graph in graphs for kind in kinds)
