"""What many tests share: the built dataset, made once, and one in which two papers say what two others say."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from graph.build import build, source_folders
from graph.core.resources import SOURCES
from graph.curation.text import read_source
from graph.store.store import GraphStore


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


def say_again(folder: Path, to: Path) -> Path:
    """A paper that says all that another says: its folder under a new name, with a document of its own.

    Types and names by curators are left out, for they are given where a thing is introduced.
    """
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("editorial.yaml", "oddities.yaml"))
    document, card = f"document/{to.name}", to / "source.yaml"
    about = _read_yaml(card)
    card.write_text(yaml.safe_dump(about | {"document": document, "title": f"再次{about['title']}"}), "utf-8")
    for file in sorted((to / "claims").iterdir(), reverse=True):
        passages = _read_yaml(file)
        for said in (said for passage in passages for said in passage["says"]):
            said.pop("type", None)
        if file == min((to / "claims").iterdir()):
            words = next(iter(passages[0].values()))
            passages[0]["says"].append({"id": document, "type": "Document", "name": words[:9]})
        file.write_text(yaml.safe_dump(passages, allow_unicode=True, sort_keys=False), "utf-8")
    (to / "editorial.yaml").write_text(f"{document}: The same in {to.name}\n", "utf-8")
    return to


def _read_yaml(path):
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  BaseLoader makes strings only


@pytest.fixture(scope="session")
def agreed(tmp_path_factory) -> Path:
    """A folder that holds a build of the real sources and of two papers that say what two of them say."""
    papers, folder = tmp_path_factory.mktemp("papers"), tmp_path_factory.mktemp("agreed")
    again = [say_again(SOURCES / name, papers / f"{name}-again") for name in ("quzhou-2021", "zhejiang-2022-10")]
    build(folder, [*source_folders(), *again])
    return folder


@pytest.fixture(scope="session")
def agreeing(agreed) -> GraphStore:
    return GraphStore.open(agreed)


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
