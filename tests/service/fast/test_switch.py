"""The service answers the same with the fast path switched off."""

import httpx
import pytest

OWN = {"date", "server-timing", "x-request-id"}
PATHS = [
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=SELECT+*+%7B%3Fz+a+kq%3AZone%7D+ORDER+BY+%3Fz+LIMIT+3",
    "/sparql?query=SELECT+*+%7B%3Fz+a+kq%3AZone%7D&format=csv",
    "/sparql?query=ASK%7B",
    "/sparql",
    "/api/v1/lookup?q=kaifaqu",
    "/id/zone/zhizao-new-city",
    "/nothing",
]


@pytest.fixture(scope="module")
def without(service_without_fast):
    """A client of a service without the fast path."""
    with httpx.Client(base_url=service_without_fast, timeout=30) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_the_answers_are_those_of_the_fast_path(client, without, path):
    host = {"host": "kaifaqu.example"}
    for _ in range(3):  # the third is from the cache
        one, other = client.get(path, headers=host), without.get(path, headers=host)
        assert (one.status_code, one.content) == (other.status_code, other.content)
        headers = [{name: value for name, value in r.headers.items() if name not in OWN} for r in (one, other)]
        assert headers[0] == headers[1]
