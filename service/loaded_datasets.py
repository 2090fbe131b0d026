"""The datasets that the parent of several server processes has loaded, each once for all of them."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakValueDictionary

from service.core.errors import BuildRefused
from service.pooled_backend import DatasetSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.served_build import Identity
    from service.workers.fork_client import ForkClient, ForkedProcess


class CopyRequest(NamedTuple):
    """A request for a copy of a fork server: that of a build, or of RDF files, in a stage of its preparation or later.

    check: whether a build that is loaded for it is refused where the checks find a violation.
    """

    folder: str | None
    files: tuple[str, ...]
    check: bool = False
    stage: int = 0


class _Dataset:
    """A dataset that is loaded: its fork server in the last stage that somebody has requested.

    users: the copies that live, and the requests for one; ended: called when the fork server has ended.
    """

    def __init__(
        self, source: DatasetSource, client: ForkClient, identity: Identity, ended: Callable[[], None]
    ) -> None:
        self.identity, self.users, self._source = identity, 0, source
        self._client, self._preparing, self._ended, self._closed = client, asyncio.Lock(), ended, False
        client.watch(ended)

    async def copy(self, stage: int) -> tuple[ForkedProcess, int]:
        """A copy of the fork server in a stage or a later one, and which it is. Raises BuildRefused."""
        while self._client.stage < stage:
            await self._prepare(stage)
        client = self._client
        return await client.copy(), client.stage

    async def _prepare(self, stage: int) -> None:
        async with self._preparing:
            before = self._client
            if before.stage >= stage:  # it was prepared for another request meanwhile
                return
            client = await before.next_stage()
            if self._closed:
                client.close()
                raise BuildRefused("The process that has loaded the dataset has ended.")
            client.watch(self._ended)
            self._client = client
            before.retire()

    def close(self) -> None:
        """End the fork server."""
        self._closed = True
        self._client.close()
        self._source.close()


class LoadedDatasets:
    """What is loaded: the dataset that was requested last, and the others as long as somebody uses them.

    No request waits for a dataset or a stage that it does not need.
    """

    def __init__(self) -> None:
        self._loaded: dict[str, _Dataset] = {}
        self._locks = WeakValueDictionary[str, asyncio.Lock]()

    def newest(self) -> tuple[str | None, tuple[str, ...]] | None:
        """The folder and the files of the dataset that was requested last; None if none is loaded."""
        if not self._loaded:
            return None
        folder, files = json.loads(next(reversed(self._loaded)))
        return folder, tuple(files)

    async def load(self, request: CopyRequest) -> None:
        """Load a dataset. Raises BuildRefused, and OSError if no process can be started."""
        self._leave(await self._use(request))

    async def copy(self, request: CopyRequest) -> tuple[ForkedProcess, int, Identity]:
        """A copy of a fork server, its stage, and its dataset, which is loaded before if it is not.

        Raises BuildRefused, and OSError if no process can be started.
        """
        dataset = await self._use(request)
        try:
            copy, stage = await dataset.copy(request.stage)
        except BaseException:
            self._leave(dataset)
            raise
        loop = asyncio.get_running_loop()

        def ended() -> None:
            loop.remove_reader(copy.pidfd)
            os.close(copy.pidfd)
            self._leave(dataset)

        loop.add_reader(copy.pidfd, ended)
        return copy, stage, dataset.identity

    def close(self) -> None:
        """End all fork servers."""
        for dataset in self._loaded.values():
            dataset.close()

    async def _use(self, request: CopyRequest) -> _Dataset:
        """The dataset of a request, with a user more."""
        key = json.dumps([request.folder, request.files])
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            dataset = self._loaded.pop(key, None) or await self._start(key, request)
            self._loaded[key] = dataset  # the newest now
            dataset.users += 1
            return dataset

    async def _start(self, key: str, request: CopyRequest) -> _Dataset:
        source = DatasetSource(Path(request.folder) if request.folder else None, list(map(Path, request.files)))
        client, identity = await source.start(check=request.check)

        def ended() -> None:  # the next request loads it again
            if self._loaded.get(key) is dataset:
                del self._loaded[key]
            dataset.close()

        dataset = _Dataset(source, client, identity, ended)
        return dataset

    def _leave(self, dataset: _Dataset) -> None:
        """Count a user less, and end the datasets that nobody uses, except the newest."""
        dataset.users -= 1
        newest = next(reversed(self._loaded.values()), None)
        for key, one in list(self._loaded.items()):
            if not one.users and one is not newest:
                del self._loaded[key]
                one.close()


def read_request(content: bytes) -> CopyRequest:
    """The request in a message, which `request_message` has written."""
    told: dict[str, Any] = json.loads(content)
    return CopyRequest(**{**told, "files": tuple(told["files"])})


def request_message(request: CopyRequest) -> bytes:
    """A message with a request."""
    return json.dumps(request._asdict()).encode()
