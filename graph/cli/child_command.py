"""Commands that load a build run in a child process: a crash of the RDF engine becomes an error message."""

from __future__ import annotations

import json
import os
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import typer

from graph.process.child import run_limited, stderr_dropped, writing_output
from graph.store.engine import MEMORY
from graph.store.store import GraphStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENGINE_VARIABLE = "KAIFAQU_ENGINE"
_Asked = ParamSpec("_Asked")


def in_child(command: Callable[_Asked, None]) -> Callable[_Asked, None]:
    """Run a command in a child process, with its exit status and its errors."""

    @wraps(command)
    def run(*args: _Asked.args, **kwargs: _Asked.kwargs) -> None:
        def body() -> bytes:
            status, mistake = 0, ""
            try:
                with writing_output():
                    command(*args, **kwargs)
            except typer.Exit as done:
                status = done.exit_code
            except typer.BadParameter as error:
                mistake = error.message
            return json.dumps([status, mistake]).encode()

        status, mistake = json.loads(run_limited(body, doing="The command"))
        if mistake:
            raise typer.BadParameter(mistake)
        if status:
            raise typer.Exit(status)

    return run


def opened(folder: Path) -> GraphStore:
    """The current build under a folder, in the engine that the environment names.

    What the engine prints if it aborts is dropped. Raises what `GraphStore.open` raises.
    """
    with stderr_dropped():
        return GraphStore.open(folder, os.environ.get(ENGINE_VARIABLE) or MEMORY)
