"""What many tests share: the built dataset, made once."""

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
