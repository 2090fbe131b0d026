"""No query can knock the service over: what is late, greedy or deadly costs its own request and nothing else."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from graph.errors import QueryRejected
from service.errors import QueryTimeout, TooBusy, WorkerLost
from service.evaluation import Written
from service.pool import Pool
from service.question import Question
from service.settings import Settings
from service.worker import ANSWER, FAILED, LENGTH, NO_ROWS, REJECTED, WHOLE

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d || ?g != ?i) }"
GREEDY = (
    'SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f)); separator="") AS ?all) { ?a ?b ?c . ?d ?e ?f }'
)
DEEP = "SELECT * { ?s ?p ?o FILTER(" + "STR(" * 5000 + "?o" + ")" * 5000 + ") }"
SETTINGS = {
    "KAIFAQU_BODY_SECONDS": "1",
    "KAIFAQU_QUERY_SECONDS": "3",
    "KAIFAQU_MAX_WAITING": "2",
    "KAIFAQU_WORKER_MEGABYTES": "300",
}
SOUND = "SELECT (COUNT(*) AS ?n) { ?zone a kq:Zone }"
JAIL = """
import os, socket
from service.worker import enter_jail
ours, theirs = socket.socketpair()
enter_jail(theirs.detach(), 200)
tried = {"a file": lambda: open("/etc/hostname"), "a socket": socket.socket, "a pipe": os.pipe,
    "a process": lambda: os.posix_spawn("/bin/true", ["true"], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 5, "/", 0, 0)]),
    "memory": lambda: bytearray(400 * 2**20)}
for name, attempt in tried.items():
    try:
        attempt()
    except (OSError, MemoryError) as error:
        os.write(1, f"{name}: {type(error).__name__}\\n".encode())
"""


QUEUE = """
import asyncio, sys
from pathlib import Path
from graph.store import GraphStore
from service.question import Question
from service.nursery import Nursery
from service.pool import Pool
from service.settings import Settings
store = GraphStore.open(Path(sys.argv[1]))
nursery = Nursery.fork(store, 300)

async def run():
    pool, answered = Pool(nursery, Settings(workers=1)), []

    async def ask(name):
        await pool.evaluate(Question("ASK {}", "json"), 5)
        answered.append(name)

    async def ask_twice():
        await ask("first")
        await ask("last, for others wait")

    tasks = [asyncio.create_task(asked) for asked in (ask_twice(), ask("second"), ask("gone"), ask("third"))]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await ask("after all")
    pool.close()
    print(", ".join(answered))

asyncio.run(run())
"""


def children(pid):
    """The processes below a process, all the way down."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    below, fresh = [], [pid]
    while fresh:
        fresh = [child for child, parent in pairs if parent in fresh]
        below += fresh
    return below


def alive(pid):
    """Whether a process goes on, and is not merely unburied."""
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text("ascii")


@pytest.fixture(scope="module")
def server(built, tmp_path_factory, run_service):
    """A client of a service with tight limits, and its process."""
    with (
        run_service(built, tmp_path_factory.mktemp("pool") / "log", **SETTINGS) as (url, process),
        httpx.Client(base_url=url, timeout=20) as client,
    ):
        yield client, process


@pytest.fixture
def client(server):
    return server[0]


def ask(client, query, **more):
    return client.get("/sparql", params={"query": query, **more})


@contextmanager
def watched(client):
    """The health is asked for all the while, and each time it comes within a second."""
    over, slowest = threading.Event(), [0.0]

    def watch():
        while not over.wait(0.1):
            started = time.monotonic()
            client.get("/health").raise_for_status()
            slowest.append(time.monotonic() - started)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert max(slowest) < 1


@pytest.fixture(autouse=True)
def unharmed(server):
    """After whatever was asked, the same process answers the next query rightly."""
    client, process = server
    usual = ask(client, SOUND).json()
    with watched(client):
        yield
    assert process.poll() is None
    assert ask(client, SOUND).json() == usual
    until = time.monotonic() + 2  # the dead may take a moment to go
    while len(children(process.pid)) != 3:  # the nursery and two workers
        assert time.monotonic() < until
        time.sleep(0.05)


