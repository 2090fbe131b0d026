"""Sends one request of each kind to an application, so that everything that is loaded or created on demand exists.

Workers are forked afterwards. They can open no file, and share the memory of what was created before.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from graph.core.formats import formats_for
from graph.core.iris import ENTITIES, asserted_graph
from graph.core.terms import text
from service.pages.ask_relations import KINDS
from service.web.links import Links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Scope

    from service.app import App

_PAGE, _JSON = "text/html", "application/json"
_MOST_MERGED = 300_000
"""The quads up to which the merge that GRAPH queries need is made before workers are forked.

It takes about 0.3 s and 30 MB for 40,000 quads. A worker that makes it itself is ended with its long query.
"""
_ONE_OF = f"SELECT ?thing {{ ?thing a kq:%s FILTER(STRSTARTS(STR(?thing), '{ENTITIES}')) }} LIMIT 1"
_Request = tuple[str, str, str, str]  # method, target, Accept, body
_PAGE_REQUESTS: tuple[_Request, ...] = (
    ("GET", "/", _PAGE, ""),
    ("GET", "/docs", _PAGE, ""),
    ("GET", "/docs/try", _PAGE, ""),
    ("GET", "/openapi.json", _JSON, ""),
    ("GET", "/static/style.css", "text/css", ""),
    ("GET", "/sparql/terms", _JSON, ""),
)
_NAME_REQUESTS: tuple[_Request, ...] = (
    ("GET", "/search?q=kaifaqu", _PAGE, ""),
    ("GET", "/api/v1/lookup?q=kaifaqu", _JSON, ""),
    ("GET", "/class/Zone", _PAGE, ""),
    ("GET", "/api/v1/relations/areas", _JSON, ""),
    ("GET", "/reconcile", _JSON, ""),
    ("GET", "/ontology", _PAGE, ""),
    ("GET", "/ontology", "application/ld+json", ""),
    ("GET", "/.well-known/void", "text/turtle", ""),
    ("GET", "/sparql?query=ASK%7B%7D", _PAGE, ""),
    ("GET", "/read", _PAGE, ""),
)
_NETWORK_REQUESTS: tuple[_Request, ...] = (
    ("GET", "/explore", _PAGE, ""),
    ("GET", "/lineage", _PAGE, ""),
    ("GET", "/compare", _PAGE, ""),
    ("GET", "/compare?what=platforms", _PAGE, ""),
    *(("GET", f"/ask?kind={kind}", _PAGE, "") for kind in KINDS),
    ("GET", "/embed", _PAGE, ""),
    ("GET", "/embed/lineage", _PAGE, ""),
    ("GET", "/oembed?url=/lineage&format=xml", "text/xml", ""),
    ("GET", "/api/v1/paths?from=Zone&to=Plate", _JSON, ""),
    ("GET", "/export/parks-industries.svg?most=20", _JSON, ""),  # columns, which networkx sorts
    ("GET", "/export/parks-industries.png?most=1", _JSON, ""),
    *(("GET", f"/export/lineage.{ending}?most=20&measure=degree", _JSON, "") for ending in ("gexf", "cx2", "dot")),
)
_LAST_REQUESTS: tuple[_Request, ...] = (
    *(("GET", "/checks", accept, "") for accept in (_PAGE, _JSON, *(f.media_types[0] for f in formats_for("graph")))),
    ("POST", "/mcp", _JSON, json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})),
)


def exercise_pages(app: App) -> None:
    """Exercise the front page and the pages of things, which need no index of the whole graph."""
    app.indexes.read_labels_of_terms()
    _ = app.indexes.paper_dates
    _exercise(app, (*_PAGE_REQUESTS, *_entity_requests(app)))


def exercise_names(app: App) -> None:
    """Make the indexes of names, changes and sentences, and exercise what needs them, but not the network.

    The pages of `exercise_pages` are exercised before.
    """
    _ = app.indexes.lookup, app.indexes.sentences
    _exercise(app, _NAME_REQUESTS)


def exercise_network(app: App) -> None:
    """Make the network, and exercise the routes that need neither the checks nor the Model Context Protocol.

    What `exercise_names` exercises is exercised before.
    """
    _ = app.indexes.whole
    if app.store.counts().triples <= _MOST_MERGED:
        app.store.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    _exercise(app, (*_NETWORK_REQUESTS, *_file_requests(app)))


def _entity_requests(app: App) -> list[_Request]:
    """A page of each class that has a card, and another part and the widget of one of them."""
    found = (row["thing"] for kind in ("Zone", "Plate", "Document") for row in app.store.rows(_ONE_OF % kind))
    paths = [path for thing in found if (path := Links().of(text(thing)))]
    targets = [f"{path}?tab=overview" for path in paths]
    targets += [f"{path}?tab=mentions" for path in paths[:1]]
    targets += [path.replace("/id/", "/embed/card/", 1) for path in paths[:1]]
    as_json_ld = [("GET", path, "application/ld+json", "") for path in paths[-1:]]  # it reads the context of JSON-LD
    return [*(("GET", target, _PAGE, "") for target in targets), *as_json_ld]


def _file_requests(app: App) -> list[_Request]:
    """The files of statements and quads, of the shortest paper where there is one."""
    of_papers = asserted_graph("").value
    sizes = {
        name.removeprefix(of_papers): n for name, n in app.store.counts().graphs.items() if name.startswith(of_papers)
    }
    only = f"?paper={quote(min(sizes, key=lambda paper: sizes[paper]))}" if sizes else ""
    return [("GET", f"/export/{name}{only}", _JSON, "") for name in ("statements.csv", "dataset.nq.gz")]


def exercise_last(app: App) -> None:
    """Run the checks and exercise their report in each format, and the Model Context Protocol, which loads for long."""
    app.checks.make()
    _exercise(app, _LAST_REQUESTS)


def _exercise(app: App, requests: Iterable[_Request]) -> None:
    """Send the requests, ignore the responses, and wait until the threads that answered have ended."""
    before = threading.active_count()
    asyncio.run(_ask_all(app, requests))
    while threading.active_count() > before:  # a process with threads must not fork
        time.sleep(0.01)


async def _ask_all(app: App, requests: Iterable[_Request]) -> None:
    for method, target, accept, body in requests:
        await app.respond_by_route(_scope(method, target, accept), body.encode())


def _scope(method: str, target: str, accept: str) -> Scope:
    parts = urlsplit(target)
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": quote(parts.path).encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [
            (b"host", b"localhost"),
            (b"accept", f"{accept}, text/event-stream".encode()),
            (b"content-type", _JSON.encode()),
        ],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
    }
