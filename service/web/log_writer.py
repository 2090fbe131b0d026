"""Writes the log from a thread, so that the service never waits for a slow reader of the log."""

from __future__ import annotations

import io
import os
import time
from collections import deque
from threading import Condition, Thread
from typing import TYPE_CHECKING

from service.web.log_escaping import escape_controls
from service.web.metrics import MetricSample

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 4 * 2**20
"""The most bytes of lines that wait to be written; further lines are dropped."""
_ONCE = 65_536  # bytes that are written together


class LogWriter(io.TextIOBase):
    """A stream of text that takes lines at once and writes them to a descriptor from a thread.

    The thread starts with the first line, so that the process can fork before. While the descriptor accepts nothing and
    too much waits, lines are dropped; the log says how many once it is read again.
    """

    def __init__(self, descriptor: int, most_bytes: int = MOST_BYTES) -> None:
        super().__init__()
        self._descriptor, self._most = descriptor, most_bytes
        self._lines, self._bytes, self._writing = deque[bytes](), 0, False
        self._changed = Condition()
        self._thread: Thread | None = None
        self.dropped = 0
        """The lines that were dropped since the start."""
        self._untold = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str, /) -> int:
        """Take some whole lines as a stream does."""
        self.put(text)
        return len(text)

    def put(self, text: str) -> None:
        """Take some whole lines; returns without waiting."""
        lines = escape_controls(text).encode()
        with self._changed:
            if self._bytes + len(lines) > self._most:
                count = lines.count(b"\n")
                self.dropped += count
                self._untold += count
                return
            self._lines.append(lines)
            self._bytes += len(lines)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="log", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def samples(self) -> Iterator[MetricSample]:
        """The metrics."""
        yield MetricSample(
            "log_lines_dropped", "Lines of the log that were not read in time.", self.dropped, is_counter=True
        )

    def drain(self, seconds: float) -> bool:
        """Wait until all lines are written, for some seconds at most; whether they are."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._bytes and not self._writing, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._lines)
                self._writing = True
                lines = self._next_lines()
            try:
                _write_all(self._descriptor, lines)
            except OSError:  # the reader of the log is gone; the service goes on
                lost = lines.count(b"\n")
            else:
                lost = 0
            with self._changed:
                self.dropped += lost
                self._writing = False
                self._changed.notify_all()

    def _next_lines(self) -> bytes:
        taken, size = list[bytes](), 0
        while self._lines and size < _ONCE:
            taken.append(self._lines.popleft())
            size += len(taken[-1])
        self._bytes -= size
        if self._untold and not self._lines:
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            taken.append(
                b'{"time": "%b", "outcome": "log-lines-dropped", "lines": %d}\n' % (moment.encode(), self._untold)
            )
            self._untold = 0
        return b"".join(taken)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:  # whoever shares the descriptor has made it non-blocking
            time.sleep(0.01)