def test_an_endless_query_is_ended_and_told(client):
    started = time.monotonic()
    response = ask(client, ENDLESS)
    assert 2.5 < time.monotonic() - started < 5
    assert response.status_code == 504
    assert "longer than 3 seconds" in response.json()["detail"]


def test_an_endless_query_to_be_drawn_is_ended_and_told(client):
    assert client.get("/export/network.gexf", params={"query": ENDLESS}).status_code == 504


def test_a_client_may_lower_the_limit_but_not_raise_it(client):
    started = time.monotonic()
    assert ask(client, ENDLESS, timeout="0.5").status_code == 504
    assert time.monotonic() - started < 2
    assert ask(client, ENDLESS, timeout="100").status_code == 504
    assert ask(client, SOUND, timeout="soon").status_code == 400


def test_a_query_that_takes_all_memory_costs_only_itself(client):
    response = ask(client, GREEDY)
    assert response.status_code in {503, 504}
    assert response.json()["detail"]


def test_a_query_that_nests_too_deeply_is_refused_unread(client):
    for query in (DEEP, "SELECT * " + "{" * 3000 + "}" * 3000):
        response = client.post("/sparql", content=query, headers={"content-type": "application/sparql-query"})
        assert response.status_code == 400
        assert "more than 100 deep" in response.json()["detail"]
    harmless = "SELECT * { ?s ?p '" + "(" * 3000 + "' } LIMIT 1  # " + "{" * 3000
    assert client.post("/sparql", data={"query": harmless}).status_code == 200


CALLS = {
    "a service": "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "a silent service": "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "a service behind a comment": "SELECT * { #\nservice <%s> { ?s ?p ?o } }",
    "a service with an escaped letter": "SELECT * { SERV\\u0049CE <%s> { ?s ?p ?o } }",
    "a service with a variable": "SELECT * { VALUES ?x { <%s> } SERVICE ?x { ?s ?p ?o } }",
    "a graph to load": "SELECT * FROM <%s> { ?s ?p ?o }",
    "an update": "LOAD <%s>",
}


@pytest.mark.parametrize("case", CALLS)
def test_no_query_reaches_another_server(client, case):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.3)
        ask(client, CALLS[case] % f"http://127.0.0.1:{canary.getsockname()[1]}/")
        with pytest.raises(TimeoutError):
            canary.accept()


def test_a_worker_that_dies_costs_one_answer_and_is_replaced(server):
    client, process = server
    with ThreadPoolExecutor() as threads:
        dying = [threads.submit(ask, client, ENDLESS) for _ in range(2)]
        time.sleep(0.5)
        (nursery,) = [pid for pid in children(process.pid) if children(pid)]
        for pid in children(nursery):
            os.kill(pid, signal.SIGKILL)
        assert [future.result().status_code for future in dying] == [503, 503]
    started = time.monotonic()
    assert ask(client, SOUND).status_code == 200
    assert time.monotonic() - started < 1


def test_more_than_can_wait_are_told_to_come_again(client):
    with ThreadPoolExecutor(8) as threads:
        answers = [future.result() for future in [threads.submit(ask, client, ENDLESS, timeout="2") for _ in range(8)]]
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {503, 504}
    assert statuses.count(503) >= 4
    assert all(a.headers["retry-after"] == "1" for a in answers if a.status_code == 503)


def test_a_client_that_leaves_frees_its_worker(client):
    for _ in range(4):
        with pytest.raises(httpx.ReadTimeout):
            client.get("/sparql", params={"query": ENDLESS}, timeout=0.3)
    started = time.monotonic()
    assert ask(client, SOUND).status_code == 200
    assert time.monotonic() - started < 1


