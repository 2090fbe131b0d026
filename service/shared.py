"""What outlives a build: counts, the log, what each client has spent, and what clients have not taken yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.engine.budget import Budget
from service.web.request_log import RequestLog
from service.web.sending import SendLedger

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.core.settings import Settings


@dataclass(frozen=True)
class Shared:
    """One for all builds that a server serves."""

    observer: RequestLog
    budget: Budget
    ledger: SendLedger

    @classmethod
    def of(cls, settings: Settings, write: Callable[[str], None] | None = None) -> Shared:
        """Where nothing has been counted or spent. write: takes lines of requests."""
        return cls(RequestLog(write), Budget(settings.budget_seconds), SendLedger.of(settings))
