"""What people ask of the graph. `CQ001.rq` is a question and its query; `CQ001.json` is the answer that must come out.

answer: a text, a list, or a value with its unit; words: what true and false of an ASK query mean; ordered: whether
the order of a list counts; evidence: the passages that the answer rests on; trap: what makes it easy to get wrong.
"""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, QueryBoolean
from rdflib import Literal as QueryLiteral
from rdflib import URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery

from graph.core.iris import XSD, prefixes
from service.sparql.examples import FOLDER as EXAMPLES

FOLDER = Path(__file__).parent
QUERIES = {path.stem: path for folder in (FOLDER, Path(str(EXAMPLES))) for path in folder.glob("CQ*.rq")}
QUESTIONS = sorted(QUERIES)
HUNDRED = {f"CQ{number:03}" for number in range(1, 101)}  # more are welcome
KEYS = {"answer", "ordered", "evidence", "trap"}
NUMBERS = {f"{XSD}integer", f"{XSD}decimal"}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
COMMENTS = re.compile(r"# zh: \S.*\n# en: \S.*\n(?:# theme: \w+\n)?(?=SELECT|ASK)")
PASSAGES_OF_THE_GRAPH = """
SELECT ?start ?end
WHERE {
  { ?passage a kq:Evidence ; kq:start ?start ; kq:end ?end }
  UNION
  { ?heading a kq:Clause ; kq:start ?start . BIND(?start + 1 AS ?end) }
}
"""
NAMES_IN_CHINESE = """
SELECT ?thing ?name
WHERE {
  ?thing skos:prefLabel|skos:altLabel ?name .
  FILTER(LANG(?name) = "zh")
}
"""

# What the search for answers inside queries must notice: literal and answer.
QUESTION = "# zh: 简称“智慧新城”的园区全称是什么？"
LEAKS = [("新材料", "新材料"), ("高端新材料", "新材料"), ("新材", "新材料"), ("66.750", "66.75"), ("11", "11个")]
NO_LEAKS = [("智慧新城", "浙江衢州智慧新城高新技术产业园区"), (" ", "12:20:16 12:20"), ("1", "11个"), ("zh", "新材料")]
SCATTERED = 'SELECT (1 AS ?n) { VALUES ?x { <urn:a> } ?x <urn:b>/^<urn:c>* ?y FILTER NOT EXISTS { ?y ?p "d", 2 } }'


@pytest.fixture(scope="module")
def stated(graph):
    """Return where the text is evidence of a claim or starts a clause."""
    return [(int(row["start"].value), int(row["end"].value)) for row in graph.rows(PASSAGES_OF_THE_GRAPH)]


@pytest.fixture(scope="module")
def names(graph):
    return {(row["thing"].value, row["name"].value) for row in graph.rows(NAMES_IN_CHINESE)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_answer_is_as_expected(graph, question):
    card = _card(question)
    expected, given = _listed(card["answer"]), _given(graph.query(_query(question)).result, card)
    if not card["ordered"]:
        expected, given = sorted(expected, key=str), sorted(given, key=str)
    assert given == expected, f"{_query(question)}\nexpected: {_shown(expected)}\ngiven:    {_shown(given)}"


@pytest.mark.parametrize("question", QUESTIONS)
def test_query_does_not_hold_its_answer(names, question):
    query, answers = _query(question), _answers(_card(question)["answer"])
    asked = COMMENTS.match(query)[0]
    terms = set(_terms(prepareQuery(query, initNs=prefixes()).algebra))
    literals = [str(term) for term in terms if isinstance(term, QueryLiteral)]
    assert [(word, answer) for word in literals for answer in answers if _gives_away(word, answer, asked)] == []
    assert {(str(term), answer) for term in terms for answer in answers} & names == set()


@pytest.mark.parametrize("question", QUESTIONS)
def test_evidence_is_in_paper_and_graph(quzhou, stated, question):
    for passage in _card(question)["evidence"]:
        found = [match.span() for match in re.finditer(re.escape(passage), quzhou.text)]
        assert found, f"The paper does not say: {passage}"
        assert any(a < end and start < b for a, b in found for start, end in stated), f"No claim rests on: {passage}"


def test_questions_have_two_languages_and_an_answer():
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == QUESTIONS
    assert [q for q in QUESTIONS if not COMMENTS.match(_query(q))] == []
    assert [q for q in QUESTIONS if set(_card(q)) - {"words"} != KEYS or not _card(q)["evidence"]] == []


def test_there_are_a_hundred_questions():
    assert HUNDRED - set(QUESTIONS) == set()


@pytest.mark.parametrize(("literal", "answer"), LEAKS)
def test_literal_of_the_answer_is_refused(literal, answer):
    assert _gives_away(literal, answer, QUESTION)


@pytest.mark.parametrize(("literal", "answer"), NO_LEAKS)
def test_literal_of_the_question_is_allowed(literal, answer):
    assert not _gives_away(literal, answer, QUESTION)


def test_terms_of_a_query_are_found():
    assert {str(term) for term in _terms(prepareQuery(SCATTERED).algebra)} >= {"urn:a", "urn:b", "urn:c", "d", "1", "2"}


def _query(question):
    return QUERIES[question].read_text("utf-8")


def _card(question):
    text = (FOLDER / f"{question}.json").read_text("utf-8")
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def _listed(answer):
    if isinstance(answer, dict):
        return [answer["value"], answer["unit"]]
    return answer if isinstance(answer, list) else [answer]


def _answers(answer):
    """The texts that a query must not hold; a unit is no answer, for a computed value has to name one."""
    return [str(part) for part in _listed(answer["value"] if isinstance(answer, dict) else answer)]


def _given(result, card):
    """Return all cells, row by row, with numbers as numbers."""
    if isinstance(result, QueryBoolean):
        return [card["words"][str(bool(result)).lower()]]
    return [_cell(term) for row in result for term in row]


def _cell(term):
    if isinstance(term, Literal):
        return Decimal(term.value) if term.datatype.value in NUMBERS else term.value
    return term


def _shown(cells):
    return "、".join(map(str, cells))


def _terms(node):
    """Every literal and IRI of a parsed query, those of property paths too."""
    if isinstance(node, QueryLiteral | URIRef):
        yield node
    elif isinstance(node, dict):
        yield from _terms([*node.items()])
    elif isinstance(node, PropertyPath):
        yield from _terms([*vars(node).values()])
    elif isinstance(node, list | tuple | set):
        for part in node:
            yield from _terms(part)


def _gives_away(literal, answer, question):
    """Whether a literal equals, contains or is part of the answer; words of the question are allowed."""
    if NUMBER.fullmatch(literal):
        return any(Decimal(number) == Decimal(literal) for number in NUMBER.findall(answer))
    part = literal.strip() and literal in answer and literal not in question
    return bool(answer in literal or part)
