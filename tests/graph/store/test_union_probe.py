"""Whether the default graph of an engine is the union of its graphs, asked of an Oxigraph server."""

import httpx
import pytest

from graph.store.union_probe import default_graph_is_union

AS_JSON = {"Accept": "application/sparql-results+json"}


@pytest.mark.parametrize(("options", "is_union"), [({}, False), ({"union-default-graph": ""}, True)])
def test_the_default_graph_is_told_and_the_probe_is_removed(run_oxigraph, options, is_union):
    server = run_oxigraph()

    def update(text):
        headers = {"Content-Type": "application/sparql-update"}
        httpx.post(f"{server.url}/update", content=text, headers=headers).raise_for_status()

    def ask(query):
        answer = httpx.get(server.query, params={"query": query, **options}, headers=AS_JSON)
        return answer.raise_for_status().json()["boolean"]

    assert default_graph_is_union(update, ask, "urn:example:probe") is is_union
    assert not ask("ASK { GRAPH ?g { ?s ?p ?o } }")
