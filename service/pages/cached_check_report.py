"""The report of the checks of one build, made once."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from graph.core.errors import BuildNotWritten, ShapesUnsound, UnknownEntity
from graph.core.iris import entity
from service.core.errors import ChecksNotRun, NothingToCheck, TooBusy

if TYPE_CHECKING:
    from graph.shacl.findings import Report
    from graph.store.store import GraphStore


class CheckReport:
    """Holds the report, and makes it when it is first asked for.

    on_demand: False where it cannot be made, as in a worker, which can read no shapes.
    """

    def __init__(self, store: GraphStore, report: Report | None = None) -> None:
        """report: where it is known already."""
        self._store, self._report, self._making = store, report, Lock()
        self._is_made, self._obstacle = report is not None, ""
        self.on_demand = True

    def make(self) -> None:
        """Read the report that is kept with the build, or run the checks; once.

        Where the engine is remote and the index that the checks read cannot be written, the report is the reason.

        Raises:
            ShapesUnsound: the shapes do not fit a build of ours.
        """
        from graph.shacl.kept_report import checked

        with self._making:
            if self._is_made:
                return
            try:
                self._report = checked(self._store)
            except BuildNotWritten as error:
                self._obstacle = str(error)
            except ShapesUnsound:
                if self._store.build.is_own:
                    raise
            self._is_made = True

    @property
    def report(self) -> Report:
        """What the checks found.

        Raises NothingToCheck for files of somebody else, TooBusy while the checks run, and ChecksNotRun if they could
        not be run.
        """
        if self.on_demand:
            self.make()
        if not self._is_made:
            raise TooBusy("The checks are still running; ask again in a few seconds.")
        if self._obstacle:
            raise ChecksNotRun(
                f"The checks read an index of the build, because not every engine can run them. {self._obstacle} Then "
                "reload the service."
            )
        if self._report is None:
            raise NothingToCheck(
                "There is nothing to check: the shapes are for builds of kaifaqu, and these are data of somebody else."
            )
        return self._report

    def papers(self) -> dict[str, tuple[str, str]]:
        """The papers that findings quote: their Chinese and English names by id."""
        ids = {quote.source for finding in self.report.findings for quote in finding.quotes}
        labels = self._store.labels(entity(f"document/{id_}") for id_ in ids)
        return {id_: labels[entity(f"document/{id_}")] for id_ in sorted(ids)}

    def names_of(self, paper: str) -> tuple[str, ...]:
        """The names of a paper that claims rest on: of its folder and of its document.

        Raises:
            UnknownEntity: no claim rests on a paper of that name.
        """
        from graph.shacl.findings import source_names

        known = source_names(self._store)
        if paper not in known:
            raise UnknownEntity(f"No paper {paper} is checked here; the papers are {', '.join(known) or 'none'}.")
        return known[paper]
