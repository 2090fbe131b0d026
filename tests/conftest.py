"""Fixtures that many tests share: the built dataset, and a dataset in which two papers repeat two others."""

import fcntl
import gc
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
import yaml

from graph.build import build, source_folders
from graph.core.resources import SHAPES, SOURCES
from graph.curation.source_folder import read_source
from graph.shacl.kept_report import checked
from graph.store.builds import current_build
from graph.store.store import GraphStore
from graph.store.upload import Addresses, Publisher

# No test speaks TLS. Each client of httpx would read the certificates of all authorities, for 20 ms.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent / "no-certificates")

gc.disable()  # what is collected stays, and the collector would take nearly half of the time


def pytest_collection_finish():
    """Collect garbage from here on, but not among modules and tests."""
    gc.enable()
    gc.freeze()


OXIGRAPH = Path(sys.executable).parent / "oxigraph"


def made_once(tmp_path_factory, name, make) -> Path:
    """Return a folder that one process of the test run fills, while the others wait.

    The processes of pytest-xdist have temporary folders of their own below one that they share.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """The way to have a folder that is filled once in the test run, by its name and the function that fills it."""
    return partial(made_once, tmp_path_factory)


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A folder that holds a build of the real sources, and the report of its checks, so that servers need not run them.

    Tests that change it work on a copy.
    """

    def make(folder):
        from graph.shacl.kept_report import run_checks  # noqa: PLC0415  the validator loads slowly

        build(folder)
        run_checks(GraphStore.open(folder))

    return made_once(tmp_path_factory, "kaifaqu", make)


@pytest.fixture(scope="session")
def graph(built) -> GraphStore:
    return GraphStore.open(built)


@pytest.fixture(scope="session")
def sound_shapes():
    """All shapes, read once, for tests that validate datasets of their own."""
    from graph.shacl.lint import sound_shapes  # noqa: PLC0415  most tests need no validator, which loads slowly

    return sound_shapes(SHAPES)


@pytest.fixture(scope="session")
def check_report(graph):
    """What the checks find in the build of the real sources."""
    return checked(graph)


@pytest.fixture(scope="session")
def quzhou():
    return read_source(SOURCES / "quzhou-2021")


def repeat_paper(folder: Path, to: Path) -> Path:
    """Copy a paper to a folder of another name, with a document of its own, so that both state the same.

    The copy leaves out types and the names that curators give: only the paper that introduces a thing states them.
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
    """A folder that holds a build of the real sources and of two papers that repeat two of them."""

    def make(folder):
        papers = tmp_path_factory.mktemp("papers")
        again = [repeat_paper(SOURCES / name, papers / f"{name}-again") for name in ("quzhou-2021", "zhejiang-2022-10")]
        build(folder, [*source_folders(), *again])

    return made_once(tmp_path_factory, "agreed", make)


@pytest.fixture(scope="session")
def agreeing(agreed) -> GraphStore:
    return GraphStore.open(agreed)


class Commands:
    """Runs commands of the program in forked processes: `kaifaqu("query", "-e", text, cwd=folder)`."""

    def __init__(self):
        # -P: the folders of the tests have the names of packages
        command = [sys.executable, "-P", Path(__file__).parent / "forked_commands.py"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, *arguments, cwd=".", env=None, output=""):
        """The exit status, the output and the errors of a command, with "\\n" at the ends of lines.

        env: variables beside those of the tests; output: the file that is its standard output.
        """
        request = {"arguments": list(map(str, arguments)), "cwd": str(cwd), "env": env or {}, "output": str(output)}
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        status, *written = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(
            request["arguments"], status, *(text.replace("\r\n", "\n") for text in written)
        )

    def close(self):
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


@pytest.fixture(scope="session")
def kaifaqu():
    """The way to run a command of the program."""
    commands = Commands()
    yield commands
    commands.close()


def descendants_of(pid):
    """The numbers of the processes below one, whichever of its threads started them; none where it has ended."""
    try:
        tasks = [task.read_text("ascii") for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return []
    children = [child for task in tasks for child in task.split()]
    return [*children, *(each for child in children for each in descendants_of(child))]


@pytest.fixture(scope="session")
def descendants():
    """The way to learn which processes run below one."""
    return descendants_of


TOOLS = Path(__file__).parent / "readers"


@pytest.fixture(scope="session")
def read_by_node():
    """The way to let a JavaScript library read a file: what it gives, as text."""
    assert (TOOLS / "node_modules").exists(), "make tests/readers/node_modules/.installed"
    command = ["node", TOOLS / "read.mjs"]  # the libraries take half a second to load
    node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(kind, content, path):
        path.write_bytes(content)
        node.stdin.write(f"{json.dumps([kind, str(path)])}\n")
        node.stdin.flush()
        told, error = json.loads(node.stdout.readline())
        assert not error, error
        return told

    yield read
    node.stdin.close()
    node.wait(timeout=10)
    node.stdout.close()


class OxigraphServer:
    """A real Oxigraph server on a loopback port. It can be stopped and started again on its port."""

    def __init__(self, folder: Path | None) -> None:
        """folder: where it keeps its data; None for memory."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.folder, self.url = folder, f"http://127.0.0.1:{self.port}"
        self._process = None
        self.start()

    @property
    def query(self) -> str:
        return f"{self.url}/query"

    def start(self) -> None:
        where = ["--location", self.folder] if self.folder else []
        command = [OXIGRAPH, "serve", *where, "--bind", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"Oxigraph did not start at {self.url}.")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


@pytest.fixture(scope="session")
def run_oxigraph(tmp_path_factory):
    """The way to start an Oxigraph server with an empty dataset; all are stopped at the end."""
    servers = []

    def run(*, on_disk=False):
        servers.append(OxigraphServer(tmp_path_factory.mktemp("oxigraph") if on_disk else None))
        return servers[-1]

    yield run
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def published(built, run_oxigraph):
    """An Oxigraph server to which the build is published."""
    server = run_oxigraph()
    publish_to(built, server)
    return server


def publish_to(folder: Path, server: OxigraphServer) -> None:
    with Publisher(current_build(folder), Addresses.below(server.url)) as publisher:
        publisher.publish(lambda *_: None)


@pytest.fixture(scope="session")
def publish():
    """The way to publish the build of a folder to a server."""
    return publish_to
