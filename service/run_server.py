"""Runs a server in this process, on an address of its own or on a listener that several processes share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from service.core.settings import YES
from service.fast.protocol import fast_protocol_of
from service.http.uvicorn_setup import protocol_of, services_of, uvicorn_log
from service.pooled_backend import DatasetSource
from service.server import Server
from service.shutdown import HttpServer, write_log_to_end
from service.web.log_writer import LogWriter

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from service.core.settings import Settings
    from service.web.process_metrics import Peers


class Address(NamedTuple):
    """Where a server listens, and the path under which a proxy publishes it."""

    host: str
    port: int
    root_path: str


def run_server(
    settings: Settings,
    dataset: DatasetSource,
    folder: Path | None,
    address: Address,
    *,
    source: Callable[[Path], DatasetSource] = DatasetSource,
    listener: socket.socket | None = None,
    peers: Peers | None = None,
) -> None:
    """Serve a dataset until a signal ends the process.

    Args:
        settings: The settings.
        dataset: What is served first.
        folder: Where builds are published; None to serve files, which are not reloaded.
        address: Where it listens.
        source: The dataset in the folder of a build.
        listener: A socket that listens already, in place of the address.
        peers: The other processes that serve the same address.

    Raises:
        BuildRefused: The dataset cannot be loaded.
        OSError: The process that loads it cannot be started.
    """
    log = LogWriter(sys.stderr.fileno())
    server = Server(settings, folder, log, source, peers)
    server.start(dataset)
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
        host=address.host,
        port=address.port,
        root_path=address.root_path,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    HttpServer(config).run([listener] if listener else None)
    log.drain(1)
