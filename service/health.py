"""Whether the service answers, and from which build it does."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from graph.store import GraphStore

_STATEMENTS = (files("service") / "queries" / "statements.rq").read_text("utf-8")


class Health:
    """Tells of the build that is served, and never waits for others.

    statements: how many statements its papers make.
    """

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.statements = int(getattr(store.rows(_STATEMENTS)[0]["count"], "value", 0))

    async def answer(self, _request: Request) -> JSONResponse:
        """The build, and that all is well."""
        told = {"status": "ok", "build": self.store.build.folder.name, "statements": self.statements}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})
