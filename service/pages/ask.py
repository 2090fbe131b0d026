"""`/ask`: a query by filling in, 填空提问, for readers who know no SPARQL. The address holds the whole question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import HTMLResponse, Response

from service.core.errors import InvalidParameter
from service.pages.ask_catalogue import Catalogue
from service.pages.ask_form import FormReader, orders
from service.pages.ask_patterns import SUM, comment
from service.pages.ask_query import network_query, result_columns, select_query
from service.pages.ask_question import COMPARISONS, LONGEST_TEXT, MOST_CONDITIONS, Question, read_question
from service.pages.ask_sum import SumReader
from service.pages.ask_sum_query import figures_query
from service.pages.ask_words import compared
from service.sparql.answer_view import page_format, view_answer
from service.sparql.query_page import page_data
from service.web.negotiation import LANGUAGES
from service.web.openapi import LANG, PROBLEM_RESPONSES, parameter
from service.web.pages import language_of, links_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.api.indexes import Indexes
    from service.sparql.endpoint import Endpoint
    from service.web.pages import Pages

_FIRST_KINDS = 8
_NUMBERS = range(1, MOST_CONDITIONS + 1)
_NAMES = ("kind", *(f"{name}{number}" for number in _NUMBERS for name in ("where", "op", "is")), "by", "sum", "order")
EXAMPLES: tuple[dict[str, str], ...] = (
    {"kind": "Zone", "where1": "area", "op1": "gt", "is1": "30", "order": "-area"},
    {"kind": "Zone", "by": "leadingIndustry", "order": "-count"},
    {"kind": "Zone", "where1": "absorbedInto", "where2": "locatedIn"},
    {"kind": "Plate", "where1": "plateRank", "by": "plateState", "order": "-count"},
    {"kind": "Zone", "where1": "label", "by": "locatedIn", "sum": "area"},
    {"kind": "Township", "where1": "coveredBy"},
)
"""Questions to begin with, as parameters of the address; each has an answer in the graph of the project's papers."""
_PARAMETERS = [
    parameter("kind", "query", "The class of the things that are asked for.", example="Zone"),
    *(
        parameter(f"{name}{number}", "query", description, example=example if number == 1 else "")
        for number in _NUMBERS
        for name, description, example in (
            ("where", f"The relation of condition {number}.", "area"),
            ("op", "How a number or a date is compared, or none or show.", "gt"),
            ("is", "A value by its path, a number, a date, words, or none or show; empty for any value.", "50"),
        )
    ),
    parameter("add", "query", "The relation of one more condition.", example="leadingIndustry"),
    parameter("drop", "query", "The number of a condition to leave out.", example="2"),
    parameter("by", "query", "The relation by whose values the things are counted.", example="locatedIn"),
    parameter(
        "sum", "query", "The number whose sum and average are asked for; each thing counts once.", example="area"
    ),
    parameter(
        "order",
        "query",
        "The relation, count, sum or average to sort by; with - before it the largest first.",
        example="-area",
    ),
    parameter("show", "query", "How scripts show the answer.", enum=["table", "network", "chart"]),
    LANG,
]


class AskPage:
    """Answers questions that are filled in, from one build."""

    def __init__(self, indexes: Indexes, endpoint: Endpoint, pages: Pages) -> None:
        self._indexes, self._endpoint, self._pages = indexes, endpoint, pages
        self._store, self._catalogue = indexes.store, Catalogue(indexes.store)

    def show(self, request: Request) -> Response:
        """The form; with a kind also what can be asked of its things, and the answer."""
        kinds = self._catalogue.kinds()
        form = FormReader(self._indexes, self._catalogue, language_of(request), links_of(request))
        values: dict[str, object] = {
            **_kinds_to_choose(kinds, request.query_params.get("kind", ""), form),
            "kind_names": self._catalogue.kind_names(),
            "question": None,
            "answer": None,
            "examples": [],
        }
        if kind := request.query_params.get("kind", ""):
            if kind not in kinds:
                raise InvalidParameter(f"This graph has no kind {kind}; there are {', '.join(kinds)}.")
            values |= self._asked(request, kind, form)
        elif self._store.build.is_own:
            values["examples"] = [(form.address(one), form.words(one)) for one in self._examples()]
        return self._pages.render(request, "ask.html", values, names=_NAMES)

    def _examples(self) -> Iterator[Question]:
        for given in EXAMPLES:
            kind = given["kind"]
            yield read_question(given, kind, list(self._catalogue.relations(kind)))

    def _asked(self, request: Request, kind: str, form: FormReader) -> dict[str, object]:
        relations, links, language = self._catalogue.relations(kind), links_of(request), language_of(request)
        question = read_question(dict(request.query_params), kind, list(relations))
        show = request.query_params.get("show", "")
        rows, limits, first = form.rows(question), self._endpoint.settings, self._catalogue.first(kind)
        query = comment(form.words(question)) + select_query(question)
        found = self._endpoint.evaluate(
            query, page_format("table").name, most_bytes=limits.answer_bytes, most_rows=limits.max_answer_rows
        )
        answer = view_answer(found.body, "table", self._store, links, limits.page_rows)
        heads = [form.head(question, relation, name) for name, relation in result_columns(question)]
        names = dict(zip(answer.columns, heads, strict=True))
        data = page_data(links, language, self._endpoint.base(request))
        return {
            "question": question,
            "rows": rows,
            "offered": list(relations.items())[:first],
            "further": list(relations.items())[first:],
            "most": MOST_CONDITIONS,
            "longest": LONGEST_TEXT,
            "comparisons": COMPARISONS,
            "compared": compared,
            "totals": [relation for relation in relations if relation.figure],
            "listing": links.sparql(figures_query(question)) if question.total else "",
            "notes": SumReader(self._indexes, language, links).notes(question) if answer.rows else [],
            "groupings": [relation for relation in relations if relation.reads != "number"],
            "orders": list(orders(question, heads, language)),
            "words": {name: form.words(question, name) for name in LANGUAGES},
            "query": query,
            "answer": replace(answer, limit=limits.max_answer_rows if found.cut else 0),
            "heads": heads,
            "empty": form.why_empty(question) if not answer.rows else "",
            "show": show,
            "data": {
                **data,
                "query": query,
                "network": network_query(question),
                "charted": SUM if question.total else "",
                "columns": names,
                "address": form.address(question, show),
            },
        }


def _kinds_to_choose(kinds: Mapping[str, int], chosen: str, form: FormReader) -> dict[str, object]:
    """The kinds that are offered at once, with the chosen one, and those that are folded; each with its address."""
    offered = [(name, count, form.address(Question(name))) for name, count in kinds.items()]
    first = [*offered[:_FIRST_KINDS], *(one for one in offered[_FIRST_KINDS:] if one[0] == chosen)]
    return {"kinds": first, "other_kinds": [one for one in offered if one not in first]}


def ask_routes(indexes: Indexes, endpoint: Endpoint, pages: Pages) -> APIRouter:
    """The route of the page."""
    router, page = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES), AskPage(indexes, endpoint, pages)
    router.get(
        "/ask",
        summary="Ask by filling in",
        response_class=HTMLResponse,
        openapi_extra={"parameters": _PARAMETERS},
    )(page.show)
    return router
