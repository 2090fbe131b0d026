"""The pool of workers: each question goes to an idle one, and one that is late, lost or unreadable is replaced."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from graph.errors import QueryRejected
from graph.formats import FORMATS
from service.errors import QueryTimeout, TooBusy, WorkerLost
from service.evaluation import Written
from service.worker import ANSWER, CUT, FAILED, NO_ROWS, REJECTED, TOLD, WHOLE, question_message

if TYPE_CHECKING:
    import socket

    from service.nursery import Nursery
    from service.question import AnyQuestion
    from service.settings import Settings


_Header = tuple[int, int, int, int]
_LONGEST_REASON = 2**24  # bytes: it may repeat the query, in the longest way that JSON has


class Channel(asyncio.Protocol):
    """Reads the answers of one worker, each whole, and waits for them no longer than asked.

    There is one timer for all, which is wound up anew only when it rings: to make one for each answer takes longer than
    to read the answer.
    """

    def __init__(self) -> None:
        self._loop, self._read, self._most, self._ends = asyncio.get_running_loop(), bytearray(), 0, 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.answered: asyncio.Future[tuple[_Header, bytes]] = self._loop.create_future()

    def expect(self, most_bytes: int, seconds: float) -> asyncio.Future[tuple[_Header, bytes]]:
        """What the worker will answer next, within so many seconds. Raises TimeoutError."""
        self._read.clear()
        self._most, self._ends = most_bytes, self._loop.time() + seconds
        if self._timer is None or self._timer.when() > self._ends:
            self._wind(seconds)
        self.answered = self._loop.create_future()
        return self.answered

    def data_received(self, data: bytes) -> None:
        """A piece of an answer has come."""
        self._read += data
        if self.answered.done() or len(self._read) < ANSWER.size:
            return
        header = ANSWER.unpack_from(self._read)
        kind, _, _, size = header
        most = self._most if kind in {WHOLE, CUT} else _LONGEST_REASON
        if kind > FAILED or size > most or len(self._read) > ANSWER.size + size:
            self.answered.set_exception(ValueError())
        elif len(self._read) == ANSWER.size + size:
            self.answered.set_result((header, bytes(memoryview(self._read)[ANSWER.size :])))

    def connection_lost(self, exc: Exception | None) -> None:
        """The worker has ended."""
        if self._timer:
            self._timer.cancel()
        if not self.answered.done():
            self.answered.set_exception(exc or EOFError())
            self.answered.exception()  # nobody may be waiting for it

    def _wind(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self._ring)

    def _ring(self) -> None:
        self._timer, left = None, self._ends - self._loop.time()
        if left > 0:
            self._wind(left)
        else:
            _is_late(self.answered)


class Worker:
    """The server's end of one worker."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid, self._channel = pid, channel
        self._open: tuple[asyncio.WriteTransport, Channel] | None = None

    async def ask(self, question: AnyQuestion, seconds: float) -> Written:
        """The answer.

        Raises what the worker tells of; TimeoutError after so many seconds; EOFError, OSError, ValueError, LookupError
        or TypeError where it is broken.
        """
        if self._open is None:
            self._open = await asyncio.get_running_loop().create_connection(Channel, sock=self._channel)
        transport, channel = self._open
        started = monotonic()
        answered = channel.expect(question.most_bytes, seconds)
        transport.write(question_message(question))
        (kind, number, rows, _), content = await answered
        if kind == REJECTED:
            raise QueryRejected(*json.loads(content))
        if kind == FAILED:
            name, sentence = json.loads(content)
            raise TOLD[name](sentence)
        counted = None if rows == NO_ROWS else rows
        return Written(content, FORMATS[number], kind == CUT, counted, monotonic() - started)

    def kill(self) -> None:
        """End the process; whatever it was doing is lost."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self._open:
            self._open[0].abort()
        else:
            self._channel.close()


def _is_late(answered: asyncio.Future[Any]) -> None:
    if not answered.done():
        answered.set_exception(TimeoutError())


class Pool:
    """Evaluates in worker processes; who waits for one gets it in the order of coming."""

    def __init__(self, nursery: Nursery, settings: Settings) -> None:
        self._nursery, self._most_waiting = nursery, settings.max_waiting
        self._idle = [Worker(*nursery.bear()) for _ in range(settings.workers)]
        self._waiting: deque[asyncio.Future[Worker]] = deque()

    def close(self) -> None:
        """End the workers and their nursery; when nobody waits for an answer any more."""
        while self._idle:
            self._idle.pop().kill()
        self._nursery.close()

    async def evaluate(self, question: AnyQuestion, seconds: float) -> Written:
        """The written answer.

        Raises what the worker tells of, TooBusy where no worker becomes idle, QueryTimeout after so many seconds
        of evaluation, WorkerLost where the worker died of the question. A caller that is cancelled costs the worker.
        """
        worker = await self._take(seconds)
        try:
            return await worker.ask(question, seconds)
        except TimeoutError as error:
            worker = self._replace(worker)
            raise QueryTimeout(
                f"The query took longer than {seconds:g} seconds; ask for less, or more exactly."
            ) from error
        except (EOFError, OSError, ValueError, LookupError, TypeError) as error:
            worker = self._replace(worker)
            raise WorkerLost(
                "The process that evaluated the query broke down, most likely for want of memory."
            ) from error
        except asyncio.CancelledError:
            worker = self._replace(worker)
            raise
        finally:
            self._give(worker)

    async def _take(self, seconds: float) -> Worker:
        if self._idle:
            return self._idle.pop()
        if len(self._waiting) >= self._most_waiting:
            raise TooBusy(f"All workers are busy and {len(self._waiting)} queries wait already; try again in a moment.")
        loop = asyncio.get_running_loop()
        given: asyncio.Future[Worker] = loop.create_future()
        self._waiting.append(given)
        late = loop.call_later(seconds, _is_late, given)
        try:
            return await given
        except TimeoutError as error:
            raise TooBusy(f"All workers have been busy for {seconds:g} seconds; try again in a moment.") from error
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():  # a worker was given in the same moment
                self._give(given.result())
            raise
        finally:
            late.cancel()
            if given.cancelled() or given.exception():  # it still stands among those who wait
                with suppress(ValueError):
                    self._waiting.remove(given)

    def _give(self, worker: Worker) -> None:
        """A worker to the first who still waits, else to the idle."""
        while self._waiting:
            given = self._waiting.popleft()
            if not given.done():
                given.set_result(worker)
                return
        self._idle.append(worker)

    def _replace(self, worker: Worker) -> Worker:
        worker.kill()
        return Worker(*self._nursery.bear())
