"""Sources that were read before, kept in files beside the builds.

An entry is named by a digest of all that decides its content, and never changes. It begins with the digest of the rest,
so a damaged entry is found out, and its source is read again. Entries that no build has used for a week are removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.build.zstd_lines import read_chunks
from graph.core.errors import Fault
from graph.curation.ids_across_papers import Outline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.build.reading import Reading, Task
    from graph.curation.ids_across_papers import Elsewhere

_FOLDER = "sources"
_KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Entry:
    """A source without faults that was read: its warnings, and where in a file its quads and premises are.

    graphs: the number of quads in each named graph.
    """

    path: Path
    warnings: tuple[Fault, ...]
    graphs: dict[str, int]
    start: int
    middle: int
    end: int

    def quads(self) -> Iterator[list[bytes]]:
        """Yield the sorted N-Quads in chunks of lines."""
        return read_chunks(self.path, self.start, self.middle)

    def premises(self) -> Iterator[list[bytes]]:
        """Yield the sorted N-Triples that the rules can read, in chunks of lines."""
        return read_chunks(self.path, self.middle, self.end)


class SourceCache:
    """The entries under a folder.

    Args:
        folder: the folder of the builds.
        trusted: whether entries of earlier builds are used; otherwise all sources are read, and the entries replaced.
    """

    def __init__(self, folder: Path, *, trusted: bool = True) -> None:
        self._folder, self._trusted = folder / _FOLDER, trusted

    def outline(self, task: Task) -> Outline | None:
        """The outline of a source; None if it is not there."""
        found = self._verified(self._path(task, "outline"))
        return _outline(json.loads(found[0])) if found else None

    def keep_outline(self, task: Task, outline: Outline) -> None:
        """Store the outline of a source. Raises OSError."""
        self._write(self._path(task, "outline"), vars(outline), b"")

    def entry(self, task: Task, elsewhere: Elsewhere) -> Entry | None:
        """The source as it is read with what others tell it; None if it is not there."""
        path = self._path(task, "quads", elsewhere)
        found = self._verified(path)
        return _entry(path, *found) if found else None

    def keep(self, task: Task, elsewhere: Elsewhere, reading: Reading) -> Entry:
        """Store a reading without faults. Raises OSError."""
        path = self._path(task, "quads", elsewhere)
        warnings = [[str(fault.file), fault.line, fault.message] for fault in reading.warnings]
        head = {"warnings": warnings, "graphs": reading.graphs, "quads": len(reading.quads)}
        return _entry(path, *self._write(path, head, reading.quads + reading.premises))

    def tidy(self) -> None:
        """Remove the entries that no build has used for a week, as far as permissions allow."""
        oldest = time.time() - _KEPT_SECONDS
        for path in self._folder.iterdir():
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def _path(self, task: Task, ending: str, elsewhere: Elsewhere | None = None) -> Path:
        told = "" if elsewhere is None else json.dumps(vars(elsewhere), sort_keys=True)
        digest = hashlib.sha256(f"{task.digest}\n{told}".encode()).hexdigest()
        return self._folder / f"{digest[:32]}.{ending}"

    def _verified(self, path: Path) -> tuple[bytes, int] | None:
        """The head of an entry and the size of its file; None if it is missing or damaged."""
        if not self._trusted:
            return None
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        digest, _, rest = content.partition(b"\n")
        if digest != hashlib.sha256(rest).hexdigest().encode():
            return None
        return rest.partition(b"\n")[0], len(content)

    def _write(self, path: Path, head: dict[str, Any], body: bytes) -> tuple[bytes, int]:
        line = json.dumps(head, ensure_ascii=False).encode()
        rest = line + b"\n" + body
        content = hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(prefix="draft-", dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        return line, len(content)


def _entry(path: Path, head: bytes, size: int) -> Entry:
    told = json.loads(head)
    warnings = tuple(Fault(Path(file), line, message) for file, line, message in told["warnings"])
    start = hashlib.sha256().digest_size * 2 + len(head) + 2  # two line feeds
    return Entry(path, warnings, told["graphs"], start, start + told["quads"], size)


def _outline(told: dict[str, Any]) -> Outline:
    introduced = {id_: (cls, place) for id_, (cls, place) in told["introduced"].items()}
    names = {id_: tuple(called) for id_, called in told["names"].items()}
    return Outline(told["card"], introduced, told["named"], names, tuple(told["used"]))
