"""The synthetic cities of the benchmarks: deterministic, valid, and structured like the real graph."""

import importlib.util
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from graph.core.iris import ONTOLOGY_GRAPH
from graph.shacl.validate import validate
from graph.store.store import GraphStore

FILE = Path(__file__).parent.parent / "benchmarks" / "cities.py"


@pytest.fixture(scope="module")
def cities():
    spec = importlib.util.spec_from_file_location("cities", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def real(graph):
    store = Store()
    store.bulk_extend(graph.quads())
    return store


@pytest.fixture(scope="module")
def two(cities, real):
    store = Store()
    store.bulk_load(b"".join(cities.city_lines(2, real=real)), RdfFormat.N_QUADS)
    return store


def test_cities_are_deterministic(cities, real):
    first, again = (b"".join(cities.city_lines(2, real=real)) for _ in range(2))
    assert first == again
    assert cities.city_names(256, seed=1) != cities.city_names(256, seed=2)
    assert len(set(cities.city_names(256))) == 256


def test_lines_of_cities_are_sorted_and_each_is_there_once(cities, real):
    text = b"".join(cities.city_lines(12, real=real))
    assert all(line < after for line, after in pairwise(text.splitlines()))
    assert b"~" not in text  # which marks what is to be filled in


def test_city_has_the_structure_of_the_real_graph(graph, two):
    shared = sum(1 for _ in graph.quads(None, None, None, ONTOLOGY_GRAPH))
    of_a_city = graph.counts().quads - shared
    assert shared + 1.9 * of_a_city < len(two) < shared + 2 * of_a_city


def test_two_cities_have_twice_the_findings(check_report, two, sound_shapes):
    real, found = check_report, validate(GraphStore.of(two), sound_shapes)
    assert found.conforms
    assert {g.shape: len(g.findings) for g in found.groups} == {g.shape: 2 * len(g.findings) for g in real.groups}
