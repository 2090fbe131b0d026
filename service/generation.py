"""A build that is served: what answers from it, and the responses that it has given."""

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

    from service.engine.pool import Load
    from service.web.response import HttpResponse
    from service.web.response_cache import ResponseCache


class Identity(NamedTuple):
    """A build that is served: its name, how many statements its papers make, and whether it is one of kaifaqu's."""

    name: str
    statements: int
    is_own: bool


class Backend(Protocol):
    """Answers requests from one build."""

    @property
    def identity(self) -> Identity:
        """The build."""

    def load(self) -> Load | None:
        """How its workers stand, None where it has none."""

    async def run(self, scope: Scope, body: bytes, client: str, /) -> HttpResponse:
        """The response to a request, charged to a client. Raises KaifaquError. A caller that is cancelled leaves."""

    def close(self) -> None:
        """End its processes."""


@dataclass
class Generation:
    """A build with its backend and the responses that it gave; one that is retired takes no more requests."""

    backend: Backend
    answers: ResponseCache
    renderer: ProblemRenderer = field(init=False)
    version: str = field(init=False)
    name: bytes = field(init=False)
    busy: int = 0
    retired: bool = False

    def __post_init__(self) -> None:
        identity = self.backend.identity
        self.name = identity.name.encode()
        self.version = f"{version('kaifaqu')} {identity.name}"
        self.renderer = ProblemRenderer(Pages(Build(Path(identity.name), {"sha256": {}} if identity.is_own else {})))

    def over(self) -> None:
        """One of the requests has its response, or its client has left."""
        self.busy -= 1
        self._close_when_idle()

    def retire(self) -> None:
        """Take no more requests, and end the processes once the last is over."""
        self.retired = True
        self._close_when_idle()

    def _close_when_idle(self) -> None:
        if self.retired and self.busy == 0:
            self.backend.close()
