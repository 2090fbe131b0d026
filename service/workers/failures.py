"""The error of a job that has no response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import BudgetSpent, QueryTimeout, TooBusy, WorkerLost

if TYPE_CHECKING:
    from graph.core.errors import KaifaquError
    from service.workers.actions import Job, Reason


class Unprepared(WorkerLost):
    """The fork server has ended, and the next one has not prepared yet what the request needs: it can be sent again."""


def error_of(job: Job, reason: Reason, waiting: int, budget_wait: float) -> KaifaquError:
    """The error of a job.

    waiting: how many jobs wait; budget_wait: the seconds until its client has budget.
    """
    match reason:
        case "late":
            return QueryTimeout(f"The query took longer than {job.seconds:g} seconds; ask for less, or more exactly.")
        case "lost":
            return WorkerLost("The process that evaluated the query broke down, most likely for want of memory.")
        case "unprepared":
            return Unprepared("The process that forks workers broke down; ask again in a moment.")
        case "spent":
            sentence = f"Your queries have taken more than their seconds; ask again in {budget_wait:.0f} seconds."
            return BudgetSpent(sentence, budget_wait)
        case "busy":
            return TooBusy(f"All workers are busy and {waiting} queries wait; try again in a moment.")
