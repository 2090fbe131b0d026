"""The quads of a description, looked up by their parts and shown as terms, passages and statements."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graph.core.iris import REIFICATION, TYPE, term
from graph.core.labels import label_of
from graph.core.terms import text
from service.pages.description import START, STATEMENTS
from service.web.view_models import QuotedPassage, Shown, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.terms import NamedNode, Quad, Term
    from service.web.links import Links

_CLAUSE, _SOURCE, _SENTENCE = (term(name) for name in ("clause", "source", "sentence"))
_QUOTE, _CITATION, _END = (term(name) for name in ("quote", "citation", "end"))
PASSAGE = frozenset({_CLAUSE, _SOURCE, _QUOTE, _CITATION, _SENTENCE, START, _END})
"""The properties that a shown passage has told already."""


class Facts:
    """An index of quads. Whatever it gives back is in a fixed order."""

    def __init__(self, quads: Iterable[Quad], links: Links) -> None:
        self.links = links
        self.about: dict[Term, list[Quad]] = defaultdict(list)
        self.naming: dict[Term, list[Quad]] = defaultdict(list)
        for quad in quads:
            self.about[quad.subject].append(quad)
            self.naming[quad.object].append(quad)
        self._standing_for: dict[tuple[Term, ...], list[Term]] = defaultdict(list)
        for node in sorted({q.subject for kind in STATEMENTS for q in self._of_type(kind)}, key=str):
            self._standing_for[self.triple_of(node)].append(node)

    def _of_type(self, kind: NamedNode) -> list[Quad]:
        return [quad for quad in self.naming.get(kind, ()) if quad.predicate == TYPE]

    def values(self, node: Term, *predicates: NamedNode) -> list[Term]:
        """The values of properties of a node, each once."""
        return list(dict.fromkeys(q.object for q in self.about.get(node, ()) if q.predicate in predicates))

    def triple_of(self, statement: Term) -> tuple[Term, ...]:
        """Subject, property and value of a claim or inference, empty for any other node."""
        parts = tuple(value for part in REIFICATION for value in self.values(statement, part))
        return parts if len(parts) == len(REIFICATION) else ()

    def is_statement(self, node: Term) -> bool:
        """Whether a node is a claim or an inference."""
        return not STATEMENTS.isdisjoint(self.values(node, TYPE))

    def standing_for(self, quad: Quad) -> list[Term]:
        """The claims and inferences that stand for a triple."""
        return self._standing_for.get((quad.subject, quad.predicate, quad.object), [])

    def shown(self, node: Term) -> Shown:
        """A term with its labels; a claim or inference is called by what it says."""
        zh, en = label_of(self.about.get(node, ()))
        parts = [self.shown(part) for part in self.triple_of(node)]
        if parts and not (zh or en):
            zh, en = (" ".join(words) for words in zip(*((p.zh or p.code, p.en or p.code) for p in parts), strict=True))
        return show(node, (zh, en), self.links)

    def all_shown(self, nodes: Iterable[Term]) -> tuple[Shown, ...]:
        """Several terms, sorted as readers expect them."""
        return tuple(sorted(map(self.shown, nodes), key=lambda shown: shown.order))

    def place(self, evidence: Term) -> QuotedPassage | None:
        """The passage or the citation that an evidence points at, or None for any other node."""
        citation, sentence = self._text(evidence, _CITATION), self._text(evidence, _SENTENCE)
        quote = citation or self._text(evidence, _QUOTE)
        if not quote:
            return None
        before, found, after = sentence.partition(quote)
        return QuotedPassage(
            evidence=self.shown(evidence),
            clause=self._first(evidence, _CLAUSE),
            source=self._first(evidence, _SOURCE),
            before=before if found else "",
            quote=quote,
            after=after,
            start=self.position(evidence),
            end=int(self._text(evidence, _END) or 0),
            is_citation=bool(citation),
        )

    def position(self, node: Term) -> int:
        """Where in a text a node begins, 0 for what is no piece of text."""
        return int(self._text(node, START) or 0)

    def _text(self, node: Term, predicate: NamedNode) -> str:
        return next((text(value) for value in self.values(node, predicate)), "")

    def _first(self, node: Term, predicate: NamedNode) -> Shown | None:
        return next((self.shown(value) for value in self.values(node, predicate)), None)
