"""`/read`: the papers, and each with all that was read from it, 原文.

A paper whose text is at hand is shown whole. `at` names characters such as 2029-2055, whose claims the panel shows;
`colour` what the underlines tell. `/read/{paper}/claims` is the panel alone, which the script of the page asks for.
"""

from __future__ import annotations

import re
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import HTMLResponse, Response

from graph.core.iris import VOCABULARY
from graph.curation.oddities import SCHEME
from graph.curation.paper_layout import lay_out
from graph.curation.papers_in_graph import paper_named, read_papers
from graph.curation.reading_page import contents_part, load_parts, text_part
from graph.curation.source_model import Span
from service.core.errors import InvalidParameter
from service.pages.page_download import DATA_TYPES, TABLE, asked_form, file_of, links_to
from service.pages.poster import PRINT, is_poster
from service.pages.read_claims import MOST_QUOTES, ClaimsReader
from service.pages.read_data import read_data
from service.pages.read_papers import cited_documents, paper_cards
from service.pages.read_poster import clause_of, poster_of
from service.pages.sentence_reader import SentenceReader
from service.web.openapi import LANG, PROBLEM_RESPONSES, content, parameter, path_parameter
from service.web.pages import in_language, language_of, links_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.curation.paper_layout import PaperLayout
    from graph.curation.papers_in_graph import Paper
    from service.api.indexes import Indexes
    from service.web.links import Links
    from service.web.negotiation import Language
    from service.web.pages import Pages

COLOURS = ("density", "modality", "oddity")
AT = parameter("at", "query", "The characters that are shown, from and to.", example="2029-2055")
_COLOUR = parameter("colour", "query", f"What the underlines tell: {', '.join(COLOURS)}.", example="modality")
_LAID_OUT_AT_ONCE = 10
"""The papers that are laid out with the first request, before workers are forked; it takes 50 ms for each."""
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def reader_routes(reader: PaperPages) -> APIRouter:
    """The routes of the list of papers, of each paper, and of the claims at some of its characters."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)
    of = path_parameter("paper", "The identifier of a paper.", "quzhou-2021")
    for path, summary, parameters, show, media_types in (
        ("/read", "List the papers", [LANG], reader.papers, ()),
        ("/read/{paper}", "Read a paper", [of, AT, _COLOUR, PRINT, TABLE, LANG], reader.paper, DATA_TYPES[:2]),
        ("/read/{paper}/claims", "Show the claims at some characters", [of, AT, _COLOUR, LANG], reader.claims, ()),
    ):
        router.get(
            path,
            summary=summary,
            response_class=HTMLResponse,
            openapi_extra={"parameters": parameters},
            responses={200: {"content": content("text/html", *media_types)}},
        )(show)
    return router


class PaperPages:
    """Answers with pages about the papers of one build, which are read when they are first asked for."""

    def __init__(self, indexes: Indexes, pages: Pages) -> None:
        self._knowledge, self._pages, self._lock = indexes, pages, Lock()
        self._papers: dict[str, Paper] | None = None
        self._layouts: dict[str, PaperLayout] = {}
        load_parts()

    @property
    def known(self) -> dict[str, Paper]:
        """The papers by id."""
        with self._lock:
            if self._papers is None:
                self._papers = read_papers(self._knowledge.store)
                for paper in islice(self._papers.values(), _LAID_OUT_AT_ONCE):
                    self._layout(paper)
            return self._papers

    def _layout(self, paper: Paper) -> PaperLayout | None:
        """A paper laid out, None where its text is not at hand."""
        if paper.coverage and paper.id not in self._layouts:
            self._layouts[paper.id] = lay_out(paper.coverage, paper.marks, paper.notes)
        return self._layouts.get(paper.id)

    def papers(self, request: Request) -> Response:
        """The list of papers: read in full, only cited, and only mentioned."""
        reader = SentenceReader(self._knowledge, language_of(request), links_of(request))
        values = {
            "cards": paper_cards(self.known.values(), reader),
            "mentioned": cited_documents(self.known.values(), reader),
        }
        return self._pages.render(request, "papers.html", values)

    def paper(self, request: Request) -> Response:
        """A paper with its text, or with its facts where it is only cited."""
        view = self._view(request)
        if form := asked_form(request):
            return file_of(form, read_data(view["paper"], view["found"]))
        if is_poster(request.query_params.get("print", "")):
            found, here = view["found"], view["here"]
            view["poster"] = poster_of(view["reading"], found, here) if found else None
            return self._pages.render(request, "read_poster.html", view)
        return self._pages.render(request, "read.html" if view["reading"] else "read_cited.html", view)

    def claims(self, request: Request) -> Response:
        """The panel of a paper."""
        view = self._view(request)
        return self._pages.render(request, "read_panel.html", view, headers={"X-Robots-Tag": "noindex"})

    def _view(self, request: Request) -> dict[str, Any]:
        paper = paper_named(self.known, request.path_params["paper"])
        language, links = language_of(request), links_of(request)
        reader = SentenceReader(self._knowledge, language, links)
        here, colour = read_span(request.query_params.get("at", "")), request.query_params.get("colour", COLOURS[0])
        if colour not in COLOURS:
            raise InvalidParameter(f"colour is one of {', '.join(COLOURS)}, not {colour}.")
        address = _Address(links, paper.id, colour)
        reading = self._layout(paper)
        if reading and paper.coverage and here and not _is_aligned(reading, here):
            reading = lay_out(paper.coverage, paper.marks, paper.notes, here)
        claims = ClaimsReader(paper, reader)
        most = None if is_poster(request.query_params.get("print", "")) else MOST_QUOTES
        found = claims.citations() if reading is None else claims.at(here, most) if here else None
        clause = clause_of(reading, here) if reading and here else None
        return {
            "files": links_to(request, read_data(paper, None), without=("at",)) if reading else [],
            "claim_files": links_to(request, read_data(paper, found)) if found else [],
            "paper": paper,
            "reading": reading,
            "document": reader.shown(paper.document),
            "date": reader.date(paper.document),
            "clause": clause,
            "is_part": bool(clause and clause.span != here),
            "colour": colour,
            "here": here,
            "address": address,
            "found": found,
            "kinds": (kinds := self._words(SCHEME, {note.kind for note in paper.notes}, language)),
            "modalities": self._words("modality", {m for mark in paper.marks for m in mark.modality}, language),
            "contents": contents_part(reading, language) if reading else "",
            "text": text_part(reading, language, kinds, _tip(language), href=address.of, here=here) if reading else "",
        }

    def _words(self, scheme: str, slugs: set[str], language: Language) -> dict[str, str]:
        """The names of some concepts by slug, in the reader's language."""
        iris = {slug: f"{VOCABULARY}{scheme}/{slug}" for slug in sorted(slugs)}
        self._knowledge.read_labels(iris.values())
        return {slug: in_language(language, *self._knowledge.label(iri)) or slug for slug, iri in iris.items()}


