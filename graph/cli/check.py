"""The command `check`: the findings of SHACL about a build, all or those of some sources."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.child_command import in_child, opened
from graph.cli.options import Folder, Jobs, app
from graph.core.errors import UnknownFormat
from graph.shacl.reports import REPORTS, write_report
from graph.store.builds import DEFAULT_FOLDER, current_build, verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.shacl.findings import Report
    from graph.store.store import GraphStore


@app.command()
@in_child
def check(
    format_: Annotated[str, typer.Option("--format", "-f", help=f"{', '.join(REPORTS)}.")] = "text",
    severity: Annotated[
        str, typer.Option(help="The lowest severity that is shown: violation, warning or info.")
    ] = "info",
    source: Annotated[
        list[str],
        typer.Option(help="Only what this source says: its name or its folder; may stand several times."),
    ] = [],  # noqa: B006  typer takes a list as the default of an option that may stand several times
    jobs: Jobs = 1,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Run the checks again that ran before.")] = False,  # noqa: FBT002  a flag
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """用 SHACL 检查数据集。 Check the build with SHACL; the exit status is 1 if a violation is shown."""
    from graph.shacl.findings import SEVERITIES, source_names
    from graph.shacl.kept_report import read_report

    if format_ not in REPORTS:
        raise UnknownFormat(f"There is no report as {format_}; there are {', '.join(REPORTS)}.")
    if severity.capitalize() not in SEVERITIES:
        raise typer.BadParameter(f"{severity} is none of {', '.join(SEVERITIES).lower()}")
    build = current_build(folder)
    kept = None if no_cache else read_report(build)
    names: set[str] = set()
    if source or not kept:
        store = opened(folder)
        known = source_names(store) if source else {}
        names.update(*(known[_source_name(asked, known)] for asked in source))
        report = kept or _run(store, jobs)
    else:
        verify(build)
        report = kept
    how = "ran before, and their report was read; --no-cache runs them again" if kept else "ran"
    typer.echo(f"The checks {how}.", err=True)
    shown = report.only(severity.capitalize(), tuple(sorted(names)))
    sys.stdout.write(write_report(format_, shown))
    raise typer.Exit(0 if shown.conforms else 1)


def _run(store: GraphStore, jobs: int) -> Report:
    """Run the checks, show their progress if standard error is a terminal, and keep the report."""
    from rich.console import Console
    from rich.progress import Progress

    from graph.shacl.kept_report import run_checks

    # Without a thread of its own, so that the check may fork.
    console, silent = Console(stderr=True), not sys.stderr.isatty()
    with Progress(console=console, transient=True, disable=silent, auto_refresh=False) as bar:
        task = bar.add_task("")

        def show(shape: str, done: int, of: int) -> None:
            bar.update(task, description=shape, completed=done, total=of, refresh=True)

        return run_checks(store, show, jobs)


def _source_name(asked: str, known: Iterable[str]) -> str:
    """The name of a source of the build that is given by its name or by its folder."""
    names = sorted(known)
    if asked in names:
        return asked
    folder = Path(asked)
    name = folder.resolve().name
    if (folder / "source.yaml").exists():
        if name in names:
            return name
        raise typer.BadParameter(f"{asked} is not in the build; build it with `kaifaqu build --source {asked}`")
    raise typer.BadParameter(f"no source is called {asked}; there are {', '.join(names)}")
