"""A build on disk: a folder of its own under `builds/`, and `current`, a link that is swapped in one step.

    .kaifaqu/
    ├── builds/<digest>/quads.nq, manifest.json
    ├── current -> builds/<digest>
    └── lock

A reader that follows `current` sees one whole build or another, never a mixture. `publish` and `rollback` hold a lock
on the file `lock`, so a draft found under the lock was left by a process that was killed, and is removed. The manifest
has the SHA-256 of each file, which is verified whenever a build is loaded.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.core.errors import BuildDamaged, BuildMissing, BuildNotWritten
from graph.store.manifest import QUADS, Damage, compare, holds, is_sound, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_FOLDER = Path(".kaifaqu")
_KEPT = 2  # the current build and the one before it
_MOST_SECONDS, _PAUSE = 60.0, 0.05  # of waiting for another process to publish, and between two attempts


@dataclass(frozen=True)
class Build:
    """A finished build: its folder and its manifest (counts per graph, checksums, versions)."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def quads(self) -> Path:
        """The N-Quads of the whole dataset, sorted, one quad a line."""
        return self.folder / QUADS

    @property
    def is_own(self) -> bool:
        """Whether `kaifaqu build` made it; the files of somebody else have no checksum of ours."""
        return "sha256" in self.manifest


def current_build(folder: Path) -> Build:
    """The build that `current` names; its files are not verified yet.

    Raises BuildMissing with the command that makes one, and BuildDamaged as `read_build` does.
    """
    link = folder / "current"
    if not link.exists() and not link.is_symlink():
        raise BuildMissing(f"There is no build in {folder}; make one with `kaifaqu build --to {folder}`.")
    return read_build(link.resolve())


def read_build(folder: Path) -> Build:
    """The build in a folder of its own. Raises BuildDamaged if its manifest is missing or invalid."""
    try:
        return Build(folder, read_manifest(folder))
    except Damage as damage:
        raise damaged(folder, str(damage)) from damage


def verify(build: Build) -> None:
    """Compare the files of a build with the digests in its manifest. Raises BuildDamaged if one differs.

    The files are streamed. 100 MB take 0.1 to 0.3 seconds, at most a tenth of the time that loading them takes.
    """
    try:
        compare(build.folder, build.manifest)
    except Damage as damage:
        raise damaged(build.folder, str(damage)) from damage


def damaged(folder: Path, fault: str) -> BuildDamaged:
    """The error for a build with a fault: what is wrong and what to do."""
    top = folder.parent.parent
    back = (
        f"; `kaifaqu build --rollback --to {top}` goes back to the one before" if _others(folder.parent, folder) else ""
    )
    return BuildDamaged(f"The build {folder} is damaged: {fault}. `kaifaqu build --to {top}` makes it anew{back}.")


def publish(folder: Path, files: dict[str, bytes], manifest: dict[str, Any], name: str) -> Build:
    """Write the files, and a manifest with their digests, to `builds/<name>`, and swap `current` to it in one step.

    If that folder holds the same build already, it is kept; if what it holds is damaged, it is replaced. While another
    process publishes, this one waits. Raises BuildNotWritten if the disk is full, the folder is not writable, or the
    other process does not finish; then `current` is as before.
    """
    manifest = manifest | {"sha256": {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}}
    target = folder / "builds" / name
    with _publishing(folder):
        target.parent.mkdir(exist_ok=True)
        if holds(target, manifest):
            os.utime(target)
        else:
            _replace(target, files, manifest)
        _point(folder, target)
        _tidy(target)
    return Build(target, manifest)


def rollback(folder: Path) -> Build:
    """Swap `current` to the newest other build that is sound.

    Raises BuildMissing if there is none, and BuildNotWritten as `publish` does.
    """
    others = _others(folder / "builds", (folder / "current").resolve())
    if not others:
        raise BuildMissing(
            f"There is no build in {folder} to go back to; the one before is kept from the next build on."
        )
    with _publishing(folder):
        _point(folder, others[0])
    return read_build(others[0])


def _others(builds: Path, current: Path) -> list[Path]:
    """The sound builds beside one, the newest first."""
    return [build for build in _finished(builds) if build != current and is_sound(build)] if builds.is_dir() else []


def _finished(builds: Path) -> list[Path]:
    found = [build for build in builds.iterdir() if build.is_dir() and not build.name.startswith("draft-")]
    return sorted(found, key=lambda build: build.stat().st_mtime, reverse=True)


@contextmanager
def _publishing(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of builds, and turn an OSError into BuildNotWritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("ab") as lock:
            _wait_for(lock.fileno(), folder)
            yield
    except OSError as error:
        raise BuildNotWritten(
            f"The build cannot be written to {folder}: {error.strerror or error}. The current build is "
            "unchanged; free space or change the permissions, and build again."
        ) from error


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


def _replace(target: Path, files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """Write a build to its folder, whole or not at all, in place of a damaged one."""
    builds = target.parent
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=builds))
    try:
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        for name, content in {**files, "manifest.json": text.encode()}.items():
            with (draft / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        draft.chmod(0o755)
        if target.exists():
            target.rename(builds / f"{draft.name}-damaged")
        draft.rename(target)
        _sync(builds)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _point(folder: Path, target: Path) -> None:
    link = folder / f"current-{os.getpid()}"
    try:
        link.unlink(missing_ok=True)
        link.symlink_to(Path("builds") / target.name)
        link.replace(folder / "current")
        _sync(folder)
    except BaseException:
        with suppress(OSError):
            link.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """Make renames in a folder durable, as fsync(2) does with the content of a file."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tidy(current: Path) -> None:
    """Remove leftovers of interrupted builds and all but the newest builds, as far as permissions allow."""
    builds = current.parent
    keep = {current, *_finished(builds)[:_KEPT]}
    for build in builds.iterdir():
        if build not in keep and build.is_dir():
            shutil.rmtree(build, ignore_errors=True)
    for link in builds.parent.glob("current-*"):
        link.unlink(missing_ok=True)
