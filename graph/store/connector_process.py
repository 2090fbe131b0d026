"""The connector: the only process that sends requests to a remote engine, for workers that can open no socket.

`python -m graph.store.connector_process` is that process. It asks the addresses that it was started with and no other.
Each client has a stream of its own to it, which it gets over a control socket before it gives up opening files. The
connections to the engine, and what is known of its replicas, are shared by all clients.

A client whose time is over is killed. Its stream ends, and the connector closes the connection on which the engine
evaluates the query.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from typing import TYPE_CHECKING, Any, cast

import uvloop

from graph.core.errors import EngineUnavailable, QueryRejected
from graph.store.connector import DOWN, HEAD, LAST, LENGTH, PAGE, REFUSED
from graph.store.remote_http import HttpTransport

if TYPE_CHECKING:
    from graph.store.remote_http import HttpAnswer


class _Session(asyncio.Protocol):
    """Answers the messages of one client until its stream ends. A client waits for each reply."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport, self._received = transport, bytearray()
        self._open: dict[int, HttpAnswer] = {}
        self._work: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._stream = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) < LENGTH.size:
            return
        (length,) = LENGTH.unpack_from(self._received)
        if len(self._received) == LENGTH.size + length:
            message = json.loads(self._received[LENGTH.size :])
            self._received.clear()
            self._work = asyncio.create_task(self._answer(message))

    def connection_lost(self, _error: Exception | None) -> None:
        if self._work and not self._work.done():
            self._work.add_done_callback(lambda _: self._close_all())
            self._work.cancel()
        else:
            self._close_all()

    async def _answer(self, message: list[Any]) -> None:
        try:
            kind, content = await self._reply(*message)
            self._stream.write(HEAD.pack(kind, len(content)) + content)
        except BaseException:
            self._stream.abort()  # the client sees that the stream ends, and does not wait forever
            raise

    async def _reply(
        self,
        number: int,
        query: str = "",
        accept: str = "",
        graphs: list[tuple[str, str]] | None = None,
        dropped: list[int] | None = None,
    ) -> tuple[bytes, bytes]:
        """The reply to a message: a new query with its number, or the number of an answer for its next page."""
        try:
            for one in dropped or ():
                self._close(one)
            if number not in self._open:
                self._open[number] = await self._transport.ask(query, accept, tuple(graphs or ()))
            page, is_last = await self._open[number].next_page()
        except (QueryRejected, EngineUnavailable) as error:
            self._close(number)
            return REFUSED if isinstance(error, QueryRejected) else DOWN, str(error).encode()
        if is_last:
            self._close(number)
        return LAST if is_last else PAGE, page

    def _close_all(self) -> None:
        for number in list(self._open):
            self._close(number)

    def _close(self, number: int) -> None:
        if answer := self._open.pop(number, None):
            answer.close()


async def _serve(control: socket.socket, transport: HttpTransport) -> None:
    """Serve clients until all have closed the control socket."""
    loop, ended, starting = asyncio.get_running_loop(), asyncio.Event(), set[asyncio.Task[Any]]()

    def accept() -> None:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            ended.set()
        for descriptor in descriptors:
            stream = socket.socket(fileno=descriptor)
            connected = loop.create_unix_connection(lambda: _Session(transport), sock=stream)
            starting.add(task := asyncio.create_task(connected))
            task.add_done_callback(starting.discard)

    loop.add_reader(control, accept)
    await ended.wait()
    await transport.close()


def main() -> None:
    """Run the connector. Arguments: the descriptor of the control socket, the seconds of a query, and addresses.

    It outlives the process that has started it, whose successors hold the control socket, too.
    """
    control = socket.socket(fileno=int(sys.argv[1]))
    uvloop.run(_serve(control, HttpTransport(sys.argv[3:], float(sys.argv[2]))))


if __name__ == "__main__":
    main()
