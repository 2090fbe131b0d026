"""Releases: the content of each file, refusals, and reproducibility."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from graph.cli.release import Commit, describe_release, digests, last_commit, ontology_turtle, ontology_version
from graph.core.errors import ReleaseRefused
from graph.schema.ontology import ontology_quads

ROOT = Path(__file__).parent.parent.parent.parent
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.org")


def git(folder, *arguments, **environment):
    done = subprocess.run(
        ["git", *IDENTITY, *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one commit at a known time."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("dist/\n")
    git(tmp_path, "add", ".")
    when = "2026-11-27T12:00:00+08:00"
    git(tmp_path, "commit", "--quiet", "-m", "first", GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE="2020-01-01T00:00:00Z")
    return tmp_path


def test_release_time_is_that_of_last_commit(checkout):
    (checkout / "graph").mkdir()
    commit = last_commit(checkout / "graph")
    assert commit == Commit(checkout, git(checkout, "rev-parse", "HEAD"), 1795752000)


def test_ignored_files_do_not_block_a_release(checkout):
    (checkout / "dist").mkdir()
    (checkout / "dist" / "old.whl").write_text("old")
    assert last_commit(checkout)


@pytest.mark.parametrize("name", ["new.txt", ".gitignore"])
def test_changed_checkout_is_refused(checkout, name):
    (checkout / name).write_text("changed")
    with pytest.raises(ReleaseRefused, match=rf"1 files differ from the last one: {name}; commit or remove them"):
        last_commit(checkout)


def test_folder_without_checkout_is_refused(tmp_path):
    with pytest.raises(ReleaseRefused, match="checkout of the repository"):
        last_commit(tmp_path)


def test_sha256sum_accepts_the_digests(tmp_path):
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name)
    text = digests(tmp_path.iterdir())
    assert text.splitlines()[0] == f"{hashlib.sha256(b'a.txt').hexdigest()}  a.txt"
    (tmp_path / "SHA256SUMS").write_text(text)
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)


def test_ontology_file_holds_every_triple_and_prefix():
    quads = list(ontology_quads())
    turtle = ontology_turtle(quads)
    assert {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)} == {quad.triple for quad in quads}
    assert ontology_turtle(reversed(quads)) == turtle
    read = rdflib.Graph().parse(data=turtle, format="turtle")
    (version,) = read.objects(rdflib.URIRef("https://w3id.org/kaifaqu/ontology"), rdflib.OWL.versionInfo)
    assert ontology_version(quads) == str(version)
    assert b"@prefix kq:" in turtle


def test_release_describes_commit_dataset_and_tools():
    manifest = {"quads": 2, "graphs": {"g": 2}, "sha256": {"quads.nq": "ab"}, "versions": {}}
    told = json.loads(describe_release("1.2.3", Commit(Path(), "abc", 0), manifest))
    assert (told["version"], told["commit"], told["committed"]) == ("1.2.3", "abc", "1970-01-01T00:00:00+00:00")
    assert told["dataset"] == {"quads": 2, "graphs": {"g": 2}, "sha256": {"quads.nq": "ab"}}
    assert told["tools"]["python"] == sys.version.split()[0]


def released(folder, to, umask, **environment):
    """Return the files of a release of the last commit, made in a new clone."""
    git(ROOT, "clone", "--quiet", ROOT, folder)
    done = subprocess.run(
        [sys.executable, "-m", "graph.cli.release", to],
        cwd=folder,
        env=os.environ | environment | {"PYTHONPATH": str(folder)},
        umask=umask,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in to.iterdir()}


@pytest.mark.soak
def test_release_is_reproducible(tmp_path):
    first = released(tmp_path / "a", tmp_path / "dist", 0o022, TZ="UTC", LANG="C.UTF-8", PYTHONHASHSEED="1")
    shutil.rmtree(tmp_path / "a")
    again = released(tmp_path / "other", tmp_path / "out", 0o077, TZ="Asia/Shanghai", LANG="C", PYTHONHASHSEED="2")
    assert {name for name in first if first[name] != again.get(name)} == set()
    assert set(again) == set(first)
    holds_what_it_should(tmp_path / "out")


def holds_what_it_should(folder):
    """Check that each file of a release exists and can be read."""
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    told = json.loads(next(folder.glob("kaifaqu-[0-9]*.json")).read_text("utf-8"))
    (trig,), (packed,) = folder.glob("kaifaqu-dataset-*.trig"), folder.glob("kaifaqu-dataset-*.nq.gz")
    assert len(list(parse(path=trig))) == told["dataset"]["quads"]
    unpacked = subprocess.run(["gzip", "-dc", packed], check=True, capture_output=True).stdout
    assert hashlib.sha256(unpacked).hexdigest() == told["dataset"]["sha256"]["quads.nq"]
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    assert "graph/templates/ontology.html" in zipfile.ZipFile(wheel).namelist()
    (pages,) = folder.glob("kaifaqu-ontology-*-html.zip")
    assert {name.partition("/")[2] for name in zipfile.ZipFile(pages).namelist()} > {"en/Zone.html", "zh/index.html"}
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {"README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "docs/w3id/README.md", "pyproject.toml"}
    assert not [name for name in names if name.startswith((".venv", "dist", "tests/readers/node_modules"))]
    assert len(list(folder.iterdir())) == 8
