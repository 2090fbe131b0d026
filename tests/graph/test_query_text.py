"""A query is looked over alike, whether one of its shape was looked over before or not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.errors import QueryRejected
from graph.query_text import outline

WORDS = r"SELECT ASK CONSTRUCT CLEAR FROM SERVICE WHERE PREFIX ?x kq:Zone : zone:a\#b zone:a\'b @en _:b é 中"
NUMBERS = "12 1.5 1. -3 ?12 p1:a a1 :1 12abc 1.٢ ٢ %41 @en-1"
MARKS = r"""{ } ( ) . ; , / < > <http://example.org/> <#a> 'a' "a" ' " ''' \" # \ """
PIECES = [*WORDS.split(), *NUMBERS.split(), *MARKS.split(), '"""', " ", "\n", "\r", "\0"]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=20)
TOO_LONG_TO_BE_KNOWN = " " * 5000


def seen(query):
    try:
        return outline(query)
    except QueryRejected as error:
        return error.sentence, error.line, error.column


@given(pieces=TEXTS, between=st.sampled_from(["", " "]))
@example(pieces=["'''a\\'''", " SERVICE <http://example.org/> {} # '''"], between="")
@example(pieces=['zone:a\\#b "a" SERVICE ', "<http://example.org/>"], between="")
def test_a_query_of_a_known_shape_is_seen_as_if_it_were_the_first(pieces, between):
    query = between.join(pieces)
    assert seen(query) == seen(query) == seen(query + TOO_LONG_TO_BE_KNOWN)


@pytest.mark.parametrize("name", ["a", "abc"])
def test_queries_of_one_shape_are_refused_each_at_its_own_place(name):
    query = f"SELECT * {{ <http://example.org/{name}> ?p ?o . SERVICE <http://example.org/> {{}} }}"
    assert seen(query)[1:] == (1, query.index("SERVICE") + 1)
