"""The command `query`: a SPARQL query from a file or an argument, and its answer in any format."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated

import typer

from graph.cli.child_command import in_child, opened
from graph.cli.options import Folder, app
from graph.core.formats import FORMATS
from graph.process.child import QUERY_MEGABYTES
from graph.store.builds import DEFAULT_FOLDER


@app.command()
@in_child
def query(
    file: Annotated[
        Path | None, typer.Argument(help="A file with a SPARQL query.", exists=True, dir_okay=False)
    ] = None,
    expression: Annotated[str | None, typer.Option("--expression", "-e", help="A query instead of a file.")] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", help=f"table, or {', '.join(f.name for f in FORMATS)}.")
    ] = "table",
    megabytes: Annotated[
        int, typer.Option(min=1, help="How much memory the query may take beside the graph, in megabytes.")
    ] = QUERY_MEGABYTES,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """用 SPARQL 查询数据集。 Query the build with SPARQL; the prefixes of the project need not be declared."""
    from graph.cli.jailed_query import read_query, write_answer

    if (file is None) == (expression is None):
        raise typer.BadParameter("give either a file or -e with a query")
    text = (expression or "") if file is None else read_query(file)
    write_answer(opened(folder), text, format_, megabytes)
