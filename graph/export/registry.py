"""The registry of exports: every file that can be had from the graph, with what it is for and what writes it.

The command `export`, the routes `/export/{name}` and `/api/v1/graph`, OpenAPI and the tables in docs/exports.md are
made from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.core.errors import UnknownFormat
from graph.core.formats import Format, formats_for
from graph.export.dataset import write_dataset
from graph.export.statements import write_csv, write_jsonl
from graph.network.export import File, write_selection
from graph.network.formats import NETWORK_FORMATS, NetworkFormat
from graph.network.selection_options import VIEWS
from graph.rdf.catalogue import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.core.terms import Triple
    from graph.network.formats import Watch
    from graph.network.graph_snapshot import GraphSnapshot
    from graph.network.selection_options import Selection, View
    from graph.store.store import GraphStore

    Writer = Callable[["ExportSource", Selection], File]


@dataclass(frozen=True)
class ExportSource:
    """What exports are written from.

    Attributes:
        store: The build.
        snapshot: Makes what a network is drawn from; called only for networks.
        resolve: From what a user calls a thing to its IRI.
        ask: From a query to its triples, and the limit after which more were left off (0 if none were).
        watch: Sees the lines of a network pass.
    """

    store: GraphStore
    snapshot: Callable[[], GraphSnapshot]
    resolve: Callable[[str], str]
    ask: Callable[[str], tuple[Sequence[Triple], int]]
    watch: Watch = iter


@dataclass(frozen=True)
class Export:
    """A file that the graph is exported as.

    Attributes:
        name: The name of the file, such as `network.gexf`.
        media_type: Its Content-Type.
        purpose: What it holds, or for what it is.
        write: Writes it; the selection narrows a network, and its paper the dataset and the tables.
        view: The view of the network that it draws; None for a table and the dataset.
        extension: Its format, as the end of the name after the view.
    """

    name: str
    media_type: str
    purpose: str
    write: Writer
    view: View | None = None
    extension: str = ""


def _table(write: Callable[[GraphStore, str], str]) -> Writer:
    return lambda source, selection: File(write(source.store, selection.paper).encode())


def _dataset(name: str) -> Writer:
    return lambda source, selection: File(write_dataset(source.store, name, selection.paper))


def _network(view: View, syntax: NetworkFormat | Format) -> Writer:
    def write(source: ExportSource, selection: Selection) -> File:
        about = tuple(map(source.resolve, selection.about))
        triples, limit = source.ask(selection.query) if selection.query else (None, 0)
        resolved = replace(selection, view=view, about=about)
        file = write_selection(source.snapshot(), resolved, syntax, triples, watch=source.watch)
        return replace(file, limit=limit or file.limit)

    return write


def _networks() -> list[Export]:
    formats: list[tuple[NetworkFormat | Format, str]] = [(syntax, syntax.purpose) for syntax in NETWORK_FORMATS]
    formats += [(syntax, f"the same part of the graph as {syntax.syntax.name}") for syntax in formats_for("graph")]
    return [
        Export(f"{view}.{f.extension}", f.content_type, purpose, _network(view, f), view, f.extension)
        for view in VIEWS
        for f, purpose in formats
    ]


_STATEMENTS = "a row for each statement and piece of evidence, of all or of one paper"
_DATASET = "the whole dataset, or what one paper and its editors say"
EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        Export("statements.csv", "text/csv; charset=utf-8", _STATEMENTS, _table(write_csv)),
        Export("statements.jsonl", "application/jsonl; charset=utf-8", _STATEMENTS, _table(write_jsonl)),
        *(Export(name, media_type, _DATASET, _dataset(name)) for name, media_type in FILES.items()),
        *_networks(),
    )
}
"""Every export by its name."""
WHOLE_FILES = tuple(name for name, export in EXPORTS.items() if export.view is None)
"""The names of the exports that are no view of the network."""
FORMATS_OF_VIEWS = {export.extension: export for export in EXPORTS.values() if export.view == "network"}
"""The formats of every view by extension, each with the export of the whole network."""


def export_named(name: str) -> Export:
    """The export of that name. Raises UnknownFormat with the names that there are."""
    if export := EXPORTS.get(name):
        return export
    raise UnknownFormat(
        f"There is no export {name}; there are {', '.join(VIEWS)}, each as {', '.join(FORMATS_OF_VIEWS)}, "
        f"and {', '.join(WHOLE_FILES[:-1])} and {WHOLE_FILES[-1]}."
    )
