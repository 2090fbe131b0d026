"""The application is a function of its store and its settings."""

from graph.core.iris import BASE
from service.app import create_app
from service.core.settings import Settings

HTML = {"accept": "text/html"}


def test_the_settings_given_are_kept(graph, serve):
    with serve(create_app(graph, Settings(max_body_bytes=20, page_rows=2, page_values=1))) as client:
        direct = {"content-type": "application/sparql-query"}
        assert client.post("/sparql", content="ASK {}", headers=direct).status_code == 200
        assert client.post("/sparql", content="ASK {}".ljust(21), headers=direct).status_code == 413
        table = client.get("/sparql", params={"query": "SELECT * { ?z a kq:Zone }"}, headers=HTML).text
        assert '<span class="count">2+</span>' in table
        page = client.get("/id/zone/zhizao-new-city?tab=statements", headers={**HTML, "accept-language": "en"}).text
        assert "1 of 8 here, list them all" in page


def test_another_store_gives_another_service(hostile):
    assert "衢州" not in hostile.get("/class/Zone").text
    assert (
        hostile.get("/id/zone/zhizao-new-city").json()["detail"].startswith(f"The graph says nothing of {BASE}id/zone/")
    )
