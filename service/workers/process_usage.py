"""What another process has used of the machine, as the kernel counts it."""

from __future__ import annotations

import os
import time
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MINOR_FAULTS = 7  # of the fields of /proc/PID/stat behind the name, from 0 (proc_pid_stat(5): field 10)


def processor_seconds(pid: int) -> float:
    """The seconds that a process has computed so far, by its CPU clock (clock_getcpuclockid(3)); 0 if it has ended."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def memory_taken(pid: int) -> int:
    """The bytes of the pages that a process has been given so far, with copies of pages it shared; 0 if it has ended.

    This counts minor page faults, so it includes what the process has given back. What it holds now is at most that,
    and takes milliseconds to count for a large process.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return 0
    return int(stat.rpartition(b")")[2].split()[_MINOR_FAULTS]) * _PAGE
