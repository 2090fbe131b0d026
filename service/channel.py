"""The server's end of one worker: a question goes out, its answer comes in, whole.

Who asked is called back. To wait for an answer in a coroutine of a task takes as long as to read and write it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import deque
from contextlib import suppress
from itertools import islice
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

_SLOW = 0.01  # seconds after which what was sent ahead to a worker is taken back
_MOST_AHEAD, _MOST_AHEAD_BYTES = 7, 16_384  # questions of a worker, and bytes of one of them
_IN_VAIN = 0.05  # seconds that a worker is let to evaluate what nobody wants; most queries are over by then
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

    def leave(self) -> None:
        """Nobody wants the outcome; a worker that is at it, or comes to it, may be over with it at once or is lost."""
        self.tell, self.seconds = _nobody, _IN_VAIN
        self.ends = min(self.ends, monotonic() + _IN_VAIN)

    @property
    def is_left(self) -> bool:
        """Whether nobody wants the outcome."""
        return self.tell is _nobody


class Worker:
    """A worker, and its questions: the first is evaluated, the others are sent ahead, for it not to wait in between.

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
        self.questions = deque[Asked]()
        self._read, self._unsent = bytearray(), memoryview(b"")
        self._loop: asyncio.AbstractEventLoop | None = None

    def watch(self) -> None:
        """Hear what it says, and whether it ends; in the loop that it is asked from."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._channel, self._take)

    @property
    def slow(self) -> float:
        """The `monotonic` when the first question will have taken so long that nobody is to wait behind it."""
        return self.questions[0].started + _SLOW

    @property
    def due(self) -> float:
        """The `monotonic` when what was sent ahead is to be taken back, or else when the first question is late."""
        waited_for = any(not asked.is_left for asked in islice(self.questions, 1, None))
        return self.slow if waited_for else self.questions[0].ends

    def takes(self, asked: Asked) -> bool:
        """Whether a question may be sent ahead: both are short, as far as is seen."""
        short = len(asked.message) <= _MOST_AHEAD_BYTES and monotonic() < self.slow
        return short and len(self.questions) <= _MOST_AHEAD and not self._unsent

    def ask(self, asked: Asked) -> None:
        """Ask a question; only of one that is watched, and is at none or takes it."""
        if not self.questions:
            asked.begin()
        self.questions.append(asked)
        self._unsent = memoryview(asked.message)
        self._send()
        if self._unsent:
            asyncio.get_running_loop().add_writer(self._channel, self._send_rest)

    def take_back(self) -> list[Asked]:
        """The questions that were sent ahead, to be asked of others; what is answered to them here is not told."""
        questions = list(self.questions)
        ahead = [asked for asked in questions[1:] if not asked.is_left]
        in_vain = [Asked(b"", asked.most_bytes, _IN_VAIN, _nobody) for asked in questions[1:]]
        self.questions = deque(questions[:1] + in_vain)
        return ahead

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
            piece = self._channel.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._broken(self)
            return
        self._read += piece
        try:
            outcome = self._next_outcome()
            while outcome:
                asked = self.questions.popleft()
                if self.questions:
                    self.questions[0].begin()
                self._over(self, asked, outcome)
                outcome = self._next_outcome()
        except _BrokenError:
            self._broken(self)

    def _next_outcome(self) -> Outcome | None:
        """The answer to the first question, once it is there as a whole. Raises _BrokenError."""
        read = self._read
        if read and not self.questions:
            raise _BrokenError
        if len(read) < ANSWER.size:
            return None
        first, (kind, number, rows, size) = self.questions[0], ANSWER.unpack_from(read)
        most, end = first.most_bytes if kind in {WHOLE, CUT} else _LONGEST_REASON, ANSWER.size + size
        if kind > FAILED or size > most or (len(read) > end and len(self.questions) == 1):
            raise _BrokenError
        if len(read) < end:
            return None
        content = bytes(memoryview(read)[ANSWER.size : end])
        del read[:end]
        try:
            return _outcome(kind, number, rows, content, monotonic() - first.started)
        except (ValueError, LookupError, TypeError) as error:
            raise _BrokenError from error


class _BrokenError(Exception):
    """A worker says what cannot be read."""


def _nobody(_outcome: Outcome) -> None:
    """Who asked has left."""


def _outcome(kind: int, number: int, rows: int, content: bytes, seconds: float) -> Outcome:
    """What an answer says. Raises ValueError, LookupError and TypeError where it cannot be read."""
    if kind == REJECTED:
        return QueryRejected(*json.loads(content))
    if kind == FAILED:
        name, sentence = json.loads(content)
        return TOLD[name](sentence)
    return Written(content, FORMATS[number], kind == CUT, None if rows == NO_ROWS else rows, seconds)
