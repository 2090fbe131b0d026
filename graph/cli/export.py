"""The command `export`: every file of the registry, with the fields of a selection as options."""

from __future__ import annotations

import sys
from dataclasses import replace
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.child_command import in_child, opened
from graph.cli.options import Folder, app
from graph.core.atomic_write import write_atomically
from graph.network.selection_options import Selection, selection_fields
from graph.store.builds import DEFAULT_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graph.export.registry import ExportSource
    from graph.network.formats import Watch
    from graph.network.selection_options import SelectionField
    from graph.store.store import GraphStore


def with_selection_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the fields of Selection as options, but for the view, which the name of the file tells.

    Typer reads options from the signature of a function, so this replaces it.
    """
    own = [p for p in signature(command, eval_str=True).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
    options = [_parameter(field) for field in selection_fields("view")]
    made = Signature([p.replace(kind=Parameter.KEYWORD_ONLY) for p in (*own, *options)])
    command.__signature__ = made  # type: ignore[attr-defined]  # `inspect` defines it for every callable
    command.__annotations__ = {name: p.annotation for name, p in made.parameters.items()}
    return command


def _parameter(field: SelectionField) -> Parameter:
    text, kind, default = field.option.help.replace("`", ""), field.type, field.default
    if field.name == "query":
        option = typer.Option(help=f"{text} A file.", exists=True, dir_okay=False)
        kind, default = Path | None, None
    elif field.type is bool:
        option = typer.Option(f"--{field.name}", help=text)
    elif field.many:
        option = typer.Option(help=f"{text} May stand several times.")
        kind, default = list[str], []
    else:
        option = typer.Option(help=text, min=field.option.minimum, max=field.option.maximum)
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


@app.command()
@in_child
@with_selection_options
def export(
    name: Annotated[
        str, typer.Argument(help="statements.csv, dataset.trig, network.gexf, lineage.svg, parks-industries.graphml, …")
    ],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write, - for the screen.")] = None,
    folder: Folder = DEFAULT_FOLDER,
    **options: Any,  # noqa: ANN401  the fields of Selection, of several types
) -> None:
    """导出陈述、数据集或网络图。 Write statements as a table, the dataset as RDF, or the network to be drawn."""
    from graph.cli.jailed_query import read_query
    from graph.export.registry import export_named

    file_of_query: Path | None = options.pop("query")
    values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in options.items()}
    selection = Selection(**values, query=read_query(file_of_query) if file_of_query else "")
    store = opened(folder)
    file = export_named(name).write(replace(_source(store), watch=_progress(name)), selection)
    if file.limit:
        sys.stderr.write(f"Some is left off: there are more than {file.limit} nodes; see --most.\n")
    if file.replaced:
        sys.stderr.write(f"{file.replaced} control characters are replaced.\n")
    if output == Path("-"):
        sys.stdout.buffer.write(file.content)
        return
    path = output or Path(name)
    write_atomically(path, file.content)
    typer.echo(f"{path}: {len(file.content)} bytes from {store.build.folder.name}")


def _source(store: GraphStore) -> ExportSource:
    from graph.cli.jailed_query import triples_asked
    from graph.export.registry import ExportSource
    from graph.history.lookup import Lookup
    from graph.history.resolve import resolve
    from graph.network.graph_snapshot import GraphSnapshot

    lookup = Lookup(store)
    return ExportSource(
        store,
        snapshot=lambda: GraphSnapshot.of(store, lookup.changes),
        resolve=lambda text: resolve(lookup, text),
        ask=lambda query: (triples_asked(store, query), 0),
    )


def _progress(name: str) -> Watch:
    """Show on a terminal how many lines of a file are written."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    def watch(lines: Iterator[str]) -> Iterator[str]:
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            yield from progress.track(lines, description=name)

    return watch
