"""`/reconcile`: the Reconciliation API 0.2 as OpenRefine speaks it, and the match service of its 1.0 draft.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ and
https://reconciliation-api.github.io/specs/draft/. Entities are named by their path below `id/`, types and properties
by the local names of the ontology.
"""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from graph.core.names import ENTITIES, TERMS, XSD, local_name, term
from graph.core.terms import Literal, NamedNode
from graph.history.lookup import Wanted
from graph.history.normalize import plain
from graph.rdf.provenance import text
from service.api.knowledge import Knowledge
from service.api.reconcile_candidates import Candidates, as_list, id_of, of_draft
from service.core.errors import MalformedRequest, RequestTooLarge, UnknownEntity
from service.core.settings import Settings
from service.web.headers import CONTENT_SECURITY_POLICY
from service.web.json_body import read_json
from service.web.openapi import PROBLEM_RESPONSES, content, form_body, json_body
from service.web.pages import links_of

_MOST_AT_ONCE, _MOST_PROPERTIES = 1000, 100
_JSONP = "application/javascript"
_SCRIPTED = ("application/json", _JSONP)
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,80}", re.ASCII)
_QUERIES = '{"q0": {"query": "智造新城", "type": "Zone"}}'
_EXTEND = '{"ids": ["zone/zhizao-new-city"], "properties": [{"id": "leadingIndustry"}]}'
_BATCH = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "智造新城"}]}]}
_MEANING_OF_QUERIES = "Queries of the 0.2 protocol, as a JSON object with a key for each."
_MEANING_OF_EXTEND = "A data extension of the 0.2 protocol: ids and properties, as a JSON object."
Queries = Annotated[str, Query(description=_MEANING_OF_QUERIES, examples=[_QUERIES])]
Extend = Annotated[str, Query(description=_MEANING_OF_EXTEND, examples=[_EXTEND])]
Callback = Annotated[str, Query(description="The function that is called with the answer (JSONP).", examples=["told"])]
Prefix = Annotated[str, Query(description="What the name begins with, or has in it.", examples=["zhi"])]
After = Annotated[int, Query(description="How many suggestions are left out, for the next ones.", examples=[20])]
TypeId = Annotated[str, Query(description="The id of a type; else all types.", examples=["Zone"])]
Most = Annotated[int, Query(description="How many at the most.", examples=[5])]
Id = Annotated[str, Query(description="The id of an entity.", examples=["zone/zhizao-new-city"])]
_PREVIEW = {"width": 420, "height": 220}


def reconcile_routes(knowledge: Knowledge, settings: Settings) -> APIRouter:
    """The routes of the reconciliation service."""
    router, service = (
        APIRouter(prefix="/reconcile", tags=["reconciliation"], responses=PROBLEM_RESPONSES),
        Reconcile(knowledge, settings),
    )
    form = form_body("A batch", {"queries": _MEANING_OF_QUERIES, "extend": _MEANING_OF_EXTEND}, queries=_QUERIES)
    batch = json_body("A batch of the 1.0 draft.", _BATCH)
    for path, method, handler, summary, media_types, body in (
        ("", "GET", service.get, "Describe the service, or reconcile", _SCRIPTED, {}),
        ("", "POST", service.post, "Reconcile or extend a batch (0.2, form)", ("application/json",), form),
        ("/match", "POST", service.match, "Reconcile a batch (1.0 draft, JSON)", ("application/json",), batch),
        ("/suggest/entity", "GET", service.suggest_entity, "Suggest entities", _SCRIPTED, {}),
        ("/suggest/property", "GET", service.suggest_property, "Suggest properties", _SCRIPTED, {}),
        ("/suggest/type", "GET", service.suggest_type, "Suggest types", _SCRIPTED, {}),
        ("/properties", "GET", service.propose, "Propose properties of a type", _SCRIPTED, {}),
        ("/preview", "GET", service.preview, "Preview an entity", ("text/html",), {}),
    ):
        router.add_api_route(
            path,
            handler,
            methods=[method],
            summary=summary,
            response_class=Response,
            responses={200: {"description": "The answer.", "content": content(*media_types)}},
            openapi_extra=body,
        )
    return router


