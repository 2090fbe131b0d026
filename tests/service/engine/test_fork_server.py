"""A fork server that prepares a stage ends with the server, also in the middle of a computation that takes long."""

import os
import select
import socket
import subprocess
import sys

from service.engine.fork_server import MOST_MESSAGE, SUCCESSOR

BUSY = """
import socket, sys
from service.engine.fork_server import serve

class Busy:
    worker_megabytes = 1

    def prepare_next(self):
        print("preparing", flush=True)
        sum(range(10**12))  # hours, in which no signal handler of Python runs

serve(socket.socket(fileno=int(sys.argv[1])), Busy())
"""


def test_a_successor_that_prepares_ends_when_the_other_end_is_closed():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-c", BUSY, str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.PIPE) as process:
        theirs.close()
        ours.send(SUCCESSOR)
        _, (stream, pidfd), _, _ = socket.recv_fds(ours, MOST_MESSAGE, 2)
        assert process.stdout.readline() == b"preparing\n"
        assert not select.select([pidfd], [], [], 0)[0]
        os.close(stream)
        ours.close()
        assert select.select([pidfd], [], [], 30)[0]
        os.close(pidfd)
