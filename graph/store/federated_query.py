"""SERVICE (SPARQL 1.1 Federated Query) is refused: a query must not make the server call another address.

`prefixed_names` refuses the names that the engine could take for the keyword SERVICE. The jail of a worker forbids
network connections in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import QueryRejected
from graph.store.sparql_escapes import place
from graph.store.sparql_tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from graph.store.sparql_tokens import Token


def refuse_service(query: str, tokens: Sequence[Token], words: Collection[str]) -> None:
    """Refuse a query that has a SERVICE clause.

    Args:
        query: The text of the query.
        tokens: Its tokens.
        words: Its keywords, in capitals.

    Raises:
        QueryRejected: It has the keyword SERVICE; the error has the place.
    """
    if "SERVICE" in words:
        start = next(start for kind, text, start, _ in tokens if kind == WORD and text.upper() == "SERVICE")
        message = "SERVICE is not offered; queries are answered from this graph alone."
        raise QueryRejected(message, *place(query, start), zh="本服务只查询自己的图谱，不支持 SERVICE。")
