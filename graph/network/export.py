"""From a selection to a file: a part of the network with its spans and measures, in the format of its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.errors import UnknownFormat
from graph.core.formats import Format, formats_for
from graph.core.names import term
from graph.network.export_model import ExportModel, draw
from graph.network.format_rdf import quads_of
from graph.network.formats import NETWORK_FORMATS
from graph.network.intervals import spans
from graph.network.measures import measure
from graph.network.select import VIEWS, Selection, View, select
from graph.rdf.serialize import write_rdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.network.formats import NetworkFormat, Watch
    from graph.network.select import GraphSnapshot


@dataclass(frozen=True)
class File:
    """A written file.

    media_type: its Content-Type; cut: whether some was left off; replaced: how many control characters stand replaced.
    """

    content: bytes
    media_type: str
    cut: bool
    replaced: int = 0


def draw_selection(
    whole: GraphSnapshot, selection: Selection, measures: Sequence[str] = (), language: str = "zh"
) -> tuple[ExportModel, bool]:
    """The flat form of a selection, and whether some was left off.

    Raises EmptySelection, UnknownRelation and UnknownMeasure, each with what there is.
    """
    found, cut = select(whole, selection)
    told = spans(whole.store, found, whole.changes)
    parts = ("kaifaqu", selection.view, *map(_short, selection.about), str(selection.when or ""))
    last = {edge.relation: edge.relation.rsplit("/", 1)[-1] for edge in found.edges}
    labels = whole.store.labels(map(term, last.values()))
    names = {relation: labels[term(name)] for relation, name in last.items()}
    name = " ".join(filter(None, parts))
    return draw(name, found, told, measure(found, measures), names, language), cut


def write_selection(
    whole: GraphSnapshot,
    selection: Selection,
    syntax: NetworkFormat | Format,
    measures: Sequence[str] = (),
    language: str = "zh",
    *,
    watch: Watch = iter,
) -> File:
    """A selection in a format of networks or of RDF; `watch` sees its lines pass.

    Raises what `draw_selection` raises, and TooManyToDraw.
    """
    if isinstance(syntax, Format):
        found, cut = select(whole, selection)
        return File(write_rdf(quads_of(whole.store, whole.network, found), syntax), syntax.content_type, cut)
    drawn, cut = draw_selection(whole, selection, measures, language)
    return File(syntax.write(drawn, watch), syntax.content_type, cut, drawn.replaced)


def parse_name(name: str) -> tuple[View, NetworkFormat | Format]:
    """The view and the format of a file such as `lineage.svg`. Raises UnknownFormat with what there is."""
    formats: list[NetworkFormat | Format] = [*NETWORK_FORMATS, *formats_for("graph")]
    for syntax in formats:
        stem = name.removesuffix(f".{syntax.extension}")
        for view in VIEWS:
            if stem != name and stem == view:
                return view, syntax
    extensions = [syntax.extension for syntax in formats]
    raise UnknownFormat(
        f"There is no export {name}; there are {', '.join(VIEWS)}, each as {', '.join(extensions)}, "
        "and statements.csv, statements.jsonl, dataset.trig, dataset.nq and dataset.nq.gz."
    )


def _short(iri: str) -> str:
    return iri.rstrip("/").rsplit("/", 1)[-1]
