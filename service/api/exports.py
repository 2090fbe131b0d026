"""`/export/{name}` and `/api/v1/graph`: the files of the registry of exports."""

from dataclasses import fields
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from graph.core.parsing import read_json_results, read_nquads
from graph.core.terms import Triple
from graph.export.registry import EXPORTS, FORMATS_OF_VIEWS, Export, ExportSource, export_named
from graph.network.formats import NETWORK_FORMATS
from graph.network.query_triples import triples_of
from graph.network.selection_options import Selection
from graph.store.query_analysis import outline
from service.api.indexes import Indexes
from service.api.parameters import FileName, FileOptions, GraphOptions
from service.core.errors import NotAcceptable
from service.sparql.endpoint import Endpoint
from service.sparql.truncation_note import HEADER
from service.web.negotiation import Offer, choose
from service.web.openapi import PROBLEM_RESPONSES, content
from service.web.pages import accepted

_MOST_TRIPLES, _MOST_BYTES = 20_000, 20_000_000
_DEFAULT = "node-link.json"
"""The format for clients whose Accept allows every one."""


class _Offered:
    """A format of networks as the negotiation takes it."""

    def __init__(self, export: Export) -> None:
        self.extension, self.media_types = export.extension, (export.media_type.partition(";")[0],)


_OFFERS: list[Offer] = [
    _Offered(FORMATS_OF_VIEWS[extension])
    for extension in sorted((f.extension for f in NETWORK_FORMATS), key=lambda extension: extension != _DEFAULT)
]


def export_routes(indexes: Indexes, endpoint: Endpoint) -> APIRouter:
    """The routes of the files."""
    router, exports = APIRouter(tags=["export"], responses=PROBLEM_RESPONSES), Exports(indexes, endpoint)
    for path, handler, summary, offered in (
        ("/export/{name}", exports.file, "Export a file", EXPORTS),
        ("/api/v1/graph", exports.graph, "Draw a part of the network", FORMATS_OF_VIEWS),
    ):
        media_types = sorted({export.media_type.partition(";")[0] for export in offered.values()})
        answer: dict[str, Any] = {"description": "The file.", "content": content(*media_types)}
        router.get(path, summary=summary, response_class=Response, responses={200: answer})(handler)
    return router


class Exports:
    """Writes files from one build."""

    def __init__(self, indexes: Indexes, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._source = ExportSource(
            indexes.store, snapshot=lambda: indexes.whole, resolve=indexes.iri_of, ask=self._ask
        )

    def file(self, name: FileName, options: Annotated[FileOptions, Query()]) -> Response:
        """A file by its name: statements.csv, dataset.trig, network.gexf, lineage.svg, and so on."""
        return self._written(export_named(name), options)

    def graph(self, request: Request, options: Annotated[GraphOptions, Query()]) -> Response:
        """A part of the network in the format that is named, or that Accept asks for; node-link data else."""
        extension = options.format or _accepted(accepted(request))
        return self._written(export_named(f"{options.view}.{extension}"), options)

    def _written(self, export: Export, options: Selection) -> Response:
        names = [field.name for field in fields(Selection) if hasattr(options, field.name)]
        file = export.write(self._source, Selection(**{name: getattr(options, name) for name in names}))
        headers = {"Content-Type": export.media_type, "Content-Disposition": _disposition(export.name)}
        if export.view:
            headers["Vary"] = "Accept"
        if file.limit:
            headers[HEADER] = str(file.limit)
        return Response(file.content, headers=headers)

    def _ask(self, query: str) -> tuple[tuple[Triple, ...], int]:
        """The triples of a query, and the limit after which more were left off, 0 if none were."""
        graph = outline(query).holds == "graph"
        format_name = "ntriples" if graph else "json"
        found = self._endpoint.evaluate(query, format_name, most_bytes=_MOST_BYTES, most_rows=_MOST_TRIPLES)
        if graph:
            triples = tuple(quad.triple for quad in read_nquads(found.body))
        else:
            triples = triples_of(read_json_results(found.body))
        return triples, _MOST_TRIPLES if found.cut else 0


def _accepted(accept: str) -> str:
    chosen = choose(accept, _OFFERS)
    if not isinstance(chosen, _Offered):
        media_types = ", ".join(f.media_type for f in NETWORK_FORMATS)
        raise NotAcceptable(f"No network is of the kind that Accept asks for ({accept}); there are {media_types}.")
    return chosen.extension


def _disposition(name: str) -> str:
    """The Content-Disposition of a file, with its name in ASCII and in Chinese (RFC 6266)."""
    in_chinese = quote(f"开发区-{name}")
    return f"inline; filename=\"kaifaqu-{name}\"; filename*=UTF-8''{in_chinese}"
