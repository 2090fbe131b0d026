"""The engine on disk: a build indexed once, beside its quads, and opened by every process without loading it.

    builds/<digest>/disk/
    ├── store/        the RocksDB database of pyoxigraph, each triple once
    ├── repeats.nq    the same triples in their other graphs
    └── index.json    the digest of the quads, the counts, and the version of pyoxigraph

The folder appears in one step when it is complete, and goes with its build. RocksDB has a checksum for each block, so a
start verifies no digest.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, Store

from graph.core.errors import BuildNotWritten, EngineUnavailable
from graph.store.builds import damaged
from graph.store.engine import Counts
from graph.store.loading import load_into
from graph.store.manifest import QUADS
from graph.store.oxigraph import OxigraphEngine

if TYPE_CHECKING:
    from graph.store.builds import Build

_FOLDER, _STORE, _REPEATS, _INDEX = "disk", "store", "repeats.nq", "index.json"
_LOCK, _DRAFT = "disk.lock", "disk-draft-"


def open_on_disk(build: Build) -> OxigraphEngine:
    """The engine over the index of a build, which is made first if it is missing.

    Raises BuildDamaged as `load_build` does and where the index is damaged, which is removed then; EngineUnavailable if
    it cannot be opened; and BuildNotWritten if it cannot be written.
    """
    folder = index_on_disk(build)
    try:
        store = Store.read_only(str(folder / _STORE))
    except (FileNotFoundError, RuntimeError, ValueError) as error:  # RocksDB calls an index corrupt in a RuntimeError
        shutil.rmtree(folder, ignore_errors=True)
        raise damaged(build.folder, f"its index cannot be opened ({error}); it is removed and made again") from error
    except OSError as error:  # such as too few file descriptors
        raise EngineUnavailable(f"The index in {folder} is there and cannot be opened: {error}.") from error
    repeats = Store()
    try:
        repeats.bulk_load(path=str(folder / _REPEATS), format=RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        raise EngineUnavailable(
            f"{folder / _REPEATS} cannot be read: {error}; remove {folder}, and it is made again."
        ) from error
    counts = _read_index(folder)["counts"]
    return OxigraphEngine(
        store, repeats, Counts(counts["triples"], counts["quads"], build.manifest["graphs"]), folder / _STORE
    )


def index_on_disk(build: Build) -> Path:
    """The folder of the index of a build, made if it is missing or from another version. Raises as `open_on_disk`.

    While another process makes it, this one waits.
    """
    folder = build.folder / _FOLDER
    if _fits(folder, build):
        return folder
    try:
        with (build.folder / _LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _fits(folder, build):
                _make_index(build, folder)
    except OSError as error:
        raise _not_written(build, error) from error
    return folder


def _make_index(build: Build, folder: Path) -> None:
    """Make an index in a folder. The caller holds the lock, so a draft was left by a process that was killed."""
    for left in build.folder.glob(f"{_DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=build.folder))
    try:
        _write_index(build, draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _not_written(build: Build, error: OSError) -> BuildNotWritten:
    return BuildNotWritten(
        f"The index of {build.folder} cannot be written: {error.strerror or error}. Free space or change the "
        "permissions, or make it with `kaifaqu build` and KAIFAQU_ENGINE=disk."
    )


def _write_index(build: Build, to: Path) -> None:
    store = Store(str(to / _STORE))
    try:
        repeats = load_into(store, build)
    except (SyntaxError, ValueError) as error:
        raise damaged(build.folder, f"{build.quads.name} cannot be loaded ({error})") from error
    repeats.dump(str(to / _REPEATS), format=RdfFormat.N_QUADS)
    quads = build.manifest["quads"]
    counts = {"triples": quads - len(repeats), "quads": quads}
    store.optimize()
    store.flush()
    index = {"sha256": build.manifest["sha256"][QUADS], "pyoxigraph": version("pyoxigraph"), "counts": counts}
    (to / _INDEX).write_text(json.dumps(index, indent=2) + "\n", "utf-8")
    to.chmod(0o755)


def _fits(folder: Path, build: Build) -> bool:
    """Whether a folder holds the index of a build that this version of the engine made."""
    try:
        index = _read_index(folder)
    except (OSError, ValueError):
        return False
    return bool(index["sha256"] == build.manifest["sha256"][QUADS] and index["pyoxigraph"] == version("pyoxigraph"))


def _read_index(folder: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((folder / _INDEX).read_text("utf-8"))
    return index
