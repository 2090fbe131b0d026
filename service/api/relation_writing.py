"""The rows of a relation as plain JSON, as JSON-LD and as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graph.core.iris import BASE, SKOS, TERMS, XSD
from graph.core.spreadsheet import csv_lines
from graph.core.terms import Literal, NamedNode, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.core.terms import Term
    from service.api.model_mapping import Renderer
    from service.api.relation_rows import RelationRow
    from service.web.negotiation import Language

Labels = Callable[[str], tuple[str, str]]
"""From an IRI to its Chinese and English label, empty where it has none."""
_CSVW = "http://www.w3.org/ns/csvw#"
_NUMBERS = {f"{XSD}{name}": kind for name, kind in (("integer", int), ("decimal", float), ("double", float))}
_LABELS = {code: {"@id": f"{SKOS}prefLabel", "@language": code} for code in ("zh", "en")}


def show_plain(renderer: Renderer, node: Term, lang: Language | None) -> object:
    """A value as plain JSON: a thing with its labels (or the label in one language), a number, or a text."""
    if isinstance(node, NamedNode):
        thing = renderer.thing(node.value)
        if lang is None:
            return thing.model_dump()
        return {
            "iri": thing.iri,
            "url": thing.url,
            "label": thing.zh or thing.en if lang == "zh" else thing.en or thing.zh,
        }
    if isinstance(node, Literal) and node.datatype.value in _NUMBERS:
        return _NUMBERS[node.datatype.value](node.value)
    return text(node)


def in_language(labels: Labels, language: Language | None) -> Labels:
    """Labels in one language, with the other language as fallback."""

    def one(iri: str) -> tuple[str, str]:
        zh, en = labels(iri)
        return (zh, "" if zh else en) if language == "zh" else ("" if en else zh, en)

    return one if language else labels


def write_jsonld(
    rows: Sequence[RelationRow],
    columns: Sequence[str],
    *,
    properties: dict[str, str],
    describes: str,
    labels: Labels,
    first: int,
) -> dict[str, Any]:
    """Write rows as JSON-LD, each a node with the values of its columns, typed as in the graph.

    A row is a `csvw:Row` with a number and what it describes (W3C 2015, Generating RDF from Tabular Data on the Web).

    Args:
        rows: The rows.
        columns: The columns that are written.
        properties: The IRI of the property of each column.
        describes: The variable of the thing or statement that a row is about.
        labels: The labels of things.
        first: The number of the first row.
    """
    context = {
        **_LABELS,
        "Row": f"{_CSVW}Row",
        "rownum": f"{_CSVW}rownum",
        "describes": {"@id": f"{_CSVW}describes", "@type": "@id"},
        **{column: {"@id": properties[column]} for column in columns},
    }
    return {
        "@context": context,
        "@graph": [_node(row, n, columns, describes, labels) for n, row in enumerate(rows, first)],
    }


def property_of(view: str, column: str, query: str) -> str:
    """The property of a column: the ontology's if the query binds its value, else one of the relation."""
    own = f"kq:{column} ?{column} "
    return f"{TERMS}{column}" if own in f"{query} " else f"{BASE}api/v1/relations/{view}#{column}"


def write_csv(
    rows: Iterable[RelationRow], columns: Sequence[str], things: frozenset[str], labels: Labels, language: Language
) -> str:
    """Write rows as CSV for spreadsheets.

    Args:
        rows: The rows.
        columns: The columns that are written.
        things: The columns that hold things; each is followed by a column with their names.
        labels: The labels of things.
        language: The language of the names, with the other one as fallback.
    """
    head = [name for column in columns for name in _headings(column, things)]
    return "".join(csv_lines(head, (_cells(row, columns, things, labels, language) for row in rows)))


def _headings(column: str, things: frozenset[str]) -> list[str]:
    return [column, f"{column}_label"] if column in things else [column]


def _cells(
    row: RelationRow, columns: Sequence[str], things: frozenset[str], labels: Labels, language: Language
) -> Iterator[str]:
    for column in columns:
        yield row.text(column)
        if column in things:
            names = [labels(node.value) for node in row.terms(column) if isinstance(node, NamedNode)]
            yield "\n".join((zh or en) if language == "zh" else (en or zh) for zh, en in names)


def _node(row: RelationRow, number: int, columns: Sequence[str], describes: str, labels: Labels) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Row", "rownum": number}
    if described := list(dict.fromkeys(map(text, row.terms(describes)))):
        told["describes"] = described if len(described) > 1 else described[0]
    values = {column: [_value(node, labels) for node in row.terms(column)] for column in columns}
    return {**told, **{column: found[0] if len(found) == 1 else found for column, found in values.items() if found}}


def _value(node: Term, labels: Labels) -> dict[str, str]:
    if isinstance(node, NamedNode):
        zh, en = labels(node.value)
        return {"@id": node.value, **({"zh": zh} if zh else {}), **({"en": en} if en else {})}
    if not isinstance(node, Literal):
        raise TypeError("A row holds things and literals.")
    if node.language:
        return {"@value": node.value, "@language": node.language}
    if node.datatype.value == f"{XSD}string":
        return {"@value": node.value}
    return {"@value": node.value, "@type": node.datatype.value}
