"""Asks a SPARQL endpoint over HTTP (SPARQL 1.1 Protocol, 2.1): connections, credentials, retries, replicas.

Credentials come from the environment: KAIFAQU_ENGINE_USER and KAIFAQU_ENGINE_PASSWORD, or KAIFAQU_ENGINE_TOKEN (a
bearer token). Certificates are verified.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from graph.core.errors import EngineUnavailable, QueryRejected
from graph.store.circuit_breaker import Replicas
from graph.store.transport import PASSWORD, TOKEN, USER

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from graph.store.circuit_breaker import Replica
    from graph.store.transport import Graphs

_ATTEMPTS = 3
_LONGEST_WAIT = 1.0  # seconds, for a replica in a pause
_CONNECT_SECONDS, _CONNECTIONS = 5.0, 32
_PAGE = 2**20  # bytes of an answer that are passed on at once
_TRIED_AGAIN = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
_MOST_EXCERPT = 300  # characters of what an engine says


class _Down(Exception):
    """A replica does not answer; the message says why."""


class HttpAnswer:
    """An answer on its way. It is closed if nobody asks for its next page in time."""

    def __init__(self, response: httpx.Response, seconds: float) -> None:
        """seconds: how long a page may take, and how long the answer waits for its reader."""
        self._response, self._seconds, self._pieces = response, seconds, response.aiter_bytes()
        self._read, self._has_ended = bytearray(), False
        self._timer: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def read_ahead(self) -> None:
        """Read the next page, if it is not read yet. Raises httpx.TransportError and TimeoutError."""
        async with asyncio.timeout(self._seconds):
            while len(self._read) < _PAGE and not self._has_ended:
                try:
                    self._read += await anext(self._pieces)
                except StopAsyncIteration:
                    self._has_ended = True

    async def next_page(self) -> tuple[bytes, bool]:
        """The next page, and whether it is the last. Raises EngineUnavailable."""
        if self._timer:
            self._timer.cancel()
        try:
            await self.read_ahead()
        except (httpx.HTTPError, httpx.StreamError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise EngineUnavailable(f"The engine has not sent the whole answer ({reason}); ask again.") from error
        page, self._read = bytes(self._read), bytearray()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._close_soon)
        return page, self._has_ended

    async def close(self) -> None:
        """Close the connection, unless all of the answer was read."""
        if self._timer:
            self._timer.cancel()
        await self._response.aclose()

    def _close_soon(self) -> None:
        self._closing = asyncio.create_task(self._response.aclose())


class HttpTransport:
    """Asks one of the replicas of an engine, and another where it is down. Reads only, so a request may be repeated."""

    def __init__(self, addresses: Sequence[str], seconds: float, environment: Mapping[str, str] = os.environ) -> None:
        """seconds: how long an answer may take until its first page is there, and each further page."""
        self._replicas, self._seconds = Replicas(list(addresses)), seconds
        self._client = httpx.AsyncClient(**_options(seconds, environment))

    async def ask(self, query: str, accept: str, graphs: Graphs = ()) -> HttpAnswer:
        """An answer whose first page is there. If it is cancelled, the connection to the engine is closed.

        Raises QueryRejected and EngineUnavailable, see `Transport`.
        """
        reason, tries = "it does not answer", 0
        while tries < _ATTEMPTS:
            replica, wait = self._replicas.next(now := time.monotonic()), self._replicas.wait(now)
            if replica is None:
                if wait > _LONGEST_WAIT:
                    break
                await asyncio.sleep(wait * random.uniform(1, 1.2))  # noqa: S311  to spread requests, no secret
                continue
            tries += 1
            try:
                answer = await self._post(replica, query, accept, graphs)
            except _Down as down:
                reason = str(down)
                replica.failed(time.monotonic())
            else:
                replica.answered()
                return answer
        wait = self._replicas.wait(time.monotonic())
        raise EngineUnavailable(f"The engine is down: {reason}. It is asked again in {wait:.0f} seconds.")

    async def _post(self, replica: Replica, query: str, accept: str, graphs: Graphs) -> HttpAnswer:
        form: dict[str, str | list[str]] = {"query": query}
        for name, iri in graphs:
            form[name] = [*form.get(name, ()), iri]
        request = self._client.build_request("POST", replica.address, data=form, headers={"Accept": accept})
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.send(request, stream=True)
                answer = HttpAnswer(response, self._seconds)
                try:
                    await answer.read_ahead()
                    await _refuse(response, replica.address, answer)
                except BaseException:
                    await answer.close()
                    raise
                return answer
        except (httpx.ReadTimeout, TimeoutError) as error:
            raise EngineUnavailable(f"The engine at {replica.address} takes too long; ask for less.") from error
        except httpx.PoolTimeout as error:
            raise EngineUnavailable("All connections to the engine are in use; try again soon.") from error
        except httpx.TransportError as error:
            raise _Down(f"{replica.address} cannot be reached ({error or type(error).__name__})") from error


class BasicOrDigest(httpx.Auth):
    """HTTP Basic, or HTTP Digest where that is refused, as by Virtuoso."""

    def __init__(self, user: str, password: str) -> None:
        self._basic, self._digest = httpx.BasicAuth(user, password), httpx.DigestAuth(user, password)
        self._is_digest = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The requests that are sent for one."""
        if not self._is_digest:
            response = yield next(self._basic.auth_flow(request))
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                return
            del request.headers["Authorization"]
            self._is_digest = True
        yield from self._digest.auth_flow(request)


def http_client(seconds: float, environment: Mapping[str, str] = os.environ) -> httpx.Client:
    """A client with the credentials of the environment. Redirects are not followed, since they may lead elsewhere."""
    return httpx.Client(**_options(seconds, environment))


def _options(seconds: float, environment: Mapping[str, str]) -> dict[str, Any]:
    """The options of a client of httpx."""
    user, token = environment.get(USER), environment.get(TOKEN)
    return {
        "auth": BasicOrDigest(user, environment.get(PASSWORD, "")) if user else None,
        "headers": {"User-Agent": "kaifaqu", **({"Authorization": f"Bearer {token}"} if token else {})},
        "timeout": httpx.Timeout(seconds, connect=_CONNECT_SECONDS),
        "limits": httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
    }


async def _refuse(response: httpx.Response, address: str, answer: HttpAnswer) -> None:
    """Raise an error for a response that is no answer to the query."""
    if response.status_code == HTTPStatus.OK:
        if most := response.headers.get("x-sparql-maxrows"):  # Virtuoso tells that it has cut the answer
            raise EngineUnavailable(
                f"The engine at {address} cuts answers after {most} rows; remove ResultSetMaxRows from its settings."
            )
        return
    body, _ = await answer.next_page()
    said = body[:_MOST_EXCERPT].decode("utf-8", "replace").strip()
    if response.status_code in _TRIED_AGAIN:
        raise _Down(f"{address} answers {response.status_code} ({said})")
    if response.status_code == HTTPStatus.BAD_REQUEST:
        raise QueryRejected(f"The engine refuses the query: {said}")
    raise EngineUnavailable(f"The engine at {address} answers {response.status_code}: {said}")
