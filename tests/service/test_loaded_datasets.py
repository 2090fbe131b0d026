"""What the parent of several server processes has loaded: who waits for what, and what is kept how long."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager

import pytest

from service.core.errors import BuildRefused
from service.loaded_datasets import CopyRequest, LoadedDatasets

SECONDS = 30


@pytest.fixture
def requests(tmp_path):
    """The requests for two datasets of a triple each."""
    files = [tmp_path / f"{name}.nt" for name in "ab"]
    for file in files:
        file.write_text(f"<urn:{file.stem}> <urn:b> <urn:c> .\n")
    return [CopyRequest(None, (str(file),)) for file in files]


@pytest.fixture
def fork_servers(fork_server_processes, tmp_path):
    """The way to learn which processes have loaded a dataset of the test."""
    return lambda: set(fork_server_processes(tmp_path))


@pytest.fixture
def loading(fork_servers):
    """The way to load datasets, which leaves no process behind."""

    @asynccontextmanager
    async def loading():
        datasets = LoadedDatasets()
        try:
            yield datasets
        finally:
            datasets.close()
            await until(lambda: not fork_servers())

    return loading


async def until(condition):
    async with asyncio.timeout(SECONDS):
        while not condition():  # noqa: ASYNC110  no event tells that a process of another one has ended
            await asyncio.sleep(0.02)


async def copied(datasets, request):
    """The stream of a copy, which ends when it is closed."""
    copy, _, _ = await asyncio.wait_for(datasets.copy(request), SECONDS)
    return copy.stream


def test_a_request_does_not_wait_for_what_it_does_not_need(requests, loading, fork_servers):
    async def run():
        first, second = requests
        async with loading() as datasets:
            (await copied(datasets, first)).close()
            await until(lambda: len(fork_servers()) == 1)
            waits = asyncio.create_task(datasets.copy(first._replace(stage=2)))
            await until(lambda: len(fork_servers()) > 1)
            preparing = max(fork_servers())
            os.kill(preparing, signal.SIGSTOP)
            for request in (first, second, first):
                (await copied(datasets, request)).close()
            assert not waits.done()
            os.kill(preparing, signal.SIGCONT)
            copy, stage, _ = await asyncio.wait_for(waits, SECONDS)
            assert stage == 2
            copy.stream.close()

    asyncio.run(run())


def test_only_the_last_stage_is_kept(requests, loading, fork_servers):
    async def run():
        async with loading() as datasets:
            streams = [await copied(datasets, requests[0]._replace(stage=stage)) for stage in (0, 1, 2, 1)]
            await until(lambda: len(fork_servers()) == 1 + len(streams))
            for stream in streams:
                stream.close()
            await until(lambda: len(fork_servers()) == 1)

    asyncio.run(run())


def test_what_nobody_uses_is_ended_except_the_newest(requests, loading, fork_servers):
    async def run():
        first, second = requests
        async with loading() as datasets:
            in_use = await copied(datasets, first)
            of_first = fork_servers()
            (await copied(datasets, second)).close()
            assert datasets.newest() == second[:2]
            assert of_first < fork_servers()
            in_use.close()
            await until(lambda: not of_first & fork_servers())
            await until(lambda: len(fork_servers()) == 1)
            (await copied(datasets, first)).close()
            await until(lambda: len(fork_servers()) == 1)
            assert datasets.newest() == first[:2]

    asyncio.run(run())


def test_a_process_that_is_killed_leaves_nothing_behind_and_is_started_again(requests, loading, fork_servers):
    async def run():
        first, _ = requests
        async with loading() as datasets:
            await datasets.load(first)
            (loaded,) = fork_servers()
            os.kill(loaded, signal.SIGSTOP)
            waits = [asyncio.create_task(datasets.copy(first._replace(stage=stage))) for stage in (0, 2)]
            await asyncio.sleep(0.1)
            os.kill(loaded, signal.SIGKILL)
            for refused in await asyncio.wait_for(asyncio.gather(*waits, return_exceptions=True), SECONDS):
                assert isinstance(refused, BuildRefused)
            await until(lambda: not fork_servers())
            (await copied(datasets, first._replace(stage=1))).close()

    asyncio.run(run())


def test_a_dataset_that_cannot_be_loaded_is_refused_each_time(requests, loading, tmp_path):
    async def run():
        broken = tmp_path / "broken.nt"
        broken.write_text("no triple\n")
        async with loading() as datasets:
            for _ in range(2):
                with pytest.raises(BuildRefused, match=r"broken\.nt"):
                    await datasets.copy(CopyRequest(None, (str(broken),)))
            (await copied(datasets, requests[0])).close()

    asyncio.run(run())
