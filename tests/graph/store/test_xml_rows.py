"""White space of literals in answers in XML."""

import io

import pytest
from pyoxigraph import QueryResultsFormat, parse_query_results

from graph.store.xml_rows import LiteralSpace

NAMESPACE = "http://www.w3.org/2005/sparql-results#"
RESULT = ' <result>\n  <binding name="x"><literal{}>{}</literal></binding>\n </result>\n'


def read(literals):
    """The texts of literals that an engine writes as they are."""
    results = "".join(RESULT.format(*literal) for literal in literals)
    head = f'<sparql xmlns="{NAMESPACE}">\n <head>\n  <variable name="x"/>\n </head>\n <results>\n'
    body = io.BytesIO(f"{head}{results} </results>\n</sparql>".encode())
    rows = parse_query_results(io.BufferedReader(LiteralSpace(body)), format=QueryResultsFormat.XML)
    return [row["x"] for row in rows]


@pytest.mark.parametrize("text", ["x", " x ", "\n x\t", "   ", "", "a  b", "新城 \r\n"])
@pytest.mark.parametrize("kind", ["", ' xml:lang="zh"', ' datatype="urn:d"'])
def test_white_space_of_literals_is_kept(text, kind):
    (literal,) = read([(kind, text)])
    assert literal.value == text


def test_long_answers_are_read_in_pieces():
    texts = [f" {number} " * (number % 50) for number in range(5000)]
    assert [literal.value for literal in read([("", text) for text in texts])] == texts
