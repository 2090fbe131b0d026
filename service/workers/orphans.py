"""Processes whose parent has ended: fork servers that were replaced have forked the next one, and some workers.

The process that starts the first fork server adopts them, so that they stay below it in the tree of processes.
"""

from __future__ import annotations

import ctypes
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_PR_SET_CHILD_SUBREAPER = 36
_groups = set[int]()


def adopt_orphans() -> None:
    """Become the parent of processes below this one whose parent ends (PR_SET_CHILD_SUBREAPER), in the main thread.

    SIGCHLD takes the status of those that end, of the process groups that `reap_group` was told.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGCHLD, _reap)  # uvloop takes no handler for it


def reap_group(leader: int) -> None:
    """Take the status of the processes of a group when they end: of a fork server and all that it has forked."""
    _groups.add(leader)


def _reap(_number: int, _frame: FrameType | None) -> None:
    for group in tuple(_groups):
        try:
            while os.waitid(os.P_PGID, group, os.WEXITED | os.WNOHANG):
                pass
        except ChildProcessError:  # none is left
            _groups.discard(group)
