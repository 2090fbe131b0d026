"""Codes of administrative units: two systems that disagree stand side by side, and a bare code identifies nothing."""

import pytest

# Codes that mean different places in the two systems, among the places that the plan names.
CLASHES = {"330802009": {"白云街道", "花园街道"}, "330802010": {"双港街道", "白云街道"}}


@pytest.mark.parametrize("code", CLASHES)
def test_a_code_can_mean_two_places(graph, code):
    rows = graph.rows(f"""SELECT ?system ?name {{
      ?c kq:code "{code}" ; kq:codeSystem ?system ; kq:nameInSystem ?name }}""")
    assert {row["name"].value for row in rows} == CLASHES[code]
    assert len({row["system"].value for row in rows}) == 2


def test_each_named_unit_has_an_entry_in_each_system(graph):
    bare = graph.rows("""SELECT ?unit ?system {
      ?unit a/rdfs:subClassOf* kq:AdminUnit . FILTER EXISTS { ?any kq:codeOf ?unit }
      VALUES ?system { code-system:nbs code-system:mca }
      FILTER NOT EXISTS { ?c kq:codeOf ?unit ; kq:codeSystem ?system } }""")
    assert bare == []
    without = graph.rows("""SELECT ?unit { ?unit a kq:Township FILTER NOT EXISTS { ?c kq:codeOf ?unit } }""")
    assert without == []


def test_no_code_and_another_name_are_facts(graph):
    rows = graph.rows("SELECT ?system { ?c kq:codeOf township:donggang ; kq:codeAbsent true ; kq:codeSystem ?system }")
    assert len(rows) == 2
    (name,) = graph.rows(
        "SELECT ?n { ?c kq:codeOf township:huangjia ; kq:codeSystem code-system:nbs ; kq:nameInSystem ?n }"
    )
    assert name["n"].value == "黄家乡"


def test_codes_stand_in_a_graph_of_their_release_and_name_it(graph):
    rows = graph.rows("SELECT DISTINCT ?g ?release { GRAPH ?g { ?c a kq:Code ; kq:release ?release } }")
    assert {(row["g"].value.rpartition("/")[2], row["release"].value) for row in rows} == {
        ("nbs-2023", "2023-06-30"),
        ("mca-2025", "2025-12-31"),
    }


def test_most_codes_of_the_plan_differ_between_the_systems(graph):
    rows = graph.rows("""SELECT ?unit ?a ?b {
      ?x kq:codeOf ?unit ; kq:codeSystem code-system:nbs ; kq:code ?a .
      ?y kq:codeOf ?unit ; kq:codeSystem code-system:mca ; kq:code ?b .
      ?unit a kq:Township }""")
    differ = [row for row in rows if row["a"] != row["b"]]
    assert (len(rows), len(differ)) == (29, 20)
