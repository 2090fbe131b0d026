"""A build on disk: a folder of its own under `builds/`, and `current`, a link that is swapped in one step.

    .kaifaqu/
    ├── builds/<digest>/quads.nq, manifest.json
    └── current -> builds/<digest>

A reader that follows `current` sees one whole build or another, never a mixture; an interrupted build leaves a folder
that no link names, and the next build removes it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import BuildMissing

DEFAULT_FOLDER = Path(".kaifaqu")
_KEPT = 2  # the current build and the one before it


@dataclass(frozen=True)
class Build:
    """A finished build: its folder and its manifest (counts per graph, checksums, versions)."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def quads(self) -> Path:
        """The N-Quads of the whole dataset, sorted, one quad a line."""
        return self.folder / "quads.nq"

    @property
    def is_own(self) -> bool:
        """Whether `kaifaqu build` made it; the files of somebody else have no checksum of ours."""
        return "sha256" in self.manifest


def current_build(folder: Path) -> Build:
    """The build that `current` names. Raises BuildMissing with the command that makes one."""
    try:
        return read_build((folder / "current").resolve())
    except (OSError, ValueError) as error:
        raise BuildMissing(f"There is no build in {folder}; make one with `kaifaqu build --to {folder}`.") from error


def read_build(folder: Path) -> Build:
    """The build in a folder of its own. Raises OSError and ValueError where there is none."""
    return Build(folder, json.loads((folder / "manifest.json").read_text("utf-8")))


def publish(folder: Path, files: dict[str, bytes], manifest: dict[str, Any], digest: str) -> Build:
    """Write the files to a new folder and swap `current` to it in one step."""
    builds = folder / "builds"
    builds.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=builds))
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    for name, content in {**files, "manifest.json": text.encode()}.items():
        with (draft / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    draft.chmod(0o755)
    target = builds / digest
    if target.exists():
        shutil.rmtree(draft)
        os.utime(target)
    else:
        draft.rename(target)
    _point(folder, target)
    _tidy(builds, target)
    return Build(target, manifest)


def rollback(folder: Path) -> Build:
    """Swap `current` back to the newest build beside it. Raises BuildMissing where there is none."""
    current = current_build(folder).folder
    others = [b for b in (folder / "builds").iterdir() if b != current and not b.name.startswith("draft-")]
    if not others:
        raise BuildMissing(
            f"There is no build in {folder} to go back to; the one before is kept from the next build on."
        )
    before = max(others, key=lambda b: b.stat().st_mtime)
    _point(folder, before)
    return current_build(folder)


def _point(folder: Path, target: Path) -> None:
    link = folder / f"current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(target.relative_to(target.parent.parent))
    link.replace(folder / "current")


def _tidy(builds: Path, current: Path) -> None:
    """Remove drafts that were interrupted and all but the newest finished builds."""
    finished = sorted((b for b in builds.iterdir() if not b.name.startswith("draft-")), key=lambda b: b.stat().st_mtime)
    keep = {current, *finished[-_KEPT:]}
    for folder in builds.iterdir():
        if folder not in keep:
            shutil.rmtree(folder)
