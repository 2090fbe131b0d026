"""Every failure has one shape.

The JSON has `type`, `title`, `status` and `detail`, and for a malformed query `line` and `column`; `status` is that of
the response, `detail` is a sentence, and `type` leads to an explanation. A browser gets a page that says the same.
"""

import pytest

from graph.core.errors import BuildMissing, KaifaquError, QueryRejected
from graph.core.iris import BASE
from service.web.problems import PROBLEMS, problem_of, type_of

FAILING = {
    "/sparql?query=ASK%7B": ("query-rejected", 400),
    "/sparql?query=": ("query-rejected", 400),
    "/sparql?foo=1": ("malformed-request", 400),
    "/sparql?query=ASK%7B%7D&format=exe": ("unknown-format", 400),
    "/sparql?update=CLEAR+ALL": ("update-refused", 403),
    "/id/zone/nothing": ("unknown-entity", 404),
}
MEMBERS = {"type", "title", "status", "detail"}
INSIDE = "the insides"


@pytest.mark.parametrize("path", FAILING)
def test_a_failure_is_told_in_one_shape(client, path):
    name, status = FAILING[path]
    response = client.get(path)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert set(problem) - {"line", "column"} == MEMBERS
    assert problem["type"] == f"{BASE}problem/{name}"
    assert client.get(problem["type"].removeprefix(BASE.rstrip("/"))).json()["title"] == problem["title"]


@pytest.mark.parametrize("path", FAILING)
def test_a_browser_sees_the_same_on_a_page(client, path):
    response = client.get(path, headers={"accept": "text/html", "accept-language": "en"})
    assert response.status_code == FAILING[path][1]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get(path).json()["title"] in response.text


@pytest.mark.parametrize("kind", PROBLEMS)
def test_each_type_of_problem_is_explained_at_its_iri(client, kind):
    path = type_of(kind).removeprefix(BASE.rstrip("/"))
    explained = client.get(path)
    assert explained.status_code == 200
    assert explained.json()["detail"].endswith(".")
    assert PROBLEMS[kind][2] in client.get(path, headers={"accept": "text/html"}).text


def test_an_error_below_one_of_the_table_is_told_like_it():
    class NarrowError(QueryRejected):
        """A query that is rejected for a special reason."""

    problem = problem_of(NarrowError("No.", 2, 3))
    assert (problem.status, problem.line, problem.column) == (400, 2, 3)
    assert problem.type == f"{BASE}problem/query-rejected"


def test_an_error_that_the_table_does_not_know_is_ours_and_tells_nothing():
    for error in (BuildMissing(INSIDE), KaifaquError(INSIDE)):
        assert problem_of(error).status == 500
        assert INSIDE not in problem_of(error).detail
