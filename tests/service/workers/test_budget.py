"""The query seconds of each client, by a clock of our own."""

from service.workers.budget import Budget


def test_a_client_that_has_spent_its_seconds_waits_until_they_come_back():
    budget = Budget(10)
    assert budget.wait("a", 0) == 0
    budget.charge("a", 15, 0)
    assert budget.wait("a", 0) == 5
    assert budget.wait("a", 3) == 2
    assert budget.wait("a", 5) == 0
    budget.charge("a", 1, 5)
    assert budget.wait("a", 5) == 1


def test_other_clients_are_not_touched_and_rest_is_not_saved_up():
    budget = Budget(10)
    budget.charge("a", 100, 0)
    assert budget.wait("b", 0) == 0
    budget.charge("b", 1, 0)
    budget.charge("b", 11, 1000)
    assert budget.wait("b", 1000) == 1


def test_of_very_many_clients_those_not_seen_for_longest_are_forgotten():
    budget = Budget(1)
    for number in range(10_001):
        budget.charge(str(number), 5, 0)
    assert budget.wait("0", 0) == 0
    assert budget.wait("1", 0) == 4
