"""The curator's mistakes in what passages say, each as a Fault with its line. Pure: nodes in, faults out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from graph.core.errors import Fault
from graph.core.iris import XSD
from graph.curation.hints import IdHints, unknown, unknown_concept
from graph.curation.ids_across_papers import NOTHING
from graph.curation.numerals import numbers_in, says, says_date
from graph.curation.source_model import Mapping, Node, Passage, Scalar, Sequence
from graph.curation.types_and_ids import introduce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graph.curation.ids_across_papers import Elsewhere
    from graph.schema.ontology import Ontology, Property

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATES = frozenset(f"{XSD}{name}" for name in ("gYearMonth", "date", "dateTime"))
_LEFT_OUT = "…"
_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    f"{XSD}decimal": (Decimal, "a number such as 61.5"),
    f"{XSD}integer": (int, "a whole number"),
    f"{XSD}gYear": (lambda text: date(int(text), 1, 1), "a year such as 2023"),
    f"{XSD}gYearMonth": (lambda text: date.fromisoformat(f"{text}-01"), "a year and month such as 2021-06"),
    f"{XSD}date": (date.fromisoformat, "a date such as 2021-12-06"),
    f"{XSD}dateTime": (datetime.fromisoformat, "a time such as 2021-12-06T12:20:16"),
    f"{XSD}boolean": (lambda text: {"true": True, "false": False}[text], "true or false"),
    f"{XSD}string": (str, "text"),
}


def proofread(passages: Iterable[Passage], ontology: Ontology) -> tuple[list[Fault], set[str]]:
    """Every fault in what the passages say, and the ids that are mentioned without being introduced.

    Unknown terms and concepts, wrong kinds of value, things not introduced or introduced twice, and numbers or words
    that the quote does not contain. An id that is not introduced is one fault, however often it is mentioned.
    """
    faults, missing = proofread_among(passages, ontology, NOTHING)
    return faults + one_fault_each(missing), set(missing)


def proofread_among(
    passages: Iterable[Passage], ontology: Ontology, elsewhere: Elsewhere
) -> tuple[list[Fault], dict[str, list[Fault]]]:
    """The faults in what the passages of a source say, and a fault for each mention of each id that is missing.

    elsewhere: what the other sources introduce and name.
    """
    passages = list(passages)
    introductions = dict(elsewhere.introduced)
    faults: list[Fault] = []
    for passage in passages:
        for mapping in passage.says:
            faults += introduce(passage, mapping, ontology, introductions)
    introduced = {id_: cls for id_, (cls, _) in introductions.items()}
    hints = IdHints(elsewhere.named | {name: id_ for id_, name in _names(passages)}, elsewhere.outside)
    missing: dict[str, list[Fault]] = {}
    for passage in passages:
        reader = _Proofreader(passage, ontology, introduced, hints, missing)
        for mapping in passage.says:
            faults += reader.entity(mapping)
    return faults, missing


def one_fault_each(missing: dict[str, list[Fault]]) -> list[Fault]:
    """One fault for all mentions of each id that no source introduces."""
    return [_once(mentions) for mentions in missing.values()]


def _names(passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """The ids with the names that papers give them."""
    for mapping in (mapping for passage in passages for mapping in passage.says):
        id_, name = mapping.get("id"), mapping.get("name")
        if isinstance(id_, Scalar) and isinstance(name, Scalar):
            yield id_.text, name.text


def _once(mentions: list[Fault]) -> Fault:
    """One fault for all mentions of an id, on the line of the first."""
    first, *more = sorted(mentions)
    also = ", ".join(f"{fault.file.name}:{fault.line}" for fault in more)
    return replace(first, message=f"{first.message} It is mentioned also at {also}." if also else first.message)


class _Proofreader:
    """Reads what one passage says against the ontology and the things introduced anywhere in the source."""

    def __init__(
        self,
        passage: Passage,
        ontology: Ontology,
        introduced: dict[str, str],
        hints: IdHints,
        missing: dict[str, list[Fault]],
    ) -> None:
        self.passage, self.ontology, self.introduced = passage, ontology, introduced
        self.known = ontology.claimable()
        self.hints, self.missing = hints, missing

    def fault(self, node: Node, message: str) -> Fault:
        return Fault(self.passage.file, node.line, message)

    def entity(self, mapping: Mapping) -> Iterator[Fault]:
        """A mapping directly under `says`: it names the thing that it speaks of."""
        id_ = mapping.get("id")
        if not isinstance(id_, Scalar):
            yield self.fault(mapping, "Each entry of says needs an id that names what it speaks of.")
        elif id_.text not in self.introduced:
            hint = self.hints.near(id_.text, self.introduced)
            self.not_introduced(id_, f"{id_.text} is never introduced; {hint}")
        elif self.introduced[id_.text] in self.ontology.supers:
            yield from self.properties(mapping, self.introduced[id_.text])

    def properties(self, mapping: Mapping, cls: str) -> Iterator[Fault]:
        for key, value in mapping.entries:
            if key.text in {"id", "type"}:
                continue
            if key.text not in self.known:
                said_of_it = [name for name, prop in self.known.items() if self.ontology.is_a(cls, prop.domains)]
                yield self.fault(key, unknown(f"term (for a {cls})", key.text, said_of_it))
                continue
            prop = self.known[key.text]
            if not self.ontology.is_a(cls, prop.domains):
                yield self.fault(
                    key, f"A {cls} has no {key.text}; that is said of {' or '.join(sorted(prop.domains))}."
                )
                continue
            for item in value.items if isinstance(value, Sequence) else (value,):
                yield from self.value(prop, item, self.unit(mapping, key.text))

    def unit(self, mapping: Mapping, key: str) -> str:
        """The Chinese name of the unit in which a mapping gives a number; empty where it has none."""
        unit = mapping.get(f"{key}Unit") or mapping.get("unit")
        return self.ontology.schemes["unit"].get(unit.text, ("", ""))[0] if isinstance(unit, Scalar) else ""

    def value(self, prop: Property, node: Node, unit: str) -> Iterator[Fault]:
        if isinstance(node, Mapping):
            yield from self.inner(prop, node)
        elif isinstance(node, Sequence):
            yield self.fault(node, f"{prop.name} takes values, not lists of lists.")
        elif prop.kind == "node":
            yield from self.reference(prop, node)
        elif prop.kind == "concept":
            if node.text not in self.ontology.schemes[prop.scheme]:
                yield self.fault(node, unknown_concept(prop, node.text, self.ontology))
        elif prop.kind == "text":
            if self.passage.quote and not _stands_in(node.text, self.passage.quote):
                yield self.fault(node, f"{prop.name} must be words of the quote; 「{node.text}」 is not in it.")
        else:
            yield from self.literal(prop, node, unit)

    def inner(self, prop: Property, node: Mapping) -> Iterator[Fault]:
        """A node without a name of its own, written where it is used; its class follows from the property."""
        cls = self.ontology.inner_class(prop)
        if cls is None:
            yield self.fault(node, f"{prop.name} takes {_wanted(prop)}, not a mapping.")
        elif node.get("id") or node.get("type"):
            yield self.fault(node, f"What {prop.name} holds takes its name and class from its place; drop id and type.")
        else:
            yield from self.properties(node, cls)

    def reference(self, prop: Property, node: Scalar) -> Iterator[Fault]:
        cls = self.introduced.get(node.text)
        if cls is None:
            usable = [id_ for id_, cls in self.introduced.items() if self.ontology.is_a(cls, prop.ranges)]
            hint = self.hints.near(node.text, usable)
            self.not_introduced(node, f"{node.text} is mentioned but never introduced; {hint}")
        elif cls in self.ontology.supers and not self.ontology.is_a(cls, prop.ranges):
            yield self.fault(node, f"{prop.name} takes {_wanted(prop)}; {node.text} is {_a(cls)}.")

    def not_introduced(self, node: Scalar, message: str) -> None:
        self.missing.setdefault(node.text, []).append(self.fault(node, message))

    def literal(self, prop: Property, node: Scalar, unit: str) -> Iterator[Fault]:
        """A number, a date or a text that is written as such. A number must be said by the quote, in its unit."""
        read, example = _READERS[prop.datatype]
        try:
            read(node.text)
        except (ValueError, KeyError, InvalidOperation):
            yield self.fault(node, f"{prop.name} takes {example}; 「{node.text}」 is not.")
            return
        if self.passage.quote and prop.datatype not in {f"{XSD}boolean", f"{XSD}string"}:
            missing = [n for n in _NUMBER.findall(node.text) if not says(self.passage.quote, Decimal(n), unit)]
            parts = [int(n) for n in _NUMBER.findall(node.text)] if prop.datatype in _DATES else []
            if len(parts) > 1 and not missing and not says_date(self.passage.quote, parts):
                yield self.fault(node, f"The quote has the numbers of {node.text}, but not as this date.")
            if missing:
                yield self.fault(
                    node, f"The number {missing[0]} of {prop.name} is not in the quote{_said(self.passage, unit)}."
                )


def _stands_in(words: str, quote: str) -> bool:
    """Whether words stand in a quote, line breaks and spaces aside, as a title on two lines does.

    … marks words left out, so the pieces between must follow each other there.
    """
    text, at = "".join(quote.split()), 0
    for piece in words.split(_LEFT_OUT):
        wanted = "".join(piece.split())
        found = text.find(wanted, at) if wanted else -1
        if found < 0:
            return False
        at = found + len(wanted)
    return True


def _said(passage: Passage, unit: str) -> str:
    """What numbers a quote says, where a unit makes a difference: 13.39万 is no 13.39亩."""
    scaled = [passage.quote[n.start : n.end] for n in numbers_in(passage.quote) if n.scale]
    return f" as a number of {unit}; the quote says {'、'.join(scaled)}" if unit and scaled else ""


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"


def _wanted(prop: Property) -> str:
    if prop.kind == "node":
        kinds = " or ".join(sorted(prop.ranges))
        return f"the id of {_a(kinds)}" if kinds else "an id"
    return {"concept": f"a word of {prop.scheme}", "text": "words of the quote"}.get(prop.kind, "a literal")
