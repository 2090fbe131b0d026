"""Whether the client is still there: work for one that has left is given up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.types import Receive

CLIENT_LEFT = 499
"""The status that logs show for a client that left; nobody receives it."""
_SOON = 0.05  # seconds: work that is done by then is not worth watching the client for

Result = TypeVar("Result")


async def while_connected(receive: Receive, work: Coroutine[None, None, Result]) -> Result | None:
    """What some work gives, or None where the client leaves before; then the work is cancelled.

    The body of the request must have been read.
    """
    loop, watching, left = asyncio.get_running_loop(), list[asyncio.Task[None]](), False
    working = asyncio.current_task()
    if working is None:
        raise RuntimeError("Work is watched within a task.")

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
