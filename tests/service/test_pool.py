"""No request can knock the service over: what is late, greedy or deadly costs its own client and nothing else."""

import os
import re
import resource
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d || ?g != ?i) }"
GREEDY = (
    'SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f)); separator="") AS ?all) { ?a ?b ?c . ?d ?e ?f }'
)
DEEP = "SELECT * { ?s ?p ?o FILTER(" + "STR(" * 5000 + "?o" + ")" * 5000 + ") }"
_DOUBLED = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(24))
DOUBLING = f"SELECT ?v24 {{ BIND('{'x' * 64}' AS ?v0) {_DOUBLED} }}"
"""A string of a gigabyte, which aborts a worker at once."""
MEDIUM = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > %d) }"
_LEAST = " ".join(map(str, range(12)))
TWELVEFOLD = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?least {{ {_LEAST} }} ?s ?p ?o FILTER(STRLEN(STR(?o)) > ?least) }}"
"""Half a second of work."""
SETTINGS = {
    "KAIFAQU_BODY_SECONDS": "1",
    "KAIFAQU_QUERY_SECONDS": "2",
    "KAIFAQU_MAX_WAITING": "4",
    "KAIFAQU_WORKER_MEGABYTES": "300",
    "KAIFAQU_BUDGET_SECONDS": "10000",
}
SOUND = "SELECT (COUNT(*) AS ?n) { ?zone a kq:Zone }"
WORKERS = 3  # that are wanted where KAIFAQU_WORKERS is 2: one place is always left for another client


def parents():
    """The parent of each process. Tests ask for it often, and `ps` takes twice as long."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            number, _, rest = path.read_text("latin-1").partition(" (")
            found[int(number)] = int(rest.rpartition(") ")[2].split()[1])
    return found


def children(pid):
    """The processes below a process, all the way down."""
    of, below, fresh = parents(), list[int](), [pid]
    while fresh:
        fresh = [child for child, parent in of.items() if parent in fresh]
        below += fresh
    return below


def fork_server(pid):
    """The process that forks the workers of a server: the parent of most processes that have no children."""
    of, below = parents(), children(pid)
    forked_by = Counter(of[child] for child in below if child in of and child not in of.values())
    return forked_by.most_common(1)[0][0] if forked_by else pid


def workers(pid):
    """The workers of a server."""
    of = parents()
    forking = fork_server(pid)
    return [child for child, parent in of.items() if parent == forking]


def priorities(pids):
    """The nice values of those processes that have not ended."""
    command = ["ps", "-o", "ni=", "-p", ",".join(map(str, pids))]
    return sorted(map(int, subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()))


def until(condition, seconds=10):
    """Wait until something holds."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "It did not come about."
        time.sleep(0.02)


def health(client):
    return client.get("/health").json()


def settled(client):
    """Whether all workers are there and nobody waits."""
    told = health(client)
    return told["workers"]["alive"] == told["workers"]["wanted"] == WORKERS and not told["queue"]["waiting"]


def prepared(client):
    """Wait until the routes are prepared: only who asks for the checks has the fork server replaced once more."""
    until(lambda: client.get("/lineage").status_code == 200, 60)


@pytest.fixture(scope="module")
def server(built, tmp_path_factory, run_service):
    """A client of a service with tight limits, and its process."""
    with (
        run_service(built, tmp_path_factory.mktemp("pool") / "log", **SETTINGS) as (url, process),
        httpx.Client(base_url=url, timeout=20) as client,
    ):
        prepared(client)
        yield client, process


@pytest.fixture
def client(server):
    return server[0]


def ask(client, query, address=None, **more):
    """Ask a query, as a client with an address of its own where one is given, which a trusted proxy forwards."""
    headers = {"x-forwarded-for": address} if address else {}
    return client.get("/sparql", params={"query": query, **more}, headers=headers)


@contextmanager
def watched(client, most=1.0):
    """The health is asked for all the while, and each time it comes within so many seconds."""
    over, slowest = threading.Event(), [0.0]

    def watch():
        with httpx.Client(base_url=client.base_url, timeout=20) as watcher:
            while not over.wait(0.05):
                started = time.monotonic()
                watcher.get("/health")
                slowest.append(time.monotonic() - started)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield slowest
    finally:
        over.set()
        thread.join()
    assert max(slowest) < most


