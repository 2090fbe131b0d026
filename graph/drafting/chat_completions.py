"""One call to an OpenAI-compatible endpoint of the user's own. What it answers is untrusted: bounded in size and time.

The API is that of `POST /v1/chat/completions` with `response_format` of type `json_schema`.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import socket
from dataclasses import dataclass
from threading import Event, Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from graph.core.errors import ModelUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_ANSWER = 1_000_000  # bytes
_PATH = "/chat/completions"


class CallFailed(Exception):
    """A call without a usable answer; its text says why, and never what the answer held."""


@dataclass(frozen=True)
class ModelEndpoint:
    """Where a model is asked. key: sent as a bearer token if it is not empty, and written nowhere; seconds: for a call.

    Raises ModelUnusable for a URL that is not HTTP, and for a key that would travel to another machine unencrypted.
    """

    url: str
    model: str
    key: str = ""
    seconds: float = 60

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ModelUnusable(f"The model's address is a URL such as http://127.0.0.1:11434/v1, not {self.url}.")
        if parts.username or parts.password:
            raise ModelUnusable("The model's address holds a password; give a key in KAIFAQU_MODEL_KEY instead.")
        if not self.key.isascii() or not self.key.isprintable():
            raise ModelUnusable("The key in KAIFAQU_MODEL_KEY holds characters that no HTTP header takes.")
        if self.key and parts.scheme == "http" and not _is_local(parts.hostname):
            raise ModelUnusable("A key is sent to another machine over https alone; the model's address is http.")

    def ask(self, system: str, user: str, schema: dict[str, Any]) -> str:
        """The text of the model's answer. Raises CallFailed, and ModelUnusable where nothing listens at the address."""
        body = {
            "model": self.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "statements", "strict": True, "schema": schema},
            },
        }
        try:
            answer = json.loads(self._post(json.dumps(body).encode()))
            content = answer["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise CallFailed("the answer is not that of a chat completion") from error
        if not isinstance(content, str):
            raise CallFailed("the answer holds no text")
        return content

    def _post(self, body: bytes) -> bytes:
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        with self._connection() as (connection, late):
            try:
                connection.request("POST", path if path.endswith(_PATH) else path + _PATH, body, headers)
                response = connection.getresponse()
                content = response.read(_LONGEST_ANSWER + 1)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise CallFailed(f"no answer within {self.seconds:g} seconds, or a broken one") from error
            if late.is_set():
                raise CallFailed(f"no whole answer within {self.seconds:g} seconds")
        if response.status != http.HTTPStatus.OK:
            raise CallFailed(f"the endpoint answered {response.status}")
        if len(content) > _LONGEST_ANSWER:
            raise CallFailed(f"the answer is longer than {_LONGEST_ANSWER} bytes")
        return content

    @contextlib.contextmanager
    def _connection(self) -> Iterator[tuple[http.client.HTTPConnection, Event]]:
        """A connection, and whether it was shut down because the time of the call is over, however slow the answer."""
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.seconds)
        try:
            connection.connect()
        except OSError as error:
            raise ModelUnusable(
                f"Nothing answers at {parts.hostname}:{parts.port or parts.scheme}: {error}."
            ) from error
        late = Event()
        timer = Timer(self.seconds, _shut_down, [connection.sock, late])
        timer.daemon = True
        timer.start()
        try:
            yield connection, late
        finally:
            timer.cancel()
            connection.close()


def _shut_down(connected: socket.socket, late: Event) -> None:
    late.set()
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