class Reconcile:
    """Answers from one build."""

    def __init__(self, knowledge: Knowledge, settings: Settings) -> None:
        self.knowledge, self.settings, self.candidates = knowledge, settings, Candidates(knowledge)

    def get(self, request: Request, queries: Queries = "", extend: Extend = "", callback: Callback = "") -> Response:
        """The manifest; with `queries` or `extend`, the answer to them."""
        return _answered(self._answer(request, queries, extend), callback)

    async def post(self, request: Request) -> Response:
        """A form with `queries` or `extend`."""
        body = await request.body()
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if not form.keys() & {"queries", "extend"}:
            raise MalformedRequest("The form has neither queries nor extend; give one of them as JSON.")
        return JSONResponse(self._answer(request, form.get("queries", ""), form.get("extend", "")))

    async def match(self, request: Request) -> Response:
        """The batch of the 1.0 draft: names and properties are conditions, results come in the order of the queries."""
        batch = _read(await request.body(), "The body")
        queries = batch.get("queries")
        if not isinstance(queries, list):
            raise MalformedRequest("The body has no list of queries; see the 1.0 draft.")
        _check_number(len(queries), "queries")
        results = self.candidates.of(map(of_draft, queries))
        return JSONResponse({"results": [{"candidates": found} for found in results]})

    def suggest_entity(self, prefix: Prefix, cursor: After = 0, callback: Callback = "") -> Response:
        """Things whose name could become this."""
        found = self.knowledge.lookup.search(Wanted(prefix), cursor + 20)[max(0, cursor) :]
        self.knowledge.read_labels({TERMS + c.type for c in found})
        result = [
            {"id": id_of(c.iri), "name": c.zh or c.en, "description": c.en, "notable": [self.candidates.named(c.type)]}
            for c in found
        ]
        return _answered({"result": result}, callback)

    def suggest_property(self, prefix: Prefix, cursor: After = 0, callback: Callback = "") -> Response:
        """Properties whose name has this in it."""
        return _answered({"result": _containing(self._properties(), prefix, cursor)}, callback)

    def suggest_type(self, prefix: Prefix, cursor: After = 0, callback: Callback = "") -> Response:
        """Types whose name has this in it."""
        return _answered({"result": _containing(self._types(), prefix, cursor)}, callback)

    def propose(self, type: TypeId = "", limit: Most = 20, callback: Callback = "") -> Response:
        """The properties that things of a type have, the most frequent first."""
        types = self.knowledge.lookup.index.types
        counts: dict[str, int] = {}
        things = (NamedNode(iri) for iri, kind in types.items() if type in {"", kind})
        for quad in self.knowledge.store.match(things):
            if quad.predicate.value.startswith(TERMS):
                counts[local_name(quad.predicate.value)] = counts.get(local_name(quad.predicate.value), 0) + 1
        names = sorted(counts, key=lambda name: (-counts[name], name))[: max(0, limit)]
        proposed = self.candidates.all_named(names)
        return _answered({"type": type, "limit": limit, "properties": proposed}, callback)

    def preview(self, request: Request, id: Id) -> Response:
        """A small page of a thing."""
        iri = self._entity(id)
        zh, en = self.knowledge.label(iri)
        kind = self.knowledge.lookup.index.types.get(iri, "")
        standing = self.knowledge.lookup.standing(iri)
        page = (
            f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>{escape(zh or en)}</title>'
            f'<link rel="stylesheet" href="{escape(links_of(request).static("style.css"))}">'
            f'<main><h1><a target="_blank" rel="noopener" href="{escape(links_of(request).of(iri) or "")}">'
            f"{escape(zh or en)}</a></h1>"
            f"<p>{escape(en)}</p><p>{escape(kind)} · {escape(standing)}</p></main></html>"
        )
        policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
        return HTMLResponse(page, headers={"Content-Security-Policy": policy})

    def _answer(self, request: Request, queries: str, extend: str) -> dict[str, Any]:
        if queries:
            batch = _read(queries, "queries")
            _check_number(len(batch), "queries")
            return {
                key: {"result": found} for key, found in zip(batch, self.candidates.of(batch.values()), strict=True)
            }
        if extend:
            return self._extend(_read(extend, "extend"))
        return self._manifest(request)

    def _manifest(self, request: Request) -> dict[str, Any]:
        base = self.settings.public_address(str(request.base_url))
        service = f"{base}/reconcile"
        suggest = {
            kind: {"service_url": service, "service_path": f"/suggest/{kind}"}
            for kind in ("entity", "property", "type")
        }
        return {
            "versions": ["0.2"],
            "name": "kaifaqu 开发区",
            "identifierSpace": ENTITIES,
            "schemaSpace": TERMS,
            "documentation": f"{base}/docs",
            "view": {"url": f"{base}/id/{{{{id}}}}"},
            "defaultTypes": self.candidates.all_named(("Zone", "Plate", "Township", "Body", "Industry")),
            "suggest": suggest,
            "preview": {"url": f"{service}/preview?id={{{{id}}}}", **_PREVIEW},
            "extend": {
                "propose_properties": {"service_url": service, "service_path": "/properties"},
                "property_settings": [],
            },
        }

    def _extend(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        ids, properties = (
            as_list(asked.get("ids", [])),
            [str(p.get("id", "")) for p in as_list(asked.get("properties", [])) if isinstance(p, dict)],
        )
        _check_number(len(ids), "ids")
        _check_number(len(properties), "properties", _MOST_PROPERTIES)
        known = [str(id) for id in ids if ENTITIES + str(id) in self.knowledge.lookup.index.types]
        values = self.candidates.read_values((ENTITIES + id for id in known), properties)
        rows = {
            id: {name: [self._cell(value) for value in values.get((ENTITIES + id, name), ())] for name in properties}
            for id in known
        }
        unknown = {str(id): {name: list[Any]() for name in properties} for id in ids if str(id) not in rows}
        return {"meta": self.candidates.all_named(properties), "rows": {**rows, **unknown}}

    def _cell(self, value: object) -> dict[str, Any]:
        if isinstance(value, Literal):
            kind = value.datatype.value.removeprefix(XSD)
            if kind == "integer":
                return {"int": int(value.value)}
            if kind in {"decimal", "double"}:
                return {"float": float(value.value)}
            return {"date": f"{value.value}T00:00:00"} if kind == "date" else {"str": value.value}
        zh, en = self.knowledge.label(text(value))
        return {"id": id_of(text(value)), "name": zh or en or text(value)}

    def _entity(self, id: str) -> str:
        if ENTITIES + id not in self.knowledge.lookup.index.types:
            raise UnknownEntity(f"Nothing has the id {id}; ids are paths such as zone/zhizao-new-city.")
        return ENTITIES + id

    def _types(self) -> list[dict[str, str]]:
        return self.candidates.all_named(sorted(set(self.knowledge.lookup.index.types.values())))

    def _properties(self) -> list[dict[str, str]]:
        store = self.knowledge.store
        names = {
            local_name(q.subject.value) for q in store.match(None, term("origin")) if isinstance(q.subject, NamedNode)
        }
        return self.candidates.all_named(sorted(names))


def _read(given: str | bytes, what: str) -> dict[str, Any]:
    read = read_json(given, what)
    if not isinstance(read, dict):
        raise MalformedRequest(f"{what} is no JSON object; see the Reconciliation API.")
    return read


def _answered(answer: dict[str, Any], callback: str) -> Response:
    """An answer as JSON, or as a script that calls a function with it (JSONP)."""
    if not callback:
        return JSONResponse(answer)
    if not _CALLBACK.fullmatch(callback):
        raise MalformedRequest(f"callback is {callback}, which is no name of a function.")
    return Response(f"/**/{callback}({json.dumps(answer)});", media_type=_JSONP)


def _check_number(number: int, what: str, most: int = _MOST_AT_ONCE) -> None:
    if number > most:
        raise RequestTooLarge(f"There are {number} {what}; send at most {most} at once.")


def _containing(named: Sequence[dict[str, str]], part: str, cursor: int) -> list[dict[str, str]]:
    wanted = plain(part)
    return [one for one in named if wanted in plain(one["name"]) or wanted in plain(one["id"])][max(0, cursor) :][:50]
