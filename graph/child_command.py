"""Commands that answer from a build run in a child process, so that what happens to it is told in a sentence."""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import typer

from graph.child import output_told, run_limited, silent
from graph.store import GraphStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Asked = ParamSpec("_Asked")


def in_child(command: Callable[_Asked, None]) -> Callable[_Asked, None]:
    """Run the body of a command in a child process; its exit status and its complaints are those of the command."""

    @wraps(command)
    def run(*args: _Asked.args, **kwargs: _Asked.kwargs) -> None:
        def body() -> bytes:
            status, complaint = 0, ""
            try:
                with output_told():
                    command(*args, **kwargs)
            except typer.Exit as over:
                status = over.exit_code
            except typer.BadParameter as error:
                complaint = error.message
            return json.dumps([status, complaint]).encode()

        status, complaint = json.loads(run_limited(body, doing="The command"))
        if complaint:
            raise typer.BadParameter(complaint)
        if status:
            raise typer.Exit(status)

    return run


def opened(folder: Path) -> GraphStore:
    """The current build under a folder, in a command that `in_child` runs. Raises as `GraphStore.open` does."""
    with silent():
        return GraphStore.open(folder)
