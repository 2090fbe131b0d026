"""The command `new-source`: makes the folder of a new paper, with its sentences as passages to fill."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated

import typer

from graph.cli.options import app


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
