"""The report of the checks over HTTP: the one that `kaifaqu check` gives, as a page, in JSON and in RDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import Response

from graph.core.formats import formats_for
from graph.core.iris import EVIDENCE
from graph.rdf.serialize import write_rdf
from service.core.errors import InvalidParameter
from service.pages.checks_data import checks_data
from service.pages.page_download import asked_form, file_of, links_to, with_forms
from service.web.negotiation import PAGE, Offer, PageOffer, choose, choose_format, choose_language
from service.web.openapi import ENTITY, content_of, parameter
from service.web.pages import VARY, Pages, accepted, links_of

if TYPE_CHECKING:
    from graph.shacl.findings import Report
    from service.pages.cached_check_report import CheckReport


@dataclass(frozen=True)
class ReportJson:
    """The offer of the report as JSON."""

    media_types: tuple[str, ...] = ("application/json",)


JSON = ReportJson()
_SEVERITY = parameter(
    "severity", "query", "Only findings of a severity: Violation, Warning or Info.", example="Warning"
)
_PAPER = parameter("paper", "query", "Only findings about a paper.", example="quzhou-2021")


def check_routes(report: CheckReport, pages: Pages) -> APIRouter:
    """The route of the report."""
    router = APIRouter()
    router.get(
        "/checks",
        summary="What the checks found",
        response_class=Response,
        tags=["service"],
        responses=content_of(formats_for("graph"), *JSON.media_types, "text/csv"),
        openapi_extra={"parameters": [*with_forms(ENTITY), _SEVERITY, _PAPER]},
    )(Checks(report, pages).answer)
    return router


class Checks:
    """Answers with the report of one build, which is made when it is first asked for."""

    def __init__(self, report: CheckReport, pages: Pages) -> None:
        self._report, self.pages = report, pages

    def answer(self, request: Request) -> Response:
        """The report in the form that suits the client."""
        from graph.shacl.findings import SEVERITIES, SEVERITY_NAMES
        from graph.shacl.report_html import report_part
        from graph.shacl.report_json import report_json
        from graph.shacl.report_rdf import report_quads

        accept, names = accepted(request), tuple(request.query_params.getlist("format"))
        offers: list[Offer] = [JSON, *formats_for("graph"), PAGE]
        severity, paper = (request.query_params.get(name, "") for name in ("severity", "paper"))
        report = self._chosen(severity, paper)
        if "json" in names or (not names and choose(accept, offers) == JSON):
            return Response(report_json(report), media_type=JSON.media_types[0], headers=VARY)
        links = links_of(request)
        language = choose_language(", ".join(request.headers.getlist("accept-language")), links.language)
        data = checks_data(report, language)
        if asked_form(request) == "csv":
            return file_of("csv", data)
        syntax = choose_format(accept, names, "graph")
        if not isinstance(syntax, PageOffer):
            return Response(write_rdf(report_quads(report), syntax), media_type=syntax.content_type, headers=VARY)

        def link(iri: str) -> str | None:
            return links.words(iri) if iri.startswith(EVIDENCE) else links.of(iri)

        values = {
            "part": Markup(report_part(report, (language,), link)),  # noqa: S704  escaped where it is made
            "report": report,
            "severity": severity,
            "paper": paper,
            "severities": [(name, self._chosen(name, paper).findings) for name in SEVERITIES],
            "papers": [
                (id_, names, self._chosen(severity, id_).findings) for id_, names in self._report.papers().items()
            ],
            "severity_names": SEVERITY_NAMES,
            "formats": formats_for("graph"),
            "data": links_to(request, data),
        }
        return self.pages.render(request, "checks.html", values)

    def _names_of(self, paper: str) -> tuple[str, ...]:
        """The names of a paper; one without findings is looked up, so that no wrong name passes as without fault."""
        return (paper,) if paper in self._report.papers() else self._report.names_of(paper)

    def _chosen(self, severity: str, paper: str) -> Report:
        """The report with the findings of a severity and of a paper, of all where they are empty."""
        from graph.shacl.findings import SEVERITIES

        whole = self._report.report
        if severity not in {"", *SEVERITIES}:
            raise InvalidParameter(f"severity is one of {', '.join(SEVERITIES)}, not {severity}.")
        if not severity and not paper:
            return whole
        report = whole.only(sources=self._names_of(paper)) if paper else whole
        return report.of([severity]) if severity else report
