"""A function in a process of its own: whatever the RDF engine does to that process, its parent tells it in a sentence.

The engine ends its process where memory runs out (SIGABRT) and where something is nested too deep (SIGSEGV); Python
can catch neither.
"""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from graph.errors import KaifaquError, OutputFailed, ProcessDied
from graph.jail import die_with_parent, enter_jail, leave_no_core, limit_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUERY_MEGABYTES = 2048
"""How much memory a query on the command line may take beside the graph unless told otherwise."""
_DONE, _REFUSED, _NO_MEMORY, _FAULT = b"+", b"-", b"m", b"!"
_CHUNK = 2**16


def run_limited(
    function: Callable[[], bytes],
    *,
    doing: str,
    megabytes: int | None = None,
    seconds: float | None = None,
    jailed: bool = False,
) -> bytes:
    """Run a function in a child process and give what it returns. Only from a process with one thread.

    doing: what it does, as the subject of a sentence, such as "The query"; megabytes: how much memory it may take
    beyond what is mapped now; seconds: how long it may run; jailed: whether it can open no file and no socket, and only
    standard output and error are left to it. Those are the caller's, but of what a jailed one writes to standard error
    nothing is seen.
    Raises the KaifaquError that the function raised, ProcessDied where the child ended otherwise, and, as if it had
    happened here, KeyboardInterrupt and BrokenPipeError where the child died of SIGINT or SIGPIPE.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent, (answer, told) = os.getpid(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        _live(function, parent, told, megabytes, jailed=jailed)
    os.close(told)
    try:
        content = _read(answer, None if seconds is None else time.monotonic() + seconds)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    finally:
        os.close(answer)
    if content is None:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if content is None:
        raise ProcessDied(f"{doing} took longer than {seconds:g} seconds and was ended; make it smaller.")
    return _outcome(content, status, doing, megabytes)


def how_it_ended(status: int, megabytes: int | None = None) -> str:
    """What befell a process, and what to do about it, to be read after its subject.

    status: as `os.waitstatus_to_exitcode` and `subprocess.Popen.returncode` give it; megabytes: its limit, if it had
    one.
    """
    bound = "" if megabytes is None else f" beyond the {megabytes} MB that it may take"
    if status == -signal.SIGABRT:
        return f"was aborted (SIGABRT), most likely for want of memory{bound}; make it smaller, or allow more memory."
    if status == -signal.SIGKILL:
        return "was killed (SIGKILL), as the system does where memory runs out; make it smaller, or add memory."
    if status in {-signal.SIGSEGV, -signal.SIGBUS}:
        name = signal.Signals(-status).name
        return f"crashed the RDF engine ({name}), most likely because it is nested too deep; nest it less."
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}; try again."
    return f"ended with exit status {status} and gave no answer; try again."


@contextmanager
def silent() -> Iterator[None]:
    """Drop what is written to standard error: an engine that aborts writes a page of its own stack there."""
    sys.stderr.flush()
    kept = os.dup(2)
    _drop_errors()
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def output_told() -> Iterator[None]:
    """Write out what is printed in the block. Raises OutputFailed where it, or a file, cannot be written.

    Where nobody reads the output any more, it raises BrokenPipeError.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        what = error.filename or "The answer"
        raise OutputFailed(f"{what} cannot be written: {error.strerror or error}.") from error


def _drop_errors() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _live(function: Callable[[], bytes], parent: int, told: int, megabytes: int | None, *, jailed: bool) -> NoReturn:
    """The life of the child: nothing of the caller's may run on in it."""
    try:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        for number in (signal.SIGINT, signal.SIGTERM):  # a handler of Python's would wait for the engine
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
        leave_no_core()
        die_with_parent()
        if os.getppid() == parent:  # else the parent died before it could be told to the kernel
            _tell(told, _answer(function, told, megabytes, jailed=jailed))
            os._exit(0)
    finally:
        os._exit(1)


def _answer(function: Callable[[], bytes], told: int, megabytes: int | None, *, jailed: bool) -> bytes:
    try:
        if jailed:
            _drop_errors()
            enter_jail((1, 2, told), QUERY_MEGABYTES if megabytes is None else megabytes)
        elif megabytes is not None:
            limit_memory(megabytes)
        content = function()
        sys.stdout.flush()
    except KaifaquError as error:
        return _REFUSED + json.dumps([type(error).__name__, str(error), vars(error)], default=str).encode()
    except MemoryError:
        return _NO_MEMORY
    except BaseException as error:  # noqa: BLE001  of whatever else, the parent tells
        if isinstance(error, BrokenPipeError | KeyboardInterrupt):  # what befell a child of this one befalls it too
            signal.raise_signal(signal.SIGPIPE if isinstance(error, BrokenPipeError) else signal.SIGINT)
        return _FAULT + traceback.format_exc().encode("utf-8", "replace")
    return _DONE + content


def _outcome(content: bytes, status: int, doing: str, megabytes: int | None) -> bytes:
    if status == -signal.SIGINT:
        raise KeyboardInterrupt
    if status == -signal.SIGPIPE:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    if status != 0:
        raise ProcessDied(f"{doing} {how_it_ended(status, megabytes)}")
    how, rest = content[:1], content[1:]
    if how == _REFUSED:
        raise _error(*json.loads(rest))
    if how == _NO_MEMORY:
        raise ProcessDied(f"{doing} {how_it_ended(-signal.SIGABRT, megabytes)}")
    if how == _FAULT:
        sys.stderr.write(rest.decode())
        raise ProcessDied(f"{doing} met a fault of kaifaqu itself, shown above; please report it.")
    return rest


def _error(name: str, text: str, values: dict[str, Any]) -> KaifaquError:
    """The error that a child told, of its class, without anything that it sent being run."""
    classes: list[type[KaifaquError]] = [KaifaquError]
    for cls in classes:
        classes += cls.__subclasses__()
    cls = next((cls for cls in classes if cls.__name__ == name), KaifaquError)
    error = cls.__new__(cls, text)
    vars(error).update(values)
    return error


def _tell(told: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(told, view) :]


def _read(answer: int, deadline: float | None) -> bytes | None:
    """What the child tells until it ends; None where the deadline comes first."""
    poll = select.poll()
    parts: list[bytes] = []
    poll.register(answer, select.POLLIN)
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
        if not poll.poll(left):
            return None
        part = os.read(answer, _CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
