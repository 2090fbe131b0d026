"""The report of the checks, kept in a file of its build: `builds/<digest>/checks-<digest>.jsonl`.

The name has a digest of all that decides the findings: the manifest of the build, which has the digest of its quads,
the shapes, the ontology, the code of the checks and the versions of the libraries. So a file that another version wrote
is not read.

The first line is the SHA-256 of the rest, as a JSON string; the second line is the report. The manifest does not list
the file. It is removed with its build. What stands in it is trusted as the quads are, which stand in the same folder;
it is data in JSON, never code.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph.core.atomic_write import write_atomically
from graph.core.digests import digest_of_program
from graph.core.resources import ONTOLOGY, SHAPES
from graph.shacl.findings import Finding, Quote, Report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graph.store.builds import Build
    from graph.store.store import GraphStore

_ROOMS = ("core", "process", "rdf", "schema", "shacl", "store")  # the modules that the checks can depend on
_PACKAGES = ("kaifaqu", "pyoxigraph", "pyshacl", "rdflib")
_NAMES = "checks-*.jsonl"
_LOG = logging.getLogger("kaifaqu.checks")


def checked(store: GraphStore) -> Report:
    """Return the report of the checks of a build that was loaded: the kept one, or else by running the checks.

    Raises what `run_checks` raises.
    """
    return read_report(store.build) or run_checks(store)


def run_checks(
    store: GraphStore, progress: Callable[[str, int, int], None] = lambda _shape, _done, _of: None, jobs: int = 1
) -> Report:
    """Run the checks and keep their report. Takes and raises what `validate` does.

    A report that cannot be written is not kept, and the log has the reason.
    """
    from graph.shacl.validate import validate

    report = validate(store, progress=progress, jobs=jobs)
    if store.build.is_own:
        _keep(store.build, report)
    return report


def read_report(build: Build) -> Report | None:
    """Return the kept report of a build; None where there is none of this version, or where it is damaged.

    The caller verifies the build. The log tells of a damaged file.
    """
    if not build.is_own:
        return None
    path = _path(build)
    try:
        head, _, rest = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        _tell(path, str(error.strerror))
        return None
    if head != _quoted_digest(rest):
        _tell(path, "its SHA-256 is not that of its first line")
        return None
    try:
        return _report(json.loads(rest))
    except (ValueError, TypeError, KeyError) as error:
        _tell(path, f"it is no report ({error!r})")
        return None


def _tell(path: Path, reason: str) -> None:
    _LOG.warning("The report %s is ignored, and the checks run: %s.", path, reason)


def _keep(build: Build, report: Report) -> None:
    path = _path(build)
    told = {
        "focusNodes": report.focus_counts,
        "findings": [{**vars(f), "quotes": [asdict(quote) for quote in f.quotes]} for f in report.findings],
    }
    rest = json.dumps(told, ensure_ascii=False).encode() + b"\n"
    try:
        before = build.folder.stat()
        write_atomically(path, _quoted_digest(rest) + b"\n" + rest)
        for other in build.folder.glob(_NAMES):
            if other != path:
                other.unlink(missing_ok=True)
        # The time of the folder tells which build is the newest.
        os.utime(build.folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    except OSError as error:
        _LOG.warning("The report of the checks is not kept in %s: %s.", path, error.strerror or error)


def _quoted_digest(content: bytes) -> bytes:
    return json.dumps(hashlib.sha256(content).hexdigest()).encode()


def _path(build: Build) -> Path:
    program = digest_of_program(_ROOMS, _PACKAGES, (SHAPES, ONTOLOGY))
    manifest = json.dumps(build.manifest, sort_keys=True)
    digest = hashlib.sha256(f"{program}\n{manifest}".encode()).hexdigest()
    return build.folder / _NAMES.replace("*", digest[:16])


def _report(told: dict[str, Any]) -> Report:
    return Report(tuple(map(_finding, told["findings"])), told["focusNodes"])


def _finding(told: dict[str, Any]) -> Finding:
    quotes = tuple(Quote(**quote) for quote in told["quotes"])
    pairs = {name: tuple(told[name]) for name in ("labels", "messages", "title")}
    return Finding(**{**told, **pairs, "quotes": quotes, "statements": tuple(map(tuple, told["statements"]))})
