"""The jail and the limits of processes, tested from inside."""

import errno
import faulthandler
import os
import resource
import signal
import socket
import time
from pathlib import Path

import pyoxigraph
import pytest

from graph.core.errors import KaifaquError, ProcessDied, QueryRejected
from graph.process.child import how_it_ended, run_limited
from graph.process.jail import OpenFiles, enter_jail, memory_limited

KEPT = b"kept"


@pytest.fixture
def canary():
    """A server that nobody may connect to. It has no thread, because processes with threads must not fork."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def address(server):
    host, port = server.getsockname()
    return f"http://{host}:{port}/sparql"


def heard(server):
    """Return what the first client has sent, or nothing if there was none."""
    try:
        caller, _ = server.accept()
    except BlockingIOError:
        return b""
    with caller:
        caller.settimeout(5)
        return caller.recv(4096)


def call(url, silent=""):
    """Ask another service, past all that looks a query over."""
    query = f"SELECT * {{ SERVICE {silent} <{url}> {{ ?s ?p ?o }} }}"
    try:
        return str(list(pyoxigraph.Store().query(query))).encode()
    except OSError as error:
        return str(error).encode()


def in_fork(body):
    """Return what a function writes in a forked process, and the exit status of the process."""
    answer, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(told, body(told))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(answer, "rb") as file:
        content = file.read()
    return content, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_jail_refuses_connections_of_a_query(canary, silent):
    url = address(canary)
    run_limited(lambda: call(url, silent), doing="The query", jailed=True)
    assert heard(canary) == b""
    with pytest.raises(ProcessDied, match="took longer"):  # outside it waits for an answer that does not come
        run_limited(lambda: call(url, silent), doing="The query", seconds=0.5)
    assert heard(canary).startswith(b"POST /sparql")


def test_jail_refuses_dns():
    told = run_limited(lambda: call("http://localhost:9911/"), doing="The query", jailed=True)
    assert b"lookup" in told or b"os error" in told  # the resolver's own message, or that of the call it was refused


def test_jail_opens_nothing_and_keeps_descriptors():
    def body(told):
        given, _ = os.pipe()
        os.dup2(told, 90)
        enter_jail(OpenFiles((90,)), 64)
        refused = 0
        for open_one in (
            lambda: os.open("/dev/null", os.O_RDONLY),
            socket.socket,
            os.pipe,
            lambda: os.dup(90),
            lambda: os.dup2(90, 5),
            lambda: os.read(given, 1),
            lambda: os.write(told, b"closed"),
            lambda: os.write(1, b"closed too"),
        ):
            try:
                open_one()
            except OSError:
                refused += 1
        os.write(90, KEPT + bytes((refused,)))
        os._exit(7)

    assert in_fork(body) == (KEPT + bytes((8,)), 7)


def test_jail_with_room_for_files_opens_so_many_and_only_to_read(tmp_path):
    """What a database opens when it is read, while sockets and writing are refused as in any other jail."""
    file = tmp_path / "file"
    file.write_text("content", "utf-8")

    def body(told):
        enter_jail(OpenFiles((told,), 3), 64)
        refused = []
        for open_one in (
            socket.socket,
            lambda: os.open(file, os.O_WRONLY),
            lambda: os.open(file, os.O_RDWR),
            lambda: os.open(tmp_path / "new", os.O_WRONLY | os.O_CREAT),
            lambda: os.open(file, os.O_RDONLY | os.O_TRUNC),
        ):
            try:
                open_one()
            except PermissionError as error:
                refused.append(error.errno)
        read = [os.read(os.open(file, os.O_RDONLY), 9) for _ in range(3)]
        with pytest.raises(OSError, match="Too many open files"):
            os.open(file, os.O_RDONLY)
        return repr((refused, read)).encode()

    told, status = in_fork(body)
    assert (told, status) == (repr(([errno.EPERM] * 5, [b"content"] * 3)).encode(), 0)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text("utf-8") == "content"


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_jail_with_room_for_files_refuses_connections_of_a_query(canary, silent):
    url = address(canary)
    run_limited(lambda: call(url, silent), doing="The query", jailed=True, keep=OpenFiles(more=9))
    assert heard(canary) == b""


def test_jail_limits_memory_beyond_what_is_mapped():
    def body(told):
        enter_jail(OpenFiles((told,)), 64)
        held = bytearray(32 * 2**20)
        try:
            bytearray(64 * 2**20)
        except MemoryError:
            return b"%d" % len(held)
        return b"no limit"

    assert in_fork(body) == (b"%d" % (32 * 2**20), 0)


def test_jail_dies_with_its_parent():
    def parent(told):
        child = os.fork()
        if child == 0:
            enter_jail(OpenFiles(), 64)
            signal.pause()
        os.write(told, b"%d" % child)
        time.sleep(0.1)  # until it is in its jail
        os.kill(os.getpid(), signal.SIGKILL)

    told, status = in_fork(parent)
    assert status == -signal.SIGKILL
    deadline = time.monotonic() + 5
    while _lives(int(told)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_memory_limit_ends_with_its_block():
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(MemoryError), memory_limited(32):
        bytearray(64 * 2**20)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(64 * 2**20)) == 64 * 2**20


def test_child_returns_the_result():
    assert run_limited(lambda: b"x" * 10**6, doing="It") == b"x" * 10**6
    assert run_limited(lambda: b"", doing="It", megabytes=64, seconds=5, jailed=True) == b""


def test_child_error_is_raised_again():
    def refuse():
        raise QueryRejected("No such prefix.", 3, 4)

    with pytest.raises(QueryRejected) as raised:
        run_limited(refuse, doing="It")
    assert str(raised.value) == "No such prefix. (line 3, column 4)"
    assert (raised.value.sentence, raised.value.line, raised.value.column) == ("No such prefix.", 3, 4)


def end_by(number):
    faulthandler.disable()  # which pytest has enabled
    signal.raise_signal(number)
    signal.pause()


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda: bytes(2**30), r"^The query was aborted \(SIGABRT\), .* than the 64 MB that it may use; use less"),
        (lambda: end_by(signal.SIGABRT), r"^The query was aborted \(SIGABRT\)"),
        (lambda: end_by(signal.SIGSEGV), r"^The query crashed the RDF engine \(SIGSEGV\), .* nest them less\.$"),
        (lambda: end_by(signal.SIGKILL), r"^The query was killed \(SIGKILL\)"),
        (lambda: end_by(signal.SIGXCPU), r"^The query was ended by SIGXCPU"),
        (lambda: os._exit(3), r"^The query ended with exit status 3 and gave no answer"),
        (lambda: 1 // 0, r"^The query failed because of a bug in kaifaqu"),
    ],
)
def test_each_end_of_a_child_is_one_sentence(capfd, function, sentence):
    with pytest.raises(ProcessDied, match=sentence) as raised:
        run_limited(function, doing="The query", megabytes=64)
    assert "\n" not in str(raised.value)
    assert ("ZeroDivisionError" in capfd.readouterr().err) == ("a bug in kaifaqu" in sentence)


def test_child_is_killed_at_its_time_limit():
    begun = time.monotonic()
    with pytest.raises(ProcessDied, match=r"^It took longer than 0\.2 seconds"):
        run_limited(lambda: end_by(signal.SIGCHLD), doing="It", seconds=0.2)
    assert time.monotonic() - begun < 10  # and not for ever


def test_interrupt_and_closed_pipe_are_raised_again():
    with pytest.raises(KeyboardInterrupt):
        run_limited(lambda: end_by(signal.SIGINT), doing="It")
    with pytest.raises(BrokenPipeError):
        run_limited(lambda: run_limited(lambda: end_by(signal.SIGPIPE), doing="It"), doing="It")


def test_each_end_says_what_to_do():
    for status in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGKILL, -signal.SIGTERM, 1):
        assert how_it_ended(status).count(";") == 1
    assert issubclass(ProcessDied, KaifaquError)
