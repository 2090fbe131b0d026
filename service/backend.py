"""The backend of one build: a process that holds the graph, and the workers forked from it.

`python -m service.backend` is that process. It loads the dataset, reports its identity, and serves the requests of the
server for workers.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.core.errors import KaifaquError
from graph.process.child import stderr_dropped
from graph.store.builds import read_build
from graph.store.data_files import open_files
from graph.store.store import GraphStore
from service.app import App, identity_of
from service.core.errors import BuildRefused, TooBusy
from service.core.settings import Settings, read_settings
from service.engine import fork_server
from service.engine.actions import Limits
from service.engine.fork_client import ForkClient
from service.engine.messages import request_message
from service.engine.pool import Pool
from service.engine.supervisor import Supervisor
from service.generation import Identity
from service.sparql.endpoint import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import Scope

    from graph.shacl.findings import Report
    from service.engine.budget import Budget
    from service.engine.pool import Load
    from service.web.response import HttpResponse


ROUTED, CHECKED = 1, 2
"""The stages that a fork server prepares after queries: the other routes, and the report of the checks."""


class Dataset:
    """What is served: a build in its folder, or RDF files."""

    def __init__(self, folder: Path | None = None, files: Sequence[Path] = ()) -> None:
        self.folder, self.files = folder, tuple(files)

    def start(self, *, check: bool = False) -> tuple[ForkClient, Identity]:
        """Start a process that loads it, and wait until it has.

        check: whether it is refused where the checks find a violation. Raises BuildRefused and OSError.
        """
        where = {"folder": str(self.folder) if self.folder else None, "files": list(map(str, self.files))}
        client = ForkClient.start("service.backend", json.dumps({**where, "check": check}))
        return client, Identity(**client.first_message())


class PooledBackend:
    """Answers requests with the workers of a pool."""

    def __init__(
        self,
        dataset: Dataset,
        settings: Settings,
        budget: Budget,
        identity: Identity,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        """lost: called when the fork server has ended and cannot be restarted."""
        self.identity, self._settings = identity, settings
        limits = Limits(settings.workers, settings.max_waiting)
        self.pool = Pool(limits, budget, settings.answer_bytes)
        self.supervisor = Supervisor(lambda: dataset.start()[0], self.pool, lost)

    def load(self) -> Load:
        """The state of the workers."""
        return self.pool.load()

    async def run(self, scope: Scope, body: bytes, client: str) -> HttpResponse:
        """The response to a request. Raises the errors of `Pool.submit`."""
        seconds = self._settings.query_seconds
        if not Endpoint.takes(scope):
            is_report = scope["path"].removeprefix(scope["root_path"]) == "/checks"
            try:
                await asyncio.wait_for(self.supervisor.reached(CHECKED if is_report else ROUTED), seconds)
            except TimeoutError as error:
                raise TooBusy("The service is still loading what it answers this from; try again soon.") from error
        return await self.pool.run(request_message(scope, body), client, seconds)

    def close(self) -> None:
        """End all processes of the build."""
        self.supervisor.close()


class Responder:
    """Answers requests in a worker, by the application that the fork server prepared."""

    def __init__(self, app: App) -> None:
        self._app = app
        before = _open_descriptors()
        self._loop = asyncio.new_event_loop()
        self.descriptors = (*(_open_descriptors() - before), *app.store.engine.in_worker())

    def respond(self, scope: Scope, body: bytes) -> HttpResponse:
        """The response to a request. Raises MemoryError."""
        return self._app.respond(scope, body, self._loop.run_until_complete)


def _open_descriptors() -> set[int]:
    listed = list(Path("/proc/self/fd").iterdir())
    return {int(path.name) for path in listed if path.exists()}  # the descriptor of the listing is closed again


class GraphApplication:
    """The application as a fork server prepares it: queries at once, then the other routes, then the checks."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stages = [_prepare_routes, _prepare_checks]
        app.checks.on_demand = False
        self.worker_megabytes = app.settings.worker_megabytes

    def prepare_next(self) -> int:
        """Prepare the next stage; the number of stages that are left."""
        gc.disable()  # these objects stay
        self._stages.pop(0)(self._app)
        gc.freeze()  # collections in a worker would copy the shared memory
        gc.enable()
        return len(self._stages)

    def responder(self) -> Responder:
        """What answers requests in a worker."""
        return Responder(self._app)


def _prepare_routes(app: App) -> None:
    from service.prepare import exercise_routes

    exercise_routes(app)


def _prepare_checks(app: App) -> None:
    from service.prepare import exercise_checks

    exercise_checks(app)


def _load(config: dict[str, Any], settings: Settings) -> App:
    """The application over the dataset that is configured. Raises KaifaquError and OSError."""
    folder, files = config["folder"], config["files"]
    with stderr_dropped():  # an engine that aborts writes a page of its own stack there
        if folder:
            store = GraphStore.load(read_build(Path(folder)), settings.engine, settings.query_seconds)
        else:
            store = open_files(list(map(Path, files)))
    return App(store, settings, _checked(store) if config["check"] else None)


def _checked(store: GraphStore) -> Report:
    """The report of the checks. Raises BuildRefused if it has violations."""
    from graph.shacl.validate import validate

    report = validate(store)
    if not report.conforms:
        raise BuildRefused(f"The checks find {report.count('Violation')} violations; see `kaifaqu check`.")
    return report


def main() -> None:
    """Run a fork server. Arguments: the descriptor of the control socket, and what to load, in JSON."""
    gc.disable()  # loaded objects stay; collections during loading take a tenth of the start
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        app = _load(json.loads(sys.argv[2]), read_settings(os.environ))
    except (KaifaquError, OSError) as error:
        reason = str(error) if isinstance(error, BuildRefused) else f"It cannot be loaded: {error}"
        fork_server.tell(control, {"error": reason})
        return
    gc.freeze()  # collections in a worker would copy the shared memory
    gc.enable()
    fork_server.tell(control, identity_of(app.store)._asdict())
    fork_server.serve(control, GraphApplication(app))


if __name__ == "__main__":
    main()
