"""The request log, one line of JSON for each request, and the counts of requests for the metrics."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from itertools import count
from time import perf_counter, time
from typing import TYPE_CHECKING, NamedTuple

from graph.core.iris import digest
from service.core.scope_keys import LOG_FIELDS
from service.web.disconnect import CLIENT_LEFT
from service.web.metrics import Metrics, RequestLabels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from starlette.types import Scope

    from service.web.headers import TraceHeaders
    from service.web.metrics import MetricSource
    from service.web.response import LogFields

_TOGETHER, _TOGETHER_SECONDS = 256, 0.2
_OUTCOMES = {HTTPStatus.NOT_MODIFIED: "not-modified", CLIENT_LEFT: "left"}
ROUTES = frozenset(
    {
        *(
            "",
            "ask",
            "checks",
            "class",
            "compare",
            "docs",
            "embed",
            "explore",
            "health",
            "id",
            "lineage",
            "metrics",
            "oembed",
            "ontology",
            "problem",
            "read",
        ),
        *(".well-known", "api", "export", "mcp", "openapi.json", "reconcile", "rule", "search", "sparql", "static"),
        "vocab",
    }
)
"""The first segments of all routes. A test compares them with the router, which only workers load."""
_METHODS = {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}


class LogEntry(NamedTuple):
    """The log entry of a request. All requests with the same response share it.

    labels: those of its counter; members: those of its line of JSON, as JSON.
    """

    labels: RequestLabels
    members: str


_LoggedRequest = tuple[LogEntry, float, "TraceHeaders"]
"""A request, the value of `perf_counter` when it came, and its id and duration."""


class RequestLog:
    """Gives each request an id, which its response has too, counts it, and logs it as a line of JSON.

    Requests are counted and logged in batches, because each by itself would cost more than a response from the cache.
    write: takes several lines at once. Not thread-safe: used in the thread of an event loop. Call `flush` at the end.
    """

    def __init__(self, write: Callable[[str], None] | None = None) -> None:
        self._metrics, self._write, self._numbers = Metrics(), write, count()
        self._start, self._pending = f"{secrets.token_hex(4)}-", list[_LoggedRequest]()
        self._timer: asyncio.TimerHandle | None = None

    def trace(self, started: float) -> TraceHeaders:
        """The id and duration of a request that is answered now; started: the value of `perf_counter` when it came."""
        seconds = perf_counter() - started
        return f"{self._start}{next(self._numbers)}", _hundredths(int(100_000 * seconds)), seconds

    def add(self, request: LogEntry, started: float, trace: TraceHeaders) -> None:
        """Log a request whose response had this id and duration."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self.flush)
        self._pending.append((request, started, trace))
        if len(self._pending) == _TOGETHER:
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Count and log the requests so far."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        requests, self._pending = self._pending, []
        for request, _, (_, _, seconds) in requests:
            self._metrics.count(request.labels, seconds)
        if self._write:
            self._write("".join(_lines(requests)))

    def add_source(self, source: MetricSource) -> None:
        """Include the metrics of another component."""
        self._metrics.add_source(source)

    def metrics(self) -> bytes:
        """The metrics in the text format of Prometheus, of the media type METRICS."""
        self.flush()
        return self._metrics.exposition()


def _lines(requests: Iterable[_LoggedRequest]) -> Iterator[str]:
    """A line of JSON for each request, with the time in UTC (RFC 3339) to the millisecond.

    The lines are put together from members that are JSON already, which costs 2 µs for a request. `json.dumps` of each
    costs 10 µs and the standard logger with a JSON formatter 28, where a response from the cache costs 15 in all.
    """
    zero, last, stamp = time() - perf_counter(), 0, ""
    for request, started, (request_id, ms, seconds) in requests:
        moment = int(1000 * (zero + started + seconds))
        if moment != last:
            last, stamp = moment, f"{_second(moment // 1000)}.{moment % 1000:03}Z"
        yield f'{{"time": "{stamp}", "id": "{request_id}", {request.members}, "ms": {ms}}}\n'


@lru_cache(maxsize=2)
def _second(number: int) -> str:
    return datetime.fromtimestamp(number, UTC).isoformat()[:-6]


@lru_cache(maxsize=1024)
def _hundredths(number: int) -> str:
    """Hundredths as a decimal number with two digits; cached, because most durations are short."""
    return f"{number / 100:.2f}"


def log_entry(scope: Scope, status: int, size: int, fields: LogFields) -> LogEntry:
    """The log entry of a request that is answered with a status and so many bytes.

    Its member `query` is the digest of a SPARQL query, or else of the query string.
    """
    labels, members = _usual(scope["method"], scope["path"], int(status))
    more: LogFields = {"outcome": _OUTCOMES.get(status, "ok"), **fields, "bytes": size}
    if scope["query_string"] and "query" not in more:
        more["query"] = digest(scope["query_string"].decode("latin-1"))
    return LogEntry(labels, f"{members}, {_in_json(more)}")


@lru_cache(maxsize=256)
def _usual(method: str, path: str, status: int) -> LogEntry:
    """The labels and members that all such requests share.

    Paths and methods that the service does not offer share one label, so that there are few labels.
    """
    first = path.strip("/").partition("/")[0]
    labels = RequestLabels(
        f"/{first}" if first in ROUTES else "other", method if method in _METHODS else "other", status
    )
    return LogEntry(labels, _in_json({"method": method, "path": path, "status": status}))


def _in_json(members: LogFields) -> str:
    """The members of a JSON object, without its braces; all but ASCII is escaped, so that no line can be forged."""
    return json.dumps(members)[1:-1]


def add_log_fields(scope: Scope, **fields: str | int | None) -> None:
    """Add members to the log entry of a request; those that are None are left out."""
    scope.setdefault(LOG_FIELDS, {}).update({name: value for name, value in fields.items() if value is not None})
