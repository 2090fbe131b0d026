"""The rules from words to claims, read from `ontology/drafting/rules.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graph.core.resources import ONTOLOGY
from graph.curation.cues import Cues, load_cues
from graph.curation.yaml_nodes import read_values
from graph.drafting.lexicon import Lexicon, load_lexicon

RULES_FILE = ONTOLOGY / "drafting" / "rules.yaml"
_SLOT = re.compile(r"<(?P<name>\w+):(?P<type>[\w-]+)>")
_WORDS = {
    "zones": r"[^。;:]+?",
    "plates": r"[^。;:]+?",
    "bearers": r"[^。;:]+?",
    "parts": r"[^。;:]+?",
    "admin_list": r"[^。;:,]+?",
    "zone_class": r"[^,。;:\d]{2,20}?",
    "bracketed": r"[^。]+",
    "levels": r"[^,。;]+",
    "functions": r"[^。;:]+?",
    "bounds": r"[东南西北](?:至|到|起|临)[^。;]+",
    "title": r"[^《》]{4,80}",
    "townships": r"[^。;:]+",
    "industries": r"[^。;:]+?",
    "custodies": r"[^。;:]+?",
    "body": r"[^。;:,]+?",
    "words": r"[^。;:,]{2,30}?",
    "number": r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十两])",
}


@dataclass(frozen=True)
class Rule:
    """A rule: what it matches, the types of its slots, and the claims that it proposes.

    unless: the rule whose match in the same sentence stands in its place; after: words that must stand before;
    only: what the matched words must hold; under: what the clause must hold before or in the sentence;
    last: only for words that no other rule has used; cue, ask: what a model must find for it, and the slots that it
    fills.
    """

    name: str
    pattern: re.Pattern[str]
    slots: dict[str, str]
    confidence: float
    says: tuple[dict[str, Any], ...]
    unless: str = ""
    after: str = ""
    only: str = ""
    under: str = ""
    last: bool = False
    cue: re.Pattern[str] | None = None
    ask: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """All rules in order, the confidence from which a proposal is sure, and that of what a model proposes."""

    rules: tuple[Rule, ...]
    sure: float
    model: float


@cache
def load_rules() -> Rules:
    """Read the rules once."""
    content = read_values(RULES_FILE)
    cues, lexicon = load_cues(), load_lexicon()
    return Rules(tuple(_rule(row, cues, lexicon) for row in content["rules"]), content["sure"], content["model"])


def _rule(row: dict[str, Any], cues: Cues, lexicon: Lexicon) -> Rule:
    slots = {slot["name"]: slot["type"] for slot in _SLOT.finditer(row["pattern"])}
    return Rule(
        name=row["rule"],
        pattern=re.compile(_SLOT.sub(lambda slot: _group(slot, cues, lexicon), row["pattern"])),
        slots=slots,
        confidence=row["confidence"],
        says=tuple(row["says"]),
        unless=row.get("unless", ""),
        after=row.get("after", ""),
        only=row.get("if", ""),
        under=row.get("under", ""),
        cue=re.compile(row["cue"]) if "cue" in row else None,
        ask=row.get("ask", {}),
        last=row.get("last", False),
    )


def _group(slot: re.Match[str], cues: Cues, lexicon: Lexicon) -> str:
    """The group of a slot: words of its type, or the cue words of a vocabulary."""
    type_ = slot["type"]
    if type_ in cues.concepts:
        words = "|".join(pattern.pattern for pattern in cues.concepts[type_].values())
        return f"(?P<{slot['name']}>{words})"
    if type_ == "topic":
        return f"(?P<{slot['name']}>(?:(?<=[,。;(、])|^)(?:{lexicon.pronouns}|[^,。;:、]{{0,30}}?))"
    if type_ == "zone":
        ends = "|".join(end.pattern.removesuffix("$") for end, _ in lexicon.zone_ends)
        return f"(?P<{slot['name']}>[^。;:,、]+?(?:{ends}))"
    return f"(?P<{slot['name']}>{_WORDS[type_]})"
