"""Where sources are read: in this process, in several, or on a Dask cluster. All give the same results in order."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from graph.core.errors import KaifaquError, SourcesNotRead
from graph.process.jail import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from distributed import Client

Result = TypeVar("Result")
_AHEAD = 4
_CONNECT_SECONDS = 5


class Runner:
    """Calls a function for each of some arguments, and yields the results in their order.

    Args:
        executor: what runs the calls; None for this process.
        slots: how many calls can run at the same time.
        cluster: the address of the cluster, for messages.
    """

    def __init__(self, executor: Executor | None = None, slots: int = 1, cluster: str = "") -> None:
        self._executor, self._ahead, self._cluster = executor, _AHEAD * slots, cluster

    def map(self, function: Callable[..., Result], arguments: Iterable[tuple[object, ...]]) -> Iterator[Result]:
        """Yield the results. Only a few more calls than can run are handed out, so that few results wait in memory.

        Raises:
            SourcesNotRead: a process ended, or the cluster gave the work up.
        """
        if self._executor is None:
            yield from (function(*given) for given in arguments)
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for given in arguments:
                waiting.append(self._executor.submit(function, *given))
                if len(waiting) > self._ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise SourcesNotRead(
                "A process that read sources was killed, as the system does when memory runs out. What was read is "
                "kept; build again with fewer --jobs."
            ) from error
        except Exception as error:
            if self._cluster and not isinstance(error, KaifaquError):
                raise SourcesNotRead(
                    f"The cluster at {self._cluster} could not read the sources: {error}. Its workers need the same "
                    "folders and the same versions of all packages; see their logs."
                ) from error
            raise
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def runner(jobs: int = 1, scheduler: str = "") -> Iterator[Runner]:
    """A runner for the length of a build.

    Args:
        jobs: the number of processes; with 1, this process reads the sources.
        scheduler: the address of a Dask scheduler, such as tcp://10.0.0.5:8786; its workers read the sources.

    Raises:
        SourcesNotRead: the scheduler cannot be reached, or `distributed` is not installed.
    """
    if scheduler:
        with _connected(scheduler) as client, client.get_executor(pure=False) as executor:
            slots = sum(client.nthreads().values())
            if not slots:
                raise SourcesNotRead(f"The cluster at {scheduler} has no workers; start some with `dask worker`.")
            yield Runner(executor, slots, scheduler)
    elif jobs > 1:
        # A process that has threads must not fork; the fork server has none.
        context = get_context("forkserver")
        context.set_forkserver_preload(["graph.build.reading"])
        with ProcessPoolExecutor(jobs, context, die_with_parent) as executor:
            yield Runner(executor, jobs)
    else:
        yield Runner()


def _connected(scheduler: str) -> Client:
    try:
        from distributed import Client  # an extra
    except ImportError as error:
        raise SourcesNotRead("--scheduler needs the package distributed: pip install 'kaifaqu[dask]'.") from error
    try:
        return Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SourcesNotRead(f"No Dask scheduler answers at {scheduler}: {error}") from error
