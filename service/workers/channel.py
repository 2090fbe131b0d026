"""The server's connection to one worker: sends requests, reads replies, and learns from the kernel when it ends."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from service.workers.messages import Broken, ReplyReader
from service.workers.process_priority import lower_priority
from service.workers.process_usage import memory_taken, processor_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.web.response import HttpResponse
    from service.workers.fork_client import ForkedProcess
    from service.workers.messages import TimeLimit

_PIECE = 65_536  # bytes; 2**18 would be mapped and unmapped by the kernel each time, 36 µs instead of 6


class Channel:
    """A worker as the server sees it.

    heard: called with each reply; ended: called once, when the process has ended or sends what cannot be parsed.
    Neither is called after `close`.
    """

    def __init__(
        self,
        born: ForkedProcess,
        most_bytes: int,
        heard: Callable[[HttpResponse | TimeLimit], None],
        ended: Callable[[], None],
    ) -> None:
        self.pid, self._stream, self._pidfd = born
        self._heard, self._ended = heard, ended
        self._reader, self._unsent, self._open = ReplyReader(most_bytes), memoryview(b""), True
        self._stream.settimeout(0)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._stream, self._read)
        # The end of the stream shows most deaths, but a poller may drop it when it comes together with a response.
        self._loop.add_reader(self._pidfd, self._end)

    def send(self, message: bytes) -> None:
        """Send a request. The one before must have been answered."""
        self._unsent = memoryview(message)
        self._send_some()
        if self._unsent:
            self._loop.add_writer(self._stream, self._send_rest)

    def computed(self) -> float:
        """The seconds of the processor that the process has used."""
        return processor_seconds(self.pid)

    def memory_taken(self) -> int:
        """The bytes of the pages that the process has been given since it was forked."""
        return memory_taken(self.pid)

    def lower_priority(self) -> None:
        """Lower the scheduling priority of the process."""
        lower_priority(self.pid)

    def close(self) -> None:
        """Kill the process and ignore what it still sends."""
        if not self._open:
            return
        self._open = False
        self._loop.remove_reader(self._stream)
        self._loop.remove_writer(self._stream)
        self._loop.remove_reader(self._pidfd)
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        self._stream.close()
        os.close(self._pidfd)

    def _send_some(self) -> None:
        try:
            self._unsent = self._unsent[self._stream.send(self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            self._unsent = memoryview(b"")  # it has ended, which the pidfd shows

    def _send_rest(self) -> None:
        self._send_some()
        if not self._unsent:
            self._loop.remove_writer(self._stream)

    def _read(self) -> bool:
        """Read some bytes and pass on complete replies; whether there may be more to read."""
        try:
            piece = self._stream.recv(_PIECE)
        except BlockingIOError:
            return False
        except OSError:
            piece = b""
        if not piece:
            self._loop.remove_reader(self._stream)
            return False
        self._reader.feed(piece)
        try:
            while self._open and (reply := self._reader.next()):
                self._heard(reply)
        except Broken:
            self._end_now()
        return self._open

    def _end(self) -> None:
        """The process has ended; what it sent before is still in the stream."""
        while self._open and self._read():
            pass
        self._end_now()

    def _end_now(self) -> None:
        if self._open:
            self.close()
            self._ended()
