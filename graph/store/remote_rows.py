"""The solutions that a remote engine gives to a SELECT query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyoxigraph import QueryResultsFormat, parse_query_results

from graph.core.errors import EngineUnavailable

if TYPE_CHECKING:
    from graph.core.terms import Term
    from graph.store.transport import Graphs, Transport

_TABLE = "application/sparql-results+json"


def solutions(transport: Transport, query: str, graphs: Graphs = ()) -> Any:  # noqa: ANN401  solutions of a SELECT
    """The solutions as they arrive, or the truth value of an ASK query. Raises what `Transport.ask` raises."""
    body = transport.ask(query, _TABLE, graphs)
    try:
        return parse_query_results(body, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise EngineUnavailable(f"The engine sends what is no answer to a query: {error}.") from error


def rows(transport: Transport, query: str, graphs: Graphs = ()) -> list[tuple[Term | None, ...]]:
    """All solutions, each as the terms of its columns."""
    return [tuple(row) for row in solutions(transport, query, graphs)]
