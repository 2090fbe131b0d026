"""Run a function in a child process, and report in one sentence how the child ended.

The RDF engine ends its process when memory runs out (SIGABRT) or its stack overflows (SIGSEGV). Python can catch
neither, so code that may cause them runs in a child.
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

from graph.core.errors import KaifaquError, OutputFailed, ProcessDied
from graph.process.jail import OpenFiles, die_with_parent, enter_jail, leave_no_core, limit_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUERY_MEGABYTES = 2048
"""The default memory limit of a query on the command line, in addition to the graph."""
_DONE, _REFUSED, _NO_MEMORY, _BUG = b"+", b"-", b"m", b"!"
_CHUNK = 2**16
NO_FILES = OpenFiles()


def run_limited(
    function: Callable[[], bytes],
    *,
    doing: str,
    megabytes: int | None = None,
    seconds: float | None = None,
    jailed: bool = False,
    keep: OpenFiles = NO_FILES,
) -> bytes:
    """Run a function in a child process and return its result. The calling process must have only one thread.

    Args:
        function: what to run.
        doing: its name as the subject of a sentence, such as "The query".
        megabytes: the memory that it may use in addition to what is mapped now.
        seconds: the time that it may take.
        jailed: whether it runs after `jail.enter_jail`, with standard output kept and standard error dropped.
        keep: the files that a jailed child needs.

    Raises:
        KaifaquError: the function raised it.
        ProcessDied: the child crashed, ran out of memory or time, or raised another exception.
        KeyboardInterrupt: SIGINT ended the child.
        BrokenPipeError: SIGPIPE ended the child.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent, (answer, pipe) = os.getpid(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        _child_main(function, parent, pipe, megabytes, keep if jailed else None)
    os.close(pipe)
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
        raise ProcessDied(f"{doing} took longer than {seconds:g} seconds and was ended; ask for less.")
    return _outcome(content, status, doing, megabytes)


def how_it_ended(status: int, megabytes: int | None = None) -> str:
    """Return how a process ended and what to do about it, as the predicate of a sentence about the process.

    Args:
        status: as of `os.waitstatus_to_exitcode` or `subprocess.Popen.returncode`.
        megabytes: its memory limit, if any.
    """
    less = "use less data or a simpler query"
    if status == -signal.SIGABRT:
        bound = "" if megabytes is None else f" than the {megabytes} MB that it may use"
        return f"was aborted (SIGABRT), most likely because it needs more memory{bound}; {less}, or allow more."
    if status == -signal.SIGKILL:
        return f"was killed (SIGKILL), as the system does when memory runs out; {less}, or free memory."
    if status in {-signal.SIGSEGV, -signal.SIGBUS}:
        name = signal.Signals(-status).name
        return (
            f"crashed the RDF engine ({name}), most likely because data or query are nested too deeply; nest them less."
        )
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}; try again."
    return f"ended with exit status {status} and gave no answer; try again."


@contextmanager
def stderr_dropped() -> Iterator[None]:
    """Drop what the block writes to standard error: an engine that aborts writes a long backtrace there."""
    sys.stderr.flush()
    kept = os.dup(2)
    _drop_errors()
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def writing_output() -> Iterator[None]:
    """Flush standard output after the block.

    Raises:
        OutputFailed: the block or the flush raised an OSError.
        BrokenPipeError: the reader of the output is gone; there is nothing to report.
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


def _child_main(
    function: Callable[[], bytes], parent: int, pipe: int, megabytes: int | None, kept: OpenFiles | None
) -> NoReturn:
    """Run the function and exit, so that no code of the caller runs in the child.

    kept: the descriptors that it needs in its jail, None where it runs in none.
    """
    try:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        for number in (signal.SIGINT, signal.SIGTERM):  # Python runs its own handlers only when the engine returns
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
        leave_no_core()
        die_with_parent()
        if os.getppid() == parent:  # otherwise the parent died before prctl took effect
            _send(pipe, _answer(function, pipe, megabytes, kept))
            os._exit(0)
    finally:
        os._exit(1)


def _answer(function: Callable[[], bytes], pipe: int, megabytes: int | None, kept: OpenFiles | None) -> bytes:
    try:
        if kept is not None:
            _drop_errors()
            files = OpenFiles((1, 2, pipe, *kept.kept), kept.more)
            enter_jail(files, QUERY_MEGABYTES if megabytes is None else megabytes)
        elif megabytes is not None:
            limit_memory(megabytes)
        content = function()
        sys.stdout.flush()
    except KaifaquError as error:
        return _REFUSED + json.dumps([type(error).__name__, str(error), vars(error)], default=str).encode()
    except MemoryError:
        return _NO_MEMORY
    except BaseException as error:  # noqa: BLE001  the parent reports it
        if isinstance(error, BrokenPipeError | KeyboardInterrupt):  # a child of this process ended so
            signal.raise_signal(signal.SIGPIPE if isinstance(error, BrokenPipeError) else signal.SIGINT)
        return _BUG + traceback.format_exc().encode("utf-8", "replace")
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
    if how == _BUG:
        sys.stderr.write(rest.decode())
        raise ProcessDied(f"{doing} failed because of a bug in kaifaqu (traceback above); please report it.")
    return rest


def _error(name: str, text: str, values: dict[str, Any]) -> KaifaquError:
    """Return the error that a child reported, in its class. JSON, not pickle, because a jailed child is not trusted."""
    classes: list[type[KaifaquError]] = [KaifaquError]
    for cls in classes:
        classes += cls.__subclasses__()
    cls = next((cls for cls in classes if cls.__name__ == name), KaifaquError)
    error = cls.__new__(cls, text)
    vars(error).update(values)
    return error


def _send(pipe: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(pipe, view) :]


def _read(answer: int, deadline: float | None) -> bytes | None:
    """Return what the child writes until it ends, or None if the deadline comes first."""
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