@pytest.fixture(autouse=True)
def unharmed(server):
    """After whatever was asked, the same process answers the next query rightly, with all its workers."""
    client, process = server
    usual = ask(client, SOUND).json()
    with watched(client):
        yield
    assert process.poll() is None
    assert ask(client, SOUND).json() == usual
    until(lambda: settled(client) and len(workers(process.pid)) == WORKERS)


def test_an_endless_query_is_ended_and_told(client):
    started = time.monotonic()
    response = ask(client, ENDLESS)
    assert 1.5 < time.monotonic() - started < 6
    assert response.status_code == 504
    assert "longer than 2 seconds" in response.json()["detail"]


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
        dying = [threads.submit(ask, client, f"{ENDLESS} #{n}") for n in range(2)]
        until(lambda: len(workers(process.pid)) == WORKERS + 2)  # both have become long
        for pid in workers(process.pid):
            os.kill(pid, signal.SIGKILL)
        assert [future.result().status_code for future in dying] == [503, 503]
    started = time.monotonic()
    assert ask(client, SOUND).status_code == 200
    assert time.monotonic() - started < 1


def test_a_worker_that_dies_while_it_is_idle_costs_nothing(server):
    client, process = server
    before = workers(process.pid)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: settled(client) and not set(before) & set(workers(process.pid)), 3)
    assert ask(client, SOUND).status_code == 200


def test_no_two_workers_give_the_same_random_numbers(server):
    """A fork copies the state of the generator of random numbers."""
    client, process = server
    given = []
    for _ in range(3):
        given.append(ask(client, "SELECT (STRUUID() AS ?id) (RAND() AS ?number) {}").text)
        before = workers(process.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(lambda before=before: settled(client) and not set(before) & set(workers(process.pid)), 3)
    assert len(set(given)) == len(given)


def test_three_clients_with_ordinary_queries_are_all_answered(client):
    """Ten times as many as once stopped the pool: none of them waits for ever, and none is refused."""
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(lambda n: ask(client, MEDIUM % n).status_code, range(120)))
    assert answers == [200] * 120


def test_light_queries_go_on_beside_long_ones_of_any_number_of_clients(client):
    with ThreadPoolExecutor(24) as threads:
        heavy = [threads.submit(ask, client, f"{ENDLESS} #{n}", f"10.0.0.{n % 8}", timeout="1") for n in range(16)]
        until(lambda: health(client)["workers"]["alive"] > WORKERS)  # some have become long, and are charged
        for number in range(40):
            assert ask(client, f"{SOUND} #{number}", "10.0.1.1").status_code == 200
        assert not all(future.done() for future in heavy)
        assert {future.result().status_code for future in heavy} <= {503, 504}


def test_long_queries_wait_for_their_turn(client):
    """Two of one client run at once; the third waits, and then has as much time as they had."""
    with ThreadPoolExecutor(3) as threads:
        started = time.monotonic()
        answers = list(threads.map(lambda n: ask(client, f"{ENDLESS} #{n}", timeout="1"), range(3)))
    assert [answer.status_code for answer in answers].count(504) >= 2
    assert time.monotonic() - started < 5


def test_queries_that_kill_their_workers_cost_their_client_alone(built, tmp_path, run_service):
    limits = {"KAIFAQU_WORKER_MEGABYTES": "300", "KAIFAQU_BUDGET_SECONDS": "8"}
    with run_service(built, tmp_path / "log", **limits) as (url, _), httpx.Client(base_url=url, timeout=20) as client:
        for number in range(20):  # each costs five seconds more than it takes
            assert ask(client, f"{DOUBLING} #{number}", "10.0.0.1").status_code in {503, 429}
            light = ask(client, f"{SOUND} #{number}", "10.0.0.1")
            if light.status_code == 429:
                break
        assert light.status_code == 429
        assert int(light.headers["retry-after"]) >= 1
        assert number > 0
        assert ask(client, SOUND, "10.0.0.2").status_code == 200


def test_what_a_query_costs_is_charged_while_it_runs(built, tmp_path, run_service):
    limits = {"KAIFAQU_BUDGET_SECONDS": "1", "KAIFAQU_SHUTDOWN_SECONDS": "1"}
    with (
        ThreadPoolExecutor(4) as threads,
        httpx.Client(timeout=20) as client,
        run_service(built, tmp_path / "log", **limits) as (url, _),
    ):
        client.base_url = url
        running = [threads.submit(ask, client, f"{ENDLESS} #{n}", timeout="10") for n in range(2)]
        until(lambda: ask(client, f"{SOUND} #{time.time_ns()}").status_code == 429, 10)
        assert not any(future.done() for future in running)