def dribble(client, *pieces):
    """What a connection gets to which a request is sent piece by piece, and how many seconds it lasts."""
    url, started, received = client.base_url, time.monotonic(), b""
    with socket.create_connection((url.host, url.port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        while more := connection.recv(65536):
            received += more
    return received, time.monotonic() - started


def test_a_client_that_never_ends_the_head_of_its_request_is_dropped(client):
    for begun in (b"", b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nX-Slow: "):
        received, seconds = dribble(client, begun)
        assert received == b""
        assert 0.9 < seconds < 4


def test_a_client_that_never_sends_its_body_is_told_and_dropped(client):
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 1000\r\nConnection: close\r\n\r\nASK"
    )
    received, seconds = dribble(client, head)
    assert received.startswith(b"HTTP/1.1 408 ")
    assert seconds < 8


def test_silent_clients_do_not_keep_others_out(client):
    url = client.base_url
    silent = [socket.create_connection((url.host, url.port)) for _ in range(100)]
    try:
        assert ask(client, SOUND).status_code == 200
    finally:
        for connection in silent:
            connection.close()


def test_a_worker_can_open_nothing():
    done = subprocess.run([sys.executable, "-c", JAIL], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == [
        "a file: OSError",
        "a socket: OSError",
        "a pipe: OSError",
        "a process: OSError",
        "memory: MemoryError",
    ]


def test_workers_share_the_memory_of_the_graph(server):
    _, process = server
    for pid in children(process.pid):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        private = sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE))
        assert private < 60_000


def test_a_light_query_that_was_asked_twice_needs_no_worker_any_more(server):
    client, process = server
    query, workers = f"SELECT * {{ VALUES ?n {{ {time.time_ns()} }} }}", children(process.pid)
    first, second = (ask(client, query) for _ in range(2))
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        third = ask(client, query)
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
    assert third.status_code == 200
    assert first.content == second.content == third.content


def test_neither_the_server_nor_a_worker_takes_the_processor_from_the_other(server):
    _, process = server
    assert {os.sched_getscheduler(pid) for pid in [process.pid, *children(process.pid)]} == {os.SCHED_BATCH}


def test_the_workers_end_with_the_server(built, tmp_path, run_service):
    with run_service(built, tmp_path / "log") as (_, process):
        below = children(process.pid)
        process.kill()
        process.wait(timeout=10)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in below) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(below) == 3
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]


