"""What outlives a build: counts, the log, and what each client has spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.engine.budget import Budget
from service.observation import Observer

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.settings import Settings


@dataclass(frozen=True)
class Shared:
    """One for all builds that a server serves."""

    observer: Observer
    budget: Budget

    @classmethod
    def of(cls, settings: Settings, write: Callable[[str], None] | None = None) -> Shared:
        """Where nothing has been counted or spent. write: takes lines of requests."""
        return cls(Observer(write), Budget(settings.budget_seconds))
