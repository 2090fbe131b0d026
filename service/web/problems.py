"""Problem details (RFC 9457) for every error: one table of statuses and titles, and a page for browsers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.core.errors import (
    AmbiguousName,
    EmptySelection,
    EngineUnavailable,
    KaifaquError,
    NotRepresentable,
    QueryRejected,
    ShapesUnsound,
    TooManyToDraw,
    UnknownEntity,
    UnknownFormat,
    UnknownMeasure,
    UnknownRelation,
    UnknownTime,
)
from graph.core.iris import BASE, kebab
from service.core.errors import (
    AnswerTooLarge,
    BudgetSpent,
    ChecksNotRun,
    FormatNotImplemented,
    InvalidParameter,
    MalformedRequest,
    NotAcceptable,
    NothingToCheck,
    QueryTimeout,
    RequestTooLarge,
    RequestTooSlow,
    StillPreparing,
    TooBusy,
    UnsupportedMediaType,
    UpdateRefused,
    WorkerLost,
    WrongHost,
)
from service.web.headers import with_common
from service.web.negotiation import PAGE, PageOffer, choose
from service.web.pages import VARY, Pages, accepted
from service.web.problem_advice import advice_on
from service.web.request_log import add_log_fields
from service.web.response import HttpResponse

PROBLEMS: dict[type[KaifaquError], tuple[int, str, str]] = {
    QueryRejected: (400, "The query was rejected", "查询未被接受"),
    MalformedRequest: (400, "The request cannot be read", "请求无法读取"),
    UnknownFormat: (400, "There is no such format", "没有这种格式"),
    UnknownRelation: (400, "There is no such relation or class", "没有这种关系或类别"),
    UnknownTime: (400, "There is no such time", "没有这个时间"),
    UnknownMeasure: (400, "There is no such measure", "没有这种指标"),
    UpdateRefused: (403, "The service is read-only", "本服务只读"),
    UnknownEntity: (404, "Nothing is known of this", "图谱中没有相关内容"),
    EmptySelection: (404, "Nothing is in the selection", "所选范围为空"),
    NothingToCheck: (404, "There is nothing to check", "没有可检查的内容"),
    NotAcceptable: (406, "No format suits", "没有合适的格式"),
    NotRepresentable: (406, "The format cannot hold the answer", "这种格式容纳不了结果"),
    RequestTooSlow: (408, "The request is too slow", "请求过慢"),
    AmbiguousName: (409, "The name is ambiguous", "名称有歧义"),
    RequestTooLarge: (413, "The request is too large", "请求过大"),
    UnsupportedMediaType: (415, "The body is of a kind that is not read", "不读取这种请求正文"),
    WrongHost: (421, "The service is not known by this name", "本服务不使用这个主机名"),
    TooManyToDraw: (422, "Too much to draw", "内容过多，无法绘制"),
    InvalidParameter: (422, "A parameter is wrong", "参数有误"),
    AnswerTooLarge: (422, "The answer is too large", "结果过大"),
    BudgetSpent: (429, "Too many query seconds", "查询用时超额"),
    ShapesUnsound: (500, "The checks cannot be trusted", "检查不可信"),
    FormatNotImplemented: (501, "The format is not implemented", "不支持这种格式"),
    ChecksNotRun: (503, "The checks could not be run", "检查未能运行"),
    EngineUnavailable: (503, "The engine is down", "查询引擎无法访问"),
    StillPreparing: (503, "The service is still preparing this", "服务仍在准备"),
    TooBusy: (503, "The service is busy", "服务繁忙"),
    WorkerLost: (503, "The evaluation broke down", "查询进程中断"),
    QueryTimeout: (504, "The query takes too long", "查询超时"),
}
"""Each class of error with its status and its title in English and Chinese."""

_NO_TYPE = "about:blank"
_PHRASES_ZH = {404: "没有这个页面", 405: "不支持这种操作", 500: "服务出错"}
_UNEXPECTED = "The service failed to answer; the fault is ours and has been logged. Try again, or ask something else."


@dataclass(frozen=True)
class Problem:
    """Problem details.

    Attributes:
        line: The line of a mistake in a query.
        column: Its column.
        detail_zh: The detail in Chinese, for pages; empty where there is none.
    """

    type: str
    status: int
    title: str
    title_zh: str
    detail: str
    line: int | None = None
    column: int | None = None
    detail_zh: str = ""

    @property
    def advice(self) -> tuple[str, str]:
        """What a reader can do about it, in Chinese and in English."""
        return advice_on(self.name, self.status)

    @property
    def name(self) -> str:
        """The type in one word, as logs have it."""
        return (
            HTTPStatus(self.status).name.lower().replace("_", "-")
            if self.type == _NO_TYPE
            else self.type.rsplit("/", 1)[-1]
        )

    def members(self) -> dict[str, Any]:
        """The members of the JSON object, those without a value left out."""
        members = {name: getattr(self, name) for name in ("type", "title", "status", "detail", "line", "column")}
        return {name: value for name, value in members.items() if value is not None}


@dataclass(frozen=True)
class ProblemJson:
    """The offer of a problem as JSON."""

    media_types: tuple[str, ...] = ("application/problem+json", "application/json")


PROBLEM_JSON = ProblemJson()


def problem_of(error: KaifaquError) -> Problem:
    """The problem details of an error of the project."""
    kind = next((cls for cls in type(error).__mro__ if cls in PROBLEMS), None)
    if kind is None:
        return http_problem(500, _UNEXPECTED)
    status, title, title_zh = PROBLEMS[kind]
    detail = _sendable(str(error))
    if isinstance(error, QueryRejected):
        return Problem(type_of(kind), status, title, title_zh, detail, error.line, error.column, _sendable(error.zh))
    detail_zh = _sendable(error.zh) if isinstance(error, StillPreparing) else ""
    return Problem(type_of(kind), status, title, title_zh, detail, detail_zh=detail_zh)


def type_of(kind: type[KaifaquError]) -> str:
    """The IRI of a type of problem; the service explains it there."""
    return f"{BASE}problem/{kebab(kind.__name__)}"


def http_problem(status: int, detail: str) -> Problem:
    """The problem details of a plain HTTP status."""
    return Problem(_NO_TYPE, status, HTTPStatus(status).phrase, _PHRASES_ZH.get(status, ""), _sendable(detail))


def _sendable(text: str) -> str:
    """A text that may quote a client, with lone surrogates escaped, which UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode()


