"""Answers to clients that take them slowly: sent in pieces, and bounded in memory, for one client and in all."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.core.errors import TooBusy
from service.web.metrics import Number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Send

    from service.core.settings import Settings

PIECE = 65_536
"""The bytes that are given to a connection at once; a body that is no longer is not counted."""


class SendLedger:
    """Counts the bytes of answers that wait to be taken.

    A body that several clients wait for is in memory once and is counted once in all, and once for each client. most,
    most_per_client: in bytes; one body is always let through to a client that waits for nothing else, if there is room
    in all. Only in the thread of the event loop.
    """

    def __init__(self, most: int, most_per_client: int) -> None:
        self._most, self._most_per_client = most, most_per_client
        self._waiting: defaultdict[int, int] = defaultdict(int)
        self._of_client: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._client_bytes: defaultdict[str, int] = defaultdict(int)
        self.bytes = 0
        """The bytes that wait now."""

    @classmethod
    def of(cls, settings: Settings) -> SendLedger:
        """The ledger with the limits of the settings."""
        most = settings.max_sending_megabytes * 2**20
        return cls(most, max(most // 4, settings.answer_bytes))

    def numbers(self) -> Iterator[Number]:
        """What operators watch."""
        yield Number("sending_bytes", "Bytes of large answers that clients have not taken.", self.bytes, grows=False)

    def take(self, client: str, body: bytes) -> None:
        """Count a body that a client is sent. Raises TooBusy where too much waits already.

        Whoever takes gives it back with `give_back`, and holds the body until then.
        """
        of_client, key = self._of_client[client], id(body)
        fresh = 0 if key in self._waiting else len(body)
        fresh_to_client = 0 if key in of_client else len(body)
        own = self._client_bytes[client]
        if self.bytes + fresh > self._most:
            self._forget_empty(client)
            raise TooBusy("Too much is being sent to slow clients; ask again in a moment.")
        if own and own + fresh_to_client > self._most_per_client:
            raise TooBusy("You have not taken the answers to your other requests; take them, and ask again.")
        self.bytes += fresh
        self._client_bytes[client] += fresh_to_client
        self._waiting[key] += 1
        of_client[key] += 1

    def give_back(self, client: str, body: bytes) -> None:
        """A body is sent, or its client has left."""
        of_client, key = self._of_client[client], id(body)
        self._waiting[key] -= 1
        of_client[key] -= 1
        if not self._waiting[key]:
            del self._waiting[key]
            self.bytes -= len(body)
        if not of_client[key]:
            del of_client[key]
            self._client_bytes[client] -= len(body)
        self._forget_empty(client)

    @contextmanager
    def reserve(self, client: str, body: bytes) -> Iterator[None]:
        """Count a body while it is sent; one of a single piece is not counted. Raises TooBusy."""
        if len(body) <= PIECE:
            yield
            return
        self.take(client, body)
        try:
            yield
        finally:
            self.give_back(client, body)

    def _forget_empty(self, client: str) -> None:
        if not self._of_client[client]:
            del self._of_client[client]
            self._client_bytes.pop(client, None)


async def send_body(send: Send, body: bytes) -> None:
    """Send the body of an answer by ASGI, piece by piece; `send` waits until the client has taken enough."""
    pieces = memoryview(body)
    for start in range(0, len(body) - PIECE, PIECE):
        await send({"type": "http.response.body", "body": pieces[start : start + PIECE], "more_body": True})
    rest = (len(body) - 1) // PIECE * PIECE if body else 0
    await send({"type": "http.response.body", "body": pieces[rest:] if rest else body})
