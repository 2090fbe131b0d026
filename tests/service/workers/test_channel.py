"""What a worker says is put together; what cannot be read ends it, and its death is learnt from the kernel."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from service.web.response import HttpResponse
from service.workers.channel import Channel
from service.workers.fork_client import ForkedProcess
from service.workers.messages import Broken, ReplyReader, TimeLimit, limit_message, response_message
from service.workers.process_usage import memory_taken

MOST = 1000
SOUND = HttpResponse(200, {b"content-type": b"text/plain"}, b"ok", {"rows": 1})
SENT = response_message(SOUND) + SOUND.body
GARBAGE = {
    "no kind of reply": b"\x4d" + SENT[1:],
    "no status": SENT[:1] + b"\x00\x01" + SENT[3:],
    "longer than may be": SENT[:11] + (2**31).to_bytes(4, "big") + SENT[15:],
    "a head that is none": response_message(HttpResponse(200, {})).replace(b"{}", b"[]"),
    "noise": bytes(range(255, 0, -1)),
}


@pytest.mark.parametrize("size", [1, 7, len(SENT)])
def test_replies_are_read_whole_whatever_the_pieces(size):
    reader, replies = ReplyReader(MOST), []
    sent = limit_message(0.5) + SENT * 2
    for at in range(0, len(sent), size):
        assert len(replies) < 3
        reader.feed(sent[at : at + size])
        while reply := reader.next():
            replies.append(reply)
    assert replies == [TimeLimit(0.5), SOUND, SOUND]


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_what_cannot_be_read_is_refused(garbage):
    reader = ReplyReader(MOST)
    reader.feed(garbage)
    with pytest.raises(Broken):
        reader.next()


def told_of(script):
    """What a channel tells of a process that runs a script with its end of the stream as standard output."""

    async def run():
        told, ended = [], asyncio.get_running_loop().create_future()
        Channel(
            ForkedProcess(process.pid, ours, os.pidfd_open(process.pid)),
            MOST,
            told.append,
            lambda: ended.set_result(True),
        )
        await asyncio.wait_for(ended, 10)
        return told

    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(["sh", "-c", script], stdout=theirs.fileno())
    return asyncio.run(run()), process.wait(timeout=10)


def test_an_answer_just_before_a_death_is_heard(tmp_path):
    (tmp_path / "reply").write_bytes(SENT)
    told, status = told_of(f"cat {tmp_path / 'reply'}; kill -SEGV $$")
    assert told == [SOUND]
    assert status == -signal.SIGSEGV


def test_a_process_that_says_what_cannot_be_read_is_killed():
    told, status = told_of("printf 'garbage, and more of it than a head has'; sleep 60")
    assert told == []
    assert status == -signal.SIGKILL


def test_a_death_is_noticed_though_another_process_holds_the_stream():
    started = time.monotonic()
    told, status = told_of("sleep 3 & kill -KILL $$")
    assert (told, status) == ([], -signal.SIGKILL)
    assert time.monotonic() - started < 2


def test_the_memory_that_a_process_takes_is_counted():
    wait = "print(flush=True); sys.stdin.readline();"
    code = f"import sys; {wait} held = bytearray(50_000_000); {wait}"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as process:
        process.stdout.readline()
        before = memory_taken(process.pid)
        process.stdin.write("\n")
        process.stdin.flush()
        process.stdout.readline()
        assert 50_000_000 <= memory_taken(process.pid) - before < 60_000_000
        process.communicate("\n")
    assert memory_taken(process.pid) == 0
