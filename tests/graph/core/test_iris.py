"""IRIs: prefixed names that SPARQL can read, and names of nodes made from their content."""

import pytest
from pyoxigraph import NamedNode, Store

from graph.core.iris import content_path, digest, entity, kebab, local_name, prefixes, shorten, term
from graph.core.resources import ONTOLOGY, RULES, SHAPES, SOURCES, VOCABULARIES


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (entity("zone/zhizao-new-city").value, "zone:zhizao-new-city"),
        (entity("zone/a/b").value, f"<{entity('zone/a/b').value}>"),
        (entity("zone/a.").value, f"<{entity('zone/a.').value}>"),
        (term("area").value, "kq:area"),
        ("http://example.org/x", "<http://example.org/x>"),
    ],
)
def test_shorten(iri, short):
    assert shorten(iri) == short


@pytest.mark.parametrize("name", ["zhizao-new-city", "龙游", "", "2021"])
def test_prefixed_name_is_sparql_for_the_iri(name):
    iri = entity(f"zone/{name}").value
    (row,) = Store().query(f"SELECT ({shorten(iri)} AS ?iri) {{}}", prefixes=prefixes())
    assert row["iri"] == NamedNode(iri)


def test_each_namespace_is_shortened():
    assert [shorten(f"{space}x") for space in prefixes().values()] == [f"{prefix}:x" for prefix in prefixes()]


def test_local_name():
    assert [local_name(iri) for iri in ("urn:a/b", "http://x/y#z", "plain")] == ["b", "z", "plain"]


def test_kebab():
    assert [kebab(name) for name in ("AreaStatement", "Zone")] == ["area-statement", "zone"]


def test_digest_separates_its_parts():
    assert digest("a", "bc") != digest("ab", "c")
    assert digest("a", "bc") == digest("a", "bc")
    assert len(digest("a", length=8)) == 8


def test_content_path_is_readable_and_unique():
    path = content_path("AreaStatement", "zone/zhizao", ["total", "总面积", "121"], "total 121 km2")
    assert path.startswith("area-statement/zhizao/total-121-")
    assert path != content_path("AreaStatement", "zone/zhizao", ["total", "总面积", "121"], "total 121 ha")
    assert content_path("AreaStatement", "zone/zhizao", ["总面积"], "x").startswith("area-statement/zhizao/x-")


def test_data_folders_exist():
    assert all(folder.is_dir() for folder in (ONTOLOGY, RULES, SHAPES, SOURCES, VOCABULARIES))
