"""The scheduling priority of a worker that runs a long query."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_LOWER = 10  # as `nice` counts it: a tenth of the processor beside a process of the server's own priority


def lower_priority(pid: int) -> None:
    """Lower the priority of all threads of a process. SCHED_IDLE would starve it on a busy machine."""
    low = os.getpriority(os.PRIO_PROCESS, 0) + _LOWER
    with suppress(OSError):  # it has just ended
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.setpriority(os.PRIO_PROCESS, int(thread.name), low)
