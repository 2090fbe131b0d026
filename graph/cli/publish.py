"""The command `publish`: put the build into a SPARQL engine, where `KAIFAQU_ENGINE` or other programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import Folder, app
from graph.store.builds import DEFAULT_FOLDER, current_build, verify

if TYPE_CHECKING:
    from graph.store.upload import Plan, Publisher

_Address = Annotated[str, typer.Option(help="Where it is, if not below the address of --to.")]


@app.command()
def publish(
    to: Annotated[str, typer.Option(help="The address of the engine, below which it has /query, /update and /store.")],
    query_url: _Address = "",
    update_url: _Address = "",
    store_url: _Address = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and change nothing.")] = False,  # noqa: FBT002  a flag
    default_graph: Annotated[  # noqa: FBT002  as above
        bool, typer.Option(help="Fill the default graph of an engine that does not unite its graphs.")
    ] = True,
    remove_staged: Annotated[  # noqa: FBT002  as above
        bool, typer.Option("--remove-staged", help="Remove what interrupted publications left instead.")
    ] = False,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """发布到 SPARQL 引擎。 Publish the build to a SPARQL engine, whose readers see it once it is whole."""
    from graph.store.upload import Addresses, Publisher

    build = current_build(folder)
    verify(build)
    below = Addresses.below(to)
    addresses = Addresses(query_url or below.query, update_url or below.update, store_url or below.store)
    with Publisher(build, addresses) as publisher:
        if remove_staged:
            typer.echo(f"{len(publisher.remove_staged())} graphs removed")
        elif dry_run:
            _print_plan(publisher.plan())
        else:
            plan = _publish(publisher, default_graph=default_graph)
            sent = (
                f"{sum(plan.send.values())} triples of {len(plan.send)} graphs sent, {len(plan.staged)} staged before"
            )
            typer.echo(f"{build.folder.name} -> {to}: {sent}, {len(plan.drop)} dropped; counts and digests agree")


def _print_plan(plan: Plan) -> None:
    for graph, size in plan.send.items():
        typer.echo(f"send {size} triples {graph}")
    for graph in plan.staged:
        typer.echo(f"staged already {graph}")
    for graph in plan.drop:
        typer.echo(f"drop {graph}")


def _publish(publisher: Publisher, *, default_graph: bool) -> Plan:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=(console := Console(stderr=True)), transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("")
        return publisher.publish(
            lambda graph, done, of: bar.update(task, description=graph, completed=done, total=of),
            default_graph=default_graph,
        )
