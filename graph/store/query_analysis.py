"""Analyses a query before the engine reads it: its form, its prefixes and its dataset.

It calls what refuses queries: `federated_query` (SERVICE), `query_complexity` (nesting and size) and `prefixed_names`.
All of them read the tokens of `sparql_tokens`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from graph.core.errors import QueryRejected
from graph.core.iris import prefixes
from graph.store.federated_query import refuse_service
from graph.store.prefixed_name_check import refuse_misreadable, unknown_prefix
from graph.store.query_complexity import refuse_too_large
from graph.store.sparql_escapes import original_place, unescaped
from graph.store.sparql_tokens import IRIREF, PNAME, WORD, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.core.formats import Holds
    from graph.store.sparql_tokens import Token

PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})
FORMS: dict[str, Holds] = {"SELECT": "table", "ASK": "table", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_KEPT_LENGTH = 4096  # characters; a longer query is hardly asked again
_VOLATILE = frozenset({"RAND", "NOW", "UUID", "STRUUID", "BNODE"})  # 17.4.2.8, 17.4.2.9, 17.4.2.13, 17.4.4.5, 17.4.5.1


class Outline(NamedTuple):
    """What the service knows of a query before the engine reads it.

    form: its keyword in capitals (SPARQL 1.1, 16), of an update that of the update, empty where there is none;
    own_dataset: whether it says FROM, which takes the place of the union of all graphs (13.2); prefixes: those in use,
    declared or not; has_graph_clause: whether it asks single graphs (13.3); volatile: whether it calls RAND, NOW, UUID,
    STRUUID or BNODE, so that its answer may differ each time.
    """

    form: str
    own_dataset: bool
    prefixes: tuple[str, ...]
    has_graph_clause: bool = False
    volatile: bool = False

    @property
    def holds(self) -> Holds | None:
        """The kind of result; None for an update or an empty text."""
        return FORMS.get(self.form)


def outline(query: str) -> Outline:
    """Analyse a query.

    Raises QueryRejected, with the place, where it cannot be read to the end, would call another server, exceeds a
    limit (`graph/store/query_complexity.py`), or has a prefix that is neither declared nor the project's.
    """
    text = unescaped(query)
    try:
        return _kept_outline(text) if len(text) <= _KEPT_LENGTH else _outline(text)
    except QueryRejected as error:
        if text == query or error.line is None or error.column is None:
            raise
        raise error.moved_to(*original_place(query, error.line, error.column)) from None


def _outline(query: str) -> Outline:
    tokens = tokenize(query)
    words = [text.upper() for kind, text, _, _ in tokens if kind == WORD]
    refuse_service(query, tokens, words)
    refuse_too_large(query, tokens, words)
    form = next((word for word in words if word not in PROLOGUE), "")
    used = {text.partition(":")[0] for kind, text, _, _ in tokens if kind == PNAME}
    if form in FORMS:
        declared = declarations(tokens) if "PREFIX" in words else {}
        _refuse_names(query, tokens, used, declared)
    return Outline(form, "FROM" in words, tuple(used), "GRAPH" in words, not _VOLATILE.isdisjoint(words))


@lru_cache(maxsize=512)
def _kept_outline(query: str) -> Outline:
    """The outline of a query that may well come again, as those of the pages and the shapes do."""
    return _outline(query)


def _refuse_names(query: str, tokens: Sequence[Token], used: set[str], declared: dict[str, str]) -> None:
    known = prefixes()
    unknown = used - known.keys() - declared.keys()
    if unknown and (error := unknown_prefix(query, tokens, declared, known)):
        raise error
    if declared or "\\" in query:
        refuse_misreadable(query, tokens, declared, known)


def declarations(tokens: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares (4.1.1), each with its IRI as it is written."""
    return {
        name[1].partition(":")[0]: iri[1][1:-1]
        for (word, name), (_, iri) in pairwise(pairwise(tokens))
        if word[0] == WORD and name[0] == PNAME and iri[0] == IRIREF and word[1].upper() == "PREFIX"
    }
