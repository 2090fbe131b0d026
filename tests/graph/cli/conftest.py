"""A folder with a build, in which commands are run."""

import shutil

import pytest

from graph.store.builds import DEFAULT_FOLDER


@pytest.fixture(scope="session")
def here(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    shutil.copytree(built, folder / DEFAULT_FOLDER, symlinks=True)
    return folder
