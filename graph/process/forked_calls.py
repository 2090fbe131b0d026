"""Calls in forked processes, which share the memory of this one: a graph that is loaded is not copied."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

from graph.core.errors import ProcessDied
from graph.process.jail import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")
_inherited: list[Callable[[Any], Any]] = []  # what a forked process calls


def forked_calls(
    function: Callable[[Item], Result], items: Sequence[Item], jobs: int, *, doing: str
) -> Iterator[Result]:
    """Call a function for each item, and yield the results in the order of the items.

    This process must have no thread but those of the engine on disk, which are idle.

    Args:
        function: is inherited, so it may hold what cannot be sent to a process.
        items: are sent to the processes, and their results come back.
        jobs: the number of processes; with 1, this process makes the calls.
        doing: what they do, as the subject of a sentence.

    Raises:
        ProcessDied: a process was killed or crashed.
    """
    processes = min(jobs, len(items))
    if processes <= 1:
        yield from map(function, items)
        return
    try:
        with ProcessPoolExecutor(processes, get_context("fork"), _inherit, (function,)) as executor:
            yield from executor.map(_call, items)
    except BrokenProcessPool as error:
        raise ProcessDied(f"{doing} lost a process, as it does when memory runs out; use fewer --jobs.") from error


def _inherit(function: Callable[[Any], Any]) -> None:
    die_with_parent()
    _inherited[:] = [function]


def _call(item: Any) -> Any:  # noqa: ANN401  what the function takes and gives
    return _inherited[0](item)