def test_a_fork_server_that_dies_is_started_again(server):
    """Once it has prepared all that was asked for, and once while it prepares that again."""
    client, process = server
    kept = [ask(client, SOUND) for _ in range(2)][-1]
    for _ in range(2):
        os.kill(fork_server(process.pid), signal.SIGKILL)
        until(lambda: client.get("/health").status_code == 503)
        assert health(client)["status"] == "unavailable"
        assert ask(client, SOUND).content == kept.content
        until(lambda: client.get("/health").status_code == 200)
        assert ask(client, f"{SOUND} #{time.time_ns()}").status_code == 200
    until(lambda: client.get("/", headers={"accept": "text/html"}).status_code == 200, 60)


def test_workers_that_cannot_be_started_are_tried_again(server):
    client, process = server
    pid = fork_server(process.pid)
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE, (4, resource.prlimit(pid, resource.RLIMIT_NOFILE)[1]))
    try:
        for worker in workers(process.pid):
            os.kill(worker, signal.SIGKILL)
        until(lambda: client.get("/health").status_code == 503)
        with ThreadPoolExecutor() as threads:
            waiting = threads.submit(ask, client, f"{SOUND} #{time.time_ns()}")
            time.sleep(0.3)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
            assert waiting.result().status_code == 200
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)


def test_more_than_can_wait_are_told_to_come_again(client):
    with ThreadPoolExecutor(16) as threads:
        asked = [threads.submit(ask, client, f"{ENDLESS} #{n}", timeout="2") for n in range(16)]
        answers = [future.result() for future in asked]
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {503, 504}
    assert statuses.count(503) >= 4
    assert all(a.headers["retry-after"] == "1" for a in answers if a.status_code == 503)


def test_a_client_that_leaves_frees_its_worker(client):
    for number in range(4):
        with pytest.raises(httpx.ReadTimeout):
            client.get("/sparql", params={"query": f"{ENDLESS} #{number}"}, timeout=0.3)
    until(lambda: settled(client), 1)


def test_a_query_longer_than_a_channel_holds_arrives_whole(client):
    query = f"{SOUND} # {'x' * 900_000}"
    assert client.post("/sparql", data={"query": query}).json() == ask(client, SOUND).json()


def test_a_long_query_runs_at_low_priority_as_soon_as_another_is_asked(server):
    client, process = server
    usual = os.getpriority(os.PRIO_PROCESS, process.pid)
    with ThreadPoolExecutor() as threads:
        running = threads.submit(ask, client, ENDLESS)
        time.sleep(0.5)
        assert priorities(workers(process.pid)) == [usual] * WORKERS
        assert ask(client, f"{SOUND} #{time.time_ns()}").status_code == 200
        until(lambda: priorities(workers(process.pid)) == [*[usual] * WORKERS, min(usual + 10, 19)])
        assert running.result().status_code == 504


def test_a_worker_answers_long_queries_one_after_another(server):
    client, process = server
    until(lambda: settled(client))
    before = workers(process.pid)
    for number in range(2):
        started = time.monotonic()
        assert ask(client, f"{TWELVEFOLD} #{number}").status_code == 200
        assert time.monotonic() - started > 0.1
    assert workers(process.pid) == before


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
        assert received.startswith(b"HTTP/1.1 408 ") if begun else received == b""
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


def test_workers_share_the_memory_of_the_graph(server):
    _, process = server
    for pid in workers(process.pid):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        private = sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE))
        assert private < 60_000


def test_the_processes_end_with_the_server(tmp_path, run_service):
    data = tmp_path / "data.nt"
    data.write_text("<urn:a> <urn:b> <urn:c> .\n")
    with run_service(tmp_path, tmp_path / "log", data=[data]) as (url, process):
        with httpx.Client(base_url=url, timeout=30) as client:
            prepared(client)
        until(lambda: len(workers(process.pid)) == WORKERS)
        below = children(process.pid)
        process.kill()
        process.wait(timeout=10)
    until(lambda: not [pid for pid in below if Path(f"/proc/{pid}").exists()], 20)


@pytest.mark.parametrize("requests", [20, pytest.param(200, marks=pytest.mark.soak)])
def test_each_client_gets_its_own_answer_whatever_the_others_do(built, tmp_path, run_service, requests):
    """Some ask for what takes long, some leave what would take for ever: none gets what another asked for."""

    def live(url, client):
        told = 0
        with httpx.Client(base_url=url) as http:
            for number in range(requests):
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
    assert told >= 12 * requests * 0.9
