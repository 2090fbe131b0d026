"""What operators see: a line for each request and metrics that Prometheus can read."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.app import App, create_app
from service.core.settings import Settings
from service.server_state import ServerState
from service.web.request_log import ROUTES


class Log:
    """What a service tells of its requests."""

    def __init__(self, settings=None):
        self._told = []
        self.state = ServerState.of(settings or Settings(), self._told.append)

    def lines(self):
        self.state.request_log.flush()
        return [json.loads(line) for line in "".join(self._told).splitlines()]


def samples(client):
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(s.name, *sorted(s.labels.items())): s.value for family in families for s in family.samples}


def test_requests_are_counted_by_route_and_status(graph, serve):
    with serve(create_app(graph)) as client:
        client.get("/sparql", params={"query": "ASK {}"})
        client.get("/sparql", params={"query": "ASK {"})
        client.request("PROPFIND", "/id/zone/zhizao-new-city")
        client.get("/nobody/offers/this")
        told = samples(client)
    counted = {key[1:]: value for key, value in told.items() if key[0] == "kaifaqu_requests_total"}
    assert counted[("method", "GET"), ("route", "/sparql"), ("status", "200")] == 1
    assert counted[("method", "GET"), ("route", "/sparql"), ("status", "400")] == 1
    assert counted[("method", "other"), ("route", "/id"), ("status", "405")] == 1
    assert counted[("method", "GET"), ("route", "other"), ("status", "404")] == 1
    assert told["kaifaqu_request_seconds_count", ("route", "/sparql")] == 2


def paths_of(routes):
    for route in routes:
        if hasattr(route, "path"):
            yield route.path
        else:  # FastAPI keeps an included router whole
            yield from paths_of(route.original_router.routes)


def test_the_log_knows_the_routes_of_the_router(graph):
    app = App(graph, Settings())
    segments = {path.split("/")[1] for path in paths_of(app.routes().routes)}
    in_gateway = {"health", "metrics"}
    assert segments - {"{path:path}"} | in_gateway == ROUTES


def test_each_request_is_a_line_of_json_with_the_id_that_the_answer_carries(graph, serve):
    log = Log()
    with serve(create_app(graph, state=log.state)) as client:
        answers = [client.get("/sparql", params={"query": query}) for query in ("ASK {}", "ASK {}", "ASK { }")]
        posted = client.post("/sparql", data={"query": "ASK {}"})
    lines = {line["id"]: line for line in log.lines()}
    first, second, third = (lines[answer.headers["x-request-id"]] for answer in answers)
    assert (first["method"], first["path"], first["status"]) == ("GET", "/sparql", 200)
    assert first["bytes"] == len(answers[0].content)
    assert first["ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert abs(datetime.fromisoformat(first["time"]) - datetime.now(UTC)) < timedelta(seconds=30)
    assert lines[posted.headers["x-request-id"]]["query"] == first["query"] == second["query"] != third["query"]
    assert "text" not in first


SELECT = "SELECT * { ?zone a kq:Zone } LIMIT 3"


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv", "text/html"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_rows_of_an_answer_and_how_it_went_are_told_each_time(graph, serve, accept, method):
    log = Log()
    with serve(create_app(graph, Settings(max_answer_rows=5), state=log.state)) as client:

        def ask(query):
            sent = {"data": {"query": query}} if method == "POST" else {"params": {"query": query}}
            client.request(method, "/sparql", headers={"accept": accept}, **sent)
            return log.lines()[-1]

        whole, again, cut = ask(SELECT), ask(SELECT), ask("SELECT * { ?zone a kq:Zone }")
        yes, wrong = ask("ASK {}"), ask("ASK {")
    assert [(line["rows"], line["outcome"]) for line in (whole, again, cut)] == [(3, "ok"), (3, "ok"), (5, "cut")]
    assert ("rows" in yes, yes["outcome"]) == (False, "ok")
    assert (wrong["outcome"], wrong["status"]) == ("query-rejected", 400)


def test_the_triples_of_an_answer_are_told(graph, serve):
    log = Log()
    with serve(create_app(graph, state=log.state)) as client:
        client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?zone a kq:Zone } LIMIT 4"})
    assert log.lines()[-1]["rows"] == 4


def test_what_is_not_there_and_what_is_not_offered_has_its_outcome(graph, serve):
    log = Log()
    with serve(create_app(graph, state=log.state)) as client:
        client.get("/id/zone/nothing")
        client.put("/sparql")
        client.get("/health")
    assert [line["outcome"] for line in log.lines()[-3:]] == ["unknown-entity", "method-not-allowed", "ok"]


def test_the_text_of_a_query_is_told_where_it_is_wanted(graph, serve):
    query, settings = 'ASK { ?s ?p "智造新城\\n"@zh }', Settings(log_queries="yes")
    log = Log(settings)
    with serve(create_app(graph, settings, state=log.state)) as client:
        client.get("/sparql", params={"query": query})
    assert log.lines()[-1]["text"] == query
