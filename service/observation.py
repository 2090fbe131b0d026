"""What operators see of requests: one line of JSON for each, and how many there were of which kind."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from itertools import count
from json.encoder import encode_basestring
from time import perf_counter, time
from typing import TYPE_CHECKING, NamedTuple

from graph.names import digest
from service.client import CLIENT_LEFT
from service.metrics import Metrics, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from starlette.types import Scope

    from service.headers import OwnHeaders

_TOGETHER, _TOGETHER_SECONDS = 256, 0.2
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
Told = dict[str, str | int]


class Seen(NamedTuple):
    """What is told of a request, and of each other one to which the same is answered.

    place: where it is counted; members: those of its line of JSON.
    """

    place: Place
    members: str


_Told = tuple[Seen, str, float, float, str]
"""A request, its id, what `perf_counter` was when it came, and how many seconds it took; these in milliseconds too."""


class Observer:
    """Gives each request an id that its answer carries too, counts it, and tells of it in a line of JSON.

    Requests are counted and told of some at a time: each by itself would take longer than to answer it again. write:
    takes some lines at once. Only in the thread of an event loop; who ends it flushes.
    """

    def __init__(self, write: Callable[[str], None] | None = None) -> None:
        self._metrics, self._write, self._numbers = Metrics(), write, count()
        self._start, self._told = f"{secrets.token_hex(4)}-", list[_Told]()

    def tell(self, request: Seen, started: float) -> OwnHeaders:
        """Tell of a request that is answered now; what its answer says of that. started: the `perf_counter` of then."""
        if not self._told:
            asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self.flush)
        request_id, seconds = f"{self._start}{next(self._numbers)}", perf_counter() - started
        ms = _hundredths(int(100_000 * seconds))
        self._told.append((request, request_id, started, seconds, ms))
        if len(self._told) == _TOGETHER:
            asyncio.get_running_loop().call_soon(self.flush)
        return request_id, ms

    def flush(self) -> None:
        """Count and tell what has come so far."""
        told, self._told = self._told, []
        for request, _, _, seconds, _ in told:
            self._metrics.count(request.place, seconds)
        if self._write:
            self._write("".join(_lines(told)))

    def metrics(self) -> bytes:
        """The metrics as Prometheus reads them, of the media type METRICS."""
        self.flush()
        return self._metrics.written()


def _lines(told: Iterable[_Told]) -> Iterator[str]:
    """A line of JSON for each request, with the time in UTC (RFC 3339) to the millisecond."""
    zero, last, stamp = time() - perf_counter(), 0, ""
    for request, request_id, started, seconds, ms in told:
        moment = int(1000 * (zero + started + seconds))
        if moment != last:
            last, stamp = moment, datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds")[:-6]
        yield f'{{"time": "{stamp}Z", "id": "{request_id}", {request.members}, "ms": {ms}}}\n'


@lru_cache(maxsize=1024)
def _hundredths(number: int) -> str:
    """So many hundredths, with two digits; most answers take few."""
    return f"{number / 100:.2f}"


def seen(scope: Scope, status: int, size: int, told: Told) -> Seen:
    """What is told of a request that is answered with a status and so many bytes.

    Paths and methods that nobody offers stand together, so that labels stay few. `query` is the digest of a query in
    SPARQL, else of the parameters.
    """
    method, path, parameters = scope["method"], scope["path"], scope["query_string"]
    members: Told = {"method": method, "path": path, "outcome": _OUTCOMES.get(status, "ok"), **told}
    if parameters and "query" not in members:
        members["query"] = digest(parameters.decode("latin-1"))
    members |= {"status": int(status), "bytes": size}
    place = _place(path.strip("/").partition("/")[0], method, int(status))
    return Seen(place, ", ".join([f'"{name}": {_in_json(value)}' for name, value in members.items()]))


def _in_json(value: str | int) -> str:
    """A plain value. To have the library write the whole object takes twice as long."""
    return encode_basestring(value) if isinstance(value, str) else str(value)


@lru_cache(maxsize=256)
def _place(first: str, method: str, status: int) -> Place:
    route = f"/{first}" if first in _ROUTES else "other"
    return Place(route, method if method in _METHODS else "other", status)


def tell(scope: Scope, **told: str | int | None) -> None:
    """Have the log tell something of a request; what is None is not told."""
    scope.setdefault(TOLD, {}).update({name: value for name, value in told.items() if value is not None})
