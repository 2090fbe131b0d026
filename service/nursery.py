"""The nursery: a process with one thread that holds the graph and forks workers, which share its memory.

The server has threads, and a process with threads must not fork; so the first nursery is forked before they start. It
bears workers whenever the server asks, and a successor that loads another build. Each is reached by a channel of its
own, and whoever dies takes its own along: without the server the nursery ends, without the nursery its workers.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from graph.build_files import read_build
from graph.errors import KaifaquError
from graph.store import GraphStore
from service.errors import BuildRefused
from service.evaluation import answer
from service.question import Question
from service.worker import LENGTH, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.build_files import Build

_WORKER, _SUCCESSOR, _SOUND = b"w", b"s", b"+"
_LONGEST = 4096  # bytes of a message: a path or a reason


class Nursery:
    """The server's end of a nursery."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    @classmethod
    def fork(cls, store: GraphStore, megabytes: int) -> Nursery:
        """The first one; before any thread is started. `megabytes`: what each worker may take beside the graph."""
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            _or_die(partial(_bear_on_demand, theirs, store, megabytes))
        theirs.close()
        return cls(ours)

    def bear(self) -> tuple[int, socket.socket]:
        """A new worker: its process id, and the channel to it. Raises OSError where the nursery has died."""
        return self._ask(_WORKER)

    def successor(self, build: Build) -> Nursery:
        """A nursery for another build; this one goes on.

        Raises BuildRefused where the build cannot be loaded, or the checks find something wrong in it.
        """
        _, control = self._ask(_SUCCESSOR + str(build.folder).encode())
        told = control.recv(_LONGEST)
        if told != _SOUND:
            control.close()
            raise BuildRefused(told.decode() or "The process that loaded it broke down.")
        return Nursery(control)

    def close(self) -> None:
        """End the nursery, and with it its workers."""
        self._control.close()

    def _ask(self, demand: bytes) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [demand], [theirs.fileno()])
        told = self._control.recv(LENGTH.size)
        if not told:
            raise OSError("The process that bears workers has ended; start the service again.")
        return LENGTH.unpack(told)[0], ours


def _bear_on_demand(control: socket.socket, store: GraphStore, megabytes: int) -> None:
    answer(store, Question("ASK {}", "json"))  # reads the files that workers can no longer open
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server says when it is over, by closing the control
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial
    while True:
        demand, descriptors, _, _ = socket.recv_fds(control, _LONGEST, 1)
        if not demand:
            return
        channel = socket.socket(fileno=descriptors[0])
        pid = os.fork()
        if pid == 0:
            control.close()
            live = partial(work, channel, store) if demand == _WORKER else partial(_succeed, channel, demand[1:])
            _or_die(partial(live, megabytes))
        channel.close()
        control.sendall(LENGTH.pack(pid))


def _succeed(control: socket.socket, folder: bytes, megabytes: int) -> None:
    from graph.validation import validate

    try:
        store = GraphStore.load(read_build(Path(folder.decode())))
        report = validate(store.store)
        reason = (
            "" if report.conforms else f"The checks find {report.count('Violation')} violations; see `kaifaqu check`."
        )
    except (KaifaquError, OSError, ValueError, SyntaxError) as error:
        reason = f"It cannot be loaded: {error}"
    if reason:
        control.sendall(reason.encode()[:_LONGEST])
        return
    control.sendall(_SOUND)
    _bear_on_demand(control, store, megabytes)


def _or_die(live: Callable[[], None]) -> NoReturn:
    """Live a forked process to its end: nothing of the server's may run on in it."""
    try:
        live()
        os._exit(0)
    except BaseException:  # noqa: BLE001  as above
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)
