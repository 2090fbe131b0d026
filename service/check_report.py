"""The report of the checks of one build, made once."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from service.errors import TooBusy

if TYPE_CHECKING:
    from graph.findings import Report
    from graph.store import GraphStore


class CheckReport:
    """Holds the report, and makes it when it is first asked for.

    on_demand: False where it cannot be made, as in a worker, which can read no shapes; then `report` raises TooBusy.
    """

    def __init__(self, store: GraphStore, report: Report | None = None) -> None:
        """report: where it is known already."""
        self._store, self._report, self._making = store, report, Lock()
        self.on_demand = True

    def make(self) -> None:
        """Run the checks, if they have not been run."""
        with self._making:
            if self._report is None:
                from graph.validation import validate

                self._report = validate(self._store.store)

    @property
    def report(self) -> Report:
        """What the checks found. Raises TooBusy."""
        if self.on_demand:
            self.make()
        if self._report is None:
            raise TooBusy("The checks are still running; ask again in a few seconds.")
        return self._report
