"""A folder with a build, in which commands are run."""

import shutil

import pytest

from graph.build import build
from graph.core.resources import SOURCES
from graph.store.builds import DEFAULT_FOLDER


@pytest.fixture(scope="session")
def here(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    shutil.copytree(built, folder / DEFAULT_FOLDER, symlinks=True)
    return folder


@pytest.fixture(scope="session")
def with_one_paper(tmp_path_factory):
    """A folder with a build of one short paper, which opens quickly, for commands that tell nothing of the papers."""
    folder = tmp_path_factory.mktemp("one-paper")
    build(folder / DEFAULT_FOLDER, [SOURCES / "hefei-2018"])
    return folder
