"""A syntax error of the engine is told with its place in the query as it was given."""

import pytest

from graph.core.errors import QueryRejected


def test_engine_error_position_is_that_of_the_original(graph):
    places = []
    for query in ("ASK {\n?s ?p }", "ASK {\n?\\u0073 ?\\U00000070 }"):
        with pytest.raises(QueryRejected, match="malformed") as refused:
            graph.query(query)
        places.append((refused.value.line, refused.value.column))
    (line, column), moved = places
    assert moved == (line, column + len("\\u0073") - 1 + len("\\U00000070") - 1)
