"""The command `export`: statements as tables, the dataset as RDF, and the network for whatever draws it."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.child_command import in_child, opened
from graph.cli.commands import Folder, app
from graph.core.errors import EmptySelection
from graph.rdf.catalogue import FILES
from graph.store.builds import DEFAULT_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.network.formats import Watch
    from graph.network.select import Selection
    from graph.store.store import GraphStore

Several = list[str]


@app.command()
@in_child
def export(
    name: Annotated[
        str, typer.Argument(help="statements.csv, dataset.trig, network.gexf, lineage.svg, parks-industries.graphml, …")
    ],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write, - for the screen.")] = None,
    about: Annotated[
        Several, typer.Option(help="A thing to draw, by IRI, path or name; may stand several times.")
    ] = [],  # noqa: B006  typer takes a list as the default of an option that may stand several times
    depth: Annotated[int, typer.Option(min=0, max=10, help="How far around the things.")] = 1,
    relation: Annotated[Several, typer.Option(help="Only this relation; may stand several times.")] = [],  # noqa: B006  as above
    kind: Annotated[Several, typer.Option(help="Only things of this class; may stand several times.")] = [],  # noqa: B006  as above
    paper: Annotated[str, typer.Option(help="Only what this paper says, such as quzhou-2021.")] = "",
    when: Annotated[str, typer.Option(help="Only what stands before, after, or on a day such as 2022-01-01.")] = "",
    query: Annotated[
        Path | None, typer.Option(help="A file with CONSTRUCT, or SELECT ?s ?p ?o, whose answer is drawn.", exists=True)
    ] = None,
    events: Annotated[bool, typer.Option("--events", help="Draw events, rules and areas as nodes, unfolded.")] = False,  # noqa: FBT002  a flag
    measure: Annotated[Several, typer.Option(help="degree, betweenness, component or projection; several times.")] = [],  # noqa: B006  as above
    most: Annotated[
        int, typer.Option(min=1, help="How many nodes at the most, the nearest first, then by IRI.")
    ] = 20_000,
    lang: Annotated[str, typer.Option(help="The language of the labels: zh or en.")] = "zh",
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """导出陈述、数据集或网络图。 Write statements as a table, the dataset as RDF, or the network to be drawn."""
    from graph.network.formats import write_whole
    from graph.store.statements import WRITERS

    store = opened(folder)
    if name in WRITERS:
        content = WRITERS[name](store).encode()
    elif name in FILES:
        content = dataset(store, name, paper)
    else:
        from graph.cli.jailed_query import read_query, triples_asked
        from graph.network.select import Selection

        triples = triples_asked(store, read_query(query)) if query else None
        selection = Selection(
            depth=depth,
            relations=tuple(relation),
            kinds=tuple(kind),
            paper=paper,
            triples=triples,
            events=events,
            most=most,
        )
        content = _network(store, name, selection, (about, when, measure, lang))
    if output == Path("-"):
        sys.stdout.buffer.write(content)
        return
    path = output or Path(name)
    write_whole(path, content)
    typer.echo(f"{path}: {len(content)} bytes from {store.build.folder.name}")


def dataset(store: GraphStore, name: str, paper: str = "") -> bytes:
    """The dataset, or the graphs of one paper, as TriG, as N-Quads, or packed; the same bytes each time.

    Raises EmptySelection where there is no such paper.
    """
    from graph.core.names import asserted_graph, editorial_graph
    from graph.core.parsing import read_nquads
    from graph.rdf.serialize import sorted_lines, trig

    out = io.BytesIO()
    store.write_nquads(out)
    content = sorted_lines(out.getvalue())
    if paper:
        graphs = tuple(f"{graph} .\n".encode() for graph in (asserted_graph(paper), editorial_graph(paper)))
        content = b"".join(line for line in content.splitlines(keepends=True) if line.endswith(graphs))
        if not content:
            raise EmptySelection(f"No paper is called {paper}; ask for quzhou-2021, or without a paper for all.")
    if name == "dataset.nq.gz":
        return gzip.compress(content, mtime=0)
    if name == "dataset.nq":
        return content
    return trig(sorted(read_nquads(content), key=lambda quad: (str(quad.graph_name), str(quad))))


def _network(store: GraphStore, name: str, selection: Selection, asked: tuple[list[str], str, list[str], str]) -> bytes:
    from dataclasses import replace

    from graph.cli.lookup import one_thing
    from graph.history.lookup import Lookup
    from graph.history.status import when_of
    from graph.network.export import parse_name, write_selection
    from graph.network.select import GraphSnapshot

    about, when, measures, lang = asked
    view, syntax = parse_name(name)
    lookup = Lookup(store)
    things = tuple(one_thing(lookup, text) for text in about)
    selection = replace(selection, view=view, about=things, when=when_of(when) if when else None)
    whole = GraphSnapshot.of(store, lookup.changes)
    file = write_selection(whole, selection, syntax, measures, lang, watch=_watching(name))
    if file.cut:
        sys.stderr.write(f"Some is left off: there are more than {selection.most} nodes; see --most.\n")
    if file.replaced:
        sys.stderr.write(f"{file.replaced} control characters are replaced.\n")
    return file.content


def _watching(name: str) -> Watch:
    """Tells on a terminal how many lines of a file are written."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    def watch(lines: Iterator[str]) -> Iterator[str]:
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            yield from progress.track(lines, description=name)

    return watch
