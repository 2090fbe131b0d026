"""Limits that a process sets for itself: memory, descriptors, and the jail in which foreign queries are evaluated.

They are those of Linux: prctl(2), setrlimit(2), proc(5).
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
    """Give up, for good, every descriptor but those to keep, and all but so much memory beyond what is mapped now.

    From here on the process opens no file and no socket, for no number is left that a new descriptor could have. Those
    that it keeps can be read and written. It dies with its parent. Whatever it has to read must be read before.
    """
    die_with_parent()
    limit_memory(megabytes)  # first, because it reads a file
    _close_all_but(frozenset(keep))
    leave_no_core()
    _lower(resource.RLIMIT_NOFILE, 0)


def die_with_parent() -> None:
    """Have the kernel kill this process as soon as the thread that forked it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_no_core() -> None:
    """Let no file of its memory be written where this process crashes."""
    _lower(resource.RLIMIT_CORE, 0)


def limit_memory(megabytes: int) -> None:
    """Let this process map, for good, no more than so much memory beyond what is mapped now.

    Where Python needs more it raises MemoryError; where the RDF engine does, it aborts the process.
    """
    _lower(resource.RLIMIT_AS, _mapped() + megabytes * _MEGABYTE)


@contextmanager
def memory_limited(megabytes: int) -> Iterator[None]:
    """The same as `limit_memory`, for as long as the block runs, and for all threads of the process."""
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
            with suppress(OSError):  # the listing has a descriptor too, which is closed by now
                os.close(descriptor)


def _lower(limit: int, value: int) -> None:
    """Lower a limit; only root may raise one, so a lower one that was set from outside stays."""
    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (_smaller(value, hard),) * 2)


def _smaller(value: int, limit: int) -> int:
    return value if limit == resource.RLIM_INFINITY else min(value, limit)
