"""The fork server as a process: `python -m service.fork_server_main`, which `service.pooled_backend` starts.

It loads the dataset, reports its identity, prepares the application in stages, and forks workers on demand.
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
from graph.core.iris import prefixes
from graph.process.child import stderr_dropped
from graph.store.builds import read_build
from graph.store.rdf_files import open_files
from graph.store.store import GraphStore
from service.app import App, identity_of
from service.core.errors import BuildRefused
from service.core.settings import Settings, read_settings
from service.web.pages import load_templates
from service.workers import fork_server

if TYPE_CHECKING:
    from starlette.types import Scope

    from graph.shacl.findings import Report
    from service.web.response import HttpResponse


class AppResponder:
    """Answers requests in a worker, by the application that the fork server prepared."""

    def __init__(self, app: App) -> None:
        self._app = app
        before = _open_descriptors()
        self._loop = asyncio.new_event_loop()
        engine = app.store.engine.in_worker()
        self.files = engine._replace(kept=(*(_open_descriptors() - before), *engine.kept))

    def respond(self, scope: Scope, body: bytes) -> HttpResponse:
        """The response to a request. Raises MemoryError."""
        return self._app.respond(scope, body, self._loop.run_until_complete)


def _open_descriptors() -> set[int]:
    listed = list(Path("/proc/self/fd").iterdir())
    return {int(path.name) for path in listed if path.exists()}  # the descriptor of the listing is closed again


class GraphApplication:
    """The application as a fork server prepares it, in the stages of `service.stages`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stages = [_prepare_pages, _prepare_names, _prepare_network, _prepare_last]  # see `service.stages`
        app.checks.on_demand = False
        load_templates("sparql.html", "problem.html")
        prefixes()  # they are read from a file, and a worker can open none
        self.worker_megabytes = app.settings.worker_megabytes

    def prepare_next(self) -> int:
        """Prepare the next stage; the number of stages that are left."""
        gc.disable()  # these objects stay
        self._stages.pop(0)(self._app)
        gc.freeze()  # collections in a worker would copy the shared memory
        gc.enable()
        return len(self._stages)

    def separate(self) -> int:
        """Take a connection of its own to a remote engine; the number of stages that are left."""
        self._app.store.engine.in_worker()
        return len(self._stages)

    def responder(self) -> AppResponder:
        """What answers requests in a worker."""
        return AppResponder(self._app)


def _prepare_pages(app: App) -> None:
    from service.warm_up import exercise_pages

    load_templates()
    exercise_pages(app)


def _prepare_names(app: App) -> None:
    from service.warm_up import exercise_names

    exercise_names(app)


def _prepare_network(app: App) -> None:
    from service.warm_up import exercise_network

    exercise_network(app)


def _prepare_last(app: App) -> None:
    from service.warm_up import exercise_last

    exercise_last(app)


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
    from graph.shacl.kept_report import checked

    report = checked(store)
    if not report.conforms:
        raise BuildRefused(f"The checks find {report.count('Violation')} violations; see `kaifaqu check`.")
    return report


def main() -> None:
    """Run a fork server. Arguments: the descriptor of the control socket, and what to load, in JSON."""
    gc.disable()  # loaded objects stay; collections during loading take a tenth of the start
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        with fork_server.ended_with(control):
            app = _load(json.loads(sys.argv[2]), read_settings(os.environ))
    except (KaifaquError, OSError) as error:
        reason = str(error) if isinstance(error, BuildRefused) else f"It cannot be loaded: {error}"
        fork_server.send_message(control, {"error": reason})
        return
    gc.freeze()  # collections in a worker would copy the shared memory
    gc.enable()
    fork_server.send_message(control, identity_of(app.store)._asdict())
    fork_server.serve(control, GraphApplication(app))


if __name__ == "__main__":
    main()
