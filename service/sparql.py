"""`/sparql`, after the SPARQL 1.1 Protocol: queries by GET and by both kinds of POST, and the page to ask from."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from graph.errors import KaifaquError
from graph.formats import FORMATS, Format
from graph.names import digest
from graph.query_text import Outline, outline, sliced
from graph.rdf_writing import write_rdf
from graph.store import GraphStore
from service import truncation
from service.answer_view import AnswerView, page_format, view_answer
from service.answered import Answered
from service.budget import Budget
from service.client import CLIENT_LEFT, while_connected
from service.errors import BudgetSpent
from service.evaluation import Evaluator, Written
from service.examples import examples
from service.headers import as_sent
from service.links import Links
from service.negotiation import Page, choose_format
from service.observation import tell
from service.pages import VARY, Pages, accepted, links_of
from service.problems import Problem, prefers_page, problem_of
from service.question import AnyQuestion, PlainQuestion, Question
from service.service_description import describe_service
from service.settings import YES, Settings
from service.sparql_request import SparqlRequest, read_get, read_post

_HEADERS = {syntax.name: as_sent({**VARY, "Content-Type": syntax.content_type}) for syntax in FORMATS}
EXAMPLE = (files("service") / "queries" / "example.rq").read_text("utf-8")


class Endpoint:
    """Answers requests of the protocol; queries go to an evaluator, the store names what pages show."""

    def __init__(
        self, store: GraphStore, settings: Settings, pages: Pages, evaluator: Evaluator, budget: Budget
    ) -> None:
        self.store, self.settings, self.pages, self.evaluator = store, settings, pages, evaluator
        self.budget = budget

    async def get(self, request: Request) -> Response:
        """A query in the parameter `query`; without any parameter, the description of the service or its page."""
        return await self._respond(request, None)

    async def post(self, request: Request) -> Response:
        """A query as a form, or as a body of the media type application/sparql-query; also by the method QUERY."""
        return await self._respond(request, await request.body())

    async def _respond(self, request: Request, body: bytes | None) -> Response:
        asked = SparqlRequest()
        try:
            asked = _read(request, body)
            if asked.bare:
                return await run_in_threadpool(self._describe, request, asked)
            return await self._answer(request, asked)
        except KaifaquError as error:
            if "html" in asked.format_names or prefers_page(accepted(request)):
                return self._page(request, asked, problem=problem_of(error))
            raise

    def _describe(self, request: Request, asked: SparqlRequest) -> Response:
        syntax = choose_format(accepted(request), asked.format_names, "graph")
        if isinstance(syntax, Page):
            return self._page(request, asked)
        return self._described(request, syntax)

    def void(self, request: Request) -> Response:
        """The dataset in VoID, as `/.well-known/void` (section 7.2 of VoID) and the endpoint give it."""
        syntax = choose_format(accepted(request), tuple(request.query_params.getlist("format")), "graph", page=False)
        if isinstance(syntax, Page):
            raise TypeError("There is no page of the dataset.")
        return self._described(request, syntax)

    def _described(self, request: Request, syntax: Format) -> Response:
        quads = describe_service(f"{self.base(request)}/sparql", self.store)
        return Response(write_rdf(quads, syntax), media_type=syntax.content_type, headers=VARY)

    def base(self, request: Request) -> str:
        """The address of the service that a request was sent to, or the public one."""
        return self.settings.public_address(str(request.base_url))

    async def _answer(self, request: Request, asked: SparqlRequest) -> Response:
        seen = outline(asked.query)
        holds = seen.holds or "table"  # what is no query is told by the engine
        syntax = choose_format(accepted(request), asked.format_names, holds)  # what cannot be sent is not evaluated
        question = self.question(asked, page_format(holds) if isinstance(syntax, Page) else syntax, seen)
        seconds = min(asked.seconds or self.settings.query_seconds, self.settings.query_seconds)
        answer = await while_connected(request, self.evaluate(request.scope, question, seconds))
        if answer is None:
            return Response(status_code=CLIENT_LEFT)
        if not isinstance(syntax, Page):
            return self.written(answer, partial(self.rest, request, asked, answer)).response
        links, most = links_of(request), self.settings.page_rows
        view = await run_in_threadpool(view_answer, answer.body, holds, self.store, links, most)
        return self._page(request, asked, view)

    def question(self, asked: SparqlRequest, syntax: Format, seen: Outline) -> Question:
        """What an evaluator is asked: a query that was looked over, to be answered in a format."""
        most_bytes, most_rows = self.settings.answer_bytes, self.settings.max_answer_rows
        return Question(asked.query, syntax.name, asked.default_graphs, asked.named_graphs, most_bytes, most_rows, seen)

    def plain_question(self, value: bytes, accept: str) -> PlainQuestion:
        """What an evaluator is asked: a query as it stands in an address, with the Accept header that came with it."""
        return PlainQuestion(value, accept, self.settings.answer_bytes, self.settings.max_answer_rows)

    def written(self, answer: Written, rest: Callable[[], str]) -> Answered:
        """An answer, which says that it was cut if it was; rest: the address of what comes after."""
        headers, body = dict(_HEADERS[answer.syntax.name]), answer.body
        if answer.cut:
            most, address = self.settings.max_answer_rows, rest()
            headers[truncation.HEADER.lower().encode()] = str(most).encode()
            if address:
                headers[b"link"] = f'<{address}>; rel="next"'.encode()
            body = truncation.say_cut(body, answer.syntax, most, address)
        headers[b"content-length"] = b"%d" % len(body)
        return Answered(HTTPStatus.OK, headers, body)

    def rest(self, request: Request, asked: SparqlRequest, answer: Written) -> str:
        """The address of what comes after an answer that was cut; empty after triples, which have no order."""
        if answer.syntax.holds == "graph":
            return ""
        query = sliced(asked.query, self.settings.max_answer_rows)
        return self.base(request) + Links().sparql(query, answer.syntax.name, asked.graph_parameters)

    async def evaluate(self, scope: Scope, question: AnyQuestion, seconds: float) -> Written:
        """The answer to a question within the budget of the client whose request has a scope.

        Raises BudgetSpent, and whatever the evaluator raises.
        """
        started, answer = self.begin(scope), None
        try:
            answer = await self.evaluator.evaluate(question, seconds)
            return answer
        finally:
            self.end(scope, question, started, answer)

    def begin(self, scope: Scope) -> float:
        """The `monotonic` of now, when a question of the client is evaluated. Raises BudgetSpent."""
        now = monotonic()
        wait = self.budget.wait(_client(scope), now)
        if wait:
            raise BudgetSpent(
                f"Your queries have taken more than their seconds; ask again in {wait:.0f} seconds.", wait
            )
        return now

    def end(self, scope: Scope, question: AnyQuestion, started: float, answer: Written | None) -> None:
        """Charge the client for the seconds of a question that began then, and have the log tell of it.

        What it waited in the queue is not charged where that is known.
        """
        now = monotonic()
        taken = now - started if answer is None or answer.seconds is None else answer.seconds
        self.budget.charge(_client(scope), taken, now)
        text = question.text
        tell(
            scope,
            query=digest(text),
            text=text if self.settings.log_queries == YES else None,
            rows=answer.rows if answer else None,
            outcome="cut" if answer and answer.cut else None,
        )

    def _page(
        self,
        request: Request,
        asked: SparqlRequest,
        answer: AnswerView | None = None,
        problem: Problem | None = None,
    ) -> Response:
        if problem:
            tell(request.scope, outcome=problem.name)
        values = {"asked": asked, "example": EXAMPLE, "examples": examples(), "answer": answer, "problem": problem}
        return self.pages.render(request, "sparql.html", values, problem.status if problem else HTTPStatus.OK)


def _read(request: Request, body: bytes | None) -> SparqlRequest:
    query_string: bytes = request.scope["query_string"]
    if body is None:
        return read_get(query_string)
    return read_post(query_string, request.headers.get("content-type", ""), body)


def _client(scope: Scope) -> str:
    return scope["client"][0] if scope["client"] else ""
