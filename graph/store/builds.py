"""A build on disk: a folder of its own under `builds/`, and `current`, a link that is swapped in one step.

    .kaifaqu/
    ├── builds/<digest>/quads.nq, manifest.json, and what is derived from them: disk, checks-<digest>.jsonl
    ├── current -> builds/<digest>
    └── lock

A reader that follows `current` sees one whole build or another, never a mixture. `publish` and `rollback` hold a lock
on the file `lock`, so a draft found under the lock was left by a process that was killed, and is removed. A server
holds a shared lock on the manifest of the build that it serves, which is not removed meanwhile. The manifest has the
SHA-256 of each file, which is verified whenever a build is loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.core.errors import BuildDamaged, BuildMissing
from graph.store.build_lock import is_in_use, publishing
from graph.store.manifest import MANIFEST, QUADS, Damage, compare, holds, is_sound, read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import BufferedRandom

    Content = bytes | BufferedRandom

DEFAULT_FOLDER = Path(".kaifaqu")
_KEPT = 2  # the current build and the one before it
_COPIED = 2**20  # bytes at a time


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


def publish(folder: Path, files: Mapping[str, Content], manifest: dict[str, Any], name: str = "") -> Build:
    """Write the files, and a manifest with their digests, to `builds/<name>`, and swap `current` to it in one step.

    If that folder holds the same build already, it is kept; if what it holds is damaged, it is replaced. While another
    process publishes, this one waits.

    Args:
        folder: the folder of the builds.
        files: the content of each file: bytes, or a file that is open for reading and is copied from its start.
        manifest: counts and versions.
        name: the name of the build; by default, the first 16 characters of the digest of its quads.

    Raises:
        BuildNotWritten: the disk is full, the folder is not writable, or the other process does not finish. `current`
            is as before.
    """
    manifest = manifest | {"sha256": {file: _digest(content) for file, content in files.items()}}
    target = folder / "builds" / (name or manifest["sha256"][QUADS][:16])
    with publishing(folder):
        target.parent.mkdir(exist_ok=True)
        if holds(target, manifest):
            os.utime(target)
        else:
            _replace(target, files, manifest)
        _point(folder, target)
        _tidy(target)
    return Build(target, manifest)


def _digest(content: Content) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()


def rollback(folder: Path) -> Build:
    """Swap `current` to the newest other build that is sound.

    Raises BuildMissing if there is none, and BuildNotWritten as `publish` does.
    """
    others = _others(folder / "builds", (folder / "current").resolve())
    if not others:
        raise BuildMissing(
            f"There is no build in {folder} to go back to; the one before is kept from the next build on."
        )
    with publishing(folder):
        _point(folder, others[0])
    return read_build(others[0])


def _others(builds: Path, current: Path) -> list[Path]:
    """The sound builds beside one, the newest first."""
    return [build for build in _finished(builds) if build != current and is_sound(build)] if builds.is_dir() else []


def _finished(builds: Path) -> list[Path]:
    found = [build for build in builds.iterdir() if build.is_dir() and not build.name.startswith("draft-")]
    return sorted(found, key=lambda build: build.stat().st_mtime, reverse=True)


def _replace(target: Path, files: Mapping[str, Content], manifest: dict[str, Any]) -> None:
    """Write a build to its folder, whole or not at all, in place of a damaged one."""
    builds = target.parent
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=builds))
    try:
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        for name, content in {**files, MANIFEST: text.encode()}.items():
            with (draft / name).open("wb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    content.seek(0)
                    shutil.copyfileobj(content, file, _COPIED)
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
    """Remove leftovers of interrupted builds and all but the newest builds and those that are served, if permitted."""
    builds = current.parent
    keep = {current, *_finished(builds)[:_KEPT]}
    for build in builds.iterdir():
        if build not in keep and build.is_dir() and not is_in_use(build):
            shutil.rmtree(build, ignore_errors=True)
    for link in builds.parent.glob("current-*"):
        link.unlink(missing_ok=True)
