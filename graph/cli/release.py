"""A release of the project in one folder: wheel, sdist, dataset dumps, ontology, and their SHA-256 digests.

`make release` runs this module in a checkout. The files follow from the last commit and from the versions of Python and
of the libraries alone, so that two people who release one commit get the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.build import build
from graph.core.errors import KaifaquError, ReleaseRefused
from graph.core.iris import ONTOLOGY_IRI, OWL
from graph.core.terms import Literal, NamedNode, Quad
from graph.export.dataset import write_dataset
from graph.rdf.serialize import turtle
from graph.schema.ontology import ontology_quads
from graph.schema.ontology_page import ontology_files_html
from graph.store.store import GraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGESTS = "SHA256SUMS"
"""The name of the file of digests, which `sha256sum --check` reads."""
_LISTED = 5  # changed files that a refusal names
_TOOLS = ("hatchling", "pyoxigraph", "rdflib")


@dataclass(frozen=True)
class Commit:
    """The source of a release: the folder of the checkout, the commit, and its time in seconds since 1970."""

    root: Path
    id: str
    seconds: int


def make_release(to: Path) -> list[Path]:
    """Make a release of the last commit in a folder, which is emptied first; gives its files, sorted.

    Raises ReleaseRefused if there is no checkout, or it differs from its last commit.
    """
    commit = last_commit(Path(__file__).parent)
    os.environ["SOURCE_DATE_EPOCH"] = str(commit.seconds)  # https://reproducible-builds.org/specs/source-date-epoch/
    with tempfile.TemporaryDirectory() as draft:
        folder = Path(draft)
        release = _write_packages(commit.root, folder)
        manifest = _write_dataset(folder, release)
        _write_ontology(folder)
        told = describe_release(release, commit, manifest)
        (folder / f"kaifaqu-{release}.json").write_text(told, "utf-8")
        (folder / DIGESTS).write_text(digests(folder.iterdir()), "utf-8")
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(folder, to)
    return sorted(to.iterdir())


def last_commit(inside: Path) -> Commit:
    """The last commit of the checkout that a folder belongs to. Raises ReleaseRefused if files differ."""
    root = Path(_git(inside, "rev-parse", "--show-toplevel"))
    if changed := _git(root, "status", "--porcelain").splitlines():
        names = ", ".join(line[3:] for line in changed[:_LISTED])
        raise ReleaseRefused(
            f"A release is made from a commit alone, but {len(changed)} files differ from the last one: {names}; "
            "commit or remove them, or release from a new clone."
        )
    name, seconds = _git(root, "log", "-1", "--format=%H %ct").split()
    return Commit(root, name, int(seconds))


def _git(folder: Path, *arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        raise ReleaseRefused("A release needs git, which is not installed.")
    done = subprocess.run([git, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  no argument comes from outside this module
    if done.returncode:
        raise ReleaseRefused(f"A release is made from a checkout of the repository; git says: {done.stderr.strip()}")
    return done.stdout.strip("\n")


def _write_packages(root: Path, to: Path) -> str:
    """Write wheel and sdist; gives the version of the project."""
    from hatchling.builders.sdist import SdistBuilder  # noqa: PLC0415  a tool of development, not installed with a wheel
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415  as above

    for builder in (wheel := WheelBuilder(str(root)), SdistBuilder(str(root))):
        list(builder.build(directory=str(to), versions=["standard"]))
    return str(wheel.metadata.version)


def _write_dataset(to: Path, release: str) -> dict[str, Any]:
    """Write the dumps of the dataset; gives the manifest of its build."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        store = GraphStore.open(Path(folder))
    for ending in ("trig", "nq.gz"):
        (to / f"kaifaqu-dataset-{release}.{ending}").write_bytes(write_dataset(store, f"dataset.{ending}"))
    return store.build.manifest


def _write_ontology(to: Path) -> None:
    """Write the ontology with its vocabularies, as Turtle and as packed pages, under its own version."""
    quads = list(ontology_quads())
    name = f"kaifaqu-ontology-{ontology_version(quads)}"
    (to / f"{name}.ttl").write_bytes(ontology_turtle(quads))
    with zipfile.ZipFile(to / f"{name}-html.zip", "w", zipfile.ZIP_DEFLATED) as pages:
        for path, page in sorted(ontology_files_html(quads).items()):
            pages.writestr(zipfile.ZipInfo(f"{name}/{path}"), page, zipfile.ZIP_DEFLATED)  # dated 1980, as all


def ontology_version(quads: Iterable[Quad]) -> str:
    """The version of the ontology (owl:versionInfo)."""
    told = (NamedNode(ONTOLOGY_IRI), NamedNode(f"{OWL}versionInfo"))
    (found,) = (q.object for q in quads if (q.subject, q.predicate) == told and isinstance(q.object, Literal))
    return found.value


def ontology_turtle(quads: Iterable[Quad]) -> bytes:
    """The triples of all files of the ontology in one file of Turtle, sorted."""
    return turtle(sorted({quad.triple for quad in quads}, key=str))


def describe_release(release: str, commit: Commit, manifest: dict[str, Any]) -> str:
    """The commit, the dataset and the tools of a release as JSON. The same tools make the same files."""
    tools = {name: version(name) for name in _TOOLS}
    tools |= {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    told = {
        "version": release,
        "commit": commit.id,
        "committed": datetime.fromtimestamp(commit.seconds, UTC).isoformat(),
        "dataset": {key: manifest[key] for key in ("quads", "graphs", "sha256")},
        "tools": tools,
    }
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def digests(files: Iterable[Path]) -> str:
    """The SHA-256 digests of some files, a line each, sorted by name."""
    lines = []
    for path in sorted(files):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    return "".join(lines)


if __name__ == "__main__":
    try:
        for file in make_release(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")):
            sys.stdout.write(f"{file} {file.stat().st_size:,} bytes\n")
    except KaifaquError as error:
        sys.exit(str(error))
