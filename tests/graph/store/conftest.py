"""A Virtuoso server for tests marked `soak`, which need Debian's package: `apt-get install virtuoso-opensource-7`."""

import importlib.util
import shutil
import socket
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.store.builds import current_build
from graph.store.transport import PASSWORD, USER
from graph.store.upload import Addresses, Publisher

FILE = Path(__file__).parents[2] / "benchmarks" / "servers.py"


class Virtuoso(NamedTuple):
    """The addresses of a server."""

    query: str
    update: str
    store: str


@pytest.fixture(scope="session")
def virtuoso(built, tmp_path_factory):
    """A Virtuoso server to which the build is published."""
    with running_virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv(USER, "dba")
            patched.setenv(PASSWORD, "dba")
            with Publisher(current_build(built), Addresses(*server)) as publisher:
                publisher.publish(lambda *_: None)
        yield server


@contextmanager
def running_virtuoso(folder):
    """A server with an empty dataset, whose user dba has the password dba."""
    assert shutil.which("virtuoso-t"), "this test needs Debian's virtuoso-opensource-7"
    spec = importlib.util.spec_from_file_location("servers", FILE)
    servers = importlib.util.module_from_spec(spec)
    sys.modules["servers"] = servers  # dataclasses look there for the names in annotations
    spec.loader.exec_module(servers)
    http, sql = free_ports(2)
    with servers.virtuoso_serving(folder, http, sql, buffers=20_000):
        url = f"http://127.0.0.1:{http}"
        yield Virtuoso(f"{url}/sparql", f"{url}/sparql-auth", f"{url}/sparql-graph-crud-auth")


def free_ports(number):
    listeners = [socket.socket() for _ in range(number)]
    for listener in listeners:
        listener.bind(("127.0.0.1", 0))
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports
