"""A graph of `graph.store` as rdflib sees it, for the validator: nothing is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from rdflib.store import Store

from graph.core.terms import BlankNode, Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any

    from rdflib.term import Node

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Term


class QuadSourceStore(Store):
    """A store of rdflib that reads from a QuadSource. All triples stand in one graph.

    triples: how many there are; the validator asks for it with every result that it makes.
    """

    context_aware, graph_aware = True, True

    def __init__(self, source: QuadSource, triples: int) -> None:
        super().__init__()
        self._source, self._count = source, triples

    def __len__(self, context: object = None) -> int:
        return self._count

    def triples(
        self,
        triple_pattern: tuple[Any, Any, Any],
        context: object = None,  # noqa: ARG002  all triples are in one graph
    ) -> Iterator[tuple[Any, Iterator[Any]]]:
        """The triples of a pattern, each with no context of its own."""
        if any(isinstance(part, rdflib.Literal) for part in triple_pattern[:2]):
            return
        subject, predicate, value = (None if part is None else to_term(part) for part in triple_pattern)
        if predicate is not None and not isinstance(predicate, NamedNode):
            return
        for quad in self._source.match(subject, predicate, value):
            yield (to_node(quad.subject), to_node(quad.predicate), to_node(quad.object)), iter(())

    def contexts(self, triple: object = None) -> Generator[Any, None, None]:  # noqa: ARG002  as above
        """No graph but the default one."""
        yield from ()


def as_dataset(source: QuadSource, triples: int) -> rdflib.Dataset:
    """A graph as a dataset of rdflib whose default graph has all triples."""
    return rdflib.Dataset(store=QuadSourceStore(source, triples), default_union=True)


def to_node(term: Term) -> Node:
    """A term as rdflib has it, the lexical form of a literal as it is."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError("rdflib has no triple terms.")
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)


def to_term(node: Node) -> Term:
    """A node of rdflib as a term."""
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if not isinstance(node, rdflib.Literal):
        raise TypeError(f"{node!r} is no term of RDF.")
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
