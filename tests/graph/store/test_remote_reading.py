"""How an engine is told which graphs it reads; test_remote_examination.py asks real engines in these ways."""

import pytest

from graph.store.remote_reading import ALL_GRAPHS, Reading

LISTED = Reading(listed=("urn:a", "urn:b"))
EXCLUDING = Reading(("urn:own",), LISTED.listed)


def test_by_default_an_engine_is_told_nothing():
    assert (ALL_GRAPHS.prologue(), ALL_GRAPHS.dataset()) == ("", ())


def test_graphs_are_listed_by_the_protocol():
    assert LISTED.prologue(["urn:a"]) == ""
    assert LISTED.dataset() == tuple(
        (f"{kind}-graph-uri", name) for name in ("urn:a", "urn:b") for kind in ("default", "named")
    )


@pytest.mark.parametrize(
    ("asked", "every", "told"),
    [
        ([], True, {"default-graph-exclude <urn:own>", "named-graph-exclude <urn:own>"}),
        (
            ["urn:b", "urn:own"],
            False,
            {"default-graph-exclude <urn:own>", "named-graph-exclude <urn:own>", "named-graph-uri <urn:b>"},
        ),
        (
            ["urn:b"],
            True,
            {f"{kind}-graph-uri <urn:{name}>" for kind in ("default", "named") for name in "ab"},
        ),
    ],
)
def test_graphs_of_others_are_left_out_by_pragmas(asked, every, told):
    lines = EXCLUDING.prologue(asked, every=every).splitlines()
    assert {line.removeprefix("define input:") for line in lines} == told
    assert EXCLUDING.dataset() == ()
