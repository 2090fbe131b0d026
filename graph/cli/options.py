"""The application that each command adds itself to, and the options and arguments that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A knowledge graph about how official papers reorganise China's development zones. 开发区整合知识图谱。",
)

Jobs = Annotated[int, typer.Option(min=1, help="The number of processes that do the work.")]
Folder = Annotated[Path, typer.Option("--in", envvar="KAIFAQU_BUILD", help="The folder that holds the build.")]
ThingName = Annotated[str, typer.Argument(help="A name, an alias, pinyin, an IRI, or its path such as zone/x.")]
