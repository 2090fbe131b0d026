"""Derivation: runs the rules of `ontology/rules/` in order and records rule and grounds of each derived triple.

A rule is a file with a SPARQL CONSTRUCT query. The comment at its head has the lines `# zh:` and `# en:`, which state
the rule in words, and `# after:` with the rules whose results it uses. A rule derives triples in one of two ways:

- as a reified statement, `[] rdf:subject ?s ; rdf:predicate … ; rdf:object ?o ; kq:because ?ground`;
- directly, with a new blank node as subject that has `kq:because`; the node gets an IRI made from its triples.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from graph.core.iris import DERIVED_GRAPH, PREF_LABEL, REIFICATION, RULE, TYPE, digest, entity, prefixes, term
from graph.core.resources import RULES
from graph.core.terms import BlankNode, Literal, NamedNode, Quad, Subject, Term, Triple
from graph.rdf.premises import Premises
from graph.rdf.quads import reification

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from graph.core.quad_source import GrowingDataset

_BECAUSE, _EVIDENCE = term("because"), term("evidence")


@dataclass(frozen=True)
class DerivationRule:
    """A rule: its name, its query, its text in two languages, and the names of the rules that must run before it."""

    name: str
    query: str
    zh: str
    en: str
    after: frozenset[str]

    @property
    def iri(self) -> NamedNode:
        """The rule's IRI."""
        return NamedNode(RULE + self.name)


def read_rules(folder: Path = RULES) -> list[DerivationRule]:
    """Read the rules of a folder, sorted so that each comes after those that it uses."""
    rules = {path.stem: _read_rule(path) for path in sorted(folder.glob("*.rq"))}
    order = TopologicalSorter({name: sorted(rule.after) for name, rule in rules.items()})
    return [rules[name] for name in order.static_order()]


def _read_rule(path: Path) -> DerivationRule:
    query = path.read_text("utf-8")
    head = dict(re.findall(r"^# (zh|en|after): (.+)$", query, re.MULTILINE))
    return DerivationRule(
        path.stem, query, head["zh"], head["en"], frozenset(re.findall(r"[\w-]+", head.get("after", "")))
    )


def derive(merge: GrowingDataset, rules: Collection[DerivationRule]) -> Iterator[Quad]:
    """Run rules on the RDF merge of all graphs of a dataset, and yield the quads of the derived graph.

    A rule sees each triple once, even if several graphs contain it, and sees no named graphs.

    Args:
        merge: all triples, or those that `premises.py` selects. What they derive and can read is added to it.
        rules: the rules, each after those that it uses.

    Raises:
        TypeError: a rule is not a CONSTRUCT query.
    """
    rules = list(rules)
    premises = Premises(rule.query for rule in rules)
    for rule in rules:
        about = list(_rule_quads(rule))
        merge.extend(Quad(*quad.triple) for quad in about)
        yield from about
        triples = list(merge.query(rule.query, prefixes=prefixes()))
        if not all(isinstance(triple, Triple) for triple in triples):
            raise TypeError(f"The rule {rule.name} must be a CONSTRUCT query.")
        derived = list(_derived_quads(rule, triples, merge))
        merge.extend(Quad(*quad.triple) for quad in premises.of(derived))
        yield from derived


def _rule_quads(rule: DerivationRule) -> Iterator[Quad]:
    yield Quad(rule.iri, TYPE, term("DerivationRule"), DERIVED_GRAPH)
    for language, text in (("zh", rule.zh), ("en", rule.en)):
        yield Quad(rule.iri, PREF_LABEL, Literal(text, language=language), DERIVED_GRAPH)


def _derived_quads(rule: DerivationRule, triples: list[Triple], merge: GrowingDataset) -> Iterator[Quad]:
    about: dict[Subject, list[tuple[NamedNode, Term]]] = defaultdict(list)
    for triple in triples:
        about[triple.subject].append((triple.predicate, triple.object))
    names: dict[Term, NamedNode] = {n: _name(rule, pairs) for n, pairs in about.items() if isinstance(n, BlankNode)}
    for node, pairs in about.items():
        grounds = [value for predicate, value in pairs if predicate == _BECAUSE]
        parts = dict(pairs)
        stated = [parts[p] for p in REIFICATION] if REIFICATION[0] in parts else []
        for subject, predicate, value in [stated] if stated else [(node, p, o) for p, o in pairs]:
            # No rule gives a literal as a subject or anything but an IRI as a predicate; the stubs allow any term.
            triple = Triple(names.get(subject, subject), predicate, names.get(value, value))  # type: ignore[arg-type]
            yield from _inference(rule, triple, grounds, merge)


def _name(rule: DerivationRule, pairs: list[tuple[NamedNode, Term]]) -> NamedNode:
    """Return the IRI of a derived node, made from its rule and its triples."""
    return entity(f"derived/{rule.name}/{digest(*sorted(f'{p} {o}' for p, o in pairs))}")


def _inference(rule: DerivationRule, triple: Triple, grounds: list[Term], merge: GrowingDataset) -> Iterator[Quad]:
    name = digest(rule.name, *map(str, (triple.subject, triple.predicate, triple.object)))
    node = entity(f"inference/{rule.name}/{name}")
    yield Quad(triple.subject, triple.predicate, triple.object, DERIVED_GRAPH)
    yield from reification(node, "Inference", triple, DERIVED_GRAPH)
    yield Quad(node, term("rule"), rule.iri, DERIVED_GRAPH)
    for ground in grounds:
        yield Quad(node, _BECAUSE, ground, DERIVED_GRAPH)
        for quad in list(merge.quads_for_pattern(ground, _EVIDENCE, None)):  # type: ignore[arg-type]  # no literal
            yield Quad(node, _EVIDENCE, quad.object, DERIVED_GRAPH)
            if triple.predicate == _BECAUSE:
                yield Quad(triple.subject, _EVIDENCE, quad.object, DERIVED_GRAPH)
