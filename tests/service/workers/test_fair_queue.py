"""Clients take turns by what they have used; each client's jobs keep their order."""

from typing import NamedTuple

from service.workers.fair_queue import FairQueue


class Job(NamedTuple):
    client: str
    number: int


def everyone(_client):
    return True


def test_jobs_of_one_client_come_in_order():
    queue = FairQueue()
    for number in range(5):
        queue.append(Job("a", number))
    assert [queue.take(everyone).number for _ in range(5)] == list(range(5))
    assert queue.take(everyone) is None


def test_the_client_that_has_used_least_comes_next():
    queue = FairQueue()
    for number in range(3):
        queue.append(Job("heavy", number))
        queue.append(Job("light", number))
    taken = []
    for _ in range(6):
        job = queue.take(everyone)
        queue.charge(job.client, 1.0 if job.client == "heavy" else 0.01)
        taken.append(job.client)
    assert taken == ["heavy", "light", "light", "light", "heavy", "heavy"]


def test_idleness_earns_no_credit():
    queue = FairQueue()
    queue.append(Job("idle", 0))
    queue.take(everyone)
    for number in range(100):
        queue.append(Job("busy", number))
        queue.take(everyone)
        queue.charge("busy", 1.0)
    for number in range(10):
        queue.append(Job("idle", number))
        queue.append(Job("busy", number))
    first = []
    for _ in range(8):
        job = queue.take(everyone)
        queue.charge(job.client, 1.0)
        first.append(job.client)
    assert first.count("idle") in {4, 5}


def test_a_client_that_is_not_allowed_is_passed_over():
    queue = FairQueue()
    queue.append(Job("a", 0))
    queue.append(Job("b", 0))
    assert queue.take(lambda client: client == "b") == Job("b", 0)
    assert queue.take(lambda client: client == "b") is None
    assert len(queue) == 1


def test_the_newest_job_of_the_client_with_most_is_evicted():
    queue = FairQueue()
    for job in (Job("a", 0), Job("b", 0), Job("b", 1)):
        queue.append(job)
    assert queue.evict() == [Job("b", 1)]
    assert [*queue] == [Job("a", 0), Job("b", 0)]
    queue.charge("a", 1.0)
    assert queue.evict() == [Job("a", 0)]
