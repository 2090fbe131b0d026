"""`/search`: what a text could mean and where papers say it, as a page; programs ask `/api/v1/search`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import HTMLResponse, Response

from graph.core.iris import ENTITIES, term
from graph.core.terms import text
from graph.history.lookup import Wanted
from graph.history.normalize import plain
from service.pages.page_download import DATA_TYPES, TABLE, asked_form, file_of, links_to
from service.pages.search_data import search_data
from service.pages.search_hits import Hit, Quoted, ResultGroup
from service.pages.words import NAME_KINDS, WAYS, kind_order
from service.web.openapi import LANG, PROBLEM_RESPONSES, content, parameter
from service.web.pages import Pages, language_of, links_of
from service.web.view_models import show

if TYPE_CHECKING:
    from graph.history.sentence_index import SentenceHit
    from service.api.indexes import Indexes
    from service.web.links import Links
    from service.web.view_models import Shown

SENTENCES = "sentences"
"""The filter for the words of papers alone."""
_MOST, _SHOWN, _LONGEST = 400, 6, 400
_LONGEST_PART, _MOST_PARTS = 24, 4
_CITED = "SELECT DISTINCT ?paper WHERE { ?words kq:citation ?citation ; kq:source ?paper }"


def search_routes(indexes: Indexes, pages: Pages) -> APIRouter:
    """The route of the page."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)
    search = Search(indexes, pages)
    router.get(
        "/search",
        summary="Search by name and in the papers",
        response_class=HTMLResponse,
        responses={200: {"content": content("text/html", *DATA_TYPES[:2])}},
        openapi_extra={
            "parameters": [
                parameter("q", "query", "A name or a part of one, pinyin, an IRI, or words.", example="智造新城"),
                parameter("kind", "query", "Only things of this class, or `sentences`.", example="Zone"),
                TABLE,
                LANG,
            ]
        },
    )(search.page)
    return router


class Search:
    """Answers searches from one build."""

    def __init__(self, indexes: Indexes, pages: Pages) -> None:
        self.indexes, self.pages = indexes, pages

    def page(self, request: Request) -> Response:
        """The things by their kinds and the sentences, or what to try where there are none."""
        asked, kind = request.query_params.get("q", "")[:_LONGEST].strip(), request.query_params.get("kind", "")
        links = links_of(request)
        groups = self._groups(asked, links) if asked else []
        hits = self.indexes.sentences.search(asked) if asked else []
        is_named = bool(hits) or any(hit.candidate.match.way != "similar" for group in groups for hit in group.hits)
        chosen = kind if kind in {SENTENCES, *(group.name for group in groups)} else ""
        most = None if chosen else _SHOWN
        sentences = [self._quoted(hit, links) for hit in hits[:most]] if chosen in {"", SENTENCES} else []
        shown = [group for group in groups if chosen in {"", group.name}]
        data = search_data(shown, sentences, most, language_of(request))
        if form := asked_form(request):
            return file_of(form, data)
        values = {
            "asked": asked,
            "kind": chosen,
            "data": links_to(request, data),
            "groups": groups,
            "total": sum(len(group.hits) for group in groups) + len(hits),
            "sentence_count": len(hits),
            "sentences": sentences,
            "most": most,
            "is_named": is_named,
            "parts": self._parts(asked) if asked and not is_named else [],
            "papers": self._papers(links),
            "cited": [] if is_named else self._cited(links),
            "name_kinds": NAME_KINDS,
            "ways": WAYS,
        }
        return self.pages.render(request, "search.html", values, names=("q", "kind"))

    def _groups(self, asked: str, links: Links) -> list[ResultGroup]:
        by_kind: dict[str, list[Hit]] = defaultdict(list)
        for found in self.indexes.lookup.search(Wanted(asked), _MOST):
            by_kind[found.type].append(Hit(self._shown(found.iri, links), found))
        return [
            ResultGroup(name, self._shown(term(name).value, links), tuple(by_kind[name]))
            for name in sorted(by_kind, key=kind_order)
        ]

    def _parts(self, asked: str) -> list[str]:
        """The longest parts of a text that names or sentences have, where the whole is in none."""
        wanted, found = plain(asked)[:_LONGEST_PART], list[str]()
        index, sentences = self.indexes.lookup.index, self.indexes.sentences
        for length in range(len(wanted) - 1, 1, -1):
            for at in range(len(wanted) - length + 1):
                part = wanted[at : at + length]
                is_new = not any(part in longer for longer in found)
                if is_new and (index.beginning(part) or index.containing(part) or sentences.search(part)):
                    found.append(part)
            if len(found) >= _MOST_PARTS:
                break
        return found[:_MOST_PARTS]

    def _papers(self, links: Links) -> list[Shown]:
        sources = dict.fromkeys(sentence.source for sentence in self.indexes.sentences.sentences)
        return [self._shown(source, links) for source in sources]

    def _cited(self, links: Links) -> list[Shown]:
        """The papers whose text is not at hand, by name."""
        papers = [text(row["paper"]) for row in self.indexes.store.rows(_CITED)]
        self.indexes.read_labels(papers)
        return sorted((self._shown(paper, links) for paper in papers), key=lambda shown: shown.order)

    def _quoted(self, hit: SentenceHit, links: Links) -> Quoted:
        sentence, pieces, done = hit.sentence, list[tuple[str, bool]](), 0
        for start, end in hit.found:
            pieces += [(sentence.text[done:start], False), (sentence.text[start:end], True)]
            done = end
        pieces.append((sentence.text[done:], False))
        return Quoted(
            pieces=tuple(piece for piece in pieces if piece[0]),
            clause=self._shown(sentence.clause, links) if sentence.clause.startswith(ENTITIES) else None,
            paper=self._shown(sentence.source, links),
            read=links.read(sentence.paper, hit.at),
        )

    def _shown(self, iri: str, links: Links) -> Shown:
        return show(self.indexes.node(iri), self.indexes.label(iri), links)
