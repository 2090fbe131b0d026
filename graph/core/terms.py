"""RDF terms and quads, as every module of the project uses them.

The classes are those of pyoxigraph. Import them from here: `graph.store` alone knows which engine answers queries.
"""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple, Variable

__all__ = ["BlankNode", "DefaultGraph", "Literal", "NamedNode", "Quad", "Subject", "Term", "Triple", "Variable", "text"]

Subject = NamedNode | BlankNode | Triple
Term = NamedNode | BlankNode | Literal | Triple


def text(term: object) -> str:
    """The IRI, the label or the lexical form of a term; a triple in the syntax of N-Triples; empty for None."""
    return "" if term is None else str(getattr(term, "value", term))
