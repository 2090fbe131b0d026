"""How the processes of the service share the processors: they take long turns."""

from __future__ import annotations

import os
from contextlib import suppress


def take_long_turns() -> None:
    """Have this process, and those that it will fork, wait until others have had their turn when they are woken.

    The server and its workers wake each other for each question. If each then took the processor from the other, they
    would change places ten thousand times a second, which takes a sixth of it (sched(7), SCHED_BATCH).
    """
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # where it is not allowed, all is right but slower
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
