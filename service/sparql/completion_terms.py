"""What the query editor completes from: the prefixes, and the terms of the ontology with labels and pinyin.

The names of things are not in it; the editor looks these up at /api/v1/search.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from graph.core.iris import ONTOLOGY_GRAPH, prefixes
from graph.history.pinyin import pinyin
from graph.schema.term_docs import read_docs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.schema.term_docs import Doc
    from graph.store.store import GraphStore
    from service.web.negotiation import Language

Kind = Literal["class", "property", "vocabulary", "concept"]


class TermIndex:
    """The terms of the ontology that a store holds, as JSON in each language."""

    def __init__(self, store: GraphStore) -> None:
        docs = list(_docs(store))
        self._json = {"zh": _written(docs, 0), "en": _written(docs, 1)}

    def json(self, language: Language) -> bytes:
        """The prefixes, and for each term: its prefixed name, kind, labels, pinyin in full and by initials, definition.

        The definition is in the given language, both labels are there.
        """
        return self._json[language]


def _docs(store: GraphStore) -> Iterator[tuple[Kind, Doc]]:
    docs = read_docs(store.match(None, None, None, ONTOLOGY_GRAPH))
    for doc in docs.terms.values():
        if not doc.deprecated:
            yield "class" if doc.kind == "Class" else "property", doc
    for slug, scheme in docs.schemes.items():
        yield "vocabulary", scheme
        for concept in docs.concepts[slug]:
            yield "concept", concept


def _written(docs: list[tuple[Kind, Doc]], language: Literal[0, 1]) -> bytes:
    terms = [
        {
            "name": doc.code,
            "kind": kind,
            "zh": doc.label[0],
            "en": doc.label[1],
            "pinyin": pinyin(doc.label[0]),
            "definition": doc.definition[language],
        }
        for kind, doc in docs
    ]
    return json.dumps({"prefixes": prefixes(), "terms": terms}, ensure_ascii=False, separators=(",", ":")).encode()