def test_who_waits_is_answered_in_the_order_of_coming_and_who_leaves_costs_nothing(built):
    told = subprocess.run(
        [sys.executable, "-c", QUEUE, str(built)], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout == "first, second, third, last, for others wait, after all\n"


def test_a_worker_that_dies_while_it_is_idle_costs_nothing(server):
    client, process = server
    for pid in children(process.pid)[1:]:
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 1
    while len(children(process.pid)) != 3 or not all(map(alive, children(process.pid))):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert ask(client, SOUND).status_code == 200


def test_a_query_longer_than_a_channel_holds_arrives_whole(client):
    query = f"{SOUND} # {'x' * 900_000}"
    assert client.post("/sparql", data={"query": query}).json() == ask(client, SOUND).json()


class Scripted:
    """A nursery whose workers answer with bytes of our own, one after the other.

    Instead of the bytes a worker may have a list of seconds to wait and bytes, one pair for each question that it
    answers at all.
    """

    def __init__(self, *replies):
        self.replies, self.threads = list(replies), []

    def bear(self):
        if not self.replies:
            raise OSError("The nursery has ended.")
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(["sleep", "60"])
        thread = threading.Thread(target=self.live, args=(theirs, process, self.replies.pop(0)))
        thread.start()
        self.threads.append(thread)
        return process.pid, ours

    @staticmethod
    def live(channel, process, reply):
        with channel, channel.makefile("rb") as questions, suppress(ConnectionError):  # the pool may be gone
            while size := questions.read(LENGTH.size):
                questions.read(LENGTH.unpack(size)[0])
                wait, said = (0, reply) if isinstance(reply, bytes) else reply.pop(0) if reply else (0, b"")
                time.sleep(wait)
                channel.sendall(said)
        process.wait(timeout=10)

    def close(self):
        """The pool is closed."""

    def buried(self):
        """Whether all workers have ended, once the loop has closed their channels."""
        for thread in self.threads:
            thread.join(timeout=10)
        return not any(thread.is_alive() for thread in self.threads)


SOUND_REPLY = ANSWER.pack(WHOLE, 1, 1, 2) + b"ok"


@pytest.mark.parametrize(
    "garbage",
    {
        "no kind of answer": ANSWER.pack(77, 1, 1, 2) + b"ok",
        "no format": ANSWER.pack(WHOLE, 77, 1, 2) + b"ok",
        "longer than it says": ANSWER.pack(WHOLE, 1, 1, 2) + b"okay",
        "longer than was asked for": ANSWER.pack(WHOLE, 1, 1, 2**31),
        "no reason": ANSWER.pack(REJECTED, 1, 1, 2) + b"ok",
        "a reason of another shape": ANSWER.pack(FAILED, 1, 1, 6) + b'["Os"]',
        "an error of another kind": ANSWER.pack(FAILED, 1, 1, 13) + b'["OSError",1]',
        "noise": bytes(range(255, 0, -1)),
    }.values(),
)
def test_a_worker_that_writes_garbage_costs_one_answer_and_is_replaced(garbage):
    nursery = Scripted(garbage, SOUND_REPLY)

    async def run():
        pool, question = Pool(nursery, Settings(workers=1)), Question("ASK {}", "json", most_bytes=1000)
        with pytest.raises(WorkerLost):
            await pool.evaluate(question, 5)
        answers = [await pool.evaluate(question, 5) for _ in range(2)]
        pool.close()
        return answers

    assert [answer.body for answer in asyncio.run(run())] == [b"ok", b"ok"]
    assert nursery.buried()


def outcomes(nursery, questions, **settings):
    """What comes of so many questions that are asked at once, and after how many seconds; the first has least time."""

    async def one(pool, seconds):
        started = time.monotonic()
        outcome = (await asyncio.gather(pool.evaluate(Question("ASK {}", "json"), seconds), return_exceptions=True))[0]
        return type(outcome), time.monotonic() - started

    async def run():
        pool = Pool(nursery, Settings(**settings))
        told = await asyncio.gather(*(one(pool, 2 if number else 0.5) for number in range(questions)))
        pool.close()
        return told

    told = asyncio.run(run())
    assert nursery.buried()
    return told


def test_nobody_waits_behind_a_slow_query_while_another_worker_is_free():
    told = outcomes(Scripted(b"", SOUND_REPLY, SOUND_REPLY), 12, workers=2)
    assert [kind for kind, _ in told].count(QueryTimeout) == 1
    assert max(seconds for kind, seconds in told if kind is Written) < 0.4


def test_a_worker_that_breaks_down_costs_one_of_the_questions_that_were_sent_ahead():
    told = outcomes(Scripted(b"garbage, not an answer", SOUND_REPLY), 6, workers=1)
    assert [kind for kind, _ in told] == [WorkerLost, *[Written] * 5]


def test_who_is_sent_ahead_waits_as_all_others():
    told = outcomes(Scripted(b"", SOUND_REPLY), 6, workers=1, max_waiting=3)
    assert [kind for kind, _ in told] == [QueryTimeout, *[Written] * 3, TooBusy, TooBusy]
    assert max(seconds for kind, seconds in told if kind is TooBusy) < 0.5


def test_what_is_left_is_given_up_soon_after_a_worker_comes_to_it():
    nursery = Scripted([(0.3, SOUND_REPLY)], SOUND_REPLY)

    async def run():
        pool, question = Pool(nursery, Settings(workers=1)), Question("ASK {}", "json")
        tasks = [asyncio.create_task(pool.evaluate(question, 20)) for _ in range(2)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        assert (await tasks[0]).body == b"ok"
        await asyncio.sleep(0.03)
        assert (await asyncio.wait_for(pool.evaluate(question, 20), 1)).body == b"ok"
        pool.close()

    asyncio.run(run())
    assert nursery.buried()


def test_who_leaves_a_light_query_costs_no_worker():
    nursery = Scripted(SOUND_REPLY)

    async def run():
        pool, question = Pool(nursery, Settings(workers=1)), Question("ASK {}", "json")
        tasks = [asyncio.create_task(pool.evaluate(question, 5)) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        tasks[1].cancel()
        assert (await tasks[2]).body == b"ok"
        await asyncio.sleep(0.1)
        assert (await pool.evaluate(question, 5)).body == b"ok"
        pool.close()

    asyncio.run(run())
    assert nursery.buried()


def test_each_client_gets_its_own_answer_whatever_the_others_do(built, tmp_path, run_service):
    """Some ask for what takes long, some leave what would take for ever: none gets what another asked for."""

    def live(url, client):
        told = 0
        with httpx.Client(base_url=url) as http:
            for number in range(60):
                name = f"{client}-{number}"
                query, timeout = f'SELECT ("{name}" AS ?name) {{}}', 20
                if (client + number) % 20 == 0:
                    query, timeout = f"# {name}\n{ENDLESS}", 0.1
                elif (client + number) % 20 == 7:
                    query = f'SELECT ("{name}" AS ?name) (COUNT(*) AS ?n) {{ ?a ?b ?c . ?a ?d ?e }}'
                try:
                    response = http.get("/sparql", params={"query": query}, timeout=timeout)
                except httpx.TimeoutException:
                    continue
                assert [row["name"]["value"] for row in response.json()["results"]["bindings"]] == [name]
                told += 1
        return told

    with (
        run_service(built, tmp_path / "log", KAIFAQU_BUDGET_SECONDS="1000") as (url, _),
        ThreadPoolExecutor(12) as all_,
    ):
        told = sum(all_.map(live, [url] * 12, range(12)))
    assert told >= 12 * 60 * 0.9


def test_who_leaves_with_many_others_costs_one_worker():
    nursery = Scripted(b"", SOUND_REPLY)

    async def run():
        pool, question = Pool(nursery, Settings(workers=1)), Question("ASK {}", "json")
        tasks = [asyncio.create_task(pool.evaluate(question, 5)) for _ in range(10)]
        await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        answer = await pool.evaluate(question, 5)
        pool.close()
        return answer

    assert asyncio.run(run()).body == b"ok"
    assert nursery.buried()


def test_where_no_worker_can_be_born_any_more_it_is_told_at_once():
    nursery = Scripted(b"no answer at all")

    async def run():
        pool, question = Pool(nursery, Settings(workers=1)), Question("ASK {}", "json")
        with pytest.raises(WorkerLost, match="broke down"):
            await pool.evaluate(question, 5)
        await asyncio.sleep(0)
        with pytest.raises(WorkerLost, match="started again"):
            await pool.evaluate(question, 5)
        pool.close()

    asyncio.run(run())
    assert nursery.buried()


def test_each_question_has_its_own_limit():
    nursery = Scripted(b"", b"", b"", SOUND_REPLY)

    async def run():
        pool, question, waited = Pool(nursery, Settings(workers=1)), Question("ASK {}", "json"), []
        for seconds in (0.4, 0.1, 0.3):
            started = time.monotonic()
            with pytest.raises(QueryTimeout):
                await pool.evaluate(question, seconds)
            waited.append(time.monotonic() - started)
        assert (await pool.evaluate(question, 5)).body == b"ok"
        pool.close()
        return waited

    assert asyncio.run(run()) == pytest.approx([0.4, 0.1, 0.3], abs=0.09)
    assert nursery.buried()


def test_the_timer_of_one_question_does_not_ring_for_the_next():
    nursery = Scripted(SOUND_REPLY)

    async def run():
        pool, question = Pool(nursery, Settings(workers=1)), Question("ASK {}", "json")
        for seconds in (0.2, 5, 0.2, 5):
            assert (await pool.evaluate(question, seconds)).body == b"ok"
            await asyncio.sleep(0.15)
        pool.close()

    asyncio.run(run())
    assert nursery.buried()


def test_a_reason_may_be_longer_than_an_answer_for_it_may_repeat_the_query():
    sentence = f"The prefix {'a' * 500_000}: is not known."
    reason = json.dumps([sentence, 1, 1]).encode()
    nursery = Scripted(ANSWER.pack(REJECTED, 0, NO_ROWS, len(reason)) + reason)

    async def run():
        pool = Pool(nursery, Settings(workers=1))
        try:
            await pool.evaluate(Question("ASK {}", "json", most_bytes=1000), 5)
        finally:
            pool.close()

    with pytest.raises(QueryRejected, match="is not known"):
        asyncio.run(run())
    assert nursery.buried()
