"""Write a selection of the network: its intervals, measures and names, in a network format or as RDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.core.formats import Format
from graph.core.iris import local_name, short_id, term
from graph.network.export_model import ExportModel, draw
from graph.network.format_rdf import quads_of
from graph.network.intervals import intervals
from graph.network.lineage_selection import draws_rows
from graph.network.lineage_svg import write_lineage
from graph.network.measures import measure
from graph.network.subnetwork import select
from graph.rdf.serialize import write_rdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.core.terms import Triple
    from graph.network.formats import NetworkFormat, Watch
    from graph.network.graph_snapshot import GraphSnapshot
    from graph.network.selection_options import Selection


@dataclass(frozen=True)
class File:
    """A written file.

    Attributes:
        content: Its bytes.
        limit: The number of nodes or triples after which the rest was left off; 0 if the file is complete.
        replaced: How many control characters were replaced by U+FFFD.
    """

    content: bytes
    limit: int = 0
    replaced: int = 0


def draw_selection(
    whole: GraphSnapshot, selection: Selection, triples: Sequence[Triple] | None = None
) -> tuple[ExportModel, bool]:
    """Make the flat form of a selection. Takes, returns and raises what `select` does, and UnknownMeasure."""
    found, cut = select(whole, selection, triples)
    parts = ("kaifaqu", selection.view, *(local_name(iri.rstrip("/")) for iri in selection.about), selection.when)
    last = {edge.relation: edge.relation.rsplit("/", 1)[-1] for edge in found.edges}
    labels = whole.store.labels(map(term, last.values()))
    names = {relation: labels[term(name)] for relation, name in last.items()}
    drawn = draw(
        " ".join(filter(None, parts)),
        found,
        intervals(whole.store, found, whole.changes),
        measure(found, selection.measure),
        names,
        selection.lang,
    )
    is_around_one = selection.view == "network" and len(selection.about) == 1 and selection.depth == 1
    if is_around_one and triples is None and selection.about[0] in found.nodes:
        drawn = replace(drawn, centre=short_id(selection.about[0]))
    return drawn, cut


def write_selection(
    whole: GraphSnapshot,
    selection: Selection,
    syntax: NetworkFormat | Format,
    triples: Sequence[Triple] | None = None,
    *,
    watch: Watch = iter,
) -> File:
    """Write a selection in a format of networks or of RDF.

    `watch` sees the lines of a network format pass. Raises what `draw_selection` raises, and TooManyToDraw.
    """
    if isinstance(syntax, Format):
        found, cut = select(whole, selection, triples)
        content, replaced = write_rdf(quads_of(whole.store, whole.network, found), syntax), 0
    elif syntax.is_picture and triples is None and draws_rows(selection):
        content, cut, replaced = syntax.encode(write_lineage(whole, selection), watch), False, 0
    else:
        drawn, cut = draw_selection(whole, selection, triples)
        content, replaced = syntax.write(drawn, watch), drawn.replaced
    return File(content, selection.most if cut else 0, replaced)
