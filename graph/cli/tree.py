"""Prints what is found as a tree of labels and quotes, for the commands lineage and show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import shorten
from graph.core.labels import label_in
from graph.core.terms import NamedNode

if TYPE_CHECKING:
    from rich.tree import Tree

    from graph.history.changes import Evidence
    from graph.history.lookup import Lookup
    from graph.rdf.provenance import Words

_NO_BOUND = 1000


def label(lookup: Lookup, iri: str) -> str:
    """The Chinese label of a thing, else the English one, else its short IRI."""
    zh, en = label_in(lookup.store, NamedNode(iri))
    return zh or en or shorten(iri)


def quoted(words: Words | Evidence) -> str:
    """The words of a piece of evidence in quotation marks, with the number of their clause."""
    return f"“{words.said}” {words.clause}".rstrip()


def print_tree(tree: Tree) -> None:
    """Print a tree. Outside of a terminal lines are not wrapped."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _NO_BOUND
    console.print(tree)
