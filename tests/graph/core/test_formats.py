"""Formats are found by name, extension and alias; an error lists the formats that would do."""

import pytest

from graph.core.errors import UnknownFormat
from graph.core.formats import FORMATS, format_named, formats_for, not_representable


@pytest.mark.parametrize("syntax", FORMATS, ids=lambda syntax: syntax.name)
def test_format_is_found_by_each_of_its_names(syntax):
    for name in (syntax.name, syntax.extension, *syntax.aliases):
        assert format_named(name, syntax.holds) is syntax


def test_unknown_format_lists_the_known():
    with pytest.raises(
        UnknownFormat, match=r"There is no format turtle for a table .*; there are json, xml, csv, tsv\."
    ):
        format_named("turtle", "table")


def test_names_are_unique_for_each_kind_of_answer():
    for holds in ("table", "graph"):
        names = [name for f in formats_for(holds) for name in {f.name, f.extension, *f.aliases}]
        assert len(names) == len(set(names))


def test_text_has_a_charset():
    assert format_named("csv", "table").content_type == "text/csv; charset=utf-8"
    assert format_named("json", "table").content_type == "application/sparql-results+json"


def test_error_offers_formats_that_can_hold_the_answer():
    jsonld = format_named("jsonld", "graph")
    assert str(not_representable(jsonld, "triple terms", beyond_rdf_11=True)) == (
        "JSON-LD cannot hold triple terms; ask for turtle or ntriples or trig or nquads."
    )
