"""Asks a SPARQL endpoint over HTTP (SPARQL 1.1 Protocol, 2.1): connections, credentials, retries, replicas.

Credentials come from the environment: KAIFAQU_ENGINE_USER and KAIFAQU_ENGINE_PASSWORD, or KAIFAQU_ENGINE_TOKEN (a
bearer token). Certificates are verified.
"""

from __future__ import annotations

import os
import random
import time
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

import httpx

from graph.core.errors import EngineUnavailable, QueryRejected
from graph.store.circuit_breaker import Replicas
from graph.store.transport import PASSWORD, TOKEN, USER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store.circuit_breaker import Replica
    from graph.store.transport import Graphs

_ATTEMPTS = 3
_LONGEST_WAIT = 1.0  # seconds, for a replica in a pause
_CONNECT_SECONDS, _CONNECTIONS, _MOST_BYTES = 5.0, 32, 2**28
_TRIED_AGAIN = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
_MOST_EXCERPT = 300  # characters of what an engine says


class _Down(Exception):
    """A replica does not answer; the message says why."""


class HttpTransport:
    """Asks one of the replicas of an engine, and another where it is down. Reads only, so a request may be repeated."""

    def __init__(self, addresses: Sequence[str], seconds: float, environment: Mapping[str, str] = os.environ) -> None:
        """seconds: how long an answer may take."""
        self._replicas, self._lock = Replicas(list(addresses)), Lock()
        self._client = http_client(seconds, environment)

    def ask(self, query: str, accept: str, graphs: Graphs = ()) -> bytes:
        """The body of an answer, see `Transport`."""
        reason, tries = "it does not answer", 0
        while tries < _ATTEMPTS:
            with self._lock:
                replica, wait = self._replicas.next(now := time.monotonic()), self._replicas.wait(now)
            if replica is None:
                if wait > _LONGEST_WAIT:
                    break
                time.sleep(wait * random.uniform(1, 1.2))  # noqa: S311  to spread requests, no secret
                continue
            tries += 1
            try:
                body = self._post(replica, query, accept, graphs)
            except _Down as down:
                reason = str(down)
                with self._lock:
                    replica.failed(time.monotonic())
            else:
                with self._lock:
                    replica.answered()
                return body
        with self._lock:
            wait = self._replicas.wait(time.monotonic())
        raise EngineUnavailable(f"The engine is down: {reason}. It is asked again in {wait:.0f} seconds.")

    def in_worker(self) -> tuple[int, ...]:
        """Raise an error: a worker can open no socket."""
        raise EngineUnavailable("A process without network needs a connector to ask an engine.")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _post(self, replica: Replica, query: str, accept: str, graphs: Graphs) -> bytes:
        form: dict[str, str | list[str]] = {"query": query}
        for name, iri in graphs:
            form[name] = [*form.get(name, ()), iri]
        try:
            with self._client.stream("POST", replica.address, data=form, headers={"Accept": accept}) as response:
                return _body(response, replica.address)
        except httpx.ReadTimeout as error:
            raise EngineUnavailable(f"The engine at {replica.address} takes too long; ask for less.") from error
        except httpx.TransportError as error:
            raise _Down(f"{replica.address} cannot be reached ({error or type(error).__name__})") from error


def http_client(seconds: float, environment: Mapping[str, str] = os.environ) -> httpx.Client:
    """A client with the credentials of the environment. Redirects are not followed, since they may lead elsewhere."""
    user, token = environment.get(USER), environment.get(TOKEN)
    return httpx.Client(
        auth=(user, environment.get(PASSWORD, "")) if user else None,
        headers={"User-Agent": "kaifaqu", **({"Authorization": f"Bearer {token}"} if token else {})},
        timeout=httpx.Timeout(seconds, connect=_CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
    )


def _body(response: httpx.Response, address: str) -> bytes:
    pieces, size = list[bytes](), 0
    for piece in response.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > _MOST_BYTES:
            raise QueryRejected(f"The engine answers with more than {_MOST_BYTES} bytes; ask for a part of it.")
    body = b"".join(pieces)
    if response.status_code == HTTPStatus.OK:
        return body
    said = body[:_MOST_EXCERPT].decode("utf-8", "replace").strip()
    if response.status_code in _TRIED_AGAIN:
        raise _Down(f"{address} answers {response.status_code} ({said})")
    if response.status_code == HTTPStatus.BAD_REQUEST:
        raise QueryRejected(f"The engine refuses the query: {said}")
    raise EngineUnavailable(f"The engine at {address} answers {response.status_code}: {said}")
