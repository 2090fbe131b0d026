"""A worker: a process that answers questions from the graph that it was born with, and can do nothing else.

A question is its length in four bytes and as much JSON. An answer is one byte that says how it went, four for how many
rows it has (NO_ROWS where it has none to count), the length in four bytes of what follows, and that: what was asked
for, or in JSON why it is not there.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import QueryRejected, UnknownFormat
from graph.query_text import Outline
from service.errors import AnswerTooLarge
from service.evaluation import Question, answer

if TYPE_CHECKING:
    import socket

    from graph.store import GraphStore

LENGTH, ANSWER = struct.Struct("!I"), struct.Struct("!BiI")
WHOLE, CUT, REJECTED, FAILED = range(4)
"""How it went."""
NO_ROWS = -1
TOLD = {cls.__name__: cls for cls in (UnknownFormat, AnswerTooLarge)}
"""The errors beside QueryRejected that a worker tells of; of any other it dies."""
CHANNEL = 3  # the one file descriptor of a worker beside the three that every process has
_PR_SET_PDEATHSIG = 1
_PAGE = os.sysconf("SC_PAGE_SIZE")


def work(channel: socket.socket, store: GraphStore, megabytes: int) -> None:
    """Answer questions until the other end closes the channel. Only in a process that was forked for it."""
    enter_jail(channel.detach(), megabytes)
    with os.fdopen(CHANNEL, "rb") as asked, os.fdopen(CHANNEL, "wb", buffering=0, closefd=False) as told:
        while header := asked.read(LENGTH.size):
            kind, rows, content = _reply(store, _question(asked.read(LENGTH.unpack(header)[0])))
            _write(told, ANSWER.pack(kind, rows, len(content)) + content)


def question_message(question: Question) -> bytes:
    """A question as it goes to a worker."""
    text = json.dumps(question).encode()
    return LENGTH.pack(len(text)) + text


def _question(message: bytes) -> Question:
    question = Question(*json.loads(message))
    return question._replace(seen=Outline(*question.seen)) if question.seen else question


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


def _reply(store: GraphStore, question: Question) -> tuple[int, int, bytes]:
    try:
        written = answer(store, question)
    except QueryRejected as error:
        return REJECTED, NO_ROWS, json.dumps([error.sentence, error.line, error.column]).encode()
    except tuple(TOLD.values()) as error:
        return FAILED, NO_ROWS, json.dumps([type(error).__name__, str(error)]).encode()
    return CUT if written.cut else WHOLE, NO_ROWS if written.rows is None else written.rows, written.body


def _write(file: Any, content: bytes) -> None:  # noqa: ANN401  a raw file
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]
