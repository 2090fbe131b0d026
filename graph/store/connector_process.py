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
from typing import TYPE_CHECKING

import uvloop

from graph.core.errors import EngineUnavailable, QueryRejected
from graph.process.jail import die_with_parent
from graph.store.connector import DOWN, LAST, LENGTH, PAGE, REFUSED
from graph.store.remote_http import HttpTransport

if TYPE_CHECKING:
    from graph.store.remote_http import HttpAnswer


class _Session:
    """Answers the messages of one client until its stream ends."""

    def __init__(self, transport: HttpTransport, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._transport, self._reader, self._writer = transport, reader, writer
        self._open: dict[int, HttpAnswer] = {}

    async def serve(self) -> None:
        header = self._next_header()
        try:
            while True:
                (length,) = LENGTH.unpack(await header)
                message = json.loads(await self._reader.readexactly(length))
                header = self._next_header()
                work = asyncio.create_task(self._reply(*message))
                await asyncio.wait({header, work}, return_when=asyncio.FIRST_COMPLETED)
                if not work.done():  # a client sends nothing before it has the reply, so this is the end of its stream
                    work.cancel()
                    await asyncio.wait({work})
                    return
                kind, content = work.result()
                self._writer.write(kind + LENGTH.pack(len(content)) + content)
                await self._writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            header.cancel()
            for number in list(self._open):
                self._close(number)
            self._writer.close()

    def _next_header(self) -> asyncio.Task[bytes]:
        return asyncio.create_task(self._reader.readexactly(LENGTH.size))

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

    def _close(self, number: int) -> None:
        if answer := self._open.pop(number, None):
            answer.close()


async def _serve(control: socket.socket, transport: HttpTransport) -> None:
    """Serve clients until all have closed the control socket."""
    loop, ended, sessions = asyncio.get_running_loop(), asyncio.Event(), set[asyncio.Task[None]]()

    async def serve_client(stream: socket.socket) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=stream)
        await _Session(transport, reader, writer).serve()

    def accept() -> None:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            ended.set()
        for descriptor in descriptors:
            sessions.add(task := asyncio.create_task(serve_client(socket.socket(fileno=descriptor))))
            task.add_done_callback(sessions.discard)

    loop.add_reader(control, accept)
    await ended.wait()
    await transport.close()


def main() -> None:
    """Run the connector. Arguments: the descriptor of the control socket, the seconds of a query, and addresses."""
    die_with_parent()
    control = socket.socket(fileno=int(sys.argv[1]))
    uvloop.run(_serve(control, HttpTransport(sys.argv[3:], float(sys.argv[2]))))


if __name__ == "__main__":
    main()
