"""Values of parameters mean what a reader means by them: numbers, dates and classes are not compared as texts."""

import csv
import io
import json

import pytest

RELATIONS = "/api/v1/relations"


@pytest.mark.parametrize(
    ("relation", "column", "value", "found"),
    [
        ("areas", "value", "121.0", {121}),
        ("areas", "value", "１２１", {121}),
        ("areas", "value", " 61.50 ", {61.5}),
        ("areas", "value", "615", set()),
        ("areas", "value", "-121", set()),
        ("fiscal-rules", "fraction", ".30", {0.3}),
        ("fiscal-rules", "fraction", "03", set()),
        ("fiscal-rules", "baseYear", "2019", {"2019"}),
        ("documents", "issuedOn", "2018", {"2018-02-08"}),
        ("documents", "postedAt", "2021-12-06", {"2021-12-06T12:20:16"}),
        ("documents", "issuedIn", "2022-10-01", set()),
    ],
)
def test_a_number_or_a_date_is_compared_by_its_value(get, relation, column, value, found):
    rows = get(f"relations/{relation}", **{column: value})["rows"]
    assert {row[column] for row in rows} == found


@pytest.mark.parametrize(
    ("relation", "column", "value", "says"),
    [
        ("areas", "value", "abc", "a number such as"),
        ("areas", "value", "NaN", "a number such as"),
        ("fiscal-rules", "baseYear", "last", "a year such as"),
        ("documents", "issuedOn", "2018-13-01", "a year such as"),
        ("targets", "before", "soon", "a year such as"),
    ],
)
def test_what_is_no_number_and_no_date_is_refused(get, relation, column, value, says):
    assert says in get(f"relations/{relation}", 422, **{column: value})["detail"]


def test_a_bound_holds_to_the_end_of_the_given_month_or_year(get):
    def latest(before):
        return [row["notAfter"] for row in get("relations/targets", before=before)["rows"]]

    assert latest("2021") == latest("2021-12") == latest("2021-12-31")
    assert latest("2021")
    assert latest("2021-11-30") == []


def test_a_parameter_that_is_repeated_is_refused(client):
    answer = client.get(f"{RELATIONS}/areas", params={"park": ["智造新城", "智慧新城"]})
    assert (answer.status_code, "more than once" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("address", ["areas?", "areas?format=jsonld&", "areas.csv?"])
def test_the_links_to_the_following_rows_give_each_row_once(client, address):
    def rows(answer):
        if "csv" in answer.headers["content-type"]:
            return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
        return answer.json().get("rows") or answer.json()["@graph"]

    whole = client.get(f"{RELATIONS}/{address}limit=10000")
    assert not {"link", "x-truncated"} & set(whole.headers)
    got, following = [], f"{RELATIONS}/{address}limit=12"
    while following:
        answer = client.get(following)
        got, following = got + rows(answer), answer.links.get("next", {}).get("url")
        if "csv" in address:
            assert answer.headers.get("x-truncated") == ("12" if following else None)
    assert got == rows(whole)


def test_a_class_means_the_classes_below_it_too(client, get):
    (found,) = get("lookup", q="白云街道", type="AdminUnit")["candidates"]
    assert (found["type"], found["thing"]["zh"]) == ("Township", "白云街道")
    assert {one["type"] for one in get("search", q="撤销", type="ChangeEvent")["candidates"]} >= {"PlateEvent"}
    queries = {"q0": {"query": "白云街道", "type": "AdminUnit"}, "q1": {"query": "白云街道", "type": "Nothing"}}
    answers = client.post("/reconcile", data={"queries": json.dumps(queries)}).json()
    assert [one["id"] for one in answers["q0"]["result"]] == ["township/baiyun"]
    assert answers["q1"]["result"] == []


def test_a_reconciliation_finds_what_is_of_the_type_among_many_other_things(client):
    queries = {"q0": {"query": "新城", "type": "Oddity", "limit": 100}}
    found = client.post("/reconcile", data={"queries": json.dumps(queries)}).json()["q0"]["result"]
    listed = client.get("/api/v1/search", params={"q": "新城", "type": "Oddity", "limit": 100}).json()["candidates"]
    assert len(found) == len(listed) > 5
