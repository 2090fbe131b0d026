"""Properties take one value in the JSON Schema where every class that has them takes one in the shapes."""

import json

from graph.schema.cardinality import single_valued
from graph.schema.claims_schema import SCHEMA_FILE
from graph.schema.ontology import load_ontology


def test_a_property_is_single_if_the_shapes_of_all_its_classes_say_so():
    single = single_valued(load_ontology())
    assert {"measureKind", "zoneKind", "modality"} <= single
    assert "bodyKind" not in single, "a class of bodies may have several kinds"
    assert not single & {"leadingIndustry", "coversTownship", "name"}


def test_the_schema_offers_a_list_of_all_other_properties():
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    single = single_valued(load_ontology())
    for name, value in schema["$defs"]["entity"]["properties"].items():
        if name not in {"id", "type"}:
            assert ("oneOf" in value) == (name not in single), name
