"""The command `kaifaqu`: the graph's commands, and `serve`. The one place that turns our errors into an exit status."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated
from urllib.parse import urlsplit

import typer

import graph.cli.build
import graph.cli.check
import graph.cli.coverage
import graph.cli.draft
import graph.cli.export
import graph.cli.lineage
import graph.cli.lookup
import graph.cli.new_source
import graph.cli.publish
import graph.cli.query
import graph.cli.show  # noqa: F401  importing them adds their commands
from graph.cli.options import Folder
from graph.cli.options import app as commands
from graph.core.errors import KaifaquError
from graph.store.builds import DEFAULT_FOLDER, current_build
from service.core.settings import read_settings


@commands.command()
def serve(
    folder: Folder = DEFAULT_FOLDER,
    data: Annotated[
        list[Path], typer.Option(help="An RDF file to serve instead of the build; may stand several times.")
    ] = [],  # noqa: B006  typer takes a list as the default of an option that may stand several times
    *,
    host: Annotated[str, typer.Option(envvar="KAIFAQU_HOST", help="The address to listen on.")] = "127.0.0.1",
    root_path: Annotated[str, typer.Option(envvar="KAIFAQU_ROOT_PATH", help="The path a proxy serves it under.")] = "",
    port: Annotated[int, typer.Option(envvar="KAIFAQU_PORT", help="The port to listen on; 0 takes a free one.")] = 8000,
    processes: Annotated[
        int, typer.Option(min=1, envvar="KAIFAQU_PROCESSES", help="How many server processes share the graph.")
    ] = 1,
) -> None:
    """提供 HTTP 服务。 Serve the build over HTTP."""
    from service.multi_process import serve_with_processes
    from service.pooled_backend import DatasetSource
    from service.run_server import Address, run_server

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the server reloads at it; by default it ends the process
    settings, address = read_settings(os.environ), Address(host, port, root_path)
    if processes > 1:
        serve_with_processes(folder, data, address, processes)
    else:
        dataset = DatasetSource(files=data) if data else DatasetSource(current_build(folder).folder)
        run_server(settings, dataset, None if data else folder, address)


@commands.command()
def mcp(folder: Folder = DEFAULT_FOLDER) -> None:
    """为智能体提供工具（MCP，标准输入输出）。 Offer the tools for language-model agents on standard input, output."""
    from service.mcp_stdio import serve_stdio
    from service.pooled_backend import DatasetSource, PooledBackend
    from service.workers.budget import Budget

    settings = read_settings(os.environ)
    dataset = DatasetSource(current_build(folder).folder)
    host = next(iter(settings.host_names), urlsplit(settings.base_url).netloc or "127.0.0.1:0")

    async def run() -> None:
        client, identity = await dataset.start()
        backend = PooledBackend(dataset, settings, Budget(settings.budget_seconds), identity)
        backend.supervisor.adopt(client)
        try:
            await serve_stdio(backend, host)
        finally:
            backend.close()

    asyncio.run(run())


def main() -> None:
    """Run the command; an error of the project is one sentence on standard error and exit status 2."""
    try:
        commands()
    except KaifaquError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
