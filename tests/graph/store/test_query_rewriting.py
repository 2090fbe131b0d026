"""Rewriting of queries: for some of their rows, and without comments, IRIs and strings."""

from graph.store.query_rewriting import blanked, sliced


def test_blanking_keeps_positions():
    query = "SELECT * { ?s <a(b> '}' # {\n ?o FILTER(?o<?s) }"
    kept, blank = "SELECT * { ?s ", len("<a(b> '}' # {")
    assert blanked(query) == kept + " " * blank + "\n ?o FILTER(?o<?s) }"
    assert blanked("{ & '}'") == "{ & '}'"


def test_clauses_with_glued_keywords_are_found():
    assert sliced("SELECT*{?s ?p ?o}LIMIT10OFFSET5", 2).split() == [
        "SELECT*{?s",
        "?p",
        "?o}",
        "LIMIT",
        "8",
        "OFFSET",
        "7",
    ]
