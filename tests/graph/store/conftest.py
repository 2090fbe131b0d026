"""A Virtuoso server for tests marked `soak`, which need Debian's package: `apt-get install virtuoso-opensource-7`."""

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from graph.store.builds import current_build
from graph.store.transport import PASSWORD, USER
from graph.store.upload import Addresses, Publisher

SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
TimezonelessDatetimes = 1
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
"""


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
    http, sql = free_ports(2)
    (folder / "virtuoso.ini").write_text(SETTINGS.format(folder=folder, http=http, sql=sql), "ascii")
    process = subprocess.Popen(["virtuoso-t", "-f", "-c", folder / "virtuoso.ini"], cwd=folder)
    url = f"http://127.0.0.1:{http}"
    try:
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", http), timeout=1).close()
            except OSError:
                time.sleep(0.2)
            else:
                break
        yield Virtuoso(f"{url}/sparql", f"{url}/sparql-auth", f"{url}/sparql-graph-crud-auth")
    finally:
        process.kill()  # an orderly end writes a checkpoint that nobody needs
        process.wait()


def free_ports(number):
    listeners = [socket.socket() for _ in range(number)]
    for listener in listeners:
        listener.bind(("127.0.0.1", 0))
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports
