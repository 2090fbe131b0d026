"""The service over each engine: the same pages and answers."""

import httpx

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TARGETS = ("id/zone/zhizao-new-city", "api/v1/lookup?q=智造新城", "export/lineage.svg", "checks?format=json", "")


def test_the_service_answers_from_disk(built, graph, tmp_path, run_service):
    with run_service(built, tmp_path / "log", KAIFAQU_ENGINE="disk") as (url, _):
        answer = httpx.get(f"{url}/sparql", params={"query": COUNT, "format": "csv"}, timeout=30)
        assert answer.text.split() == ["n", str(graph.counts().triples)]
        for target in TARGETS:
            assert httpx.get(f"{url}/{target}", timeout=60).status_code == 200
