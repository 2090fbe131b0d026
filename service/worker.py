"""A worker: a process that answers questions from the graph that it was born with, and can do nothing else.

A question is its length in four bytes, one byte that says of which kind it is, and its values in a pickle. An answer is
one byte that says how it went, one for the number of its format, four for how many rows it has (NO_ROWS where it has
none to count), the length in four bytes of what follows, and that: what was asked for, or in JSON why it is not there.
"""

from __future__ import annotations

import ctypes
import json
import os
import pickle
import resource
import signal
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import QueryRejected, UnknownFormat
from graph.formats import FORMATS
from service.errors import AnswerTooLarge
from service.evaluation import answer
from service.question import NotPlain, PlainQuestion, Question

if TYPE_CHECKING:
    import socket

    from graph.store import GraphStore
    from service.question import AnyQuestion

LENGTH, ANSWER = struct.Struct("!I"), struct.Struct("!BBiI")
WHOLE, CUT, REJECTED, FAILED = range(4)
"""How it went."""
NO_ROWS = -1
TOLD = {cls.__name__: cls for cls in (UnknownFormat, AnswerTooLarge, NotPlain)}
"""The errors beside QueryRejected that a worker tells of; of any other it dies."""
CHANNEL = 3  # the one file descriptor of a worker beside the three that every process has
_KINDS = (Question, PlainQuestion)
_NUMBERS = {syntax.name: number for number, syntax in enumerate(FORMATS)}
_PR_SET_PDEATHSIG = 1
_PAGE = os.sysconf("SC_PAGE_SIZE")


def work(channel: socket.socket, store: GraphStore, megabytes: int) -> None:
    """Answer questions until the other end closes the channel. Only in a process that was forked for it."""
    enter_jail(channel.detach(), megabytes)
    with os.fdopen(CHANNEL, "rb") as asked, os.fdopen(CHANNEL, "wb", buffering=0, closefd=False) as told:
        while header := asked.read(LENGTH.size):
            _write(told, _reply(store, _question(asked.read(LENGTH.unpack(header)[0]))))


def question_message(question: AnyQuestion) -> bytes:
    """A question as it goes to a worker."""
    kind, values = _KINDS.index(type(question)), pickle.dumps(tuple(question), pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(1 + len(values)) + bytes((kind,)) + values


def _question(message: bytes) -> AnyQuestion:
    return _KINDS[message[0]](*pickle.loads(message[1:]))  # noqa: S301  the server tells workers, never they it


def enter_jail(channel: int, megabytes: int) -> None:
    """Give up everything but the channel and some memory: no file and no socket can be opened any more."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if channel != CHANNEL:
        os.dup2(channel, CHANNEL)
    os.closerange(CHANNEL + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    held = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * _PAGE
    resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (CHANNEL + 1, CHANNEL + 1))


def _reply(store: GraphStore, question: AnyQuestion) -> bytes:
    try:
        written = answer(store, question)
    except QueryRejected as error:
        return _refusal(REJECTED, [error.sentence, error.line, error.column])
    except tuple(TOLD.values()) as error:
        return _refusal(FAILED, [type(error).__name__, str(error)])
    kind, rows = CUT if written.cut else WHOLE, NO_ROWS if written.rows is None else written.rows
    return ANSWER.pack(kind, _NUMBERS[written.syntax.name], rows, len(written.body)) + written.body


def _refusal(kind: int, reason: list[str | int | None]) -> bytes:
    content = json.dumps(reason).encode()
    return ANSWER.pack(kind, 0, NO_ROWS, len(content)) + content


def _write(file: Any, content: bytes) -> None:  # noqa: ANN401  a raw file
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]
