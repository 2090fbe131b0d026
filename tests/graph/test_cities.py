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
def lines_of_two(cities, real):
    return b"".join(cities.city_lines(2, real=real))


@pytest.fixture(scope="module")
def two(lines_of_two):
    store = Store()
    store.bulk_load(lines_of_two, RdfFormat.N_QUADS)
    return store


def test_cities_are_deterministic(cities, real, lines_of_two):
    assert b"".join(cities.city_lines(2, real=real)) == lines_of_two
    assert cities.city_names(256, seed=1) != cities.city_names(256, seed=2)
    assert len(set(cities.city_names(256))) == 256


@pytest.mark.parametrize("number", [2, pytest.param(12, marks=pytest.mark.soak)])
def test_lines_of_cities_are_sorted_and_each_is_there_once(cities, real, lines_of_two, number):
    text = lines_of_two if number == 2 else b"".join(cities.city_lines(number, real=real))
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
