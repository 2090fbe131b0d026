"""The hits of a search as data: the things and the sentences, and the query behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.pages.page_download import MOST_NAMED, ViewData, name_of, query_naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.pages.search_hits import Quoted, ResultGroup
    from service.web.negotiation import Language

_SEARCH = ("kind", "thing", "zh", "en", "matched", "way", "paper", "clause", "sentence")
_SEARCH_QUERY = """SELECT ?thing ?kind ?name WHERE {
  VALUES ?thing { %s }
  ?thing a ?kind ; skos:prefLabel ?name .
} ORDER BY ?kind ?thing"""


def search_data(
    groups: Iterable[ResultGroup], sentences: Iterable[Quoted], most: int | None, language: Language
) -> ViewData:
    """What a search shows: the things, then the sentences. most: how many of each kind are shown."""
    hits = [(group.name, hit) for group in groups for hit in group.hits[:most]]

    def lines() -> Iterator[dict[str, str]]:
        for kind, hit in hits:
            yield {
                "kind": kind,
                "thing": hit.shown.code,
                "zh": hit.shown.zh,
                "en": hit.shown.en,
                "matched": hit.candidate.match.name.text,
                "way": hit.candidate.match.way,
            }
        for quoted in sentences:
            yield {
                "kind": "sentence",
                "paper": name_of(quoted.paper, language),
                "clause": name_of(quoted.clause, language) if quoted.clause else "",
                "sentence": "".join(piece for piece, _ in quoted.pieces),
            }

    iris = [hit.candidate.iri for _, hit in hits]
    query = query_naming(_SEARCH_QUERY, iris) if 0 < len(iris) <= MOST_NAMED else ""
    return ViewData("search", _SEARCH, lines, query)
