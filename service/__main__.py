"""The command `kaifaqu`: the graph's commands, and `serve`. The one place that turns our errors into an exit status."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated
from urllib.parse import urlsplit

import typer

import graph.cli.draft
import graph.cli.export
import graph.cli.lookup
import graph.cli.publish  # noqa: F401  importing them adds their commands
from graph.cli.commands import Folder
from graph.cli.commands import app as commands
from graph.core.errors import KaifaquError
from graph.store.builds import DEFAULT_FOLDER, current_build
from service.core.settings import YES, read_settings


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
    import uvicorn

    from service.fast.protocol import fast_protocol_of
    from service.http.uvicorn_setup import HttpServer, protocol_of, services_of, uvicorn_log, write_log_to_end
    from service.pooled_backend import DatasetSource
    from service.server import Server
    from service.web.log_writer import LogWriter

    settings = read_settings(os.environ)
    log = LogWriter(sys.stderr.fileno())
    server = Server(settings, None if data else folder, log)
    server.start(DatasetSource(files=data) if data else DatasetSource(current_build(folder).folder))
    write_log_to_end(log)
    gateway = server.gateway
    services = services_of(settings, gateway.request_log, gateway.ledger)
    config = uvicorn.Config(
        server,
        access_log=False,
        http=fast_protocol_of(gateway, services) if settings.fast == YES else protocol_of(services),
        log_config=uvicorn_log(log),
        proxy_headers=False,  # the protocol reads them
        loop="uvloop",
        ws="none",
        host=host,
        port=port,
        root_path=root_path,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    HttpServer(config).run()
    log.drain(1)


@commands.command()
def mcp(folder: Folder = DEFAULT_FOLDER) -> None:
    """为智能体提供工具（MCP，标准输入输出）。 Offer the tools for language-model agents on standard input, output."""
    from service.engine.budget import Budget
    from service.mcp_stdio import serve_stdio
    from service.pooled_backend import DatasetSource, PooledBackend

    settings = read_settings(os.environ)
    dataset = DatasetSource(current_build(folder).folder)
    client, identity = dataset.start()
    host = next(iter(settings.host_names), urlsplit(settings.base_url).netloc or "127.0.0.1:0")

    async def run() -> None:
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
