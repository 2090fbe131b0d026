"""The command `kaifaqu`: the graph's commands, and `serve`. The one place that turns our errors into an exit status."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

import graph.export_command
import graph.lookup_commands  # noqa: F401  their commands stand beside those of graph.commands
from graph.build_files import DEFAULT_FOLDER
from graph.commands import Folder
from graph.commands import app as commands
from graph.data_files import open_files
from graph.errors import KaifaquError
from graph.store import GraphStore
from service.settings import read_settings


@commands.command()
def serve(
    folder: Folder = DEFAULT_FOLDER,
    data: Annotated[
        list[Path], typer.Option(help="An RDF file to serve instead of the build; may stand several times.")
    ] = [],  # noqa: B006  typer takes a list as the default of an option that may stand several times
    host: Annotated[str, typer.Option(envvar="KAIFAQU_HOST", help="The address to listen on.")] = "127.0.0.1",
    root_path: Annotated[str, typer.Option(envvar="KAIFAQU_ROOT_PATH", help="The path a proxy serves it under.")] = "",
    port: Annotated[int, typer.Option(envvar="KAIFAQU_PORT", help="The port to listen on; 0 takes a free one.")] = 8000,
) -> None:
    """提供 HTTP 服务。 Serve the build over HTTP."""
    gc.disable()  # what is made now stays; looking through it again and again costs a tenth of the start
    settings = read_settings(os.environ)
    with ThreadPoolExecutor(1) as beside:
        loaded = beside.submit(open_files, data) if data else beside.submit(GraphStore.open, Path(folder))
        import uvicorn

        from service.log_writer import LogWriter
        from service.reload import Reloadable
        from service.serving import protocol_of, uvicorn_log, write_log_to_end
        from service.turns import take_long_turns

        store = loaded.result()
    take_long_turns()
    gc.freeze()  # nor do the workers look through it, which would copy what they share
    log = LogWriter(sys.stderr.fileno())
    app = Reloadable(store, settings, None if data else folder, log.put)
    app.observer.watch(log)
    gc.enable()
    write_log_to_end(log)
    uvicorn.run(
        app,
        access_log=False,
        http=protocol_of(app),
        log_config=uvicorn_log(log),
        proxy_headers=False,  # the protocol reads them
        loop="uvloop",
        ws="none",
        host=host,
        port=port,
        root_path=root_path,
        server_header=False,
    )
    log.drain(1)


@commands.command()
def mcp(folder: Folder = DEFAULT_FOLDER) -> None:
    """为智能体提供工具（MCP，标准输入输出）。 Offer the tools for language-model agents on standard input, output."""
    from service.knowledge import Knowledge
    from service.mcp_tools import mcp_server
    from service.nursery import Nursery
    from service.pool import Pool

    store, settings = GraphStore.open(Path(folder)), read_settings(os.environ)
    nursery = Nursery.fork(store, settings.worker_megabytes)

    async def run() -> None:
        await mcp_server(Knowledge(store), Pool(nursery, settings), settings).run_stdio_async()

    asyncio.run(run())


def main() -> None:
    """Run the command; an error of ours is one sentence on standard error and exit status 2."""
    try:
        commands()
    except KaifaquError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
