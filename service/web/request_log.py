"""What operators see of requests: one line of JSON for each, and how many there were of which kind."""

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

from graph.core.names import digest
from service.core.scope import TOLD
from service.web.disconnect import CLIENT_LEFT
from service.web.metrics import Metrics, RequestLabels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from starlette.types import Scope

    from service.web.headers import TraceHeaders
    from service.web.metrics import Watched

_TOGETHER, _TOGETHER_SECONDS = 256, 0.2
_OUTCOMES = {HTTPStatus.NOT_MODIFIED: "not-modified", CLIENT_LEFT: "left"}
ROUTES = frozenset(
    {
        *(
            "",
            "checks",
            "class",
            "docs",
            "explore",
            "health",
            "id",
            "lineage",
            "metrics",
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
Told = dict[str, str | int]


class LogEntry(NamedTuple):
    """What is told of a request, and of each other one to which the same is answered.

    place: where it is counted; members: those of its line of JSON.
    """

    place: RequestLabels
    members: str


_Told = tuple[LogEntry, float, "TraceHeaders"]
"""A request, what `perf_counter` was when it came, and what its answer said of it."""


class RequestLog:
    """Gives each request an id that its answer carries too, counts it, and tells of it in a line of JSON.

    Requests are counted and told of some at a time: each by itself would take longer than to answer it again. write:
    takes some lines at once. Only in the thread of an event loop; who ends it flushes.
    """

    def __init__(self, write: Callable[[str], None] | None = None) -> None:
        self._metrics, self._write, self._numbers = Metrics(), write, count()
        self._start, self._told = f"{secrets.token_hex(4)}-", list[_Told]()
        self._timer: asyncio.TimerHandle | None = None

    def own(self, started: float) -> TraceHeaders:
        """What an answer that is sent now says of its request, which began when `perf_counter` was `started`."""
        seconds = perf_counter() - started
        return f"{self._start}{next(self._numbers)}", _hundredths(int(100_000 * seconds)), seconds

    def tell(self, request: LogEntry, started: float, own: TraceHeaders) -> None:
        """Tell of a request that is answered, and whose answer said that of it."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self.flush)
        self._told.append((request, started, own))
        if len(self._told) == _TOGETHER:
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Count and tell what has come so far."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        told, self._told = self._told, []
        for request, _, (_, _, seconds) in told:
            self._metrics.count(request.place, seconds)
        if self._write:
            self._write("".join(_lines(told)))

    def watch(self, watched: Watched) -> None:
        """Tell the numbers of something in the metrics."""
        self._metrics.watch(watched)

    def metrics(self) -> bytes:
        """The metrics as Prometheus reads them, of the media type METRICS."""
        self.flush()
        return self._metrics.written()


def _lines(told: Iterable[_Told]) -> Iterator[str]:
    """A line of JSON for each request, with the time in UTC (RFC 3339) to the millisecond.

    The lines are put together from members that are JSON already, which costs 2 µs for a request. `json.dumps` of each
    costs 10 µs and the standard logger with a JSON formatter 28, where a response from the cache costs 15 in all.
    """
    zero, last, stamp = time() - perf_counter(), 0, ""
    for request, started, (request_id, ms, seconds) in told:
        moment = int(1000 * (zero + started + seconds))
        if moment != last:
            last, stamp = moment, f"{_second(moment // 1000)}.{moment % 1000:03}Z"
        yield f'{{"time": "{stamp}", "id": "{request_id}", {request.members}, "ms": {ms}}}\n'


@lru_cache(maxsize=2)
def _second(number: int) -> str:
    return datetime.fromtimestamp(number, UTC).isoformat()[:-6]


@lru_cache(maxsize=1024)
def _hundredths(number: int) -> str:
    """So many hundredths, with two digits; most answers take few."""
    return f"{number / 100:.2f}"


def log_entry(scope: Scope, status: int, size: int, told: Told) -> LogEntry:
    """What is told of a request that is answered with a status and so many bytes.

    `query` is the digest of a query in SPARQL, else of the parameters.
    """
    place, members = _usual(scope["method"], scope["path"], int(status))
    more: Told = {"outcome": _OUTCOMES.get(status, "ok"), **told, "bytes": size}
    if scope["query_string"] and "query" not in more:
        more["query"] = digest(scope["query_string"].decode("latin-1"))
    return LogEntry(place, f"{members}, {_in_json(more)}")


@lru_cache(maxsize=256)
def _usual(method: str, path: str, status: int) -> LogEntry:
    """What is told of all such requests.

    Paths and methods that nobody offers stand together, so that labels stay few.
    """
    first = path.strip("/").partition("/")[0]
    place = RequestLabels(
        f"/{first}" if first in ROUTES else "other", method if method in _METHODS else "other", status
    )
    return LogEntry(place, _in_json({"method": method, "path": path, "status": status}))


def _in_json(members: Told) -> str:
    """The members of a JSON object, without its braces; all but ASCII is escaped, so that no line can be forged."""
    return json.dumps(members)[1:-1]


def tell(scope: Scope, **told: str | int | None) -> None:
    """Have the log tell something of a request; what is None is not told."""
    scope.setdefault(TOLD, {}).update({name: value for name, value in told.items() if value is not None})
