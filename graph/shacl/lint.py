"""Lint of shapes: what a validator would skip or misread is an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import rdflib
from rdflib.namespace import OWL, SH

from graph.core.errors import ShapesUnsound
from graph.core.iris import shorten
from graph.shacl.shapes import constraint_name, is_known, shapes_of, speaker
from graph.store.query_rewriting import blanked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NOT_OFFERED = {
    str(SH.targetNode): "a target that is one node",
    str(SH.target): "a target of its own kind",
    str(SH.deactivated): "a shape that is switched off",
    str(SH.entailment): "an entailment",
    str(SH.shapesGraph): "another shapes graph",
    str(SH.rule): "a rule",
    str(SH.js): "JavaScript",
    str(SH.ask): "an ASK validator",
    str(SH.parameter): "a constraint component of its own",
}
_REFUSED = re.compile(
    r"(?<![?$])\b(MINUS|VALUES|SERVICE|FROM)\b", re.IGNORECASE
)  # SHACL 5.2.1, and nothing from elsewhere
_SELECT = re.compile(r"\bSELECT\b(?P<head>[^{}]*?)(?:\bWHERE\b\s*)?\{", re.IGNORECASE)
_THIS = re.compile(r"[?$]this\b")
_BINDS_THIS = re.compile(r"\bAS\s+[?$]this\b", re.IGNORECASE)


def sound_shapes(folder: Path) -> rdflib.Graph:
    """Return the shapes of a folder, which `validate` may use for any number of datasets.

    Raises:
        ShapesUnsound: there are none, or something in them would be silently skipped or misread.
    """
    shapes = shapes_of(folder)
    refuse_unsound(shapes)
    return shapes


def refuse_unsound(shapes: rdflib.Graph) -> None:
    """Refuse shapes in which something would be silently skipped or misread.

    Raises:
        ShapesUnsound: the message lists every such place.
    """
    complaints = [*_words(shapes), *_properties(shapes), *_queries(shapes)]
    if complaints:
        raise ShapesUnsound("\n".join(f"A shape cannot be run: {complaint}" for complaint in sorted(complaints)))


def _words(shapes: rdflib.Graph) -> Iterator[str]:
    for subject, predicate, value in shapes:
        for word in (predicate, value):
            if isinstance(word, rdflib.URIRef) and not is_known(word):
                yield f"{shorten(speaker(subject, shapes))} has {shorten(str(word))}, which SHACL does not know."
        if str(predicate) in _NOT_OFFERED:
            yield f"{shorten(speaker(subject, shapes))} has {_NOT_OFFERED[str(predicate)]}, which is not offered here."
        if predicate == OWL.imports:
            yield f"{shorten(str(subject))} imports {value}; put the shapes into the folder instead."


def _properties(shapes: rdflib.Graph) -> Iterator[str]:
    for owner, shape in shapes.subject_objects(SH.property):
        if len(list(shapes.objects(shape, SH.path))) != 1:
            yield f"a property shape of {shorten(speaker(owner, shapes))} has not exactly one sh:path."


def _queries(shapes: rdflib.Graph) -> Iterator[str]:
    for shape, constraint in shapes.subject_objects(SH.sparql):
        name = shorten(constraint_name(shape, constraint))
        selects = list(shapes.objects(constraint, SH.select))
        if len(selects) != 1:
            yield f"{name} has {len(selects)} sh:select; it needs one."
        if (shape, SH.path, None) in shapes:
            yield f"{name} stands in a property shape; put it into the node shape."
        for select in selects:
            yield from (f"{name} {complaint}" for complaint in _complaints(blanked(str(select))))


def _complaints(query: str) -> Iterator[str]:
    for word in sorted({match[0].upper() for match in _REFUSED.finditer(query)}):
        yield f"has {word}, which a constraint may not have."
    selects = list(_SELECT.finditer(query))
    if not selects or not _THIS.search(selects[0]["head"]):
        yield "is no SELECT query with $this."
    for select in selects[1:]:
        if _THIS.search(_group(query, select.end())) and not _THIS.search(select["head"]):
            yield "has a sub-select about $this that does not select it, so that all focus nodes would be one."
    if _BINDS_THIS.search(query):
        yield "gives $this another value."


def _group(query: str, start: int) -> str:
    """Return the text between the brace before `start` and the one that closes it."""
    depth = 1
    for at in range(start, len(query)):
        depth += {"{": 1, "}": -1}.get(query[at], 0)
        if depth == 0:
            return query[start:at]
    return query[start:]
