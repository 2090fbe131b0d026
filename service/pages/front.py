"""The front page, and the lists of all members of a class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import HTMLResponse, Response

from graph.core.errors import UnknownEntity
from graph.core.formats import formats_for
from graph.core.iris import local_name, term
from graph.core.terms import NamedNode, text
from graph.rdf.catalogue import DESCRIPTIONS
from graph.rdf.serialize import write_rdf
from service.pages.description import name_members
from service.pages.lists import ROWS, ListParameters, ListReader, columns_of
from service.pages.page_download import TABLE_FORMS, asked_form, file_of, links_to, with_forms
from service.pages.page_tables import list_data
from service.pages.questions import answer_questions, ask_questions
from service.pages.sentence_reader import SentenceReader
from service.sparql.void import count_statements
from service.web.dataset_jsonld import dataset_jsonld
from service.web.negotiation import PageOffer, choose_format
from service.web.openapi import ENTITY, LANG, PROBLEM_RESPONSES, content_of, parameter, path_parameter
from service.web.pages import VARY, accepted, language_of, links_of
from service.web.view_models import show

if TYPE_CHECKING:
    from graph.core.iris import Term
    from service.api.indexes import Indexes
    from service.core.settings import Settings
    from service.pages.page_download import Form
    from service.pages.questions import Question
    from service.web.pages import Pages

_QUERIES = files("service") / "queries"
_CLASSES, _MEMBERS = ((_QUERIES / f"{name}.rq").read_text("utf-8") for name in ("classes", "members"))
_COUNTED_FIRST = ("Zone", "Plate", "ChangeEvent", "Document")


@dataclass(frozen=True)
class ClassRow:
    """A class of things with how many there are of it."""

    name: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    count: int


def home_routes(indexes: Indexes, settings: Settings, pages: Pages) -> APIRouter:
    """The routes of the front page and the lists, and of the health, which the gateway answers."""
    router, home = APIRouter(), HomePages(indexes, settings, pages)
    router.get(
        "/",
        summary="The front page",
        tags=["pages"],
        response_class=HTMLResponse,
        responses=PROBLEM_RESPONSES,
        openapi_extra={"parameters": [LANG]},
    )(home.page)
    router.get("/health", summary="Whether the service answers", tags=["service"], responses=PROBLEM_RESPONSES)(health)
    parameters = [
        path_parameter("name", "The local name of the class.", "Zone"),
        parameter("filter", "query", "Only things with these words in their row.", example="龙游"),
        parameter("sort", "query", "The column to sort by, with - before it from high to low.", example="-area"),
        *with_forms(ENTITY),
    ]
    router.get(
        "/class/{name}",
        summary="List all things of a class",
        response_class=Response,
        tags=["entities"],
        responses=content_of(formats_for("graph"), "text/csv", "application/json"),
        openapi_extra={"parameters": parameters},
    )(home.members)
    return router


def health() -> None:
    """The build, how many workers are alive and wanted, how many requests wait, and the longest wait."""
    raise NotImplementedError("The gateway answers this path; it is a route for the description of the API alone.")


class HomePages:
    """Answers about the graph as a whole."""

    def __init__(self, indexes: Indexes, settings: Settings, pages: Pages) -> None:
        self.indexes, self.store = indexes, indexes.store
        self.settings, self.pages = settings, pages

    @cached_property
    def _asked(self) -> list[tuple[Question, list[dict[str, Term]]]]:
        return ask_questions(self.store)

    def page(self, request: Request) -> Response:
        """What this is, what is in it, and how to ask."""
        classes, is_own = self._classes, self.store.build.is_own
        first = sorted((c for c in classes if c.name in _COUNTED_FIRST), key=lambda c: _COUNTED_FIRST.index(c.name))
        base = self.settings.public_address(str(request.base_url))
        reader = SentenceReader(self.indexes, language_of(request), links_of(request))
        values = {
            "classes": classes,
            "first": first,
            "statements": count_statements(self.store),
            "answered": answer_questions(reader, self._asked) if is_own else [],
            "lead": DESCRIPTIONS,
            "described": dataset_jsonld(self.store, base) if is_own else None,
        }
        return self.pages.render(request, "front.html", values)

    def members(self, request: Request) -> Response:
        """All things of a class and of the classes below it, by name."""
        row = self._class(request.path_params["name"])
        cls = term(row.name)
        found = {row["member"] for row in self.store.rows(_MEMBERS, {"class": cls})}
        nodes = [node for node in found if isinstance(node, NamedNode)]
        names = tuple(request.query_params.getlist("format"))
        form: Form | None = asked_form(request, TABLE_FORMS)
        if form or (not names and "text/csv" in accepted(request)):
            return self._list(request, row, nodes, form or "csv")
        syntax = choose_format(accepted(request), names, "graph")
        if not isinstance(syntax, PageOffer):
            content = write_rdf(name_members(self.store, nodes), syntax)
            return Response(content, media_type=syntax.content_type, headers=VARY)
        return self._list(request, row, nodes)

    def _list(self, request: Request, row: ClassRow, nodes: list[NamedNode], form: Form | None = None) -> Response:
        cls, language, links = term(row.name), language_of(request), links_of(request)
        columns, reader = columns_of(cls), ListReader(self.indexes, language, links)
        asked = ListParameters.of(request.url.query, columns)
        rows = reader.rows(nodes, columns)
        chosen = reader.chosen(rows, columns, asked)
        data = list_data(row.name, chosen, columns, language, is_whole=len(chosen) == len(rows))
        if form:
            return file_of(form, data)
        pages = max(1, -(-len(chosen) // ROWS))
        page = min(asked.page, pages)
        titles = [("name", "名称", "Name"), *((column.key, column.zh, column.en) for column in columns)]
        values = {
            "cls": show(cls, (row.zh, row.en), links),
            "name": row.name,
            "definition": row.definition_zh if language == "zh" else row.definition_en,
            "columns": [(key, zh if language == "zh" else en) for key, zh, en in titles],
            "choices": reader.choices(rows, columns, asked),
            "asked": asked,
            "rows": chosen[(page - 1) * ROWS : page * ROWS],
            "total": len(rows),
            "found": len(chosen),
            "page": page,
            "pages": pages,
            "formats": formats_for("graph"),
            "data": links_to(request, data),
        }
        return self.pages.render(request, "list.html", values)

    @cached_property
    def _classes(self) -> list[ClassRow]:
        """The classes of the build; they are counted once."""
        return [
            ClassRow(
                name=local_name(text(row["class"])),
                zh=text(row["zh"]),
                en=text(row["en"]),
                definition_zh=text(row["definitionZh"]),
                definition_en=text(row["definitionEn"]),
                count=_number(row["count"]),
            )
            for row in self.store.rows(_CLASSES)
        ]

    def _class(self, name: str) -> ClassRow:
        rows = {row.name: row for row in self._classes}
        if name not in rows:
            raise UnknownEntity(f"There is no list of the class {name}; there are {', '.join(sorted(rows))}.")
        return rows[name]


def _number(node: object) -> int:
    return int(text(node))
