"""The command `build`: reads the sources and publishes the dataset, or goes back to the previous build."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated

import typer

from graph.cli.child_command import ENGINE_VARIABLE
from graph.cli.options import Jobs, app
from graph.store.builds import DEFAULT_FOLDER
from graph.store.builds import rollback as go_back
from graph.store.engine import DISK, MEMORY


@app.command()
def build(
    to: Annotated[
        Path, typer.Option(envvar="KAIFAQU_BUILD", help="The folder to publish the build in.")
    ] = DEFAULT_FOLDER,
    source: Annotated[
        list[Path], typer.Option(help="The folder of one more paper; may stand several times.", file_okay=False)
    ] = [],  # noqa: B006  typer takes a list as the default of an option that may stand several times
    jobs: Jobs = 1,
    scheduler: Annotated[str, typer.Option(help="A Dask scheduler whose workers read the sources, as tcp://…")] = "",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read sources again that did not change.")] = False,  # noqa: FBT002  a flag
    rollback: Annotated[bool, typer.Option("--rollback", help="Go back to the previous build instead.")] = False,  # noqa: FBT002  a flag
    engine: Annotated[
        str, typer.Option(envvar=ENGINE_VARIABLE, help="With disk, also make the index of the engine on disk.")
    ] = MEMORY,
) -> None:
    """读取来源，生成数据集。 Read the sources and publish the dataset."""
    from graph import build as pipeline

    if rollback:
        typer.echo(f"Back to {go_back(to).folder}")
        return
    made = pipeline.build(
        to,
        [*pipeline.source_folders(), *source],
        lambda warning: typer.echo(f"Warning: {warning}", err=True),
        jobs=jobs,
        scheduler=scheduler,
        cached=not no_cache,
    )
    if engine == DISK:
        from graph.store.oxigraph_on_disk import index_on_disk

        index_on_disk(made)
    graphs = made.manifest["graphs"]
    typer.echo(f"{made.manifest['quads']} quads in {len(graphs)} graphs -> {made.folder}")
