"""How the graph uses the terms of the ontology: how often, and where, each with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import TERMS
from graph.core.terms import NamedNode, text
from service.pages.sentence_panel import Text

if TYPE_CHECKING:
    from graph.core.terms import Term
    from service.api.indexes import Indexes
    from service.pages.sentence_reader import SentenceReader

_CLASSES = "SELECT ?term (COUNT(DISTINCT ?node) AS ?n) WHERE { ?node a ?term } GROUP BY ?term"
_CLASSES_ABOVE = """SELECT ?term (COUNT(DISTINCT ?node) AS ?n) WHERE {
  { SELECT DISTINCT ?term WHERE { ?below rdfs:subClassOf ?term } }
  ?class rdfs:subClassOf* ?term . ?node a ?class
} GROUP BY ?term"""
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?n) WHERE { ?node ?term ?value } GROUP BY ?term"
_CONCEPTS = """SELECT ?term (COUNT(*) AS ?n) WHERE {
  ?term skos:inScheme ?scheme . ?node ?property ?term FILTER(STRSTARTS(STR(?property), STR(kq:)))
} GROUP BY ?term"""
_MOST_COMPARED = 1_000
"""The uses of a term up to which the first by name are shown; of more, the first among as many."""
_MEMBERS = f"""SELECT DISTINCT ?node WHERE {{
  {{ SELECT ?node {{ ?node a/rdfs:subClassOf* <%s> }} LIMIT {_MOST_COMPARED} }}
}} ORDER BY ?node LIMIT 8"""
_STATED = f"""SELECT ?node ?value (SAMPLE(?e) AS ?words) WHERE {{
  {{
    SELECT ?node ?value ?e {{
      ?claim rdf:predicate <%s> ; rdf:subject ?node ; rdf:object ?value ; kq:evidence ?e
    }} LIMIT {_MOST_COMPARED}
  }}
}} GROUP BY ?node ?value ORDER BY ?node LIMIT 8"""
_SAID = f"""SELECT DISTINCT ?node ?value WHERE {{
  {{ SELECT ?node ?value {{ ?node <%s> ?value }} LIMIT {_MOST_COMPARED} }}
}} ORDER BY ?node LIMIT 8"""


@dataclass(frozen=True)
class Use:
    """A thing of a class; or a thing, its value, and the address of the words that say so, empty where none do."""

    node: Text
    value: Text | None = None
    words: str = ""


def count_uses(indexes: Indexes) -> dict[str, int]:
    """How many members each class has, with those of classes below it; how often properties and concepts are used."""
    found: dict[str, int] = {}
    for query in (_CONCEPTS, _PROPERTIES, _CLASSES, _CLASSES_ABOVE):
        found |= {text(row["term"]): int(text(row["n"])) for row in indexes.store.rows(query) if "term" in row}
    return found


def uses_of(name: str, kind: str, reader: SentenceReader) -> list[Use]:
    """Some uses of a term of the ontology.

    Args:
        name: its local name.
        kind: its kind, such as Class.
        reader: for the names of things.
    """
    iri, store = TERMS + name, reader.indexes.store
    rows = store.rows(_MEMBERS % iri) if kind == "Class" else store.rows(_STATED % iri) or store.rows(_SAID % iri)
    reader.indexes.read_labels({text(node) for row in rows for node in row.values() if isinstance(node, NamedNode)})

    def shown(row: dict[str, Term], part: str) -> Text:
        node = row[part]
        return reader.name(node.value) if isinstance(node, NamedNode) else Text(text(node))

    return [
        Use(
            shown(row, "node"),
            shown(row, "value") if "value" in row else None,
            reader.links.words(text(row["words"])) if "words" in row else "",
        )
        for row in rows
    ]