class _Address:
    """The addresses of views of one paper, in the colours that are shown."""

    def __init__(self, links: Links, paper: str, colour: str) -> None:
        self._links, self._paper, self._colour = links, paper, colour

    def of(self, span: Span | None, colour: str = "") -> str:
        """The paper at some characters, or at none."""
        return self.at(f"{span.start}-{span.end}" if span else "", colour)

    def poster(self, span: Span | None) -> str:
        """The poster of some characters, or of the whole text."""
        address = self.of(span)
        return f"{address}{'&' if '?' in address else '?'}print=1"

    def at(self, at: str, colour: str = "") -> str:
        """The paper at characters such as 2029-2055."""
        address, colour = self._links.read(self._paper, at), colour or self._colour
        if colour == COLOURS[0]:
            return address
        return address + ("&" if "?" in address else "?") + urlencode({"colour": colour})


def read_span(text: str) -> Span | None:
    """The characters that a parameter names, None for an empty one. Raises InvalidParameter."""
    if not text:
        return None
    found = _SPAN.fullmatch(text)
    if not found or int(found[1]) >= int(found[2]):
        raise InvalidParameter(f"at is two numbers of characters, such as 2029-2055, not {text}.")
    return Span(int(found[1]), int(found[2]))


def _is_aligned(reading: PaperLayout, span: Span) -> bool:
    borders = {border for line in reading.lines for s in line.segments for border in (s.span.start, s.span.end)}
    return {span.start, span.end} <= borders


def _tip(language: Language) -> Callable[[object], str]:
    told = in_language(language, "尚无陈述", "no claim yet")
    return lambda _: told
