"""`/export/…` and `/api/v1/graph`: the network, the statements and the dataset as files."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.requests import Request

from graph.drawing import drawing, view_named
from graph.export_command import dataset, when_of
from graph.network_formats import NETWORK_FORMATS, NetworkFormat, network_format
from graph.selection import VIEWS, Selection
from graph.statements import WRITERS
from service.errors import NotAcceptable, UnknownEntity
from service.knowledge import Knowledge
from service.negotiation import Offer, choose
from service.openapi import PROBLEM_RESPONSES
from service.pages import accepted

_MOST = 5_000
_DATASET = {"dataset.trig": "application/trig", "dataset.nq.gz": "application/gzip"}
_TABLES = {"statements.csv": "text/csv; charset=utf-8", "statements.jsonl": "application/jsonl; charset=utf-8"}
Several = Annotated[list[str], Query(max_length=50)]


class _Offered:
    """A format as negotiation takes it."""

    def __init__(self, syntax: NetworkFormat) -> None:
        self.syntax, self.media_types = syntax, (syntax.media_type,)


def export_routes(knowledge: Knowledge) -> APIRouter:
    """The routes of the files."""
    router, exports = APIRouter(tags=["export"], responses=PROBLEM_RESPONSES), Exports(knowledge)
    media_types = sorted(
        {f.media_type for f in NETWORK_FORMATS} | {"application/trig", "application/gzip", "application/jsonl"}
    )
    content: dict[int | str, dict[str, Any]] = {
        200: {"description": "The file.", "content": {media_type: {} for media_type in media_types}}
    }
    router.get("/export/{name}", summary="Export a file", response_class=Response, responses=content)(exports.file)
    router.get("/api/v1/graph", summary="Draw a part of the network", response_class=Response, responses=content)(
        exports.graph
    )
    return router


class Exports:
    """Answers from one build."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def file(
        self,
        name: str,
        about: Several = [],  # noqa: B006  the framework copies it
        depth: Annotated[int, Query(ge=0, le=10)] = 1,
        relation: Several = [],  # noqa: B006
        kind: Several = [],  # noqa: B006
        paper: str = "",
        when: str = "",
        query: Annotated[str, Query(max_length=20_000, description="CONSTRUCT, or SELECT ?s ?p ?o.")] = "",
        events: bool = False,  # noqa: FBT001, FBT002  a parameter of the address
        measure: Several = [],  # noqa: B006
        most: Annotated[int, Query(ge=1, le=_MOST)] = _MOST,
        lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh",
    ) -> Response:
        """A file by its name: statements.csv, dataset.trig, network.gexf, lineage.svg, and so on."""
        if name in WRITERS:
            return _file(name, _TABLES[name], WRITERS[name](self.knowledge.store.store).encode())
        if name in _DATASET:
            return _file(name, _DATASET[name], dataset(self.knowledge.store, name))
        stem, syntax = network_format(name)
        view = view_named(stem)
        if view is None:
            raise UnknownEntity(f"There is no export {name}; there are {', '.join((*WRITERS, *_DATASET, *VIEWS))}.")
        selection = Selection(
            view=view,
            about=tuple(map(self.knowledge.iri_of, about)),
            depth=depth,
            relations=tuple(relation),
            kinds=tuple(kind),
            paper=paper,
            when=when_of(when) if when else None,
            query=query,
            events=events,
            most=most,
        )
        return self._drawn(name, syntax, selection, (measure, lang))

    def graph(
        self,
        request: Request,
        view: Annotated[str, Query(description=f"One of {', '.join(VIEWS)}.")] = "network",
        format: Annotated[str, Query(description=f"One of {', '.join(f.extension for f in NETWORK_FORMATS)}.")] = "",
        about: Several = [],  # noqa: B006
        depth: Annotated[int, Query(ge=0, le=10)] = 1,
        relation: Several = [],  # noqa: B006
        kind: Several = [],  # noqa: B006
        paper: str = "",
        when: str = "",
        query: Annotated[str, Query(max_length=20_000)] = "",
        events: bool = False,  # noqa: FBT001, FBT002
        measure: Several = [],  # noqa: B006
        most: Annotated[int, Query(ge=1, le=_MOST)] = _MOST,
        lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh",
    ) -> Response:
        """A part of the network in the format that is named, or that Accept asks for; node-link data else."""
        extension = format or _accepted(accepted(request))
        name = f"{view}.{extension}"
        return self.file(name, about, depth, relation, kind, paper, when, query, events, measure, most, lang)

    def _drawn(self, name: str, syntax: NetworkFormat, selection: Selection, asked: tuple[list[str], str]) -> Response:
        knowledge, (measures, lang) = self.knowledge, asked
        drawn = drawing(
            knowledge.store, knowledge.network, knowledge.changes, selection, measures=measures, language=lang
        )
        response = _file(name, syntax.media_type, syntax.write(drawn.drawn))
        response.headers["Vary"] = "Accept"
        if drawn.cut:
            response.headers["X-Truncated"] = str(selection.most)
        return response


def _accepted(accept: str) -> str:
    offers: list[Offer] = [_Offered(f) for f in sorted(NETWORK_FORMATS, key=lambda f: f.extension != "node-link.json")]
    chosen = choose(accept, offers)
    if not isinstance(chosen, _Offered):
        there_are = ", ".join(f.media_type for f in NETWORK_FORMATS)
        raise NotAcceptable(f"No network is of the kind that Accept asks for ({accept}); there are {there_are}.")
    return chosen.syntax.extension


def _file(name: str, media_type: str, content: bytes) -> Response:
    """A file to keep; its name in ASCII and, for those who can, in Chinese (RFC 6266)."""
    in_chinese = quote(f"开发区-{name}")
    disposition = f"inline; filename=\"kaifaqu-{name}\"; filename*=UTF-8''{in_chinese}"
    return Response(content, headers={"Content-Type": media_type, "Content-Disposition": disposition})