def json_response(problem: Problem) -> HttpResponse:
    """A problem as a response in JSON, for connections, which have no request to render a page for."""
    body = json.dumps(problem.members()).encode()
    headers = {
        b"content-type": PROBLEM_JSON.media_types[0].encode(),
        b"content-length": str(len(body)).encode(),
        b"cache-control": b"no-store",
    }
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers[b"retry-after"] = b"1"
    return HttpResponse(problem.status, with_common(headers), body)


def prefers_page(accept: str) -> bool:
    """Whether a client with this Accept header prefers a page to JSON."""
    offers: list[ProblemJson | PageOffer] = [PROBLEM_JSON, PAGE]
    return choose(accept, offers) is PAGE


class ProblemRenderer:
    """Renders problems as a page or as JSON."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def render(self, request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
        """The response for a problem."""
        add_log_fields(request.scope, outcome=problem.name)
        headers = {**VARY, **(headers or {})}
        if prefers_page(accepted(request)):
            return self.pages.render(request, "problem.html", {"problem": problem}, problem.status, headers)
        return JSONResponse(problem.members(), problem.status, headers, PROBLEM_JSON.media_types[0])

    def render_error(self, request: Request, error: Exception) -> Response:
        """The response for an error of the project. Raises TypeError for any other."""
        if not isinstance(error, KaifaquError):
            raise TypeError("Only errors of the project come here.")
        problem = problem_of(error)
        wait = error.wait if isinstance(error, BudgetSpent | StillPreparing) else 1
        may_retry = problem.status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
        later = {"Retry-After": str(ceil(wait))} if may_retry else None
        return self.render(request, problem, later)

    def render_unexpected(self, request: Request, _error: Exception) -> Response:
        """The response for an unexpected error: the log has the traceback, which the client does not see."""
        return self.render(request, http_problem(500, _UNEXPECTED))
