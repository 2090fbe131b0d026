"""`/export/…` and `/api/v1/graph`: the network, the statements and the dataset as files."""

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from graph.cli.export import dataset
from graph.core.formats import Format, formats_for
from graph.core.parsing import read_json_results, read_nquads
from graph.core.terms import Triple
from graph.history.status import when_of
from graph.network.export import parse_name, write_selection
from graph.network.formats import NETWORK_FORMATS, NetworkFormat
from graph.network.select import Selection, triples_of
from graph.rdf.catalogue import FILES
from graph.store.query_text import outline
from graph.store.statements import WRITERS
from service.api.knowledge import Knowledge
from service.api.parameters import DrawingIn, FileName, GraphIn
from service.core.errors import NotAcceptable
from service.sparql.endpoint import Endpoint
from service.sparql.truncation import HEADER
from service.web.negotiation import Offer, choose
from service.web.openapi import PROBLEM_RESPONSES, content
from service.web.pages import accepted

_MOST_TRIPLES, _MOST_BYTES = 20_000, 20_000_000
_TABLES = {"statements.csv": "text/csv; charset=utf-8", "statements.jsonl": "application/jsonl; charset=utf-8"}


class _Offered:
    """A format as negotiation takes it."""

    def __init__(self, syntax: NetworkFormat) -> None:
        self.syntax, self.media_types = syntax, (syntax.media_type,)


def export_routes(knowledge: Knowledge, endpoint: Endpoint) -> APIRouter:
    """The routes of the files."""
    router, exports = APIRouter(tags=["export"], responses=PROBLEM_RESPONSES), Exports(knowledge, endpoint)
    media_types = sorted(
        {f.media_type for f in NETWORK_FORMATS}
        | {f.media_types[0] for f in formats_for("graph")}
        | {"application/trig", "application/gzip", "application/jsonl"}
    )
    files: dict[int | str, dict[str, Any]] = {200: {"description": "The file.", "content": content(*media_types)}}
    router.get("/export/{name}", summary="Export a file", response_class=Response, responses=files)(exports.file)
    router.get("/api/v1/graph", summary="Draw a part of the network", response_class=Response, responses=files)(
        exports.graph
    )
    return router


class Exports:
    """Answers from one build."""

    def __init__(self, knowledge: Knowledge, endpoint: Endpoint) -> None:
        self.knowledge, self.endpoint = knowledge, endpoint

    def file(self, name: FileName, asked: Annotated[DrawingIn, Query()]) -> Response:
        """A file by its name: statements.csv, dataset.trig, network.gexf, lineage.svg, and so on."""
        if name in WRITERS:
            return _file(name, _TABLES[name], WRITERS[name](self.knowledge.store).encode())
        if name in FILES:
            return _file(name, FILES[name], dataset(self.knowledge.store, name, asked.paper))
        view, syntax = parse_name(name)
        triples, cut = self._asked(asked.query) if asked.query else (None, False)
        selection = Selection(
            view=view,
            depth=asked.depth,
            relations=tuple(asked.relation),
            kinds=tuple(asked.kind),
            paper=asked.paper,
            when=when_of(asked.when) if asked.when else None,
            triples=triples,
            events=asked.events,
            most=asked.most,
        )
        response = self._drawn(name, syntax, selection, asked)
        if cut:
            response.headers[HEADER] = str(_MOST_TRIPLES)
        return response

    def graph(self, request: Request, asked: Annotated[GraphIn, Query()]) -> Response:
        """A part of the network in the format that is named, or that Accept asks for; node-link data else."""
        return self.file(f"{asked.view}.{asked.format or _accepted(accepted(request))}", asked)

    def _asked(self, query: str) -> tuple[tuple[Triple, ...], bool]:
        """The triples of a query, and whether there are more."""
        graph = outline(query).holds == "graph"
        format_name = "ntriples" if graph else "json"
        found = self.endpoint.evaluate(query, format_name, most_bytes=_MOST_BYTES, most_rows=_MOST_TRIPLES)
        if graph:
            triples = tuple(quad.triple for quad in read_nquads(found.body))
        else:
            triples = triples_of(read_json_results(found.body))
        return triples, found.cut

    def _drawn(self, name: str, syntax: NetworkFormat | Format, selection: Selection, asked: DrawingIn) -> Response:
        knowledge = self.knowledge
        selection = replace(selection, about=tuple(map(knowledge.iri_of, asked.about)))
        file = write_selection(knowledge.whole, selection, syntax, asked.measure, asked.lang)
        response = _file(name, file.media_type, file.content)
        response.headers["Vary"] = "Accept"
        if file.cut:
            response.headers[HEADER] = str(selection.most)
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
