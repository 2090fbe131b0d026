"""The pool of workers: each question goes to an idle one, and one that is late, lost or unreadable is replaced."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from graph.errors import QueryRejected
from service.errors import QueryTimeout, TooBusy, WorkerLost
from service.worker import LENGTH, TOLD, question_message

if TYPE_CHECKING:
    import socket

    from service.evaluation import Question
    from service.nursery import Nursery
    from service.settings import Settings


class Worker:
    """The server's end of one worker."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid, self._channel = pid, channel
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, question: Question) -> bytes:
        """The answer. Raises what the worker tells of, and EOFError, OSError or ValueError where it is broken."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(sock=self._channel)
        reader, writer = self._streams
        writer.write(question_message(question))
        await writer.drain()
        (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
        head: dict[str, Any] = json.loads(await reader.readexactly(length))
        body = await reader.readexactly(head["bytes"])
        if "rejected" in head:
            raise QueryRejected(head["rejected"], head["line"], head["column"])
        if "error" in head:
            raise TOLD[head["error"]](head["sentence"])
        return body

    def kill(self) -> None:
        """End the process; whatever it was doing is lost."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self._streams:
            self._streams[1].close()
        else:
            self._channel.close()


class Pool:
    """Evaluates in worker processes."""

    def __init__(self, nursery: Nursery, settings: Settings) -> None:
        self._nursery, self._most_waiting, self._waiting = nursery, settings.max_waiting, 0
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        for _ in range(settings.workers):
            self._idle.put_nowait(Worker(*nursery.bear()))

    def close(self) -> None:
        """End the workers and their nursery; when nobody waits for an answer any more."""
        while not self._idle.empty():
            self._idle.get_nowait().kill()
        self._nursery.close()

    async def evaluate(self, question: Question, seconds: float) -> bytes:
        """The written answer.

        Raises what the worker tells of, TooBusy where no worker becomes idle, QueryTimeout after so many seconds
        of evaluation, WorkerLost where the worker died of the question. A caller that is cancelled costs the worker.
        """
        worker = await self._take(seconds)
        try:
            body = await asyncio.wait_for(worker.ask(question), seconds)
        except TimeoutError as error:
            worker = self._replace(worker)
            raise QueryTimeout(
                f"The query took longer than {seconds:g} seconds; ask for less, or more exactly."
            ) from error
        except (EOFError, OSError, ValueError, KeyError) as error:
            worker = self._replace(worker)
            raise WorkerLost(
                "The process that evaluated the query broke down, most likely for want of memory."
            ) from error
        except asyncio.CancelledError:
            worker = self._replace(worker)
            raise
        finally:
            self._idle.put_nowait(worker)
        return body

    async def _take(self, seconds: float) -> Worker:
        if self._idle.empty() and self._waiting >= self._most_waiting:
            raise TooBusy(f"All workers are busy and {self._waiting} queries wait already; try again in a moment.")
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._idle.get(), seconds)
        except TimeoutError as error:
            raise TooBusy(f"All workers have been busy for {seconds:g} seconds; try again in a moment.") from error
        finally:
            self._waiting -= 1

    def _replace(self, worker: Worker) -> Worker:
        worker.kill()
        return Worker(*self._nursery.bear())
