"""Limits that a process sets for itself, and the sandbox (jail) in which users' queries are evaluated.

They need Linux: prctl(2), setrlimit(2), proc(5).
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PR_SET_PDEATHSIG = 1
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEGABYTE = 2**20


def enter_jail(keep: Iterable[int], megabytes: int) -> None:
    """Permanently close all descriptors but some, and limit memory.

    RLIMIT_NOFILE becomes 0, so the process can open no files and sockets; open descriptors still work. poll(2) fails
    too, so a socket must have no timeout. Files that are read lazily, such as modules, must be read before. The process
    dies with its parent and leaves no core file.

    Args:
        keep: the descriptors that stay open.
        megabytes: the memory that the process may use in addition to what is mapped now.
    """
    die_with_parent()
    limit_memory(megabytes)  # first, because it reads a file
    _close_all_but(frozenset(keep))
    leave_no_core()
    _lower(resource.RLIMIT_NOFILE, 0)


def die_with_parent() -> None:
    """Let the kernel kill this process when the thread that forked it ends (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_no_core() -> None:
    """Disable core files of this process."""
    _lower(resource.RLIMIT_CORE, 0)


def limit_memory(megabytes: int) -> None:
    """Permanently limit memory to what is mapped now plus a number of megabytes.

    Beyond the limit, Python raises MemoryError, and the RDF engine aborts the process.
    """
    _lower(resource.RLIMIT_AS, _mapped() + megabytes * _MEGABYTE)


@contextmanager
def memory_limited(megabytes: int) -> Iterator[None]:
    """Limit the memory of the process as `limit_memory` does, until the block ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _mapped() + megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (_smaller(wanted, soft), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _mapped() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * _PAGE


def _close_all_but(keep: frozenset[int]) -> None:
    for descriptor in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if descriptor not in keep:
            with suppress(OSError):  # the descriptor of the listing itself is closed already
                os.close(descriptor)


def _lower(limit: int, value: int) -> None:
    """Lower a soft and hard limit permanently, unless it is lower already."""
    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (_smaller(value, hard),) * 2)


def _smaller(value: int, limit: int) -> int:
    return value if limit == resource.RLIM_INFINITY else min(value, limit)
