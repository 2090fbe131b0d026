"""The nursery: a process with one thread that holds the graph and forks workers, which share its memory.

The server has threads, and a process with threads must not fork; so the nursery is forked before they start, and bears
workers whenever the server asks. The server gives it one end of a channel for each; whoever dies takes its own along:
without the server the nursery ends, without the nursery the workers.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn

from service.evaluation import Question, answer
from service.worker import LENGTH, work

if TYPE_CHECKING:
    from graph.store import GraphStore


class Nursery:
    """The server's end."""

    def __init__(self, store: GraphStore, megabytes: int) -> None:
        """Fork the nursery; before any thread is started. `megabytes`: what each worker may take beside the graph."""
        self._control, theirs = socket.socketpair()
        if os.fork() == 0:
            self._control.close()
            _bear_on_demand(theirs, store, megabytes)
        theirs.close()

    def bear(self) -> tuple[int, socket.socket]:
        """A new worker: its process id, and the channel to it. Raises OSError where the nursery has died."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"+"], [theirs.fileno()])
        told = self._control.recv(LENGTH.size)
        if not told:
            raise OSError("The process that bears workers has ended; start the service again.")
        return LENGTH.unpack(told)[0], ours


def _bear_on_demand(control: socket.socket, store: GraphStore, megabytes: int) -> NoReturn:
    answer(store, Question("ASK {}", "json"))  # reads the files that workers can no longer open
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server says when it is over, by closing the control
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not asked:
            os._exit(0)
        channel = socket.socket(fileno=descriptors[0])
        pid = os.fork()
        if pid == 0:
            control.close()
            _work_or_die(channel, store, megabytes)
        channel.close()
        control.sendall(LENGTH.pack(pid))


def _work_or_die(channel: socket.socket, store: GraphStore, megabytes: int) -> NoReturn:
    """A worker that fails ends there and then; the server sees its channel closed and asks for another."""
    try:
        work(channel, store, megabytes)
    except BaseException:  # noqa: BLE001  nothing of the server's may run on in this process
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(1)
