"""Limits that a process sets for itself, and the sandbox (jail) in which users' queries are evaluated.

They need Linux: prctl(2), setrlimit(2), proc(5).
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from contextlib import contextmanager, suppress
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.process.syscall_filter import forbid_sockets_and_writing

if TYPE_CHECKING:
    from collections.abc import Iterator

_PR_SET_PDEATHSIG = 1
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEGABYTE = 2**20


class OpenFiles(NamedTuple):
    """What a process in a jail has of files: the descriptors that stay open, and how many more it may open to read."""

    kept: tuple[int, ...] = ()
    more: int = 0


def enter_jail(files: OpenFiles, megabytes: int) -> None:
    """Permanently close all descriptors but some, and limit memory.

    The process can open no files and sockets, since RLIMIT_NOFILE becomes 0; open descriptors still work. poll(2) fails
    too, so a socket must have no timeout. Files that are read lazily, such as modules, must be read before. If it may
    open more files, the limit leaves room for as many, and a filter of system calls refuses sockets and writing. The
    process dies with its parent and leaves no core file.

    Args:
        files: the descriptors that stay open, and how many more files the process may open to read.
        megabytes: the memory that the process may use in addition to what is mapped now.

    Raises:
        OSError: it may open more files, and system calls cannot be filtered.
    """
    die_with_parent()
    limit_memory(megabytes)  # first, because it reads a file
    _close_all_but(frozenset(files.kept))
    leave_no_core()
    _lower(resource.RLIMIT_NOFILE, _limit_with_room(files))
    if files.more:
        forbid_sockets_and_writing()


def _limit_with_room(files: OpenFiles) -> int:
    """The number below which so many descriptors are free as files may be opened."""
    free = (number for number in count() if number not in files.kept)
    return next(islice(free, files.more, None)) if files.more else 0


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
