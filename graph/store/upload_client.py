"""The HTTP client that publishes a build: credentials of the environment, certificates verified."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx

from graph.store.transport import CONNECT_SECONDS, PASSWORD, TOKEN, USER

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping


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
    user, token = environment.get(USER), environment.get(TOKEN)
    return httpx.Client(
        auth=BasicOrDigest(user, environment.get(PASSWORD, "")) if user else None,
        headers={"User-Agent": "kaifaqu", **({"Authorization": f"Bearer {token}"} if token else {})},
        timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
    )
