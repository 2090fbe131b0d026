"""Replicas take turns; one that fails rests, longer each time, and is tried again by one request."""

from graph.store.circuit_breaker import Replicas


def test_replicas_take_turns():
    replicas = Replicas(["a", "b"])
    assert [replicas.next(0.0).address for _ in range(4)] == ["a", "b", "a", "b"]


def test_failed_replica_is_left_out():
    replicas = Replicas(["a", "b"])
    replicas.next(0.0).failed(0.0)
    assert [replicas.next(0.1).address for _ in range(3)] == ["b", "b", "b"]


def test_rest_doubles_up_to_half_a_minute():
    replicas = Replicas(["a"])
    rests, now = [], 0.0
    for _ in range(9):
        replicas.next(now).failed(now)
        rests.append(replicas.wait(now))
        now += rests[-1]
    assert rests == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_one_request_tries_a_rested_replica():
    replicas = Replicas(["a"])
    replicas.next(0.0).failed(0.0)
    assert replicas.next(0.4) is None
    trial = replicas.next(0.6)
    assert trial is not None
    assert replicas.next(0.6) is None
    trial.answered()
    assert replicas.next(0.7) is not None
