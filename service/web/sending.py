"""Responses to slow clients: sent in pieces, with a limit of memory for one client and for all."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.core.errors import TooBusy
from service.web.metrics import MetricSample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Send

    from service.core.settings import Settings

PIECE = 65_536
"""The bytes that are written to a connection at once; shorter bodies are not counted."""


class SendLedger:
    """Counts the bytes of responses that clients have not read yet.

    A body that is sent to several clients is in memory once. It counts once towards `most`, and once for each client
    towards `most_per_client`. A client that waits for nothing else gets one body of any size, as far as `most` allows.
    Not thread-safe: used in the thread of the event loop.
    """

    def __init__(self, most: int, most_per_client: int) -> None:
        self._most, self._most_per_client = most, most_per_client
        self._waiting: defaultdict[int, int] = defaultdict(int)
        self._of_client: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._client_bytes: defaultdict[str, int] = defaultdict(int)
        self.bytes = 0
        """The bytes that wait to be read now."""

    @classmethod
    def of(cls, settings: Settings) -> SendLedger:
        """The ledger with the limits of the settings."""
        most = settings.max_sending_megabytes * 2**20
        return cls(most, max(most // 4, settings.answer_bytes))

    def samples(self) -> Iterator[MetricSample]:
        """The metrics."""
        yield MetricSample(
            "sending_bytes", "Bytes of large answers that clients have not taken.", self.bytes, is_counter=False
        )

    def take(self, client: str, body: bytes) -> None:
        """Count a body that is sent to a client. Raises TooBusy if too much waits already.

        The caller keeps the body until it calls `give_back`.
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
        """Uncount a body that is sent, or whose client has disconnected."""
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
        """Count a body while it is sent, unless it is a single piece. Raises TooBusy."""
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
    """Send the body of a response in pieces; `send` waits until the client has read enough."""
    pieces = memoryview(body)
    for start in range(0, len(body) - PIECE, PIECE):
        await send({"type": "http.response.body", "body": pieces[start : start + PIECE], "more_body": True})
    rest = (len(body) - 1) // PIECE * PIECE if body else 0
    await send({"type": "http.response.body", "body": pieces[rest:] if rest else body})
