"""What there is to say of a query, as editors ask for it."""

import pytest


@pytest.fixture(scope="module")
def check(client):
    def ask(query, **parameters):
        headers = {"content-type": "application/sparql-query"}
        return client.post("/sparql/check", content=query.encode(), headers=headers, params=parameters).json()["advice"]

    return ask


def part(query, told):
    """The part of a query on one line that an advice is about."""
    return query[told["column"] - 1 :][: told["length"]]


@pytest.mark.parametrize(
    ("query", "kind", "wrong", "mend"),
    [
        ("SELECT ?z { ?z a kq:Zone FILTR(?z) }", "error", "FILTR", "FILTER"),
        ("SELECT ?z { ?z a kq:Zone ，}", "error", "，", ","),
        ("SELECT ?z { ?z a zon:x }", "error", "zon:x", "zone:x"),
        ("SELECT ?z { ?z kq:aera ?a }", "hint", "kq:aera", "kq:area"),
        ('SELECT ?z { ?z skos:altLabel "智造新城" }', "hint", '"智造新城"', '"智造新城"@zh'),
        (r"SELECT ?\u007A { ?z kq:aera ?a }", "hint", "kq:aera", "kq:area"),
    ],
)
def test_a_mistake_has_its_place_and_its_mend(check, query, kind, wrong, mend):
    (told,) = check(query)
    assert (told["kind"], told["line"], part(query, told), told["mend"]) == (kind, 1, wrong, mend)
    assert told["zh"] != told["en"]
    assert check(query.replace(wrong, mend)) == [] or kind == "error"


def test_a_query_is_not_evaluated(check):
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert check(slow) == []  # evaluated, it would reach the time limit


def test_what_the_engine_cannot_locate_is_said_to_be_so(check):
    (told,) = check("SELECT * { ?s ?p }")
    assert (told["kind"], told["located"]) == ("error", False)


def test_an_empty_answer_is_explained_when_asked(check):
    query = 'SELECT * { ?z skos:altLabel "智造新城"@zh ; a kq:Plate }'
    assert check(query) == []
    (told,) = check(query, empty="yes")
    assert (told["kind"], part(query, told), told["mend"]) == ("empty", "kq:Plate", "kq:Zone")


def test_what_is_no_text_is_refused(client):
    headers = {"content-type": "application/sparql-query"}
    assert client.post("/sparql/check", content=b"\xff", headers=headers).status_code == 400
    assert client.post("/sparql/check", content=b"ASK {}").status_code == 415
    assert client.post("/sparql/check", data={"query": "ASK {}"}).json() == {"advice": []}
