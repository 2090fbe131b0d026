"""The wheel works without the checkout: it contains ontology, shapes and sources."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUERY = "SELECT ?name { zone:zhizao-new-city skos:altLabel ?name }"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the installed wheel and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("kaifaqu-*.whl")
    target = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", "--target", target, wheel]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    return target


@pytest.fixture(scope="module")
def run(installed, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    def run(*args):
        done = subprocess.run(
            [sys.executable, *args],
            cwd=elsewhere,
            env=os.environ | {"PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_wheel_is_what_runs(run, installed):
    shown = run(
        "-c", "import graph, service, graph.core.resources as r; print(graph.__file__, service.__file__, r.SHAPES)"
    )
    assert all(Path(path).is_relative_to(installed) for path in shown.split())


def test_wheel_builds_checks_and_answers(run):
    run("-m", "service", "build")
    assert "The graph conforms" in run("-m", "service", "check")
    assert "智造新城" in run("-m", "service", "query", "-e", QUERY)


def test_wheel_holds_the_templates(installed):
    assert list((installed / "service").rglob("*.html"))
