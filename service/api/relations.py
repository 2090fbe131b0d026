"""`/api/v1/relations`: frequent questions as named queries, with answers in JSON, JSON-LD or CSV."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.core.errors import UnknownEntity
from graph.core.iris import shorten
from graph.core.spreadsheet import MEDIA_TYPE
from graph.core.terms import NamedNode, Term, text
from graph.history.silences import Silence
from service.api.cursor import read_cursor, write_cursor
from service.api.indexes import Indexes
from service.api.model_mapping import Renderer
from service.api.models import Model, SilenceOut
from service.api.parameters import RowsIn, TableIn
from service.api.relation_filters import Filters, bindings_of
from service.api.relation_literals import date_given, is_until
from service.api.relation_query_files import COLUMNS, View, views
from service.api.relation_rows import RelationRow, merge_evidence
from service.api.relation_writing import in_language, property_of, show_plain, write_csv, write_jsonld
from service.core.errors import InvalidParameter, MalformedRequest
from service.sparql.truncation_note import HEADER as TRUNCATED
from service.web.headers import HINT
from service.web.negotiation import Language
from service.web.openapi import PROBLEM_RESPONSES, content, parameter
from service.web.pages import links_of


class RelationOut(Model):
    """A relation; its columns are parameters too."""

    name: str
    zh: str
    en: str
    columns: list[str]
    parameters: list[str]
    example: str


class RelationsOut(Model):
    """All relations."""

    relations: list[RelationOut]


class RowsOut(Model):
    """Rows of a relation, one for each statement.

    The columns hold the first piece of evidence; if there are several, `evidence` has all of them. `outcome` tells why
    there is no row: the papers do not state it, or nothing is known. `not_stated`: what the papers do not state about
    the things in the parameters. `next`: the cursor of the following rows.
    """

    relation: str
    outcome: Literal["found", "not_stated", "nothing_known"]
    not_stated: list[SilenceOut]
    total: int
    rows: list[dict[str, Any]]
    next: str | None


def relation_routes(indexes: Indexes) -> APIRouter:
    """The routes of the relations."""
    router, relations = APIRouter(prefix="/api/v1", tags=["API"], responses=PROBLEM_RESPONSES), Relations(indexes)
    router.get("/relations", response_model=RelationsOut, summary="List the relations")(relations.index)
    for view in views().values():
        parameters = [_asking(name) for name in view.parameters]
        for suffix, media_type in (("", "application/ld+json"), (".csv", "text/csv")):
            router.get(
                f"/relations/{view.name}{suffix}",
                response_model=RowsOut if not suffix else None,
                response_class=JSONResponse if not suffix else Response,
                responses={200: {"content": content(media_type)}},
                summary=view.en,
                description=view.zh,
                openapi_extra={"parameters": parameters},
            )(relations.asker(view, table=bool(suffix)))
    router.get("/relations/{name}", include_in_schema=False)(relations.refuse)
    return router


class Relations:
    """Answers from one build."""

    def __init__(self, indexes: Indexes) -> None:
        self.indexes = indexes
        self._filters = Filters(indexes)

    def index(self) -> Response:
        """All relations with their columns and an example."""
        told = [
            RelationOut(
                name=view.name,
                zh=view.zh,
                en=view.en,
                columns=list(view.columns),
                parameters=list(view.parameters),
                example=f"/api/v1/relations/{view.name}?{view.example}",
            )
            for view in views().values()
        ]
        return JSONResponse(RelationsOut(relations=told).model_dump())

    def refuse(self, request: Request) -> Response:
        """Refuse a name that no relation has."""
        name = request.path_params["name"]
        raise UnknownEntity(f"There is no relation {name}; there are {', '.join(views())}.")

    def asker(self, view: View, *, table: bool) -> Any:  # noqa: ANN401  the framework reads its signature
        """The handler of a view."""

        def ask(request: Request, given: RowsIn) -> Response:
            columns, asked = _columns(view, given.fields), _asked(view, request)
            rows, silences = self.rows(view, asked), self.silences(view, asked)
            start = read_cursor(given.cursor, view.name, *map(str, asked.items()))
            part, after = rows[start : start + given.limit], start + given.limit
            self.read_labels(part, silences)
            labels = self.indexes.label
            more = write_cursor(after, view.name, *map(str, asked.items())) if len(rows) > after else None
            following = _next(request, more)
            if table:
                content = write_csv(part, columns, self.columns_of_things(view), labels, given.lang or "zh")
                cut = {TRUNCATED: str(given.limit)} if more else {}
                return _file(f"{view.name}.csv", content, following | cut | _hint(silences))
            if given.format == "jsonld":
                properties = {column: property_of(view.name, column, view.query) for column in columns}
                linked = write_jsonld(
                    part,
                    columns,
                    properties=properties,
                    describes=view.describes,
                    labels=in_language(labels, given.lang),
                    first=start + 1,
                )
                return JSONResponse(linked, headers=following | _hint(silences), media_type="application/ld+json")
            renderer = Renderer(self.indexes, links_of(request))
            shown = [_shown_row(renderer, row, columns, given.lang) for row in part]
            told = RowsOut(
                relation=view.name,
                outcome="found" if rows else "not_stated" if silences else "nothing_known",
                not_stated=list(map(renderer.silence, silences)),
                total=len(rows),
                rows=shown,
                next=more,
            )
            return JSONResponse(told.model_dump(), headers=following)

        def ask_for_rows(request: Request, given: Annotated[RowsIn, Query()]) -> Response:
            return ask(request, given)

        def ask_for_table(request: Request, given: Annotated[TableIn, Query()]) -> Response:
            return ask(request, given)

        return ask_for_table if table else ask_for_rows

    def rows(self, view: View, asked: Mapping[str, str]) -> list[RelationRow]:
        """The rows of a view with the values of the parameters, one for each statement.

        Raises what `Filters.meant` raises.
        """
        meant = {name: self._filters.meant(view, name, value) for name, value in asked.items() if name in view.columns}
        rows = self.indexes.store.rows(view.query, bindings_of(view, meant))
        for name, wanted in meant.items():
            rows = [row for row in rows if text(row.get(name)) in wanted]
        for name, column in view.bounds.items():
            if name in asked:
                latest = date_given(name, asked[name])
                rows = [row for row in rows if column in row and is_until(text(row[column]), latest)]
        return merge_evidence(rows)

    def silences(self, view: View, asked: Mapping[str, str]) -> list[Silence]:
        """What the papers do not state about the things in the parameters, of the properties of a view."""
        meant = (self._filters.meant(view, name, value) for name, value in asked.items() if name not in view.bounds)
        return self.indexes.silences.of((thing for things in meant for thing in sorted(things)), view.properties)

    def read_labels(self, rows: Iterable[RelationRow], silences: Sequence[Silence]) -> None:
        """Read what the things of some rows and silences are called, in one question."""
        iris = {iri for row in rows for iri in row.iris}
        iris |= {iri for silence in silences for iri in (silence.thing, silence.silence)}
        self.indexes.read_labels(iris | {words.source for silence in silences for words in silence.words})

    def columns_of_things(self, view: View) -> frozenset[str]:
        """The columns of a view that hold things in some row."""
        columns = self._filters.terms(view).items()
        return frozenset(name for name, terms in columns if any(isinstance(term, NamedNode) for term in terms))


def _asking(name: str) -> dict[str, Any]:
    """A column as a parameter."""
    zh, en, example = COLUMNS[name]
    return parameter(name, "query", f"{en}. {zh}。", example=example)


def _columns(view: View, fields: str) -> tuple[str, ...]:
    asked = tuple(filter(None, fields.split(",")))
    if unknown := [name for name in asked if name not in view.columns]:
        raise InvalidParameter(f"{view.name} has no column {unknown[0]}; there are {', '.join(view.columns)}.")
    return asked or view.columns


def _asked(view: View, request: Request) -> dict[str, str]:
    """The parameters of a request that narrow the rows."""
    own = RowsIn.model_fields.keys()
    several = request.query_params.multi_items()
    given = {name: value for name, value in several if name not in own and value}
    if repeated := next(
        (name for name, _ in several if name in given and len(request.query_params.getlist(name)) > 1), ""
    ):
        raise MalformedRequest(f"{repeated} is given more than once; ask once for each value.")
    if unknown := [name for name in given if name not in view.parameters]:
        raise MalformedRequest(
            f"{view.name} has no parameter {unknown[0]}; there are {', '.join((*view.parameters, *sorted(own)))}."
        )
    return given


def _shown_row(renderer: Renderer, row: RelationRow, columns: tuple[str, ...], lang: Language | None) -> dict[str, Any]:
    def shown(values: Mapping[str, Term]) -> dict[str, Any]:
        return {column: show_plain(renderer, values[column], lang) for column in columns if column in values}

    pieces: list[dict[str, Any]] = []
    for piece in map(shown, row.evidence):
        if piece and piece not in pieces:
            pieces.append(piece)
    return shown(row.values) | ({"evidence": pieces} if len(pieces) > 1 else {})


def _next(request: Request, cursor: str | None) -> dict[str, str]:
    """The Link header to the following rows (RFC 8288)."""
    return {"Link": f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'} if cursor else {}


def _hint(silences: list[Silence]) -> dict[str, str]:
    """The header that tells what is not stated, for JSON-LD and CSV, which have no place for it."""
    told = [
        f"{shorten(silence.thing)} {shorten(silence.silence)}"
        + "".join(f" in {paper}" for paper in dict.fromkeys(shorten(words.source) for words in silence.words))
        for silence in silences
    ]
    return {HINT: f"Not stated: {'; '.join(told)}"} if told else {}


def _file(name: str, content: str, more: dict[str, str]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **more}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
