"""The settings of the service, read once from the environment into a frozen value; one row per setting."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from graph.store.engine import DISK, MEMORY
from service.core.errors import SettingInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "KAIFAQU_"
YES, NO = "yes", "no"
Value = TypeVar("Value", int, str)


def _number(name: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) == 0:
        raise SettingInvalid(f"{name} is {text}, which is no positive whole number such as 500; change or unset it.")
    return int(text)


def _address(name: str, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise SettingInvalid(
            f"{name} is {text}, which is no address such as https://example.org/kg; change or unset it."
        )
    return text


def _hosts(_name: str, text: str) -> str:
    return text


def _yes_or_no(name: str, text: str) -> str:
    if text not in {YES, NO}:
        raise SettingInvalid(f"{name} is {text}; say {YES} or {NO}, or unset it.")
    return text


def _engine(name: str, text: str) -> str:
    if text not in {MEMORY, DISK}:
        for address in text.replace(",", " ").split():
            _address(name, address)
    return text


def _row(default: Value, sentence: str, read: Callable[[str, str], Value]) -> Value:
    row: Value = field(default=default, metadata={"sentence": sentence, "read": read})
    return row


@dataclass(frozen=True)
class Settings:
    """The environment variable of each setting is its name in capitals after KAIFAQU_; numbers are positive."""

    engine: str = _row(
        MEMORY,
        "What answers queries: memory, disk (an index beside the build), or the addresses of a SPARQL endpoint.",
        _engine,
    )
    max_body_bytes: int = _row(1_000_000, "The largest request body, in bytes.", _number)
    body_seconds: int = _row(
        10, "How many seconds the headers of a request, and then its body, may take to arrive.", _number
    )
    page_rows: int = _row(500, "How many rows of a query result a page shows; downloads hold them all.", _number)
    workers: int = _row(2, "How many requests of one client run at once; the pool has one more worker.", _number)
    query_seconds: int = _row(
        30, "How many seconds a query may take; a client can ask for less with timeout=.", _number
    )
    worker_megabytes: int = _row(2048, "How much memory a worker may use beside the graph, in megabytes.", _number)
    max_waiting: int = _row(
        64, "How many requests may wait for a worker; further requests get 503 with Retry-After.", _number
    )
    budget_seconds: int = _row(
        120, "How many seconds of evaluation a client may use at once; one second is restored per second.", _number
    )
    max_answer_rows: int = _row(
        100_000,
        "The most rows or triples in a response; a truncated one says so.",
        _number,
    )
    max_answer_megabytes: int = _row(64, "The largest body of a response, in megabytes.", _number)
    cache_megabytes: int = _row(64, "The size of the response cache, in megabytes.", _number)
    max_connections: int = _row(
        8192, "How many connections may be open at once; fewer if the limit of open files is lower.", _number
    )
    max_connections_per_client: int = _row(
        256,
        "How many connections one address may have open; a trusted proxy has no such limit.",
        _number,
    )
    max_sending_megabytes: int = _row(256, "How much response data may wait for slow clients, in megabytes.", _number)
    shutdown_seconds: int = _row(10, "How many seconds requests in progress may still take after SIGTERM.", _number)
    fast: str = _row(YES, "Whether repeated and plain queries take the fast path past ASGI: yes or no.", _yes_or_no)
    preload: str = _row(
        YES,
        "Whether pages, the API and the checks are loaded at the start, or, with no, when they are first asked for.",
        _yes_or_no,
    )
    base_url: str = _row(
        "",
        "The public address of the service, such as https://example.org/kg; by default that of the request.",
        _address,
    )
    hosts: str = _row(
        "",
        "The values of Host that are accepted, such as example.org,localhost:8000; by default any.",
        _hosts,
    )
    log_queries: str = _row(NO, "Whether the log has the text of each query beside its digest: yes or no.", _yes_or_no)
    page_values: int = _row(
        60, "How many values of one property an entity page shows; the next page continues.", _number
    )

    def public_address(self, asked: str) -> str:
        """The address of the service without a slash at its end: the public one, or else that of the request."""
        return (self.base_url or asked).rstrip("/")

    @property
    def cache_bytes(self) -> int:
        """The size of the response cache in bytes."""
        return self.cache_megabytes * 2**20

    @property
    def worker_bytes(self) -> int:
        """How much memory a worker may use beside the graph, in bytes."""
        return self.worker_megabytes * 2**20

    @property
    def answer_bytes(self) -> int:
        """The largest body of a response in bytes."""
        return self.max_answer_megabytes * 2**20

    @cached_property
    def host_names(self) -> frozenset[str]:
        """The accepted values of Host; empty if any is accepted."""
        return frozenset(filter(None, (host.strip().lower() for host in self.hosts.split(","))))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises SettingInvalid with the name, the value and what was expected."""
    read: dict[str, Any] = {}
    for row in fields(Settings):
        name = PREFIX + row.name.upper()
        if text := environment.get(name):
            read[row.name] = row.metadata["read"](name, text)
    return Settings(**read)
