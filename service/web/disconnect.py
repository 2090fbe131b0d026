"""Cancels the work for a client that has disconnected."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.types import Receive

CLIENT_LEFT = 499
"""The status in logs for a client that disconnected before the response."""
_SOON = 0.05  # seconds: shorter work is not worth the cost of watching the connection

Result = TypeVar("Result")


async def while_connected(receive: Receive, work: Coroutine[None, None, Result]) -> Result | None:
    """The result of some work; None if the client disconnects first, which cancels the work.

    The body of the request must have been read.
    """
    loop, watching, left = asyncio.get_running_loop(), list[asyncio.Task[None]](), False
    working = asyncio.current_task()
    if working is None:
        raise RuntimeError("`while_connected` must run in a task.")

    async def watch() -> None:
        nonlocal left
        while (await receive())["type"] != "http.disconnect":
            pass
        left = working.cancel()

    timer = loop.call_later(_SOON, lambda: watching.append(loop.create_task(watch())))
    try:
        return await work
    except asyncio.CancelledError:
        if not left:
            raise
        working.uncancel()
        return None
    finally:
        timer.cancel()
        for task in watching:
            task.cancel()
