"""The tables of the views: a line for each thing that is drawn, and the queries behind them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph.core.iris import EVIDENCE
from service.pages.page_download import MOST_NAMED, ViewData, joined, name_of, query_naming
from service.web.pages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.curation.papers_in_graph import Paper
    from graph.curation.source_model import Span
    from graph.shacl.findings import Report
    from service.pages.list_columns import Column
    from service.pages.list_rows import ListRow
    from service.pages.read_claims import ClaimsAtWords
    from service.pages.search import Quoted, ResultGroup
    from service.web.negotiation import Language

_QUOTES = ("at", "words", "claims", "drafted", "modality", "oddities")
_CLAIMS = ("at", "clause", "words", "subject", "relation", "value", "drafted")
_READING_QUERY = """SELECT ?words ?subject ?property ?value WHERE {
  %s .
  ?claim kq:evidence ?evidence ; a kq:Claim ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?value .
  ?evidence kq:quote|kq:citation ?words .
} ORDER BY ?evidence ?subject ?property"""
_SEARCH = ("kind", "thing", "zh", "en", "matched", "way", "paper", "clause", "sentence")
_SEARCH_QUERY = """SELECT ?thing ?kind ?name WHERE {
  VALUES ?thing { %s }
  ?thing a ?kind ; skos:prefLabel ?name .
} ORDER BY ?kind ?thing"""
_CHECKS = ("severity", "shape", "title", "focus", "label", "path", "value", "message", "paper", "quote")
_CHECKS_QUERY = """SELECT ?thing ?name ?words WHERE {
  VALUES ?thing { %s }
  OPTIONAL { ?thing skos:prefLabel|rdfs:label ?name }
  OPTIONAL { ?thing kq:evidence/(kq:quote|kq:citation) ?words }
} ORDER BY ?thing"""


def list_data(
    name: str, rows: Sequence[ListRow], columns: Sequence[Column], language: Language, *, is_whole: bool
) -> ViewData:
    """The rows of the list of a class, on whatever page they are. is_whole: whether they are all of the class."""
    keys = ("iri", "zh", "en", *(column.key for column in columns))
    titles = ("iri", "zh", "en", *(in_language(language, column.zh, column.en) for column in columns))
    separator = in_language(language, "、", "; ")

    def lines() -> Iterator[dict[str, str]]:
        for row in rows:
            cells = {
                column.key: separator.join(name_of(value, language) for value in cell.values)
                for column, cell in zip(columns, row.cells, strict=True)
            }
            yield {"iri": row.iri, "zh": row.shown.zh, "en": row.shown.en, **cells}

    query = _list_query(name, columns, [] if is_whole else [row.iri for row in rows]) if rows else ""
    return ViewData(name, keys, lines, query, titles=titles)


def _list_query(name: str, columns: Sequence[Column], wanted: Sequence[str]) -> str:
    """The things of a class with the columns that the graph has; the standing is computed and has no pattern.

    wanted: The IRIs of the things; none for all.
    """
    read = [(column.key, column) for column in columns if column.properties]
    head = " ".join(["?thing", *(f"?{key}" for key, _ in read)])
    patterns = "".join(f"  OPTIONAL {{ ?thing {_path(column)} ?{key} }}\n" for key, column in read)
    only = "  VALUES ?thing { %s }\n" if 0 < len(wanted) <= MOST_NAMED else ""
    query = f"SELECT {head} WHERE {{\n{only}  ?thing a/rdfs:subClassOf* kq:{name} .\n{patterns}}} ORDER BY ?thing"
    return query_naming(query, wanted) if only else query


def _path(column: Column) -> str:
    return "|".join(f"^kq:{one[1:]}" if one.startswith("^") else f"kq:{one}" for one in column.properties)


def reading_data(paper: Paper, found: ClaimsAtWords | None) -> ViewData:
    """What the page of a paper shows: the claims of its panel, else the quotes that are underlined."""
    if found is None:
        which = f"?evidence kq:source <{paper.document}>"
        return ViewData(paper.id, _QUOTES, partial(_quote_lines, paper), _READING_QUERY % which)
    shown = [f"{EVIDENCE}{paper.id}/{quote.at}" for quote in found.quotes if quote.at and quote.subjects]
    if shown:
        query = query_naming(_READING_QUERY % "VALUES ?evidence { %s }", shown)
    else:
        query = _READING_QUERY % f"?evidence kq:source <{paper.document}>"
    return ViewData(f"{paper.id}-claims", _CLAIMS, partial(_claim_lines, found), query)


def _quote_lines(paper: Paper) -> Iterator[dict[str, str]]:
    text = paper.coverage.source.text if paper.coverage else ""
    for mark in paper.marks:
        oddities = [note.id for note in paper.notes if any(_meet(one, mark.span) for one in note.places)]
        yield {
            "at": f"{mark.span.start}-{mark.span.end}",
            "words": text[mark.span.start : mark.span.end],
            "claims": str(mark.claims),
            "drafted": str(mark.drafted),
            "modality": " ".join(mark.modality),
            "oddities": " ".join(oddities),
        }


def _claim_lines(found: ClaimsAtWords) -> Iterator[dict[str, str]]:
    for quote in found.quotes:
        for subject in quote.subjects:
            for row in subject.rows:
                yield {
                    "at": quote.at,
                    "clause": quote.clause,
                    "words": quote.words,
                    "subject": subject.name.text,
                    "relation": row.relation.text,
                    "value": row.value.text,
                    "drafted": "true" if row.drafted else "false",
                }


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


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


def checks_data(report: Report, language: Language) -> ViewData:
    """The findings of the checks. Their JSON is the report of `graph.shacl.report_json`."""
    place = 0 if language == "zh" else 1

    def lines() -> Iterator[dict[str, str]]:
        for finding in report.findings:
            yield {
                "severity": finding.severity,
                "shape": finding.shape,
                "title": finding.title[place],
                "focus": finding.focus,
                "label": finding.labels[place],
                "path": finding.path,
                "value": finding.value,
                "message": finding.messages[place],
                "paper": joined(quote.source for quote in finding.quotes),
                "quote": joined(quote.words for quote in finding.quotes),
            }

    nodes = list(dict.fromkeys(finding.focus for finding in report.findings if finding.focus.startswith("http")))
    query = query_naming(_CHECKS_QUERY, nodes) if 0 < len(nodes) <= MOST_NAMED else ""
    return ViewData("checks", _CHECKS, lines, query)
