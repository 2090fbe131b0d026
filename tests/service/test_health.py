"""What /health tells."""


def test_the_health_tells_the_build_that_is_served(client, graph):
    claims = len(graph.rows("SELECT ?claim { ?claim a kq:Claim }"))
    told = client.get("/health").json()
    assert {name: told[name] for name in ("status", "build", "statements")} == {
        "status": "ok",
        "build": graph.build.folder.name,
        "statements": claims,
    }
    assert told["workers"]["alive"] >= told["workers"]["wanted"] > 1
    assert told["queue"] == {"waiting": 0, "oldest_seconds": 0.0}
