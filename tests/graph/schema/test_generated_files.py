"""The files generated from the ontology are current, and the JSON Schema refuses mistakes."""

import json

import jsonschema
import pytest
import yaml

from graph.core.resources import SOURCES
from graph.schema.claims_schema import SCHEMA_FILE
from graph.schema.generated_files import generated_files

QUOTE = "新平台总面积121平方公里"
REFUSED = {
    "unknown key": {"id": "zone/a", "zoneKnd": "block"},
    "derived key": {"id": "zone/a", "absorbs": "zone/b"},
    "unknown concept": {"id": "zone/a", "zoneKind": "blok"},
    "id of another kind": {"id": "zone/a", "coversTownship": "zone/b"},
    "id without a path": {"id": "a"},
    "two kinds of one measure": {"id": "measure/a", "measureKind": ["reform", "industry"]},
    "no id": {"zoneKind": "block"},
    "value that is no number": {"id": "zone/a", "area": {"areaKind": "total", "value": "much"}},
    "key of another node": {"id": "zone/a", "area": {"zoneKind": "block"}},
}


def test_generated_files_are_current():
    assert {file: file.read_text("utf-8") for file in generated_files()} == generated_files()


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*/claims/*.yaml")), ids=lambda path: path.name)
def test_real_claims_satisfy_the_schema(validator, path):
    assert [e.message for e in validator.iter_errors(yaml.safe_load(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("mistake", REFUSED)
def test_schema_refuses_a_mistake(validator, mistake):
    assert list(validator.iter_errors([{"quote": QUOTE, "says": [REFUSED[mistake]]}]))


def test_schema_explains_keys_in_both_languages():
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    for name, key in schema["$defs"]["entity"]["properties"].items():
        if name not in {"id", "type"}:
            assert any("\u4e00" <= char <= "\u9fff" for char in key["description"]), name
            assert any("a" <= char <= "z" for char in key["description"]), name
