"""Processes whose parent has ended: fork servers that were replaced have forked the next one, and some workers.

A server that has started its fork server adopts them, so that they stay below it in the tree of processes. Where
several servers share fork servers, which the parent has started, init does.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
from contextlib import suppress

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of processes below this one whose parent ends (PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def close_when_ended(pidfd: int) -> None:
    """Close a pidfd in the running event loop when its process has ended, and take its status if it was adopted."""
    loop = asyncio.get_running_loop()

    def ended() -> None:
        loop.remove_reader(pidfd)
        with suppress(ChildProcessError):  # its parent lives
            os.waitid(os.P_PIDFD, pidfd, os.WEXITED | os.WNOHANG)
        os.close(pidfd)

    loop.add_reader(pidfd, ended)
