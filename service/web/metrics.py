"""Counts of requests and their durations, as Prometheus reads them at `/metrics`."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, NamedTuple, Protocol

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client import Metric

METRICS = CONTENT_TYPE_LATEST
_BUCKETS = Histogram.DEFAULT_BUCKETS


class RequestLabels(NamedTuple):
    """The labels of the counter of requests."""

    route: str
    method: str
    status: int


class MetricSample(NamedTuple):
    """A metric. is_counter: whether it is a counter, which never decreases."""

    name: str
    sentence: str
    value: float
    is_counter: bool


class MetricSource(Protocol):
    """Something that has metrics."""

    def samples(self) -> Iterable[MetricSample]:
        """The current values."""


@dataclass(slots=True)
class _Seconds:
    """The number of requests by duration bucket, and the sum of their durations."""

    numbers: list[int] = field(default_factory=lambda: [0] * len(_BUCKETS))
    sum: float = 0.0

    def __add__(self, other: _Seconds) -> _Seconds:
        return _Seconds(list(map(add, self.numbers, other.numbers)), self.sum + other.sum)


class Metrics(Collector):
    """The counts of a server, across all builds that it serves.

    The numbers are plain, and become metrics when they are read: prometheus-client's own Counter and Histogram, which
    lock and look up labels, cost 10 µs for a request, 3.4 µs with the labels looked up before, and these 0.2. The
    server spends 15 µs on a response from the cache in all.
    """

    def __init__(self) -> None:
        self._took: defaultdict[RequestLabels, _Seconds] = defaultdict(_Seconds)
        self._sources: list[MetricSource] = []
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def count(self, place: RequestLabels, seconds: float) -> None:
        """Count one request."""
        took = self._took[place]
        took.numbers[bisect_left(_BUCKETS, seconds)] += 1
        took.sum += seconds

    def add_source(self, source: MetricSource) -> None:
        """Include the metrics of another component."""
        self._sources.append(source)

    def collect(self) -> Iterator[Metric]:
        """The metrics as prometheus-client represents them."""
        requests = CounterMetricFamily("kaifaqu_requests", "Requests that were answered.", labels=RequestLabels._fields)
        by_route: defaultdict[str, _Seconds] = defaultdict(_Seconds)
        for place, took in self._took.items():
            requests.add_metric((place.route, place.method, str(place.status)), sum(took.numbers))
            by_route[place.route] += took
        seconds = HistogramMetricFamily("kaifaqu_request_seconds", "Seconds from request to answer.", labels=["route"])
        for route, took in by_route.items():
            up_to = zip(map(floatToGoString, _BUCKETS), accumulate(took.numbers), strict=True)
            seconds.add_metric([route], list(up_to), took.sum)
        yield requests
        yield seconds
        for number in (number for source in self._sources for number in source.samples()):
            family = CounterMetricFamily if number.is_counter else GaugeMetricFamily
            yield family(f"kaifaqu_{number.name}", number.sentence, number.value)

    def exposition(self) -> bytes:
        """The metrics in the text format of Prometheus, of the media type METRICS."""
        return generate_latest(self._registry)
