"""`/lineage`: which zones became which, 沿革: what there was, the event with its words, and what there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import HTMLResponse, Response

from graph.core.iris import ENTITIES
from graph.history.lineage import lineage
from graph.history.lineage_rows import paper_of, rows_of
from graph.history.paper_dates import date_of
from service.core.errors import InvalidParameter
from service.pages.lineage_data import lineage_data
from service.pages.lineage_view import RowReader, tracks_of
from service.pages.page_download import DATA, DATA_TYPES, asked_form, file_of, links_to
from service.pages.poster import PRINT, is_poster
from service.pages.sentence_panel import panel_of
from service.pages.sentence_reader import SentenceReader
from service.web.openapi import LANG, PROBLEM_RESPONSES, content, parameter
from service.web.pages import Pages, language_of, links_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.history.changes import Change
    from graph.history.lineage import Lineage
    from service.api.indexes import Indexes

_TRACKS = ("zones", "plates", "townships")
_SHOWN = ("zones", "plates")
_ALL = "all"
DEPTH = 10
"""How many changes away from a thing its lineage goes."""
_NAMES = frozenset({"of", "step", "what", "event", "edge", "print", "lang"})
PARAMETERS = [
    parameter("of", "query", "A zone or a plate, by its path below id/ or its name.", example="zone/zhizao-new-city"),
    parameter(
        "step", "query", "The paper whose changes are shown, by its identifier; `all` shows all.", example="quzhou-2021"
    ),
    parameter("what", "query", "What is shown: zones, plates, townships, with commas between.", example="zones,plates"),
    parameter("event", "query", "The one event that is shown.", example="form-zhizao-new-city"),
    parameter("edge", "query", "The participation or the event whose sentence is pinned.", example="8d3ba1dc6d65"),
    PRINT,
    DATA,
    LANG,
]


@dataclass(frozen=True)
class PaperStep:
    """A paper as a step of the stepper: its identifier, its title, the date that bounds it, and its changes."""

    paper: str
    iri: str
    date: str
    count: int


@dataclass(frozen=True)
class LineageParameters:
    """What an address asks for."""

    of: str
    step: str
    what: tuple[str, ...]
    event: str
    given: Mapping[str, str]

    @property
    def is_poster(self) -> bool:
        """Whether the page is to be a poster."""
        return is_poster(self.given.get("print", ""))

    def address(self, **changed: str) -> str:
        """The address of the page with some parameters changed; an empty value removes one."""
        values = {**self.given, **changed}
        return f"?{urlencode([(name, value) for name, value in sorted(values.items()) if value])}"

    def toggled(self, track: str) -> str:
        """The address of the page with one track shown or not."""
        wanted = [one for one in _TRACKS if (one in self.what) != (one == track)]
        return self.address(what="" if tuple(wanted) == _SHOWN else ",".join(wanted))


def lineage_routes(indexes: Indexes, pages: Pages) -> APIRouter:
    """The route of the page."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)

    def show(request: Request) -> Response:
        """The changes that the papers tell of, before and after."""
        language, links = language_of(request), links_of(request)
        query = request.query_params
        of = indexes.iri_of(query["of"], ("Zone", "Plate")) if query.get("of") else ""
        found = lineage(of, indexes.changes, "both", DEPTH) if of else None
        changes = changes_of(indexes, found)
        steps = steps_of(changes)
        asked = read_parameters(dict(query), of, steps)
        directions = {step.change.event: step.direction for step in found.steps} if found else {}
        wanted = [change for change in changes if is_asked(change, asked)]
        rows = rows_of(wanted)
        reader = SentenceReader(indexes, language, links)
        row_reader = RowReader(reader)
        row_reader.read_ahead(rows)
        shown = [row_reader.row(row, directions.get(row.change.event, "")) for row in rows]
        tracks = tracks_of(rows, shown)
        drawn = [one for name in asked.what for one in tracks[name]]
        edges = [edge for one in drawn for edge in row_reader.edges(ENTITIES + one.event)]
        data = lineage_data(drawn, row_reader.sentences, edges, reader)
        if form := asked_form(request):
            return file_of(form, data)
        values = {
            "asked": asked,
            "data": links_to(request, data),
            "subject": reader.shown(of) if of else None,
            "kind": indexes.network.nodes[of].kind if of in indexes.network.nodes else "",
            "steps": [(step, reader.name(step.iri)) for step in steps],
            "tracks": {name: tracks[name] for name in asked.what},
            "explore": links.explore(of) if of else "",
            "entity": links.of(of) if of else "",
            "panel": panel_of(language, row_reader.sentences.values(), query.get("edge", "")),
        }
        return pages.render(request, "lineage.html", values, names=("of",))

    router.get(
        "/lineage",
        summary="Before, change and after",
        response_class=HTMLResponse,
        openapi_extra={"parameters": PARAMETERS},
        responses={200: {"content": content("text/html", *DATA_TYPES)}},
    )(show)
    return router


def read_parameters(query: dict[str, str], of: str, steps: Iterable[PaperStep]) -> LineageParameters:
    """What the parameters ask for. Raises InvalidParameter for a paper or a track that there is not."""
    papers = {step.paper: step.count for step in steps}
    most = max(papers, key=lambda paper: papers[paper], default=_ALL)
    step = query.get("step") or (_ALL if of or query.get("event") else most)
    if step not in {*papers, _ALL}:
        raise InvalidParameter(f"step is {step}; give {', '.join((*papers, _ALL))}.")
    what = tuple(filter(None, query.get("what", "").split(","))) or _SHOWN
    for one in what:
        if one not in _TRACKS:
            raise InvalidParameter(f"what is {one}; give {', '.join(_TRACKS)}, with commas between.")
    is_poster(query.get("print", ""))
    given = {name: value for name, value in query.items() if name in _NAMES}
    return LineageParameters(of, step, what, query.get("event", ""), given)


def is_asked(change: Change, asked: LineageParameters) -> bool:
    """Whether an address asks for a change, by its paper or by its event."""
    event = change.event.removeprefix(f"{ENTITIES}event/")
    return asked.step in {_ALL, paper_of(change)} and asked.event.removeprefix("event/") in {"", event}


def changes_of(indexes: Indexes, found: Lineage | None) -> list[Change]:
    """All changes, or those of a lineage with those of its plates, as `/api/v1/lineage` has them."""
    if found is None:
        return list(indexes.changes)
    changes = [step.change for step in found.steps]
    return [*changes, *(change for change in indexes.plate_changes(found) if change not in changes)]


def steps_of(changes: Iterable[Change]) -> list[PaperStep]:
    """The papers of some changes, by date; one without a date comes last."""
    counts = Counter(paper_of(change) for change in changes if change.evidence)
    first = {paper_of(change): change.evidence[0] for change in changes if change.evidence}
    steps = [PaperStep(paper, first[paper].source, date_of(first[paper]), count) for paper, count in counts.items()]
    return sorted(steps, key=lambda step: (not step.date, step.date.removeprefix("≤"), step.paper))
