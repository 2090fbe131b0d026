"""What operators see: one line of JSON for each request, and the metrics of Prometheus at `/metrics`."""

from __future__ import annotations

import asyncio
import atexit
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count
from time import time
from typing import TYPE_CHECKING, TextIO

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from graph.names import digest
from service.client import CLIENT_LEFT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Scope

_TOGETHER_SECONDS = 0.2
METRICS = CONTENT_TYPE_LATEST
TOLD = "kaifaqu.told"
"""Where whoever answers leaves what the log is to tell of it, in the scope of the request."""
_OUTCOMES = {HTTPStatus.NOT_MODIFIED: "not-modified", CLIENT_LEFT: "left"}
_ROUTES = {
    "",
    "sparql",
    "id",
    "class",
    "checks",
    "health",
    "metrics",
    "ontology",
    "static",
    "problem",
    "openapi.json",
    "api",
    "docs",
    "export",
    "mcp",
    "reconcile",
    "search",
}
_METHODS = {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}


class Metrics:
    """Counts of requests and of their seconds, by route and status. One for all builds that a server serves."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._requests = Counter("kaifaqu_requests", "Requests that were answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "kaifaqu_request_seconds", "Seconds from request to answer.", ("route",), registry=self._registry
        )

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        key = route, method, status
        if key not in self._children:
            self._children[key] = self._requests.labels(route, method, str(status)), self._seconds.labels(route)
        requests, histogram = self._children[key]
        requests.inc()
        histogram.observe(seconds)

    def written(self) -> bytes:
        """The metrics as Prometheus reads them, of the media type METRICS."""
        return generate_latest(self._registry)


class Observer:
    """Counts each request, tells of it in a line of JSON, and gives it an id that the answer carries too."""

    def __init__(self, metrics: Metrics, write: Callable[[str], None] | None = None) -> None:
        self._metrics, self._write, self._numbers = metrics, write, count()
        self._start, self._second, self._stamp = secrets.token_hex(4), 0, ""

    def tell(self, request: Seen, status: int, size: int, seconds: float) -> str:
        """Tell of a request that was answered with so many bytes after so many seconds; its id."""
        request_id = f"{self._start}-{next(self._numbers):x}"
        self._metrics.count(request.route, request.method, status, seconds)
        if self._write:
            told = f'"status": {status}, "bytes": {size}, "ms": {1000 * seconds:.2f}'
            self._write(f'{{"time": "{self._now()}", "id": "{request_id}", {request.members}, {told}}}\n')
        return request_id

    def _now(self) -> str:
        """The time in UTC to the millisecond (RFC 3339); the calendar is asked once a second."""
        now = time()
        if self._second != int(now):
            self._second = int(now)
            self._stamp = datetime.fromtimestamp(self._second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{self._stamp}.{int(now % 1 * 1000):03}Z"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is told of a request: where it is counted, and the members of its line of JSON that are the same each time.

    Paths and methods that nobody offers are counted together, so that labels stay few.
    """

    route: str
    method: str
    members: str

    @classmethod
    def of(cls, scope: Scope, status: int, told: Mapping[str, str | int]) -> Seen:
        """What is told of the request in a scope that was answered with a status.

        told: what `tell` told of it. `query` is the digest of a query in SPARQL, else of the parameters.
        """
        method, path, parameters = scope["method"], scope["path"], scope["query_string"].decode("latin-1")
        seen = {"method": method, "path": path, "outcome": _OUTCOMES.get(status, "ok"), **told}
        if parameters and "query" not in told:
            seen["query"] = digest(parameters)
        members = json.dumps(seen, ensure_ascii=False)[1:-1]
        first = path.strip("/").partition("/")[0]
        return cls(f"/{first}" if first in _ROUTES else "other", method if method in _METHODS else "other", members)


def tell(scope: Scope, **told: str | int | None) -> None:
    """Have the log tell something of a request; what is None is not told."""
    scope.setdefault(TOLD, {}).update({name: value for name, value in told.items() if value is not None})


class RequestLog:
    """Writes lines together, some times a second and at the end of the process.

    Each by itself would take longer than to answer a request again.
    """

    def __init__(self, out: TextIO) -> None:
        self._out, self._lines = out, list[str]()
        atexit.register(self.flush)

    def write(self, line: str) -> None:
        """Write a line soon. Only where an event loop runs."""
        if not self._lines:
            asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self.flush)
        self._lines.append(line)

    def flush(self) -> None:
        """Write what has come so far."""
        lines, self._lines = self._lines, []
        self._out.write("".join(lines))
        self._out.flush()
