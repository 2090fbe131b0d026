"""The Reconciliation API, checked with the published schemas of 0.2, and used as OpenRefine uses it."""

import json
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry, Resource

SCHEMAS = Path(__file__).parent.parent.parent / "reconciliation" / "0.2"
ORIGIN = {"origin": "http://127.0.0.1:3333"}


def check(name, answer):
    found = [json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")]
    by_name = {schema["$id"].rsplit("/", 1)[-1]: schema for schema in found}
    plain = {key: Resource.opaque(schema) for key, schema in by_name.items()}
    registry = Registry().with_resources([(schema["$id"], plain[key]) for key, schema in by_name.items()])
    jsonschema.Draft7Validator(by_name[name], registry=registry).validate(answer)


def reconcile(client, **queries):
    response = client.post("/reconcile", data={"queries": json.dumps(queries)}, headers=ORIGIN)
    assert response.headers["access-control-allow-origin"] == "*"
    check("reconciliation-result-batch.json", response.json())
    return {key: answer["result"] for key, answer in response.json().items()}


def test_the_manifest_is_that_of_0_2_and_its_addresses_work(client):
    manifest = client.get("/reconcile", headers=ORIGIN).json()
    check("manifest.json", manifest)
    assert manifest["versions"] == ["0.2"]
    for kind in ("entity", "property", "type"):
        service = manifest["suggest"][kind]
        address = service["service_url"] + service["service_path"]
        assert client.get(address, params={"prefix": "区"}).json()["result"]
    assert client.get(manifest["view"]["url"].replace("{{id}}", "zone/zhizao-new-city")).status_code == 200
    preview = client.get(manifest["preview"]["url"].replace("{{id}}", "zone/zhizao-new-city"))
    assert "衢州智造新城" in preview.text
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert client.get(manifest["documentation"], headers={"accept": "text/html"}).status_code == 200


def test_the_manifest_comes_as_a_script_for_old_clients(client):
    response = client.get("/reconcile", params={"callback": "got"})
    assert response.headers["content-type"].startswith("application/javascript")
    assert json.loads(response.text.removeprefix("/**/got(").removesuffix(");"))["versions"] == ["0.2"]
    assert client.get("/reconcile", params={"callback": "alert(1);x"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("", {"queries": '{"q": {"query": "智造新城"}}'}),
        ("/suggest/entity", {"prefix": "智造"}),
        ("/suggest/property", {"prefix": "area"}),
        ("/suggest/type", {"prefix": "Zone"}),
        ("/properties", {"type": "Zone"}),
    ],
)
def test_each_answer_in_json_comes_as_a_script_too(client, path, asked):
    plain = client.get(f"/reconcile{path}", params=asked).json()
    response = client.get(f"/reconcile{path}", params={**asked, "callback": "got"})
    assert response.headers["content-type"].startswith("application/javascript")
    assert json.loads(response.text.removeprefix("/**/got(").removesuffix(");")) == plain
    assert client.get(f"/reconcile{path}", params={**asked, "callback": "a(1)"}).status_code == 400


def test_a_name_that_a_zone_and_its_plate_nearly_share_is_no_match_until_a_type_decides(client):
    found = reconcile(
        client,
        both={"query": "衢江经济开发区"},
        prefixed={"query": "浙江衢江经济开发区"},
        zone={"query": "浙江衢江经济开发区", "type": "Zone"},
        plate={"query": "浙江衢江经济开发区", "type": ["Plate"]},
    )
    assert [c["id"] for c in found["both"][:2]] == ["zone/qujiang-edz", "plate/qujiang-edz"]
    assert [c["id"] for c in found["prefixed"][:2]] == ["plate/qujiang-edz", "zone/qujiang-edz"]
    assert not any(candidate["match"] for key in ("both", "prefixed") for candidate in found[key])
    assert (found["plate"][0]["id"], found["plate"][0]["match"]) == ("plate/qujiang-edz", True)
    assert found["zone"][0]["id"] == "zone/qujiang-edz"
    assert all(candidate["type"][0]["id"] == "Zone" for candidate in found["zone"])


def test_a_sure_name_is_a_match_and_a_likeness_is_not(client):
    found = reconcile(
        client, sure={"query": "智造新城", "limit": 1}, like={"query": "衢州智造新程"}, none={"query": "雄安"}
    )
    assert [(c["id"], c["match"]) for c in found["sure"]] == [("zone/zhizao-new-city", True)]
    assert found["like"][0]["id"] == "zone/zhizao-new-city"
    assert not found["like"][0]["match"]
    assert found["none"] == []


def test_properties_weigh_in(client):
    query = {"query": "白云街道", "properties": [{"pid": "locatedIn", "v": "柯城区"}]}
    wrong = {"query": "白云街道", "properties": [{"pid": "locatedIn", "v": {"id": "admin/changshan"}}]}
    found = reconcile(client, right=query, wrong=wrong)
    assert found["right"][0]["score"] == 100
    assert found["wrong"][0]["score"] == 70
    assert not found["wrong"][0]["match"]


def test_the_draft_answers_alike_in_its_own_words(client):
    condition = {"matchType": "name", "propertyValue": "衢江经济开发区"}
    body = {"queries": [{"type": "Zone", "limit": 3, "conditions": [condition]}, {"conditions": [condition]}]}
    results = client.post("/reconcile/match", json=body).json()["results"]
    old = reconcile(client, a={"query": "衢江经济开发区", "type": "Zone", "limit": 3}, b={"query": "衢江经济开发区"})
    assert [result["candidates"] for result in results] == [old["a"], old["b"]]


def test_data_is_extended_with_the_values_of_properties(client):
    proposed = client.get("/reconcile/properties", params={"type": "Zone"}).json()
    check("data-extension-property-proposal.json", proposed)
    assert "coversTownship" in [one["id"] for one in proposed["properties"]]
    asked = {"ids": ["zone/zhihui-new-city", "nobody"], "properties": [{"id": "coversTownship"}, {"id": "shortName"}]}
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    check("data-extension-response.json", answer)
    row = answer["rows"]["zone/zhihui-new-city"]
    assert {"id": "township/baiyun", "name": "白云街道"} in row["coversTownship"]
    assert row["shortName"] == [{"str": "智慧新城"}]
    assert answer["rows"]["nobody"] == {"coversTownship": [], "shortName": []}


def test_suggestions_are_those_of_the_schemas(client):
    for kind, prefix in {"entity": "智造", "property": "面积", "type": "牌子"}.items():
        answer = client.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix}).json()
        schema = {"entity": "entities", "property": "properties", "type": "types"}[kind]
        check(f"suggest-{schema}-response.json", answer)
        assert answer["result"]


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        ({"queries": "{"}, 400, "no JSON"),
        ({"queries": "[]"}, 400, "no JSON object"),
        ({"queries": '{"q": 1}'}, 400, "no object"),
        ({}, 400, "neither queries nor extend"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(1001)})}, 413, "at most 1000"),
    ],
)
def test_a_batch_that_cannot_be_read_says_why(client, data, status, says):
    response = client.post("/reconcile", data=data)
    assert response.status_code == status
    assert says in response.json()["detail"]
