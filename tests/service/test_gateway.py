"""The gateway: it answers for some hosts alone, and tells a failure of the application without its insides."""

import httpx
import pytest

from service.app import App, InProcess
from service.core.settings import Settings
from service.gateway import Gateway
from service.server_state import ServerState

INSIDE = "the insides"


def test_only_the_hosts_of_the_setting_are_answered_for(built, tmp_path, run_service):
    with run_service(built, tmp_path / "log", KAIFAQU_HOSTS="kg.example.org, 127.0.0.1") as (url, _):
        for host, status in {
            "kg.example.org": 200,
            "KG.Example.ORG": 200,
            "127.0.0.1:evil": 400,
            "localhost.evil": 421,
            "": 421,
        }.items():
            response = httpx.get(f"{url}/sparql", headers={"host": host})
            assert response.status_code == status, host
        assert response.json()["type"].endswith("problem/wrong-host")


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_failure_nobody_expected_keeps_the_shape_and_the_headers(graph, serve, accept):
    class Failing(InProcess):
        async def run(self, _scope, _body, _client):
            raise RuntimeError(INSIDE)

    settings = Settings()
    with serve(Gateway(settings, ServerState.of(settings), Failing(App(graph, settings)))) as client:
        response = client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": accept})
    assert response.status_code == 500
    assert response.headers["access-control-allow-origin"] == "*"
    assert INSIDE not in response.text
    assert "the fault is ours" in response.text
