"""What a draft proposes: entries for the passages of a paper, each with its rules and its confidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.curation.source_model import Span

_SINGLE = frozenset(
    ("id", "type", "name", "zoneKind", "adminLevel", "plateRank", "plateFamily", "locatedIn", "bodyKind", "measureKind")
)
"""Keys with one value: the first rule that sets it wins."""


@dataclass
class ClaimEntry:
    """What is proposed of one thing in one passage: the mapping under `says`, the rules, and the least confidence.

    label: the words of the paper for an event or a provision, which become its Chinese name in `editorial.yaml`;
    given_by: the rule that gave each property first.
    """

    mapping: dict[str, Any]
    rules: list[str]
    confidence: float
    sure: bool = True
    label: str = ""
    given_by: dict[str, str] = field(default_factory=dict)


@dataclass
class Proposal:
    """The entries proposed for one passage: for each id one of what is sure, and one of what is not (`id ?`)."""

    quote: str
    span: Span
    entries: dict[str, ClaimEntry] = field(default_factory=dict)

    def add(self, mapping: dict[str, Any], rule: str, confidence: float, *, sure: bool = True) -> ClaimEntry:
        """Add a mapping to the entry of its thing that has the same certainty, or to a new one."""
        key = mapping["id"] if sure else f"{mapping['id']} ?"
        entry = self.entries.setdefault(key, ClaimEntry({"id": mapping["id"]}, [], confidence, sure))
        entry.confidence = min(entry.confidence, confidence)
        if rule not in entry.rules:
            entry.rules.append(rule)
        entry.label = entry.label or mapping.get("label", "")
        entry.given_by = dict.fromkeys(mapping, rule) | entry.given_by
        for key, value in mapping.items():
            if key == "label":
                continue
            before = entry.mapping.get(key)
            if before is None:
                entry.mapping[key] = value
            elif before != value and key not in _SINGLE:
                entry.mapping[key] = [*_many(before), *(item for item in _many(value) if item not in _many(before))]
        return entry


def _many(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def references(value: object) -> list[str]:
    """The ids that a mapping mentions beside its own, each once, in order."""
    if isinstance(value, dict):
        found = [used for key, item in value.items() if key not in {"id", "name"} for used in references(item)]
    elif isinstance(value, list):
        found = [used for item in value for used in references(item)]
    else:
        found = [value] if isinstance(value, str) and "/" in value else []
    return list(dict.fromkeys(found))
