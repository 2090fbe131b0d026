"""`/compare`: the areas of zones on one scale, or zones side by side over all that the graph knows of them, 对比."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import HTMLResponse, Response

from graph.core.errors import UnknownEntity
from graph.core.iris import ENTITIES
from service.core.errors import InvalidParameter
from service.pages.compare_areas import AreaReader, Measures, read_measures
from service.pages.compare_chart import chart_of
from service.pages.compare_platforms import PlatformReader
from service.pages.compare_svg import write_areas
from service.pages.compare_table_svg import write_platforms
from service.pages.compare_tables import AREA_COLUMNS, PLATFORM_COLUMNS, area_lines, platform_lines
from service.pages.compare_words import about_contradictions, about_parts, scale_words
from service.pages.page_download import ViewData, asked_form, file_of, links_to, query_naming
from service.pages.poster import PRINT, is_poster
from service.pages.sentence_panel import number_quotes, panel_of, passages_of
from service.pages.sentence_reader import SentenceReader
from service.web.openapi import LANG, PROBLEM_RESPONSES, content, parameter
from service.web.pages import VARY, Pages, language_of, links_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from starlette.datastructures import QueryParams

    from service.api.indexes import Indexes
    from service.pages.compare_tables import Line
    from service.pages.sentence_panel import Sentence, Text

What = Literal["areas", "platforms"]
Format = Literal["html", "csv", "json", "svg"]
MOST_AREAS, MOST_PLATFORMS = 40, 6
"""How many zones a page compares: more bars cannot be read, and more columns do not fit."""
_SVG = "image/svg+xml"
_QUERIES = {
    "areas": """SELECT ?zone ?kind ?value ?unit ?paper ?quote WHERE {
  VALUES ?zone { %s }
  ?zone kq:area ?area .
  ?area kq:areaKind ?kind ; kq:value ?value ; kq:unit ?unit .
  OPTIONAL { ?area kq:evidence ?evidence . ?evidence kq:source ?paper . OPTIONAL { ?evidence kq:quote ?quote } }
} ORDER BY ?zone DESC(?value)""",
    "platforms": """SELECT ?zone ?property ?value ?of ?thing WHERE {
  VALUES ?zone { %s }
  { ?zone ?property ?value } UNION { ?thing ?of ?zone }
} ORDER BY ?zone ?property ?of""",
}
"""The queries behind what is drawn."""
PARAMETERS = [
    parameter(
        "of",
        "query",
        "Zones, each by its path below id/ or its name, with commas between; without it the zones that a consolidation "
        f"forms. At most {MOST_AREAS}, and {MOST_PLATFORMS} side by side.",
        example="zone/zhizao-new-city,zone/zhihui-new-city",
    ),
    parameter("what", "query", "Areas on one scale, or zones side by side.", enum=list(get_args(What))),
    parameter("edge", "query", "The statement whose sentence is pinned.", example="8d3ba1dc6d65"),
    PRINT,
    parameter("format", "query", "The page, or what it draws as data or as a picture.", enum=list(get_args(Format))),
    LANG,
]


@dataclass(frozen=True)
class CompareParameters:
    """What an address asks for. zones: their IRIs; is_default: whether the address names none."""

    zones: tuple[str, ...]
    what: str
    is_default: bool
    given: Mapping[str, str]

    @property
    def is_poster(self) -> bool:
        """Whether the page is a poster."""
        return is_poster(self.given["print"])

    def address(self, **changed: str) -> str:
        """The address of the page with some parameters changed; an empty value removes one."""
        values = {**self.given, **changed}
        return f"?{urlencode([(name, value) for name, value in sorted(values.items()) if value], safe='/,')}"


@dataclass(frozen=True)
class Drawn:
    """What a page draws: its values for the template, its sentences, and the same as a table and as a picture."""

    values: Mapping[str, object]
    sentences: Iterable[Sentence]
    columns: Sequence[str]
    lines: Sequence[Line]
    picture: Callable[[], Iterable[str]]


class ComparePage:
    """Compares zones of one build."""

    def __init__(self, indexes: Indexes, pages: Pages) -> None:
        self.indexes, self.pages = indexes, pages

    def show(self, request: Request) -> Response:
        """Areas on one scale, or zones side by side, each figure and answer with its words."""
        asked, form = self.read_parameters(request.query_params), request.query_params.get("format", "html")
        if form not in get_args(Format):
            raise InvalidParameter(f"format is {form}; give {', '.join(get_args(Format))}.")
        reader = SentenceReader(self.indexes, language_of(request), links_of(request))
        drawn = self.draw(asked, reader)
        if form == "svg":
            return Response("\n".join(drawn.picture()), media_type=_SVG, headers={"Vary": VARY["Vary"]})
        data = _data(asked, drawn)
        if wanted := asked_form(request):
            return file_of(wanted, data)
        values = {
            **drawn.values,
            "asked": asked,
            "choices": self._choices(asked, reader),
            "most": MOST_PLATFORMS,
            "data": links_to(request, data, ("SVG", "svg")),
            "quotes": number_quotes(passages_of(drawn.sentences)),
            "panel": panel_of(reader.language, drawn.sentences, request.query_params.get("edge", "")),
        }
        return self.pages.render(request, "compare.html", values, names=("of", "what"))

    def draw(self, asked: CompareParameters, reader: SentenceReader) -> Drawn:
        """What is compared, for one reader."""
        self.indexes.read_labels(asked.zones)
        return self._areas(asked, reader) if asked.what == "areas" else self._platforms(asked, reader)

    def _areas(self, asked: CompareParameters, reader: SentenceReader) -> Drawn:
        """The areas of zones, the largest first."""
        areas, language = AreaReader(reader, self._measures), reader.language
        found = sorted(areas.read(asked.zones), key=lambda one: -(one.first.size if one.first else 0))
        chart = chart_of(found, areas)
        values = {
            "chart": chart,
            "scale": scale_words(chart.scale, language),
            "about_parts": partial(about_parts, language=language),
            "about_contradictions": partial(about_contradictions, language=language),
        }
        sentences = areas.sentences.values()
        return Drawn(values, sentences, AREA_COLUMNS, area_lines(chart), lambda: write_areas(chart, language))

    def _platforms(self, asked: CompareParameters, reader: SentenceReader) -> Drawn:
        """Zones side by side, in the order in which they are named."""
        rows, language = PlatformReader(reader).read(asked.zones), reader.language
        names = [reader.name(zone) for zone in asked.zones]
        lines = platform_lines(rows, list(zip(asked.zones, names, strict=True)), language)
        sentences = [value.sentence for row in rows for cell in row.cells for value in cell]
        picture = partial(write_platforms, rows, names, language)
        values = {"rows": rows, "names": names, "same": sum(row.is_same for row in rows)}
        return Drawn(values, sentences, PLATFORM_COLUMNS, lines, picture)

    @cached_property
    def _measures(self) -> Measures:
        return read_measures(self.indexes)

    @cached_property
    def platforms(self) -> tuple[str, ...]:
        """The zones that the consolidations form, in the order of the papers; drafts for comment form none."""
        types, touching = self.indexes.lookup.index.types, self.indexes.network.touching
        formed: dict[str, tuple[str, int]] = {}
        for change in self.indexes.changes:
            for part in change.parts:
                zone = part.participant
                if part.effect == "formed" and types.get(zone) == "Zone" and not change.proposed:
                    edges = [edge for edge in touching.get(zone, ()) if edge.source == change.event]
                    words = [(word.source, word.start or 0) for edge in edges for word in edge.words]
                    formed[zone] = min(words, default=("", 0))
        return tuple(sorted(formed, key=lambda zone: (formed[zone], zone)))

    def read_parameters(self, query: QueryParams) -> CompareParameters:
        """What the parameters ask for. Raises InvalidParameter, and for names what `Indexes.iri_of` raises."""
        what = query.get("what") or "areas"
        if what not in get_args(What):
            raise InvalidParameter(f"what is {what}; give {' or '.join(get_args(What))}.")
        texts = [text.strip() for given in query.getlist("of") for text in given.replace("，", ",").split(",")]
        zones = tuple(dict.fromkeys(self._zone(text) for text in texts if text))
        most = MOST_AREAS if what == "areas" else MOST_PLATFORMS
        if len(zones) > most:
            raise InvalidParameter(f"of names {len(zones)} zones; give at most {most}.")
        of = ",".join(zone.removeprefix(ENTITIES) for zone in zones)
        given = {"of": of, "what": "" if what == "areas" else what, "edge": query.get("edge", "")}
        given |= {"lang": query.get("lang", ""), "print": query.get("print", "")}
        is_poster(given["print"])
        return CompareParameters(zones or self.platforms[:most], what, not zones, given)

    def _zone(self, text: str) -> str:
        """The zone that a text names. A path is looked up among the names of the build, which asks no engine."""
        types = self.indexes.lookup.index.types
        path = text if text.startswith(ENTITIES) else ENTITIES + text
        iri = path if path in types else self.indexes.iri_of(text, ("Zone",))
        if types.get(iri) != "Zone":
            raise UnknownEntity(f"{text} is no zone; only zones are compared.")
        return iri

    def _choices(self, asked: CompareParameters, reader: SentenceReader) -> list[tuple[str, Text, bool]]:
        """The zones to choose among: the platforms, and what the address names besides."""
        found = dict.fromkeys([*self.platforms[:MOST_AREAS], *asked.zones])
        return [(zone.removeprefix(ENTITIES), reader.name(zone), zone in asked.zones) for zone in found]


def compare_routes(indexes: Indexes, pages: Pages) -> APIRouter:
    """The route of the page."""
    router, page = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES), ComparePage(indexes, pages)
    router.get(
        "/compare",
        summary="Compare zones",
        response_class=HTMLResponse,
        openapi_extra={"parameters": PARAMETERS},
        responses={200: {"content": content("text/html", "text/csv", "application/json", _SVG)}},
    )(page.show)
    return router


def _data(asked: CompareParameters, drawn: Drawn) -> ViewData:
    """What is drawn, as data."""
    of = [zone.removeprefix(ENTITIES) for zone in asked.zones]

    def told() -> object:
        return {"what": asked.what, "of": of, "rows": list(drawn.lines)}

    query = query_naming(_QUERIES[asked.what], asked.zones) if asked.zones else ""
    return ViewData(f"compare-{asked.what}", drawn.columns, lambda: drawn.lines, query, json=told)
