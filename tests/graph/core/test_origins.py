"""The origin of a triple follows from its graph."""

import pytest
from pyoxigraph import DefaultGraph

from graph.core.iris import (
    DERIVED_GRAPH,
    EVIDENCE_GRAPH,
    ONTOLOGY_GRAPH,
    asserted_graph,
    editorial_graph,
    reference_graph,
)
from graph.core.origins import origin_of


@pytest.mark.parametrize(
    ("graph", "origin"),
    [
        (asserted_graph("quzhou-2021"), "stated"),
        (DERIVED_GRAPH, "derived"),
        (editorial_graph("quzhou-2021"), "curated"),
        (reference_graph("mca-2023"), "recorded"),
        (ONTOLOGY_GRAPH, "recorded"),
        (EVIDENCE_GRAPH, "recorded"),
        (DefaultGraph(), "recorded"),
    ],
)
def test_origin_of(graph, origin):
    assert origin_of(graph) == origin
