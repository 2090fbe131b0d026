"""`/api/v1/lineage` and `/api/v1/state` as other systems use them."""

import pytest

ZONE = "https://w3id.org/kaifaqu/id/zone/zhizao-new-city"


def test_a_lineage_tells_each_change_with_its_words_and_the_state_now(client, get):
    answer = get("lineage/zone/green-cluster")
    (step,) = answer["steps"]
    assert [thing["iri"] for thing in step["leads_to"]] == [ZONE]
    quote = step["change"]["evidence"][0]
    assert quote["quote"] in client.get(quote["url"]).text
    assert [(s["thing"]["iri"], s["standing"]) for s in answer["now"]] == [(ZONE, "stands")]
    assert {plate["action"] for plate in answer["plates"]} == {"abolish"}


def test_the_states_of_all_zones_come_page_by_page(get):
    states, cursor = [], ""
    while cursor is not None:
        page = get("state", when="before", limit=30, cursor=cursor)
        states, cursor = states + page["states"], page["next"]
    assert len(states) == page["total"] == len({state["thing"]["iri"] for state in states})
    assert {state["standing"] for state in states} == {"stands", "does not stand", "not stated"}


def test_a_lineage_tells_which_fate_is_not_stated(get):
    (silence,) = get("lineage/zone/green-cluster-longyou")["not_stated"]
    assert (silence["property"], silence["silence"]["zh"]) == ("absorbedInto", "去向未说明")
    assert get("lineage/zone/qujiang-edz")["not_stated"] == []


def test_lineages_and_the_derived_graph_tell_the_same(client, get):
    query = "SELECT ?zone ?into { ?zone a kq:Zone OPTIONAL { ?zone kq:absorbedInto|^kq:formedFrom ?into } }"
    answer = client.get("/sparql", params={"query": query, "format": "json"}).json()
    derived = {}
    for row in answer["results"]["bindings"]:
        ends = derived.setdefault(row["zone"]["value"], set())
        ends |= {row["into"]["value"]} if "into" in row else set()
    assert len(derived) > 80
    came_from = {zone: {start for start, into in derived.items() if zone in into} for zone in derived}
    for direction, ends in (("forth", derived), ("back", came_from)):
        for zone, expected in ends.items():
            steps = get(f"lineage/{zone.partition('/id/')[2]}", direction=direction, depth=1)["steps"]
            assert {thing["iri"] for step in steps for thing in step["leads_to"]} == expected, (direction, zone)


def test_a_change_tells_how_it_is_to_be_done_apart_from_its_force(get):
    steps = get("lineage/白沙片区白沙溪以西至彩虹路以东")["steps"]
    told = {(step["change"]["modality"], *step["change"]["manner"]) for step in steps}
    assert ("ordered", "gradual") in told


def test_a_citation_is_no_quote(get):
    evidence = [e for s in get("lineage/肥东经济开发区")["steps"] for e in s["change"]["evidence"]]
    assert evidence
    assert all(piece["citation"] and not piece["quote"] for piece in evidence)


@pytest.mark.parametrize(
    ("path", "parameters", "status", "says"),
    [
        ("lineage/zone/nothing", {}, 404, "No source speaks of zone/nothing"),
        ("lineage/衢州绿色产业集聚区", {}, 409, "plate/green-cluster"),
        ("lineage/x", {"direction": "up"}, 422, "direction"),
        ("state", {"when": "soon"}, 400, "2022-01-01"),
        ("state", {"cursor": "nonsense"}, 400, "leave it out"),
    ],
)
def test_a_lineage_or_state_that_cannot_be_given_is_told_why(get, path, parameters, status, says):
    problem = get(path, status, **parameters)
    assert says in problem["detail"]
    assert problem["status"] == status
