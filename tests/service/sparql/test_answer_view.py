"""The answer to a query as its page shows it."""

import pytest

from graph.core.parsing import read_json_results, read_nquads
from service.sparql.answer_view import page_format, view_answer
from service.web.links import Links


@pytest.fixture(scope="module")
def view(graph):
    def view(query, most=1000):
        answer = graph.query(query)
        return view_answer(answer.write(page_format(answer.holds)), answer.holds, graph, Links(), most)

    return view


def test_a_table_shows_terms_with_labels_and_links_and_leaves_unbound_cells_empty(view):
    answer = view("SELECT ?z ?none ?n { BIND(zone:zhizao-new-city AS ?z) BIND(1 AS ?n) }")
    assert answer.columns == ("z", "none", "n")
    ((zone, unbound, number),) = answer.rows
    assert (zone.zh, zone.href) == ("衢州智造新城", "/id/zone/zhizao-new-city")
    assert unbound is None
    assert (number.code, number.href) == ("1", None)
    assert [f.name for f in answer.formats] == ["json", "xml", "csv", "tsv"]


def test_a_long_table_is_cut_and_says_so(view):
    query = "SELECT ?n { VALUES ?n { 1 2 3 } }"
    assert (len(view(query, 3).rows), view(query, 3).cut) == (3, False)
    assert (len(view(query, 2).rows), view(query, 2).cut) == (2, True)


def test_no_rows_are_no_rows(view):
    answer = view("SELECT ?z { ?z a kq:Nothing }")
    assert answer.rows == ()
    assert not answer.cut


def test_yes_and_no_are_told_apart_from_a_table(view):
    assert view("ASK { ?z a kq:Zone }").boolean is True
    assert view("ASK { ?z a kq:Nothing }").boolean is False
    assert view("ASK {}").rows is None


def test_a_graph_is_shown_as_turtle(view):
    answer = view("CONSTRUCT { ?z a kq:Zone } WHERE { BIND(zone:zhizao-new-city AS ?z) }")
    assert "zone:zhizao-new-city a kq:Zone ." in answer.text
    assert [f.name for f in answer.formats] == ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"]


def test_the_page_holds_the_answer_for_its_script_and_nothing_in_it_ends_the_element(view):
    named = '"</script><!--<script>"'
    table = view(f"SELECT ?n {{ BIND({named} AS ?n) }}")
    assert table.data.media_type == "application/sparql-results+json"
    (row,) = read_json_results(table.data.text.encode())
    assert row[0].value == "</script><!--<script>"
    drawn = view(f"CONSTRUCT {{ zone:zhizao-new-city rdfs:comment {named} }} WHERE {{}}")
    assert drawn.data.media_type == "application/n-triples"
    (quad,) = read_nquads(drawn.data.text.encode())
    assert quad.object.value == "</script><!--<script>"
    for text in (table.data.text, drawn.data.text):
        assert "</" not in text
        assert "<!" not in text
