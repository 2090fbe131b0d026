"""The application over one store: the SPARQL endpoint and the framework's routes, as a function of a request.

It runs in worker processes; in tests and other hosts it runs in theirs. Caching, limits and logging are in
`gateway.py`.
"""

from __future__ import annotations

import asyncio
import os
import traceback
from threading import Lock
from typing import TYPE_CHECKING

from starlette.requests import Request

from graph.core.errors import KaifaquError
from service.api.indexes import Indexes
from service.core.errors import AnswerTooLarge
from service.core.scope_keys import ENCODING, ETAG, LOG_FIELDS
from service.core.settings import Settings, read_settings
from service.gateway import TRACEBACK, Gateway
from service.pages.cached_check_report import CheckReport
from service.served_build import Identity
from service.server_state import ServerState
from service.sparql.endpoint import Endpoint
from service.sparql.void import count_statements
from service.web.compression import IDENTITY, encode
from service.web.etag import add_etag
from service.web.headers import with_common
from service.web.pages import Pages
from service.web.problems import ProblemRenderer
from service.web.response import HttpResponse, call_app

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.types import ASGIApp, Message, Receive, Scope

    from graph.shacl.findings import Report
    from graph.store.store import GraphStore

    Run = Callable[[Coroutine[None, None, HttpResponse]], HttpResponse]


class App:
    """Responds to requests from one store.

    report: the report of the checks, if it exists already.
    """

    def __init__(self, store: GraphStore, settings: Settings, report: Report | None = None) -> None:
        self.store, self.settings, self.pages = store, settings, Pages(store.build, settings.base_url)
        self.indexes, self.checks = Indexes(store), CheckReport(store, report)
        self.endpoint = Endpoint(store, settings, self.pages, self.indexes.hints)
        self.renderer = ProblemRenderer(self.pages)
        self._build = store.build.folder.name.encode()
        self._routes: ASGIApp | None = None
        self._making = Lock()

    def routes(self) -> ASGIApp:
        """The framework's routes, created on first use, because loading the framework takes a while."""
        with self._making:
            if self._routes is None:
                from service.routes import make_routes

                self._routes = make_routes(self.endpoint, self.indexes, self.checks, self.renderer, self.pages)
            return self._routes

    def respond_to_query(self, scope: Scope, body: bytes) -> HttpResponse | None:
        """The response of the SPARQL endpoint; None if the request is for another route. Runs in this thread."""
        if not self.endpoint.handles(scope):
            return None
        scope.setdefault(LOG_FIELDS, {})
        request = Request(scope)
        try:
            return self._finish(scope, self.endpoint.respond(request, body))
        except KaifaquError as error:
            return self._finish(scope, HttpResponse.from_starlette(self.renderer.render_error(request, error)))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  any failure becomes a response, and the log has the traceback
            return self._fail(scope, error)

    def respond(self, scope: Scope, body: bytes, run: Run) -> HttpResponse:
        """The response to any request. Raises MemoryError.

        run: runs a coroutine in an event loop, which a query does not need.
        """
        return self.respond_to_query(scope, body) or run(self.respond_by_route(scope, body))

    async def respond_by_route(self, scope: Scope, body: bytes) -> HttpResponse:
        """The response of the framework's routes."""
        scope.setdefault(LOG_FIELDS, {})
        try:
            answered = await call_app(self.routes(), scope, _receiver(body))
            self._check_length(answered)
            return self._finish(scope, answered)
        except KaifaquError as error:
            return self._finish(scope, HttpResponse.from_starlette(self.renderer.render_error(Request(scope), error)))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  as above
            return self._fail(scope, error)

    def _check_length(self, answered: HttpResponse) -> None:
        most = self.settings.answer_bytes
        if len(answered.body) > most:
            raise AnswerTooLarge(
                f"The answer has {len(answered.body)} bytes, more than the {most} that are sent; ask for a part of it, "
                "or write the file with `kaifaqu export`."
            )

    def _fail(self, scope: Scope, error: Exception) -> HttpResponse:
        scope[LOG_FIELDS][TRACEBACK] = "".join(traceback.format_exception(error))
        return self._finish(scope, HttpResponse.from_starlette(self.renderer.render_unexpected(Request(scope), error)))

    def _finish(self, scope: Scope, answered: HttpResponse) -> HttpResponse:
        """The response, compressed, tagged, and with the common headers."""
        encode(answered, scope.get(ENCODING, IDENTITY))
        answered.headers = with_common(answered.headers, self._build)
        add_etag(answered, scope.get(ETAG, b""))
        answered.log_fields = scope[LOG_FIELDS]
        return answered


def _receiver(body: bytes) -> Receive:
    """The `receive` of ASGI for a complete body."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    return receive


class InProcess:
    """A backend in this process, for tests and other hosts. A request cannot be stopped."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.identity = identity_of(app.store)

    def load(self) -> None:
        """It has no workers."""

    async def run(self, scope: Scope, body: bytes, _client: str) -> HttpResponse:
        """The response to a request."""
        return await asyncio.to_thread(self._app.respond, scope, body, asyncio.run)

    def close(self) -> None:
        """It has no processes."""


def identity_of(store: GraphStore) -> Identity:
    """The identity of the build that a store holds."""
    return Identity(store.build.folder.name, count_statements(store), store.build.is_own, store.engine.name)


def create_app(store: GraphStore, settings: Settings | None = None, state: ServerState | None = None) -> ASGIApp:
    """The whole application in one process, for tests and other hosts.

    The settings come from the environment unless they are given.
    """
    settings = settings or read_settings(os.environ)
    return Gateway(settings, state or ServerState.of(settings), InProcess(App(store, settings)))
