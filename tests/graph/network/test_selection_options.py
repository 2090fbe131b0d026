"""The options of an export, as the command line and the service are given them."""

from dataclasses import fields

from graph.network.selection_options import Option, Selection, selection_fields


def test_every_field_has_an_option_with_a_sentence():
    given = selection_fields()
    assert [field.name for field in given] == [field.name for field in fields(Selection)]
    assert all(isinstance(field.option, Option) and field.option.help.endswith(".") for field in given)


def test_fields_can_be_left_out():
    names = [field.name for field in selection_fields("view", "query")]
    assert not {"view", "query"} & set(names)
    assert len(names) == len(fields(Selection)) - 2


def test_a_field_of_several_values_has_the_type_of_one():
    by_name = {field.name: field for field in selection_fields()}
    assert (by_name["about"].many, by_name["about"].type) == (True, str)
    assert (by_name["depth"].many, by_name["depth"].type) == (False, int)
    assert (by_name["events"].many, by_name["events"].type) == (False, bool)


def test_defaults_are_those_of_the_selection():
    assert all(field.default == getattr(Selection(), field.name) for field in selection_fields())
