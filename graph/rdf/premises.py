"""Which triples the rules of derivation can read.

Most triples of a dataset say where in a paper something stands, which no rule asks. A large dataset is derived from the
others alone, a fifth of it. A triple is left out if no rule names its predicate, or if it is of a claim or an inference
about a predicate of which no rule asks for them.

This is right for rules in which each predicate is an IRI, and which ask for a claim or an inference, if at all, by the
predicate that it is about, as in `?claim rdf:predicate kq:partOf`. A test holds the rules to that. If a rule has a
variable there, none is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from graph.core.iris import RDF, TYPE, prefixes, term
from graph.core.terms import NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.core.terms import Quad, Subject

_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_NAME = re.compile(r"(?<![\w?$:/-])([a-z][\w-]*):([A-Za-z][\w-]*)")
_IRI = re.compile(r"<([^<>\s]+)>")
_ASKED = re.compile(r"rdf:predicate\s+([?$]?[\w:-]+)")
_PREDICATE, _STATEMENTS = NamedNode(f"{RDF}predicate"), {term("Claim"), term("Inference")}


class Premises:
    """The triples that some rules can read. rules: their queries."""

    def __init__(self, rules: Iterable[str]) -> None:
        texts = [_COMMENT.sub("", rule) for rule in rules]
        spaces = prefixes()
        named = {spaces[p] + name for text in texts for p, name in _NAME.findall(text) if p in spaces}
        named.update(iri for text in texts for iri in _IRI.findall(text))
        self._named = {NamedNode(iri) for iri in named} | {TYPE, term("evidence")}
        asked = {name for text in texts for name in _ASKED.findall(text.partition("WHERE")[2])}
        self._every_statement = any(name.startswith(("?", "$")) for name in asked)
        pairs = (name.partition(":") for name in asked if ":" in name)
        self._asked = {NamedNode(spaces[p] + name) for p, _, name in pairs if p in spaces}

    def of(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield those of some quads that rules can read.

        quads: a source, or another whole that has all quads of each of its claims and inferences.
        """
        by_subject: dict[Subject, list[Quad]] = defaultdict(list)
        for quad in quads:
            if quad.predicate in self._named:
                by_subject[quad.subject].append(quad)
        for about in by_subject.values():
            if self._every_statement or not _is_statement(about) or any(self._is_asked(quad) for quad in about):
                yield from about

    def _is_asked(self, quad: Quad) -> bool:
        return quad.predicate == _PREDICATE and quad.object in self._asked


def _is_statement(about: list[Quad]) -> bool:
    return any(quad.predicate == TYPE and quad.object in _STATEMENTS for quad in about)
