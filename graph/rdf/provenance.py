"""The provenance of triples: the claims and inferences that reify them, and their evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.core.iris import REIFICATION, term
from graph.core.terms import NamedNode, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Quad, Subject, Term

_READ = {
    name: term(name) for name in ("evidence", "rule", "quote", "citation", "clause", "clauseNumber", "source", "start")
}


@dataclass(frozen=True)
class Words:
    """A piece of evidence: a quote with clause number, source and the offset of its first character.

    If the text of the paper is not available, `citation` names the document and the quote is empty.
    """

    evidence: str
    quote: str
    clause: str
    source: str
    start: int | None = None
    citation: str = ""

    @property
    def said(self) -> str:
        """The quote, or else the citation."""
        return self.quote or self.citation


class Provenance:
    """An index of the claims and inferences of a graph.

    It is built in one pass when it is first asked about a triple. What claims and inferences carry is read when it is
    first asked for; `read_ahead` reads it for many triples at once.
    """

    def __init__(self, source: QuadSource) -> None:
        self._source = source
        self._known: dict[Term, list[Quad]] = {}
        self._words: dict[Term, Words | None] = {}

    @cached_property
    def _standing(self) -> dict[tuple[Term | None, ...], list[Subject]]:
        """The claims and inferences that stand for each triple."""
        parts: dict[Subject, list[Term | None]] = defaultdict(lambda: [None, None, None])
        for quad in self._source.match(None, REIFICATION):
            parts[quad.subject][REIFICATION.index(quad.predicate)] = quad.object
        found: dict[tuple[Term | None, ...], list[Subject]] = defaultdict(list)
        for node, triple in parts.items():
            found[tuple(triple)].append(node)
        return found

    def read_ahead(self, quads: Iterable[Quad], nodes: Iterable[Term] = ()) -> None:
        """Read the words and rules behind some triples, and the words that some nodes carry; asks three times."""
        standing = [node for q in quads for node in self._standing.get((q.subject, q.predicate, q.object), ())]
        self.read_evidence_ahead(self._values_of([*standing, *nodes], "evidence"))

    def read_evidence_ahead(self, evidence: Iterable[Term]) -> None:
        """Read some pieces of evidence, and the clauses that they are from; asks twice."""
        self._load(self._values_of(list(evidence), "clause"))

    def words(self, quads: Iterable[Quad]) -> tuple[Words, ...]:
        """Return the evidence of triples without duplicates, in the order of the text."""
        nodes = [node for q in quads for node in self._standing.get((q.subject, q.predicate, q.object), ())]
        found = {word: None for node in nodes for e in self._values(node, "evidence") if (word := self.read(e))}
        return tuple(sorted(found, key=lambda word: (word.source, word.start or 0, word.evidence)))

    def rules(self, quads: Iterable[Quad]) -> tuple[str, ...]:
        """Return the IRIs of the rules that derived triples."""
        nodes = [node for q in quads for node in self._standing.get((q.subject, q.predicate, q.object), ())]
        return tuple(sorted({text(rule) for node in nodes for rule in self._values(node, "rule")}))

    def words_of(self, node: Term) -> tuple[Words, ...]:
        """Return the evidence of a node itself, such as an event."""
        return tuple(word for e in self._values(node, "evidence") if (word := self.read(e)))

    def read(self, evidence: Term) -> Words | None:
        """Read a piece of evidence; None if the node is not one."""
        if evidence not in self._words:
            quotes, citations = ([text(v) for v in self._values(evidence, name)] for name in ("quote", "citation"))
            clauses = [text(n) for c in self._values(evidence, "clause") for n in self._values(c, "clauseNumber")]
            sources, starts = self._values(evidence, "source"), self._values(evidence, "start")
            self._words[evidence] = (
                Words(
                    evidence=text(evidence),
                    quote=next(iter(quotes), ""),
                    citation=next(iter(citations), ""),
                    clause=next(iter(clauses), ""),
                    source=text(sources[0]) if sources else "",
                    start=int(text(starts[0])) if starts else None,
                )
                if quotes or citations
                else None
            )
        return self._words[evidence]

    def _values(self, node: Term, name: str) -> list[Term]:
        self._load([node])
        return [quad.object for quad in self._known.get(node, ()) if quad.predicate == _READ[name]]

    def _values_of(self, nodes: list[Term], name: str) -> list[Term]:
        self._load(nodes)
        return [value for node in nodes for value in self._values(node, name)]

    def _load(self, nodes: Iterable[Term]) -> None:
        missing = [node for node in nodes if isinstance(node, NamedNode) and node not in self._known]
        if missing:
            self._known |= {node: [] for node in missing}
            for quad in self._source.match(missing, _READ.values()):
                self._known[quad.subject].append(quad)
