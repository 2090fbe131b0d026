"""Drafts of what `editorial.yaml` says: the English name of each thing, and a Chinese one where the paper has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.drafting.lexicon import Lexicon
    from graph.drafting.proposals import Proposal
    from graph.schema.ontology import Ontology

_TEXTS = ("action", "goal", "ruleText", "indicator", "settlement", "method", "ratio")
_LONGEST = 24
_PROVISIONS = {"Rule", "SupervisionRule", "FunctionAssignment", "FiscalRule", "Target", "Measure"}
_DONE = {"plateAction": "plate-action", "changeType": "change-type"}


def labels(proposals: list[Proposal], lexicon: Lexicon, ontology: Ontology, *, sure: bool) -> dict[str, dict[str, str]]:
    """The names of the things that entries introduce, by id. sure: those of the sure entries, else of the others."""
    mappings = [e.mapping for p in proposals for e in p.entries.values() if "type" in e.mapping and e.sure is sure]
    called = {
        e.mapping["id"]: e.mapping.get("name", "") for p in proposals for e in p.entries.values() if "type" in e.mapping
    }
    return {mapping["id"]: _names(mapping, called, lexicon, ontology) for mapping in mappings}


def _names(mapping: dict[str, Any], called: dict[str, str], lexicon: Lexicon, ontology: Ontology) -> dict[str, str]:
    name = mapping.get("name", "")
    if mapping["type"] == "Plate":
        return {"en": f"plate of the {lexicon.english_name(name)}"}
    if name and mapping["type"] not in {"ChangeEvent", "PlateEvent"} | _PROVISIONS:
        return {"en": lexicon.english_name(name)}
    if mapping["type"] == "PlateEvent":
        en = _composed(mapping, called, lexicon, ontology)[1]
        return {"en": en} if name else {"zh": _composed(mapping, called, lexicon, ontology)[0], "en": en}
    zh, en = _composed(mapping, called, lexicon, ontology)
    class_zh, class_en = ontology.class_labels[mapping["type"]]
    if name:
        about = called.get(_first(mapping.get("appliesTo") or mapping.get("subject") or ""), "")
        whole = mapping["type"] not in _PROVISIONS
        return {"en": lexicon.english_name(name) if whole else f"{class_en}: {lexicon.english_name(about or name)}"}
    zh = zh or class_zh
    return {"zh": zh, "en": en or f"{class_en}: {lexicon.english_name(zh)}"}


def _composed(mapping: dict[str, Any], called: dict[str, str], lexicon: Lexicon, ontology: Ontology) -> tuple[str, str]:
    """A Chinese and an English name for what the paper does not name: its words, or what is done to which thing."""
    texts = [mapping[key] for key in _TEXTS if key in mapping]
    if texts:
        words = "、".join(texts[0]) if isinstance(texts[0], list) else str(texts[0])
        return (words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"), ""
    for key, scheme in _DONE.items():
        if key in mapping:
            subject = called.get(_subject(mapping), "")
            zh, en = ontology.schemes[scheme][mapping[key]]
            plate = "plate of the " if "plate" in mapping else ""
            return f"{zh}：{subject}", f"{en}: {plate}{lexicon.english_name(subject)}"
    if "custodyOf" in mapping:
        holder, held = called.get(mapping.get("custodian", ""), ""), called.get(mapping["custodyOf"], "")
        return f"{holder}托管{held}", f"custody of {lexicon.english_name(held)} by {lexicon.english_name(holder)}"
    return "", ""


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) else str(value)


def _subject(mapping: dict[str, Any]) -> str:
    """The id of the thing that an event is about."""
    if "plate" in mapping:
        return str(mapping["plate"])
    participation = mapping.get("participation", {})
    first = participation[-1] if isinstance(participation, list) else participation
    return str(first.get("participant", ""))
