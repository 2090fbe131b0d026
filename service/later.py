"""The routes of the framework, which takes longer to load than all else together: they are made beside what runs."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send


class Later:
    """An application that is made once, by whoever asks first; who asks meanwhile waits for it."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make, self._making = make, Lock()
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        app = await asyncio.to_thread(self.made) if self._app is None else self._app
        await app(scope, receive, send)

    def made(self) -> ASGIApp:
        """The application. Raises whatever making it raises."""
        with self._making:
            if self._app is None:
                self._app = self._make()
            return self._app
