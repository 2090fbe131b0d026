"""The front page, and the lists of all members of a class."""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.core.errors import UnknownEntity
from graph.core.formats import formats_for
from graph.core.names import local_name, term
from graph.core.terms import NamedNode, text
from graph.rdf.catalogue import DESCRIPTIONS
from graph.rdf.serialize import write_rdf
from graph.store.store import GraphStore
from service.core.settings import Settings
from service.pages.description import name_members
from service.sparql.endpoint import EXAMPLE
from service.sparql.void import count_statements
from service.web.dataset_jsonld import dataset_jsonld
from service.web.negotiation import Page, choose_format
from service.web.openapi import ENTITY, LANG, PROBLEM_RESPONSES, content_of, path_parameter
from service.web.pages import VARY, Pages, accepted, links_of
from service.web.view import show

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


def front_routes(store: GraphStore, settings: Settings, pages: Pages) -> APIRouter:
    """The routes of the front page and the lists, and of the health, which the gateway answers."""
    router, front = APIRouter(), Front(store, settings, pages)
    router.get(
        "/",
        summary="The front page",
        tags=["pages"],
        response_class=HTMLResponse,
        responses=PROBLEM_RESPONSES,
        openapi_extra={"parameters": [LANG]},
    )(front.page)
    router.get("/health", summary="Whether the service answers", tags=["service"], responses=PROBLEM_RESPONSES)(health)
    parameters = [path_parameter("name", "The local name of the class.", "Zone"), *ENTITY]
    router.get(
        "/class/{name}",
        summary="List all things of a class",
        response_class=Response,
        tags=["entities"],
        responses=content_of(formats_for("graph")),
        openapi_extra={"parameters": parameters},
    )(front.members)
    return router


def health() -> None:
    """The build, how many workers are alive and wanted, how many requests wait, and the longest wait."""
    raise NotImplementedError("The gateway answers this path; it is a route for the description of the API alone.")


class Front:
    """Answers about the graph as a whole."""

    def __init__(self, store: GraphStore, settings: Settings, pages: Pages) -> None:
        self.store, self.settings, self.pages = store, settings, pages

    def page(self, request: Request) -> Response:
        """What this is, what is in it, and how to ask."""
        classes = self._classes
        first = sorted((c for c in classes if c.name in _COUNTED_FIRST), key=lambda c: _COUNTED_FIRST.index(c.name))
        base = self.settings.public_address(str(request.base_url))
        values = {
            "classes": classes,
            "first": first,
            "statements": count_statements(self.store),
            "example": EXAMPLE,
            "lead": DESCRIPTIONS,
            "described": dataset_jsonld(self.store, base) if self.store.build.is_own else None,
        }
        return self.pages.render(request, "front.html", values)

    def members(self, request: Request) -> Response:
        """All things of a class and of the classes below it, by name."""
        cls = self._class(request.path_params["name"])
        found = {row["member"] for row in self.store.rows(_MEMBERS, {"class": cls})}
        nodes = [node for node in found if isinstance(node, NamedNode)]
        syntax = choose_format(accepted(request), tuple(request.query_params.getlist("format")), "graph")
        if not isinstance(syntax, Page):
            content = write_rdf(name_members(self.store, nodes), syntax)
            return Response(content, media_type=syntax.content_type, headers=VARY)
        links, labels = links_of(request), self.store.labels([*nodes, cls])
        shown = [show(node, labels[node], links) for node in nodes]
        values = {
            "cls": show(cls, labels[cls], links),
            "members": sorted(shown, key=lambda member: member.order),
            "formats": formats_for("graph"),
        }
        return self.pages.render(request, "members.html", values)

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

    def _class(self, name: str) -> NamedNode:
        names = [row.name for row in self._classes]
        if name not in names:
            raise UnknownEntity(f"There is no list of the class {name}; there are {', '.join(sorted(names))}.")
        return term(name)


def _number(node: object) -> int:
    return int(text(node))
