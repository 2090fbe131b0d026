"""The commands build, check, query and new-source."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.child_command import ENGINE_VARIABLE, in_child, opened
from graph.core.errors import UnknownFormat
from graph.core.formats import FORMATS
from graph.process.child import QUERY_MEGABYTES
from graph.shacl.reports import REPORTS, write_report
from graph.store.builds import DEFAULT_FOLDER
from graph.store.builds import rollback as go_back
from graph.store.engine import DISK, MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterable

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A knowledge graph about how official papers reorganise China's development zones. 开发区整合知识图谱。",
)

Jobs = Annotated[int, typer.Option(min=1, help="The number of processes that do the work.")]
Folder = Annotated[Path, typer.Option("--in", envvar="KAIFAQU_BUILD", help="The folder that holds the build.")]
ThingName = Annotated[str, typer.Argument(help="A name, an alias, pinyin, an IRI, or its path such as zone/x.")]


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
    ] = [],  # noqa: B006  as above
    jobs: Jobs = 1,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """用 SHACL 检查数据集。 Check the build with SHACL; the exit status is 1 if a violation is shown."""
    from rich.console import Console
    from rich.progress import Progress

    from graph.shacl.findings import SEVERITIES, source_names
    from graph.shacl.validate import validate

    if format_ not in REPORTS:
        raise UnknownFormat(f"There is no report as {format_}; there are {', '.join(REPORTS)}.")
    if severity.capitalize() not in SEVERITIES:
        raise typer.BadParameter(f"{severity} is none of {', '.join(SEVERITIES).lower()}")
    store = opened(folder)
    known = source_names(store)
    wanted = [_source_name(asked, known) for asked in source]
    # Without a thread of its own, so that the check may fork.
    console, silent = Console(stderr=True), not sys.stderr.isatty()
    with Progress(console=console, transient=True, disable=silent, auto_refresh=False) as bar:
        task = bar.add_task("")

        def show(shape: str, done: int, of: int) -> None:
            bar.update(task, description=shape, completed=done, total=of, refresh=True)

        report = validate(store, progress=show, jobs=jobs)
    shown = report.only(severity.capitalize(), tuple(sorted({name for asked in wanted for name in known[asked]})))
    sys.stdout.write(write_report(format_, shown))
    raise typer.Exit(0 if shown.conforms else 1)


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


@app.command()
def new_source(
    folder: Annotated[Path, typer.Argument(help="The folder to make; its name is the id of the source.")],
    paper: Annotated[Path, typer.Argument(help="The paper: text, .docx or .pdf.", exists=True, dir_okay=False)],
    english: Annotated[str, typer.Option(help="The English title.")] = "",
    join_lines: Annotated[bool, typer.Option("--join-lines", help="Join lines that break inside sentences.")] = False,  # noqa: FBT002  a flag
) -> None:
    """为一份新文件建立来源文件夹。 Make the folder of a new paper, with every sentence as a passage to fill."""
    from graph.curation.joined_lines import find_breaks, map_file
    from graph.curation.joined_lines import join_lines as joined_text
    from graph.curation.paper_file import read_paper
    from graph.curation.scaffold import new_source as make_source

    read = read_paper(paper)
    breaks = find_breaks(read.text)
    joined = joined_text(read.text, breaks) if join_lines else read.text
    made = make_source(folder, joined, english=english, joined=map_file(read.text, breaks) if join_lines else "")
    if read.note:
        typer.echo(read.note)
    if breaks:
        said = "joined" if join_lines else "not joined; --join-lines joins them"
        typer.echo(f"{paper.name}: {len(breaks)} line{'s'[: len(breaks) != 1]} broken inside a sentence, {said}.")
    for path in made:
        typer.echo(path)
