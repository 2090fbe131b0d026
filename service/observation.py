"""What operators see: one line of JSON for each request, and the metrics of Prometheus at `/metrics`."""

from __future__ import annotations

import json
import logging
import secrets
import sys
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.datastructures import MutableHeaders

from graph.names import digest
from service.middleware import HttpMiddleware

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("kaifaqu.requests")
QUERY_DIGEST = "kaifaqu.query"
"""Where a route leaves the digest of a query that is not in the address, in the scope of the request."""
_ROUTES = {"", "sparql", "id", "class", "checks", "health", "metrics", "ontology", "static", "problem", "openapi.json"}


class Metrics:
    """Counts of requests and of their seconds, by route and status. One for all builds that a server serves."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self._requests = Counter("kaifaqu_requests", "Requests that were answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "kaifaqu_request_seconds", "Seconds from request to answer.", ("route",), registry=self._registry
        )

    def count(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count one request. Paths and methods that nobody offers are counted together, so that labels stay few."""
        first = path.strip("/").partition("/")[0]
        route = f"/{first}" if first in _ROUTES else "other"
        known = method if method in {"GET", "HEAD", "POST", "QUERY", "OPTIONS"} else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def written(self) -> bytes:
        """The metrics as Prometheus reads them."""
        return generate_latest(self._registry)


def metrics_route(metrics: Metrics) -> APIRouter:
    """The route that Prometheus asks."""
    router = APIRouter(include_in_schema=False)

    def answer() -> Response:
        return Response(metrics.written(), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})

    router.get("/metrics")(answer)
    return router


class Observed(HttpMiddleware):
    """Logs and counts each request, and gives it an id that the answer carries too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        super().__init__(app)
        self.metrics = metrics

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and tell of it."""
        started, told = perf_counter(), {"status": 0, "bytes": 0}
        request_id = secrets.token_hex(8)

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            seconds = perf_counter() - started
            self.metrics.count(scope["path"], scope["method"], told["status"], seconds)
            line = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "id": request_id,
                "method": scope["method"],
                "path": scope["path"],
                "query": digest(scope["query_string"].decode("latin-1"))
                if scope["query_string"]
                else scope.get(QUERY_DIGEST),
                **told,
                "ms": round(1000 * seconds, 1),
            }
            LOG.info(json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False))


def log_to_stderr() -> None:
    """Write the lines of requests to standard error, as they are."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
