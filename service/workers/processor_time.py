"""The processor time of another process, as the kernel counts it."""

from __future__ import annotations

import time


def processor_seconds(pid: int) -> float:
    """The seconds that a process has computed so far, by its CPU clock (clock_getcpuclockid(3)); 0 if it has ended."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0
