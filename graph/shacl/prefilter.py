"""A query for each shape that selects the nodes which may violate its core constraints.

The query leaves out only nodes that certainly conform; if SPARQL cannot express a constraint, it selects every node.
pySHACL then validates only the selected nodes. The report is the same as for all nodes, but a graph of a million nodes,
nearly all of which conform, takes seconds.
"""

from __future__ import annotations

from itertools import combinations, count
from typing import TYPE_CHECKING

from rdflib.collection import Collection
from rdflib.extras.shacl import parse_shacl_path
from rdflib.namespace import RDF, RDFS, SH
from rdflib.paths import SequencePath

from graph.shacl.focus import focus_pattern
from graph.shacl.shapes import shacl_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rdflib
    from rdflib.term import Node

CORE = {SH.minCount, SH.maxCount, SH.uniqueLang, SH.languageIn, SH["in"], SH.hasValue, SH["class"], SH.pattern}
CORE |= {SH.lessThan, SH.minExclusive, SH["not"], SH["or"], SH.xone, SH.property, SH.qualifiedValueShape}
_PARAMETERS_OF_OTHERS = {SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.path, SH.flags}
_NO_CONSTRAINT = {SH.message, SH.severity, SH.sparql, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
ALL = "true"


def prefilter_query(shape: Node, shapes: rdflib.Graph) -> str | None:
    """Return a query for `?this`, the focus nodes that may not conform; None if the shape has no core constraint."""
    own = shacl_words(shape, shapes) - _NO_CONSTRAINT
    if not own:
        return None
    condition = _Conditions(shapes).of(shape, "?this")
    doubt = ALL if condition is None else f"!({condition})"
    return f"SELECT ?this WHERE {{ {focus_pattern(shape, shapes)} FILTER({doubt}) }}"


class _Conditions:
    """Writes SPARQL expressions that are true if a node conforms, or None if SPARQL cannot express it exactly."""

    def __init__(self, shapes: rdflib.Graph) -> None:
        self.shapes, self._number = shapes, count()

    def of(self, shape: Node, node: str) -> str | None:
        """Return the condition under which a node, a variable, conforms to a shape."""
        stated = shacl_words(shape, self.shapes) - _NO_CONSTRAINT
        if stated - CORE - _PARAMETERS_OF_OTHERS:
            return None
        path = self.shapes.value(shape, SH.path)
        parts = list(self._of_values(shape, node)) if path is None else list(self._of_property(shape, node))
        return None if None in parts else " && ".join(f"({part})" for part in parts) or ALL

    def _of_property(self, shape: Node, node: str) -> Iterator[str | None]:
        path = self._path(shape)
        for least in self._numbers(shape, SH.minCount):
            yield self._distinct_values(node, path, least) if least else ALL
        for most in self._numbers(shape, SH.maxCount):
            yield f"!{self._distinct_values(node, path, most + 1)}"
        if any(self.shapes.objects(shape, SH.uniqueLang)):
            one, other = self._variable(), self._variable()
            yield (
                f'NOT EXISTS {{ {node} {path} {one} , {other} FILTER(!sameTerm({one}, {other}) && LANG({one}) != "" '
                f"&& LCASE(LANG({one})) = LCASE(LANG({other}))) }}"
            )
        for greater in self.shapes.objects(shape, SH.lessThan):
            one, other = self._variable(), self._variable()
            below = f"COALESCE({one} < {other}, false)"
            yield f"NOT EXISTS {{ {node} {path} {one} ; {greater.n3()} {other} FILTER(!{below}) }}"
        for wanted in self.shapes.objects(shape, SH.hasValue):
            yield self._reaches(node, self._steps(shape), wanted.n3())
        yield from self._of_qualified(shape, node, path)
        value = self._variable()
        each = list(self._of_values(shape, value))
        if None in each:
            yield None
        elif each:
            wrong = " || ".join(f"!({condition})" for condition in each)
            yield f"NOT EXISTS {{ {node} {path} {value} FILTER({wrong}) }}"

    def _of_qualified(self, shape: Node, node: str, path: str) -> Iterator[str | None]:
        for inner in self.shapes.objects(shape, SH.qualifiedValueShape):
            least, most = (list(self._numbers(shape, p)) for p in (SH.qualifiedMinCount, SH.qualifiedMaxCount))
            for number, negated in [(n, "") for n in least if n] + [(n + 1, "!") for n in most]:
                exists = self._distinct_values(node, path, number, inner)
                yield None if exists is None else f"{negated}{exists}"

    def _of_values(self, shape: Node, value: str) -> Iterator[str | None]:
        graph, is_property = self.shapes, self.shapes.value(shape, SH.path) is not None
        for members in graph.objects(shape, SH["in"]):
            yield " || ".join(f"sameTerm({value}, {member.n3()})" for member in Collection(graph, members)) or "false"
        for members in graph.objects(shape, SH.languageIn):
            tags = [f'langMatches(LANG({value}), "{tag}")' for tag in Collection(graph, members)]
            yield f"COALESCE({' || '.join(tags)}, false)"
        for cls in graph.objects(shape, SH["class"]):
            yield f"EXISTS {{ {value} <{RDF.type}>/<{RDFS.subClassOf}>* {cls.n3()} }}"
        for pattern in graph.objects(shape, SH.pattern):
            flags = graph.value(shape, SH.flags)
            found = f"REGEX(STR({value}), {pattern.n3()}{f', {flags.n3()}' if flags else ''})"
            yield f"COALESCE({found}, false)"
        for bound in graph.objects(shape, SH.minExclusive):
            yield f"COALESCE({value} > {bound.n3()}, false)"
        if not is_property:
            for wanted in graph.objects(shape, SH.hasValue):
                yield f"sameTerm({value}, {wanted.n3()})"
        for inner in graph.objects(shape, SH["not"]):
            condition = self.of(inner, value)
            yield None if condition is None else f"!({condition})"
        for inner in graph.objects(shape, SH.property):
            yield self.of(inner, value)
        yield from self._of_choices(shape, value)

    def _of_choices(self, shape: Node, value: str) -> Iterator[str | None]:
        for predicate in (SH["or"], SH.xone):
            for members in self.shapes.objects(shape, predicate):
                choices = [self.of(member, value) for member in Collection(self.shapes, members)]
                if None in choices:
                    yield None
                elif predicate == SH.xone:
                    yield f"{' + '.join(f'IF({choice}, 1, 0)' for choice in choices)} = 1"
                else:
                    yield " || ".join(f"({choice})" for choice in choices)

    def _distinct_values(self, node: str, path: str, number: int, shape: Node | None = None) -> str | None:
        """Return the condition that a path has at least `number` distinct values; with a shape, that conform to it."""
        values = [self._variable() for _ in range(number)]
        tests = [f"!sameTerm({one}, {other})" for one, other in combinations(values, 2)]
        if shape is not None:
            conditions = [self.of(shape, value) for value in values]
            if None in conditions:
                return None
            tests += [f"({condition})" for condition in conditions]
        test = f" FILTER({' && '.join(tests)})" if tests else ""
        return f"EXISTS {{ {node} {path} {' , '.join(values)}{test} }}"

    def _reaches(self, node: str, steps: list[str], value: str) -> str:
        """Return the condition that a path reaches a value.

        Each step is nested in the one before. In one pattern, the engine would start from the value.
        """
        if len(steps) == 1:
            return f"EXISTS {{ {node} {steps[0]} {value} }}"
        between = self._variable()
        return f"EXISTS {{ {node} {steps[0]} {between} FILTER {self._reaches(between, steps[1:], value)} }}"

    def _numbers(self, shape: Node, predicate: Node) -> list[int]:
        return [int(str(number)) for number in self.shapes.objects(shape, predicate)]

    def _path(self, shape: Node) -> str:
        return "/".join(self._steps(shape))

    def _steps(self, shape: Node) -> list[str]:
        path = parse_shacl_path(self.shapes, next(self.shapes.objects(shape, SH.path)))
        return [f"({step.n3()})" for step in (path.args if isinstance(path, SequencePath) else [path])]

    def _variable(self) -> str:
        return f"?v{next(self._number)}"
