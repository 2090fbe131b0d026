"""What many tests share: the built dataset, made once."""

import subprocess
from pathlib import Path

import pytest

from graph.build import build
from graph.reading import read_source
from graph.resources import SOURCES
from graph.store import GraphStore


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A folder that holds a build of the real sources."""
    folder = tmp_path_factory.mktemp("kaifaqu")
    build(folder)
    return folder


@pytest.fixture(scope="session")
def graph(built) -> GraphStore:
    return GraphStore.open(built)


@pytest.fixture(scope="session")
def quzhou():
    return read_source(SOURCES / "quzhou-2021")


TOOLS = Path(__file__).parent / "readers"


@pytest.fixture(scope="session")
def read_by_node():
    """The way to have a library of JavaScript read a file; gives what it prints."""

    def read(kind, content, path):
        assert (TOOLS / "node_modules").exists(), "make tests/readers/node_modules/.installed"
        path.write_bytes(content)
        command = ["node", TOOLS / "read.mjs", kind, path]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    return read
