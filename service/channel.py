"""The server's end of one worker: a question goes out, its answer comes in, whole.

Who asked is called back. To wait for an answer in a coroutine of a task takes as long as to read and write it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from graph.errors import KaifaquError, QueryRejected
from graph.formats import FORMATS
from service.evaluation import Written
from service.question import NotPlain
from service.worker import ANSWER, CUT, FAILED, NO_ROWS, REJECTED, TOLD, WHOLE

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

_PIECE = 65_536  # bytes
_LONGEST_REASON = 2**24  # bytes: it may repeat the query, in the longest way that JSON has

Outcome = Written | KaifaquError | NotPlain
"""An answer, or why there is none."""


class Asked:
    """A question that waits for a worker, and then is at one.

    seconds: how long it may do either; ends: the `monotonic` when it will have done so for too long; tell: is called
    with the outcome, once.
    """

    __slots__ = ("ends", "message", "most_bytes", "seconds", "started", "tell")

    def __init__(self, message: bytes, most_bytes: int, seconds: float, tell: Callable[[Outcome], None]) -> None:
        self.message, self.most_bytes, self.seconds, self.tell = message, most_bytes, seconds, tell
        self.begin()

    def begin(self) -> None:
        """From now on it waits, or is evaluated."""
        self.started = monotonic()
        self.ends = self.started + self.seconds


class Worker:
    """A worker, and the question that it is at.

    over: is called with each answer; broken: where the process has ended, or says what cannot be read.
    """

    def __init__(
        self,
        pid: int,
        channel: socket.socket,
        over: Callable[[Worker, Asked, Outcome], None],
        broken: Callable[[Worker], None],
    ) -> None:
        channel.settimeout(0)
        self.pid, self._channel, self._over, self._broken = pid, channel, over, broken
        self.asked: Asked | None = None
        self._read, self._unsent = bytearray(), memoryview(b"")
        self._loop: asyncio.AbstractEventLoop | None = None

    def watch(self) -> None:
        """Hear what it says, and whether it ends; in the loop that it is asked from."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._channel, self._take)

    def ask(self, asked: Asked) -> None:
        """Ask a question, when it is watched and at none."""
        asked.begin()
        self.asked, self._unsent = asked, memoryview(asked.message)
        self._send()
        if self._unsent:
            asyncio.get_running_loop().add_writer(self._channel, self._send_rest)

    def kill(self) -> None:
        """End the process; whatever it was doing is lost."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self._loop:
            self._loop.remove_reader(self._channel)
            self._loop.remove_writer(self._channel)
        self._channel.close()

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[self._channel.send(self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            self._unsent = memoryview(b"")  # it has ended, which is about to be read

    def _send_rest(self) -> None:
        self._send()
        if not self._unsent:
            asyncio.get_running_loop().remove_writer(self._channel)

    def _take(self) -> None:
        try:
            outcome = self._read_on(self._channel.recv(_PIECE))
        except BlockingIOError:
            return
        except (EOFError, OSError, ValueError, LookupError, TypeError):
            self._broken(self)
            return
        if outcome and self.asked:
            asked, self.asked = self.asked, None
            self._over(self, asked, outcome)

    def _read_on(self, piece: bytes) -> Outcome | None:
        """The answer, once it is there as a whole. Raises what a worker that is broken is known by."""
        if not piece or self.asked is None:
            raise EOFError
        read = self._read
        read += piece
        if len(read) < ANSWER.size:
            return None
        kind, number, rows, size = ANSWER.unpack_from(read)
        most = self.asked.most_bytes if kind in {WHOLE, CUT} else _LONGEST_REASON
        if kind > FAILED or size > most or len(read) > ANSWER.size + size:
            raise ValueError
        if len(read) < ANSWER.size + size:
            return None
        content = bytes(memoryview(read)[ANSWER.size :])
        read.clear()
        return _outcome(kind, number, rows, content, monotonic() - self.asked.started)


def _outcome(kind: int, number: int, rows: int, content: bytes, seconds: float) -> Outcome:
    """What an answer says. Raises ValueError, LookupError and TypeError where it cannot be read."""
    if kind == REJECTED:
        return QueryRejected(*json.loads(content))
    if kind == FAILED:
        name, sentence = json.loads(content)
        return TOLD[name](sentence)
    return Written(content, FORMATS[number], kind == CUT, None if rows == NO_ROWS else rows, seconds)
