"""A fork server and its successors end with their server, whatever they compute."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from service.workers.fork_server import SUCCESSOR

PROGRAM = """
import os, socket, sys
from service.workers import fork_server

class Slow:
    worker_megabytes = 1

    def prepare_next(self):
        os.write(1, b"computing")
        while True:
            sum(range(10**7))

fork_server.serve(socket.socket(fileno=int(sys.argv[1])), Slow())
"""


@pytest.fixture
def fork_server():
    """The control socket of a fork server, and what it prints."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-c", PROGRAM, str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.PIPE) as process, ours:
        theirs.close()
        yield ours, process.stdout
        process.kill()


def has_ended(pidfd, seconds):
    return bool(select.select([pidfd], [], [], seconds)[0])


def test_a_successor_that_computes_ends_when_the_server_has_closed_its_socket(fork_server):
    control, printed = fork_server
    control.sendall(SUCCESSOR)
    _, (stream, pidfd), _, _ = socket.recv_fds(control, 1000, 2)
    try:
        assert os.read(printed.fileno(), 100) == b"computing"
        control.close()  # the fork server ends, which its successor must survive
        time.sleep(0.3)
        assert not has_ended(pidfd, 0)
        os.close(stream)
        assert has_ended(pidfd, 10)
    finally:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.close(pidfd)
