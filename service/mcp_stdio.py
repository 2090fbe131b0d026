"""The Model Context Protocol on standard input and output: each message becomes a request to `/mcp` of a worker.

So queries of an agent have the usual limits, and the process that communicates with the agent evaluates nothing.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

from graph.core.errors import KaifaquError

if TYPE_CHECKING:
    from starlette.types import Scope

    from service.pooled_backend import PooledBackend

_CLIENT = "stdio"
_SERVER = ("127.0.0.1", 0)


async def serve_stdio(backend: PooledBackend, host: str) -> None:
    """Answer the lines of standard input until it ends. host: a value of Host that the settings allow."""
    lines, tasks = asyncio.StreamReader(limit=2**24), set[asyncio.Task[None]]()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        tasks.add(task := asyncio.create_task(_answer(backend, host, line)))
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


async def _answer(backend: PooledBackend, host: str, line: bytes) -> None:
    try:
        answered = await backend.run(_scope(host), line, _CLIENT)
        told = answered.body.strip()
    except KaifaquError as error:
        told = _error(line, str(error))
    if told:
        sys.stdout.buffer.write(told + b"\n")
        sys.stdout.buffer.flush()


def _scope(host: str) -> Scope:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/mcp",
        "raw_path": b"/mcp",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", host.encode()),
            (b"accept", b"application/json, text/event-stream"),
            (b"content-type", b"application/json"),
        ],
        "client": (_CLIENT, 0),
        "server": _SERVER,
    }


def _error(line: bytes, sentence: str) -> bytes:
    """A response of JSON-RPC for a message that could not be answered; nothing for a notification."""
    try:
        message = json.loads(line)
    except ValueError:
        message = {"id": None}
    if not isinstance(message, dict) or "id" not in message:
        return b""
    error = {"code": -32603, "message": sentence}
    return json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": error}).encode()
