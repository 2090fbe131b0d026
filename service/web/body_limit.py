"""Limits of size and time for request bodies."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from service.core.errors import RequestTooLarge, RequestTooSlow

if TYPE_CHECKING:
    from starlette.types import Message, Receive

    from service.core.settings import Settings


async def read_body(receive: Receive, settings: Settings) -> bytes | None:
    """The whole body of a request; None if its client disconnected. Raises RequestTooLarge and RequestTooSlow."""
    receive, pieces = bounded(receive, settings), list[bytes]()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


def bounded(receive: Receive, settings: Settings) -> Receive:
    """A `receive` of ASGI that raises RequestTooLarge and RequestTooSlow until the body is complete."""
    most, seconds, ends = settings.max_body_bytes, settings.body_seconds, monotonic() + settings.body_seconds
    received, whole = 0, False

    async def receive_bounded() -> Message:
        nonlocal received, whole
        if whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, ends - monotonic()))
        except TimeoutError as error:
            raise RequestTooSlow(f"The body has not come within {seconds} seconds; send it at once.") from error
        received += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if received > most:
            raise RequestTooLarge(f"The body is longer than {most} bytes; ask for less at once.")
        return message

    return receive_bounded
