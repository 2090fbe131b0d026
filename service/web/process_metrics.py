"""The metrics of all processes that serve one address: whichever is asked collects them from the others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_SECONDS = 1.0  # that a process may take to send its metrics


class Peers:
    """The processes that serve an address, each with a Unix socket that is named after its number.

    folder: where the sockets are; number: that of this process; processes: how many there are.
    """

    def __init__(self, folder: Path, number: int, processes: int) -> None:
        self._folder, self._number, self._processes = folder, number, processes
        self._server: asyncio.Server | None = None

    async def serve(self, metrics: Callable[[], bytes]) -> None:
        """Send the metrics of this process to each that connects to its socket."""

        async def send(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(metrics())
            await writer.drain()
            writer.close()

        path = self._path(self._number)
        path.unlink(missing_ok=True)  # of a process of this number that has died
        self._server = await asyncio.start_unix_server(send, path)

    async def merged(self, own: bytes) -> bytes:
        """The metrics of all processes; those of one that does not answer are left out."""
        numbers = range(self._processes)
        found = await asyncio.gather(*(self._ask(number, own) for number in numbers))
        return merge_metrics({str(number): text for number, text in zip(numbers, found, strict=True)})

    async def _ask(self, number: int, own: bytes) -> str:
        if number == self._number:
            return own.decode()
        try:
            async with asyncio.timeout(_SECONDS):
                reader, writer = await asyncio.open_unix_connection(self._path(number))
                try:
                    return (await reader.read()).decode()
                finally:
                    writer.close()
        except OSError:
            return ""

    def _path(self, number: int) -> Path:
        return self._folder / str(number)


class _Families(Collector):
    def __init__(self, families: Mapping[str, Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families.values()


def merge_metrics(by_process: Mapping[str, str]) -> bytes:
    """The metrics of processes, each sample with the label `process`, in the text format of Prometheus.

    They are not added up: if a process is started again, its counters begin at 0, which `rate` can only tell apart from
    a sum that falls if each process has a series of its own.
    """
    families: dict[str, Metric] = {}
    for process, text in by_process.items():
        for family in text_string_to_metric_families(text):
            merged = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                merged.add_sample(sample.name, {**sample.labels, "process": process}, sample.value)
    registry = CollectorRegistry()
    registry.register(_Families(families))
    return generate_latest(registry)
