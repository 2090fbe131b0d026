"""Locks of builds: one process writes to a folder of builds at a time, and a build that is served is not removed."""

from __future__ import annotations

import fcntl
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from graph.core.errors import BuildNotWritten
from graph.store.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

_MOST_SECONDS, _PAUSE = 60.0, 0.05  # of waiting for another process to publish, and between two attempts


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Make a folder of builds, and write in it.

    Raises:
        BuildNotWritten: the block raised an OSError about this folder, or about no file that it names.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if error.filename and not Path(str(error.filename)).absolute().is_relative_to(folder.absolute()):
            raise
        raise BuildNotWritten(
            f"The build cannot be written to {folder}: {error.strerror or error}. The current build is "
            "unchanged; free space or change the permissions, and build again."
        ) from error


@contextmanager
def publishing(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of builds.

    Raises:
        BuildNotWritten: the folder cannot be written, or another process holds the lock for a minute.
    """
    with writing_to(folder), (folder / "lock").open("ab") as lock:
        _wait_for(lock.fileno(), folder)
        yield


def _wait_for(lock: int, folder: Path) -> None:
    deadline = time.monotonic() + _MOST_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise BuildNotWritten(
                    f"Another build has been writing to {folder} for {_MOST_SECONDS:g} seconds; wait for it or end it."
                ) from error
            time.sleep(_PAUSE)
        else:
            return


def in_use(build: Path) -> IO[bytes] | None:
    """A file that keeps a build from being removed until it is closed; None where that is not possible.

    An engine on disk opens the files of its index when a query reads them.
    """
    try:
        file = (build / MANIFEST).open("rb")
    except OSError:  # what loads the build says why
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH)
    except OSError:  # the file system has no locks
        file.close()
        return None
    return file


def is_in_use(build: Path) -> bool:
    """Whether a process has a build `in_use`."""
    try:
        with (build / MANIFEST).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
