"""RDF terms and quads, as every module of the project uses them.

The classes are those of pyoxigraph. Import them from here: `graph.store` alone knows which engine answers queries.
"""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple, Variable

__all__ = ["BlankNode", "DefaultGraph", "Literal", "NamedNode", "Quad", "Triple", "Variable", "text"]


def text(term: object) -> str:
    """The IRI, the label or the lexical form of a term; empty for None and for a triple."""
    return str(getattr(term, "value", ""))
