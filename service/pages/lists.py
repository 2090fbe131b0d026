"""The lists of all things of a class: as a page, as a table to download, and as RDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import Response

from graph.core.errors import UnknownEntity
from graph.core.formats import formats_for
from graph.core.iris import PREF_LABEL, TYPE, local_name, term
from graph.core.terms import NamedNode, text
from graph.rdf.serialize import write_rdf
from service.pages.description import name_members
from service.pages.list_data import list_data
from service.pages.list_rows import MOST_COMPARED, ROWS, ListParameters, ListReader, columns_of
from service.pages.page_download import TABLE_FORMS, asked_form, file_of, links_to, with_forms
from service.web.negotiation import PageOffer, choose_format
from service.web.openapi import ENTITY, content_of, parameter, path_parameter
from service.web.pages import VARY, accepted, language_of, links_of
from service.web.view_models import show

if TYPE_CHECKING:
    from service.api.indexes import Indexes
    from service.pages.page_download import Form
    from service.web.pages import Pages

_QUERIES = files("service") / "queries"
_CLASSES = (_QUERIES / "classes.rq").read_text("utf-8")
_PARAMETERS = [
    path_parameter("name", "The local name of the class.", "Zone"),
    parameter("filter", "query", "Only things with these words in their row.", example="龙游"),
    parameter("sort", "query", "The column to sort by, with - before it from high to low.", example="-area"),
    *with_forms(ENTITY),
]


@dataclass(frozen=True)
class ClassRow:
    """A class of things with how many there are of it."""

    name: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    count: int


def list_routes(lists: ListPages) -> APIRouter:
    """The route of the lists."""
    router = APIRouter()
    router.get(
        "/class/{name}",
        summary="List all things of a class",
        response_class=Response,
        tags=["entities"],
        responses=content_of(formats_for("graph"), "text/csv", "application/json"),
        openapi_extra={"parameters": _PARAMETERS},
    )(lists.members)
    return router


class ListPages:
    """Answers about the members of a class."""

    def __init__(self, indexes: Indexes, pages: Pages) -> None:
        self.indexes, self.store, self.pages = indexes, indexes.store, pages

    @cached_property
    def classes(self) -> list[ClassRow]:
        """The classes of the build that have members; they are counted once."""
        return [
            ClassRow(
                name=local_name(text(row["class"])),
                zh=text(row["zh"]),
                en=text(row["en"]),
                definition_zh=text(row["definitionZh"]),
                definition_en=text(row["definitionEn"]),
                count=int(text(row["count"])),
            )
            for row in self.store.rows(_CLASSES)
        ]

    def members(self, request: Request) -> Response:
        """All things of a class and of the classes below it, by name."""
        row = self._class(request.path_params["name"])
        nodes = self._named_members(row.name)
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
        compared = columns if form or len(nodes) <= MOST_COMPARED else ()
        asked = ListParameters.of(request.url.query, compared)
        names_matter = form or len(nodes) <= MOST_COMPARED or asked.words or asked.sort
        by_name = names_matter or self.indexes.knows(nodes[0].value)
        if by_name:
            rows, to_read = reader.rows(nodes, compared), None if compared == columns else columns
        else:
            rows, to_read = reader.unread(nodes), columns
        chosen = reader.chosen(rows, compared, asked)
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
            "sortable": {"name", *(column.key for column in compared)},
            "most_compared": MOST_COMPARED,
            "choices": reader.choices(rows, compared, asked),
            "asked": asked,
            "sorted_by": asked.sort or ("name" if by_name else ""),
            "rows": reader.page(chosen, page, to_read),
            "total": len(rows),
            "found": len(chosen),
            "page": page,
            "pages": pages,
            "formats": formats_for("graph"),
            "data": links_to(request, data),
        }
        return self.pages.render(request, "list.html", values)

    def _named_members(self, name: str) -> list[NamedNode]:
        """The things with a name that are of a class or of one below it; takes as long as there are many of them."""
        index = self.indexes.lookup.index
        classes = [term(each) for each in index.classes_in(name)]
        found = {quad.subject for quad in self.store.match(None, TYPE, classes)}
        nodes = {node for node in found if isinstance(node, NamedNode)}
        labelled = {node for node in nodes if any(index.labels.get(node.value, ()))}
        named = {quad.subject for quad in self.store.match(nodes - labelled, PREF_LABEL)}
        return [node for node in nodes if node in labelled or node in named]

    def _class(self, name: str) -> ClassRow:
        rows = {row.name: row for row in self.classes}
        if name not in rows:
            raise UnknownEntity(f"There is no list of the class {name}; there are {', '.join(sorted(rows))}.")
        return rows[name]
