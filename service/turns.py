"""How the processes of the service share the processors: they take long turns, and do not fall asleep at once."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from time import perf_counter

_MOMENT = 20e-6 if (os.cpu_count() or 1) > 1 else 0.0  # seconds; a client on the same processor would wait for them


def take_long_turns() -> None:
    """Have this process, and those that it will fork, wait until others have had their turn when they are woken.

    The server and its workers wake each other for each question. If each then took the processor from the other, they
    would change places ten thousand times a second, which takes a sixth of it (sched(7), SCHED_BATCH).
    """
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # where it is not allowed, all is right but slower
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


class Wakefulness:
    """Keeps an event loop awake for a moment after an answer, where one client asks again and again at once.

    To fall asleep and to be woken takes as long as to give an answer again. Where several ask, the loop sleeps until
    they have, for to see to them together takes less than to see to each.
    """

    def __init__(self) -> None:
        self.answered: object = None
        """The client that was answered last; whoever answers it says so, and stays awake for it if it was the last."""
        self._until, self._awake = 0.0, False

    def stay(self) -> None:
        """Stay awake for a moment. Only in the thread of the event loop."""
        self._until = perf_counter() + _MOMENT
        if not self._awake:
            self._look_again(asyncio.get_running_loop())

    def _look_again(self, loop: asyncio.AbstractEventLoop) -> None:
        self._awake = perf_counter() < self._until
        if self._awake:
            loop.call_soon(self._look_again, loop)
