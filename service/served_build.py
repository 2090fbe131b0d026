"""A build that is served: its backend and its response cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from graph.store.builds import Build
from service.web.pages import Pages
from service.web.problems import ProblemRenderer

if TYPE_CHECKING:
    from starlette.types import Scope

    from service.web.response import HttpResponse
    from service.web.response_cache import ResponseCache
    from service.workers.pool import Load


class Identity(NamedTuple):
    """A build that is served: its name, the statements of its papers, whether kaifaqu built it, and the engine."""

    name: str
    statements: int
    is_own: bool
    engine: str = "memory"


class Backend(Protocol):
    """Answers requests from one build."""

    @property
    def identity(self) -> Identity:
        """The build."""

    def load(self) -> Load | None:
        """The state of its workers; None if it has none."""

    async def run(self, scope: Scope, body: bytes, client: str, /) -> HttpResponse:
        """The response to a request, charged to a client. Raises KaifaquError. Cancelling it gives up the request."""

    def close(self) -> None:
        """End its processes."""


@dataclass
class ServedBuild:
    """A build with its backend and its cached responses. Once retired, it gets no more requests."""

    backend: Backend
    answers: ResponseCache
    renderer: ProblemRenderer = field(init=False)
    version: str = field(init=False)
    name: bytes = field(init=False)
    requests: int = 0
    retired: bool = False

    def __post_init__(self) -> None:
        identity = self.backend.identity
        self.name = identity.name.encode()
        self.version = f"{version('kaifaqu')} {identity.name}"
        self.renderer = ProblemRenderer(Pages(Build(Path(identity.name), {"sha256": {}} if identity.is_own else {})))

    def request_ended(self) -> None:
        """Count a request less: it has its response, or its client has disconnected."""
        self.requests -= 1
        self._close_when_idle()

    def retire(self) -> None:
        """Close the backend after the last request. The caller sends no more requests."""
        self.retired = True
        self._close_when_idle()

    def _close_when_idle(self) -> None:
        if self.retired and self.requests == 0:
            self.backend.close()
