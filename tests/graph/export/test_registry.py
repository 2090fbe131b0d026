"""The registry of exports: each file is written under its name, and nothing else is offered."""

import gzip
from dataclasses import replace

import pytest

from graph.core.errors import UnknownFormat
from graph.core.iris import ENTITIES
from graph.export.registry import EXPORTS, WHOLE_FILES, ExportSource, export_named
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.query_triples import triples_of
from graph.network.selection_options import VIEWS, Selection, View, selection_fields

ZHIZAO = f"{ENTITIES}zone/zhizao-new-city"


@pytest.fixture(scope="module")
def source(graph):
    snapshot = GraphSnapshot.of(graph)
    return ExportSource(
        graph,
        snapshot=lambda: snapshot,
        resolve={"智造新城": ZHIZAO}.__getitem__,
        ask=lambda query: (triples_of(graph.query(query).result), 0),
    )


@pytest.mark.parametrize("name", [*WHOLE_FILES, *(f"supervision.{e}" for e in ("gexf", "svg", "ttl", "nodes.csv"))])
def test_each_export_is_written(source, name):
    selection = Selection(paper="hefei-2018" if name in WHOLE_FILES else "")
    assert EXPORTS[name].write(source, selection).content


def test_every_view_has_the_same_formats():
    formats = {view: [e.extension for e in EXPORTS.values() if e.view == view] for view in VIEWS}
    assert len({tuple(extensions) for extensions in formats.values()}) == 1
    assert set(VIEWS) == set(View.__args__)


def test_the_packed_dataset_is_the_plain_one(source):
    one_paper = Selection(paper="quzhou-2021")
    packed = export_named("dataset.nq.gz").write(source, one_paper).content
    assert gzip.decompress(packed) == export_named("dataset.nq").write(source, one_paper).content


def test_names_are_resolved_and_a_limit_is_told(source):
    file = export_named("network.nodes.csv").write(source, Selection(about=("智造新城",), most=3))
    assert "zone:zhizao-new-city" in file.content.decode()
    assert file.limit == 3


def test_the_triples_of_a_query_are_drawn_and_their_limit_is_told(source):
    selection = Selection(query="CONSTRUCT { ?a kq:absorbedInto ?b } WHERE { ?a kq:absorbedInto ?b }")
    cut = replace(source, ask=lambda query: (source.ask(query)[0], 7))
    file = export_named("network.edges.csv").write(cut, selection)
    assert "absorbedInto" in file.content.decode()
    assert file.limit == 7


@pytest.mark.parametrize("name", ["network.exe", "nothing.svg", "lineage", "", "dataset.ttl"])
def test_an_unknown_name_is_refused_with_those_that_there_are(name):
    with pytest.raises(UnknownFormat, match=r"gexf, graphml.* and statements\.csv.* and dataset\.nq\.gz"):
        export_named(name)


def test_a_selection_has_an_option_for_each_field():
    assert [field.name for field in selection_fields("view")] == list(Selection.__dataclass_fields__)[1:]
    assert all(field.option.help.endswith(".") for field in selection_fields())
