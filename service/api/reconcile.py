"""`/reconcile`: the Reconciliation API 0.2 as OpenRefine speaks it, and the match service of its 1.0 draft.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ and
https://reconciliation-api.github.io/specs/draft/. Entities are named by their path below `id/`, types and properties
by the local names of the ontology.
"""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.core.errors import UnknownEntity
from graph.core.iris import ENTITIES, TERMS, entity_path, local_name, term
from graph.core.terms import NamedNode
from graph.history.lookup import Wanted
from graph.history.normalize import plain
from service.api.indexes import Indexes
from service.api.reconcile_candidates import Candidates, from_draft
from service.api.reconcile_extension import Extension, check_number
from service.core.errors import MalformedRequest
from service.core.settings import Settings
from service.web.headers import CONTENT_SECURITY_POLICY
from service.web.json_body import read_json
from service.web.openapi import PROBLEM_RESPONSES, content, form_body, json_body
from service.web.pages import Pages

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


def reconcile_routes(indexes: Indexes, settings: Settings, pages: Pages) -> APIRouter:
    """The routes of the reconciliation service."""
    router, service = (
        APIRouter(prefix="/reconcile", tags=["reconciliation"], responses=PROBLEM_RESPONSES),
        Reconcile(indexes, settings, pages),
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

    def __init__(self, indexes: Indexes, settings: Settings, pages: Pages) -> None:
        self.indexes, self.settings, self.pages = indexes, settings, pages
        self.candidates = Candidates(indexes)
        self.extension = Extension(self.candidates)

    def get(self, request: Request, queries: Queries = "", extend: Extend = "", callback: Callback = "") -> Response:
        """The manifest; with `queries` or `extend` their answer."""
        return _answered(self._answer(request, queries, extend), callback)

    async def post(self, request: Request) -> Response:
        """A form with `queries` or `extend`."""
        body = await request.body()
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if not form.keys() & {"queries", "extend"}:
            raise MalformedRequest("The form has neither queries nor extend; give one of them as JSON.")
        return JSONResponse(self._answer(request, form.get("queries", ""), form.get("extend", "")))

    async def match(self, request: Request) -> Response:
        """A batch of the 1.0 draft: names and properties are conditions; results are in the order of the queries."""
        batch = _read(await request.body(), "The body")
        queries = batch.get("queries")
        if not isinstance(queries, list):
            raise MalformedRequest("The body has no list of queries; see the 1.0 draft.")
        check_number(len(queries), "queries")
        results = self.candidates.of(map(from_draft, queries))
        return JSONResponse({"results": [{"candidates": found} for found in results]})

    def suggest_entity(self, prefix: Prefix, cursor: After = 0, callback: Callback = "") -> Response:
        """Things whose name the prefix may begin."""
        found = self.indexes.lookup.search(Wanted(prefix), cursor + 20)[max(0, cursor) :]
        self.indexes.read_labels({TERMS + c.type for c in found})
        result = [
            {
                "id": entity_path(c.iri),
                "name": c.zh or c.en,
                "description": c.en,
                "notable": [self.candidates.named(c.type)],
            }
            for c in found
        ]
        return _answered({"result": result}, callback)

    def suggest_property(self, prefix: Prefix, cursor: After = 0, callback: Callback = "") -> Response:
        """Properties whose name contains the prefix."""
        return _answered({"result": _containing(self._properties(), prefix, cursor)}, callback)

    def suggest_type(self, prefix: Prefix, cursor: After = 0, callback: Callback = "") -> Response:
        """Types whose name contains the prefix."""
        return _answered({"result": _containing(self._types(), prefix, cursor)}, callback)

    def propose(self, type: TypeId = "", limit: Most = 20, callback: Callback = "") -> Response:
        """The properties that things of a type have, the most frequent first."""
        properties = self.extension.proposed(type, limit)
        return _answered({"type": type, "limit": limit, "properties": properties}, callback)

    def preview(self, request: Request, id: Id) -> Response:
        """A small page of a thing."""
        iri = self._entity(id)
        zh, en = self.indexes.label(iri)
        values = {
            "iri": iri,
            "zh": zh,
            "en": en,
            "type": self.indexes.lookup.index.types[iri],
            "standing": self.indexes.lookup.standing(iri),
        }
        policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
        headers = {"Content-Security-Policy": policy}
        return self.pages.render(request, "reconcile_preview.html", values, headers=headers)

    def _answer(self, request: Request, queries: str, extend: str) -> dict[str, Any]:
        if queries:
            batch = _read(queries, "queries")
            check_number(len(batch), "queries")
            return {
                key: {"result": found} for key, found in zip(batch, self.candidates.of(batch.values()), strict=True)
            }
        if extend:
            return self.extension.extend(_read(extend, "extend"))
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

    def _entity(self, id: str) -> str:
        if ENTITIES + id not in self.indexes.lookup.index.types:
            raise UnknownEntity(f"Nothing has the id {id}; ids are paths such as zone/zhizao-new-city.")
        return ENTITIES + id

    def _types(self) -> list[dict[str, str]]:
        return self.candidates.all_named(sorted(set(self.indexes.lookup.index.types.values())))

    def _properties(self) -> list[dict[str, str]]:
        store = self.indexes.store
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


def _containing(named: Sequence[dict[str, str]], part: str, cursor: int) -> list[dict[str, str]]:
    wanted = plain(part)
    return [one for one in named if wanted in plain(one["name"]) or wanted in plain(one["id"])][max(0, cursor) :][:50]
