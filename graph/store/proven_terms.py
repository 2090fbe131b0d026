"""Tells which terms of a query occur in the graph because the query has an answer, so that nobody has to look them up.

A triple pattern of the outermost group that is neither optional nor an alternative matches a triple for each solution.
If there is a solution, its IRIs and literals are terms of triples.
"""

from __future__ import annotations

from graph.store.sparql_tokens import MARK, WORD, tokenize
from graph.store.where_group import split

_FORMS = frozenset({"SELECT", "CONSTRUCT"})
"""DESCRIBE may describe an IRI without a match of its pattern, and ASK has no rows."""
_AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"])
"""These may make a row of no solutions (SPARQL 1.1, 18.2.4.1)."""
_UNPROVEN = frozenset({"*", "?", "!", "|", "<<", "<<(", "{|"})
"""Paths of length zero, alternatives and negations match without their terms; triple terms are not in the graph."""


def proven_places(query: str) -> frozenset[int]:
    """Find the terms that occur in the graph if the answer to a query has a row.

    Args:
        query: The text without codepoint escapes.

    Returns:
        Where the tokens of the patterns start that prove their terms; none where that is not known.

    Raises:
        QueryRejected: The query cannot be read to the end.
    """
    words = {text.upper() for kind, text, _, _ in tokenize(query) if kind == WORD}
    if _FORMS.isdisjoint(words) or "DESCRIBE" in words or words & _AGGREGATES or (group := split(query)) is None:
        return frozenset()
    return frozenset(
        start
        for part in group.parts
        if part.kind == "pattern" and not any(kind == MARK and text in _UNPROVEN for kind, text, _, _ in part.tokens)
        for _, _, start, _ in part.tokens
    )
