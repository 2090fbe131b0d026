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
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import getproxies

import aiohttp

from graph.core.errors import EngineUnavailable, QueryRejected
from graph.store.circuit_breaker import Replicas
from graph.store.transport import CONNECT_SECONDS, PASSWORD, TOKEN, USER, excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.store.circuit_breaker import Replica
    from graph.store.transport import Graphs

_ATTEMPTS = 3
_LONGEST_WAIT = 1.0  # seconds, for a replica in a pause
_CONNECTIONS = 32
_PAGE = 2**20  # bytes of an answer that are passed on at once
_TRIED_AGAIN = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}


class _Down(Exception):
    """A replica does not answer; the message says why."""


class HttpAnswer:
    """An answer on its way. It is closed if nobody asks for its next page in time."""

    def __init__(self, response: aiohttp.ClientResponse, seconds: float) -> None:
        """seconds: how long a page may take, and how long the answer waits for its reader."""
        self._response, self._seconds = response, seconds
        self._read, self._has_ended = bytearray(), False
        self._timer: asyncio.TimerHandle | None = None

    async def read_ahead(self) -> None:
        """Read the next page, if it is not read yet. Raises aiohttp.ClientError."""
        while not self._is_ready():
            piece = await self._response.content.readany()
            self._read += piece
            self._has_ended = not piece

    def _is_ready(self) -> bool:
        return self._has_ended or len(self._read) >= _PAGE

    async def next_page(self) -> tuple[bytes, bool]:
        """The next page, and whether it is the last. Raises EngineUnavailable."""
        if self._timer:
            self._timer.cancel()
        if not self._is_ready():
            try:
                async with asyncio.timeout(self._seconds):
                    await self.read_ahead()
            except (aiohttp.ClientError, TimeoutError) as error:
                reason = str(error) or type(error).__name__
                raise EngineUnavailable(f"The engine has not sent the whole answer ({reason}); ask again.") from error
        page, self._read = bytes(self._read), bytearray()
        if not self._has_ended:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._response.close)
        return page, self._has_ended

    def close(self) -> None:
        """Close the connection, unless all of the answer was read."""
        if self._timer:
            self._timer.cancel()
        self._response.close()


class HttpTransport:
    """Asks one of the replicas of an engine, and another where it is down. Reads only, so a request may be repeated."""

    def __init__(self, addresses: Sequence[str], seconds: float, environment: Mapping[str, str] = os.environ) -> None:
        """seconds: how long an answer may take until its first page is there, and each further page."""
        self._replicas, self._seconds = Replicas(list(addresses)), seconds
        self._environment = environment
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections."""
        if self._session:
            await self._session.close()

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
        form = urlencode([("query", query), *graphs])
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        self._session = self._session or _new_session(self._environment)
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._session.post(replica.address, data=form, headers=headers, allow_redirects=False)
                answer = HttpAnswer(response, self._seconds)
                try:
                    await answer.read_ahead()
                    await _refuse(response, replica.address, answer)
                except BaseException:
                    answer.close()
                    raise
                return answer
        except aiohttp.ConnectionTimeoutError as error:
            raise _Down(f"{replica.address} cannot be reached (it does not answer)") from error
        except TimeoutError as error:
            raise EngineUnavailable(f"The engine at {replica.address} takes too long; ask for less.") from error
        except aiohttp.ClientError as error:
            raise _Down(f"{replica.address} cannot be reached ({str(error) or type(error).__name__})") from error


def _new_session(environment: Mapping[str, str]) -> aiohttp.ClientSession:
    """The connections of the running loop. A user is told by HTTP Basic, or by HTTP Digest where that is refused.

    aiohttp looks for a proxy in two threads for each request, 0.4 ms, so it is only told to where there is one.
    """
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    headers, middlewares = {"User-Agent": "kaifaqu"}, list[aiohttp.ClientMiddlewareType]()
    if user:
        headers["Authorization"] = aiohttp.BasicAuth(user, password, "utf-8").encode()
        middlewares.append(aiohttp.DigestAuthMiddleware(user, password))
    elif token:
        headers["Authorization"] = f"Bearer {token}"
    return aiohttp.ClientSession(
        headers=headers,
        middlewares=middlewares,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=bool(getproxies()),
    )


async def _refuse(response: aiohttp.ClientResponse, address: str, answer: HttpAnswer) -> None:
    """Raise an error for a response that is no answer to the query."""
    if response.status == HTTPStatus.OK:
        if most := response.headers.get("x-sparql-maxrows"):  # Virtuoso tells that it has cut the answer
            raise EngineUnavailable(
                f"The engine at {address} cuts answers after {most} rows; remove ResultSetMaxRows from its settings."
            )
        return
    body, _ = await answer.next_page()
    said = excerpt(body.decode("utf-8", "replace"))
    if response.status in _TRIED_AGAIN:
        raise _Down(f"{address} answers {response.status} ({said})")
    if response.status == HTTPStatus.BAD_REQUEST:
        raise QueryRejected(f"The engine refuses the query: {said}")
    raise EngineUnavailable(f"The engine at {address} answers {response.status}: {said}")
