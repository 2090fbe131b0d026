"""The endpoint `/sparql` of the SPARQL 1.1 Protocol: queries by GET, POST and QUERY, and the query page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import Response

from graph.core.errors import KaifaquError
from graph.core.formats import FORMATS, Format
from graph.core.iris import digest
from graph.rdf.serialize import write_rdf
from graph.store.empty_answer import explain_empty
from graph.store.query_analysis import outline
from graph.store.query_hints import Hint, in_ascii
from graph.store.query_rewriting import sliced
from service.core.scope_keys import SET_TIME_LIMIT
from service.core.settings import YES, Settings
from service.sparql import truncation_note
from service.sparql.advice import Advisor
from service.sparql.answer_view import page_format, view_answer
from service.sparql.examples import by_theme
from service.sparql.limited_evaluation import QueryRequest, WrittenAnswer, answer
from service.sparql.protocol import SparqlRequest, read_get, read_post
from service.sparql.query_page import page_data
from service.sparql.service_description import describe_service
from service.web.headers import HINT, as_sent
from service.web.links import Links
from service.web.negotiation import PageOffer, choose_format
from service.web.pages import VARY, Pages, accepted, language_of, links_of
from service.web.problems import prefers_page, problem_of
from service.web.request_log import add_log_fields
from service.web.response import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import Scope

    from graph.store.query_hints import Hints
    from graph.store.store import GraphStore
    from service.sparql.answer_view import AnswerView
    from service.web.negotiation import Language
    from service.web.problems import Problem

_PATHS, _METHODS = ("/sparql", "/sparql/"), ("GET", "POST", "QUERY")
_HEADERS = {syntax.name: as_sent({**VARY, "Content-Type": syntax.content_type}) for syntax in FORMATS}
EXAMPLE = (files("service") / "queries" / "example.rq").read_text("utf-8")


class Endpoint:
    """Answers requests of the SPARQL Protocol from a store."""

    def __init__(self, store: GraphStore, settings: Settings, pages: Pages, hints: Hints) -> None:
        self.store, self.settings, self.pages = store, settings, pages
        self._examples = by_theme()  # workers cannot open files
        self._hints = hints
        self.advisor = Advisor(store, hints)

    @staticmethod
    def handles(scope: Scope) -> bool:
        """Whether the endpoint answers a request; other methods go to the framework's routes, which refuse them."""
        path, method = scope["path"].removeprefix(scope["root_path"]), scope["method"]
        return path in _PATHS and method in _METHODS

    def respond(self, request: Request, body: bytes) -> HttpResponse:
        """Answer a request: with the answer to its query, or without parameters with the description or the page.

        Args:
            request: The request.
            body: The body of a POST or QUERY; empty for a GET.

        Raises:
            KaifaquError: There is no answer, and the client does not accept a page that tells why.
        """
        asked = SparqlRequest()
        try:
            asked = _read(request, body)
            return self._describe(request, asked) if asked.bare else self._answer(request, asked)
        except KaifaquError as error:
            if "html" in asked.format_names or prefers_page(accepted(request)):
                return HttpResponse.from_starlette(self._page(request, asked, problem=problem_of(error)))
            raise

    def evaluate(self, query: str, format_name: str, *, most_bytes: int, most_rows: int) -> WrittenAnswer:
        """The answer to a query for another route. Raises what `answer` raises."""
        return answer(self.store, QueryRequest(query, format_name, most_bytes=most_bytes, most_rows=most_rows))

    def void(self, request: Request) -> Response:
        """The dataset in VoID, as `/.well-known/void` (section 7.2 of VoID) and the endpoint give it."""
        syntax = choose_format(accepted(request), tuple(request.query_params.getlist("format")), "graph", page=False)
        if isinstance(syntax, PageOffer):
            raise TypeError("There is no page of the dataset.")
        return self._described(request, syntax)

    def base(self, request: Request) -> str:
        """The address of the service that a request was sent to, or the public one."""
        return self.settings.public_address(str(request.base_url))

    def _describe(self, request: Request, asked: SparqlRequest) -> HttpResponse:
        syntax = choose_format(accepted(request), asked.format_names, "graph")
        if isinstance(syntax, PageOffer):
            return HttpResponse.from_starlette(self._page(request, asked))
        return HttpResponse.from_starlette(self._described(request, syntax))

    def _described(self, request: Request, syntax: Format) -> Response:
        quads = describe_service(f"{self.base(request)}/sparql", self.store)
        return Response(write_rdf(quads, syntax), media_type=syntax.content_type, headers=VARY)

    def _answer(self, request: Request, asked: SparqlRequest) -> HttpResponse:
        settings, query = self.settings, asked.query
        if asked.seconds and (set_limit := request.scope.get(SET_TIME_LIMIT)):
            set_limit(asked.seconds)
        add_log_fields(request.scope, query=digest(query), text=query if settings.log_queries == YES else None)
        seen = outline(query)
        holds = seen.holds or "table"  # a text that is no query is rejected below, by the engine
        # The format is chosen first, so that no query is evaluated whose answer cannot be sent.
        chosen = choose_format(accepted(request), asked.format_names, holds)
        syntax = page_format(holds) if isinstance(chosen, PageOffer) else chosen
        found = answer(
            self.store,
            QueryRequest(
                query,
                syntax.name,
                asked.default_graphs,
                asked.named_graphs,
                settings.answer_bytes,
                settings.max_answer_rows,
                seen,
            ),
        )
        add_log_fields(request.scope, rows=found.rows, outcome="cut" if found.cut else None)
        hints = self._hints.of(query, found.rows)
        if isinstance(chosen, PageOffer):
            explained = None if found.rows != 0 or asked.graph_parameters else explain_empty(self.store, query)
            hints += [Hint(explained.zh, explained.en)] if explained else []
            view = view_answer(found.body, holds, self.store, links_of(request), settings.page_rows)
            view = replace(view, limit=settings.max_answer_rows if found.cut else 0)
            page = HttpResponse.from_starlette(self._page(request, asked, view, hints=hints))
            return _uncached(page) if seen.volatile else page
        answered = self._written(found, partial(self._rest, request, asked, found))
        if hints:
            answered.headers[HINT.lower().encode()] = in_ascii(hints).encode()
        return _uncached(answered) if seen.volatile else answered

    def _written(self, found: WrittenAnswer, rest: Callable[[], str]) -> HttpResponse:
        """The response with an answer. `rest` makes the address of the rows after the cut; a cut answer names it."""
        headers, body = dict(_HEADERS[found.syntax.name]), found.body
        if found.cut:
            most, address = self.settings.max_answer_rows, rest()
            headers[truncation_note.HEADER.lower().encode()] = str(most).encode()
            if address:
                headers[b"link"] = f'<{address}>; rel="next"'.encode()
            body = truncation_note.add_note(body, found.syntax, most, address)
        headers[b"content-length"] = b"%d" % len(body)
        return HttpResponse(HTTPStatus.OK, headers, body)

    def _rest(self, request: Request, asked: SparqlRequest, found: WrittenAnswer) -> str:
        """The address of the rows after the cut; empty for triples, which have no order."""
        if found.syntax.holds == "graph":
            return ""
        query = sliced(asked.query, self.settings.max_answer_rows)
        return self.base(request) + Links().sparql(query, found.syntax.name, asked.graph_parameters)

    def _page(
        self,
        request: Request,
        asked: SparqlRequest,
        found: AnswerView | None = None,
        problem: Problem | None = None,
        hints: Sequence[Hint] = (),
    ) -> Response:
        if problem:
            add_log_fields(request.scope, outcome=problem.name)
        values = {
            "asked": asked,
            "example": _example(language_of(request)),
            "themes": self._examples,
            "data": page_data(links_of(request), language_of(request), self.base(request)),
            "answer": found,
            "problem": problem,
            "hints": hints,
        }
        return self.pages.render(request, "sparql.html", values, problem.status if problem else HTTPStatus.OK)


def _uncached(answered: HttpResponse) -> HttpResponse:
    """A response that no cache keeps, because the answer differs each time."""
    answered.headers[b"cache-control"] = b"no-store"
    return answered


def _example(language: Language) -> str:
    """The first example, with its question in the language of the reader alone."""
    zh, en, query = EXAMPLE.split("\n", 2)
    return f"{zh if language == 'zh' else en}\n{query}"


def _read(request: Request, body: bytes) -> SparqlRequest:
    query_string: bytes = request.scope["query_string"]
    if request.method == "GET":
        return read_get(query_string)
    return read_post(query_string, request.headers.get("content-type", ""), body)
