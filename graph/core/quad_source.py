"""What modules that know no engine ask of RDF: quads of a pattern, and a dataset that a build grows in.

`graph.store.GraphStore` is a QuadSource. The engine's own store is a GrowingDataset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from graph.core.terms import BlankNode, DefaultGraph, Literal, NamedNode, Triple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from graph.core.terms import Quad, Subject, Term

GraphName = NamedNode | BlankNode | DefaultGraph
Part = TypeVar("Part", bound="Term")
_TERMS = (NamedNode, BlankNode, Literal, Triple)


class QuadSource(Protocol):
    """A graph that answers patterns. A question may cost a network round trip, so ask for many nodes at once."""

    def match(
        self,
        subject: Term | Iterable[Term] | None = None,
        predicate: NamedNode | Iterable[NamedNode] | None = None,
        value: Term | Iterable[Term] | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Each triple of a pattern once, as a quad of the first of its graphs.

        A part of the pattern is None for any term, one term, or several of which each may stand there.
        """
        ...


class GrowingDataset(Protocol):
    """A dataset in memory that the steps of a build add to."""

    def __iter__(self) -> Iterator[Quad]:
        """All quads."""
        ...

    def __len__(self) -> int:
        """The number of quads."""
        ...

    def extend(self, quads: Iterable[Quad], /) -> None:
        """Add quads, all or none."""
        ...

    def bulk_extend(self, quads: Iterable[Quad], /) -> None:
        """Add many quads; those before an error stay."""
        ...

    def load(self, input: Any, format: Any, /) -> None:  # noqa: A002, ANN401  as the engine calls them
        """Add what a text in a format of the engine holds, all or nothing."""
        ...

    def quads_for_pattern(
        self, subject: Subject | None, predicate: NamedNode | None, value: Term | None, /
    ) -> Iterator[Quad]:
        """The quads of a pattern; None matches every term."""
        ...

    def dump(self, *, format: Any) -> bytes | None:  # noqa: A002, ANN401  as the engine calls it; one of its formats
        """All quads, written in a format of the engine."""
        ...

    def query(self, query: str, /, *, prefixes: dict[str, str] | None = None) -> Any:  # noqa: ANN401  by the form of the query
        """What a SPARQL query on the default graph gives: triples where it is a CONSTRUCT."""
        ...


def each(part: Part | Iterable[Part] | None) -> list[Part] | None:
    """The terms that a part of a pattern allows, each once; None for any."""
    if part is None:
        return None
    if isinstance(part, _TERMS):
        return [cast("Part", part)]
    return list(dict.fromkeys(part))
