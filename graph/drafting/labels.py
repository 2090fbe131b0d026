"""Drafts of what `editorial.yaml` says: the English name of each thing, and a Chinese one where the paper has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.drafting.lexicon import Lexicon
    from graph.schema.ontology import Ontology

_TEXTS = ("problemText", "action", "goal", "ruleText", "indicator", "settlement", "method", "ratio")
_LONGEST = 24
_LONGEST_LABEL = 40
_PROVISIONS = {"Rule", "SupervisionRule", "FunctionAssignment", "FiscalRule", "Target", "Measure"}
_DONE = {"plateAction": "plate-action", "changeType": "change-type"}


class Labels:
    """Names the things that mappings introduce; `called` is the name in the paper by id."""

    def __init__(self, introduced: list[dict[str, Any]], lexicon: Lexicon, ontology: Ontology) -> None:
        self._called = {mapping["id"]: mapping.get("name", "") for mapping in introduced}
        self._lexicon, self._ontology = lexicon, ontology

    def of(self, mapping: dict[str, Any], words: str = "") -> dict[str, str]:
        """The English name of a thing, under `en`; and a Chinese one under `zh` where the paper does not name it.

        words: what the paper says of an event or a provision, which is its Chinese name unless it is long.
        """
        if words and len(words) <= _LONGEST_LABEL and "name" not in mapping:
            return {"zh": words, "en": self._of(mapping | {"name": words})["en"]}
        return self._of(mapping)

    def _of(self, mapping: dict[str, Any]) -> dict[str, str]:
        name, cls = mapping.get("name", ""), mapping["type"]
        if cls == "Plate":
            return self._with(name, mapping, f"plate of the {self._english(name)}")
        if name and cls == "PlateEvent":
            return {"en": self._composed(mapping)[1]}
        if name and cls in _PROVISIONS:
            about = self._called.get(_first(mapping.get("appliesTo") or mapping.get("subject") or ""), "")
            return {"en": f"{self._ontology.class_labels[cls][1]}: {self._english(about or name)}"}
        return self._with(name, mapping, self._english(name))

    def _with(self, name: str, mapping: dict[str, Any], english: str) -> dict[str, str]:
        """The English name of what has a name, or both names of what has none."""
        if name:
            return {"en": english}
        class_zh, class_en = self._ontology.class_labels[mapping["type"]]
        zh, en = self._composed(mapping)
        return {"zh": zh or class_zh, "en": en or f"{class_en}: {self._english(zh or class_zh)}"}

    def _composed(self, mapping: dict[str, Any]) -> tuple[str, str]:
        """A name in Chinese and in English, from the text of a provision or from the action and its object."""
        texts = [mapping[key] for key in _TEXTS if key in mapping]
        if texts:
            words = "、".join(texts[0]) if isinstance(texts[0], list) else str(texts[0])
            return (words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"), ""
        for key, scheme in _DONE.items():
            if key in mapping:
                subject = self._called.get(_subject(mapping), "")
                zh, en = self._ontology.schemes[scheme][mapping[key]]
                plate = "plate of the " if "plate" in mapping else ""
                return f"{zh}：{subject}", f"{en}: {plate}{self._english(subject)}"
        if "custodyOf" in mapping:
            holder, held = (self._called.get(mapping.get(key, ""), "") for key in ("custodian", "custodyOf"))
            return f"{holder}托管{held}", f"custody of {self._english(held)} by {self._english(holder)}"
        return "", ""

    def _english(self, name: str) -> str:
        return self._lexicon.english_name(name)


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) else str(value)


def _subject(mapping: dict[str, Any]) -> str:
    """The id of the thing that an event is about."""
    if "plate" in mapping:
        return str(mapping["plate"])
    participation = mapping.get("participation", {})
    first = participation[-1] if isinstance(participation, list) else participation
    return str(first.get("participant", ""))
