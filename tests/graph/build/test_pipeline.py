"""Builds are reproducible, published atomically, and described by a manifest."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from graph.build import build
from graph.core.errors import BuildMissing
from graph.core.resources import SOURCES
from graph.store.builds import current_build

BUILD = "import sys; from pathlib import Path; from graph.build import build; build(Path(sys.argv[1]))"


def run_build(folder, seed="0"):
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, folder], env=os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C"}
    )


def test_build_is_reproducible(tmp_path, built):
    assert run_build(tmp_path, seed="4711").wait() == 0
    assert current_build(tmp_path).quads.read_bytes() == current_build(built).quads.read_bytes()


def test_manifest_has_counts_checksum_and_versions(built):
    made = current_build(built)
    content = made.quads.read_bytes()
    assert made.manifest["sha256"]["quads.nq"] == hashlib.sha256(content).hexdigest()
    assert made.manifest["quads"] == sum(made.manifest["graphs"].values()) == content.count(b"\n")
    assert set(made.manifest["versions"]) == {"kaifaqu", "pyoxigraph"}


def test_killed_build_leaves_a_whole_build(tmp_path, built):
    sources = tmp_path / "sources"
    shutil.copytree(SOURCES / "quzhou-2021", sources / "quzhou-2021")
    editorial = sources / "quzhou-2021/editorial.yaml"
    editorial.write_text(editorial.read_text("utf-8").replace("Longyou County", "the county of Longyou"), "utf-8")
    old = build(tmp_path, [sources / "quzhou-2021"]).quads.read_bytes()
    new = current_build(built).quads.read_bytes()
    for delay in (0.05, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        process = run_build(tmp_path)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        served = current_build(tmp_path)
        content = served.quads.read_bytes()
        assert content in (old, new)
        assert served.manifest["sha256"]["quads.nq"] == hashlib.sha256(content).hexdigest()


def test_drafts_are_removed_and_two_builds_kept(tmp_path):
    made = build(tmp_path)
    for name in ("draft-x", "aaaa", "bbbb"):
        (tmp_path / "builds" / name).mkdir()
    os.utime(tmp_path / "builds/aaaa", (1, 1))
    build(tmp_path)
    assert {p.name for p in (tmp_path / "builds").iterdir()} == {made.folder.name, "bbbb"}


def test_new_build_is_published_by_one_link(tmp_path):
    made = build(tmp_path)
    assert (tmp_path / "current").is_symlink()
    assert (tmp_path / "current").resolve() == made.folder
    assert json.loads((tmp_path / "current/manifest.json").read_text("utf-8")) == made.manifest


def test_missing_build_names_the_build_command(tmp_path):
    with pytest.raises(BuildMissing, match=r"make one with `kaifaqu build --to .*`"):
        current_build(tmp_path)
