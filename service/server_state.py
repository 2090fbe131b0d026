"""The state of a server across builds: the log and its counts, budgets, and bytes that wait for clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.web.request_log import RequestLog
from service.web.sending import SendLedger
from service.workers.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.core.settings import Settings


@dataclass(frozen=True)
class ServerState:
    """ServerState by all builds that a server serves."""

    request_log: RequestLog
    budget: Budget
    ledger: SendLedger

    @classmethod
    def of(cls, settings: Settings, write: Callable[[str], None] | None = None) -> ServerState:
        """The initial state. write: takes lines of the request log."""
        return cls(RequestLog(write), Budget(settings.budget_seconds), SendLedger.of(settings))
