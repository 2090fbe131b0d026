"""From the claims files of a source to its passages: the frame around what is said, and where each quote stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.core.errors import CurationError, Fault, QuoteNotLocated
from graph.curation.quotes import locate
from graph.curation.source_model import Citation, Mapping, Node, Passage, Scalar, Sequence, Source
from graph.curation.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graph.curation.source_model import Place

_KEYS = ("quote", "clause", "occurrence", "citation", "implied", "drafted", "says")


def unreviewed_places(passages: Iterable[Passage]) -> set[Place]:
    """The places whose passages were all drafted, and that no person has reviewed."""
    passages = list(passages)
    return {p.place for p in passages if p.drafted} - {p.place for p in passages if not p.drafted}


def read_passages(source: Source) -> tuple[list[Passage], list[Fault]]:
    """All passages of a source's `claims/*.yaml` in the order of the files, and the faults of their frames.

    Raises CurationError where a file cannot be read: what it introduces is not known then.
    """
    passages: list[Passage] = []
    faults: list[Fault] = []
    unreadable: list[Fault] = []
    for path in sorted((source.folder / "claims").glob("*.yaml")):
        try:
            root = read_yaml(path)
        except CurationError as error:
            unreadable += error.faults
            continue
        if not isinstance(root, Sequence):
            faults.append(Fault(path, root.line, "A claims file is a list of passages; begin each with `- quote:`."))
            continue
        for item in root.items:
            passage = _passage(source, path, item, faults)
            if passage:
                passages.append(passage)
    if unreadable:
        raise CurationError(unreadable)
    return passages, faults


def _passage(source: Source, path: Path, item: Node, faults: list[Fault]) -> Passage | None:
    if not isinstance(item, Mapping):
        faults.append(Fault(path, item.line, "A passage is a mapping with the keys quote and says."))
        return None
    for key, _ in item.entries:
        if key.text not in _KEYS:
            faults.append(Fault(path, key.line, f"A passage has no key {key.text}; its keys are {', '.join(_KEYS)}."))
    says = item.get("says")
    if not isinstance(says, Sequence) or not all(isinstance(i, Mapping) for i in says.items):
        faults.append(Fault(path, item.line, "`says:` must be a list of mappings, one for each thing spoken of."))
        return None
    mappings = tuple(i for i in says.items if isinstance(i, Mapping))
    reasons = _reasons(path, item, faults)
    if not source.text:
        return _cited(path, item, mappings, faults)
    drafted = _text(item.get("drafted"))
    return replace(_quoted(source, path, item, mappings, faults), implied=reasons, drafted=drafted)


def _reasons(path: Path, item: Mapping, faults: list[Fault]) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of `implied`: an id or a concept, and why the quote implies it without naming it."""
    reasons = item.get("implied")
    if reasons is None:
        return ()
    if not isinstance(reasons, Mapping) or not all(_text(reason) for _, reason in reasons.entries):
        sentence = (
            "`implied:` maps an id, or a concept such as area-kind:total, to the reason why the quote implies it."
        )
        faults.append(Fault(path, reasons.line, sentence))
        return ()
    return reasons.entries


def _cited(path: Path, item: Mapping, says: tuple[Mapping, ...], faults: list[Fault]) -> Passage | None:
    citation = _text(item.get("citation"))
    if not citation or item.get("quote"):
        sentence = "The source has no text.txt; write `citation:` with the document instead of a quote."
        faults.append(Fault(path, item.line, sentence))
        return None
    return Passage(path, item.line, "", Citation(citation), says)


def _quoted(source: Source, path: Path, item: Mapping, says: tuple[Mapping, ...], faults: list[Fault]) -> Passage:
    """The passage; where its quote has a fault, one without a place, so that what it introduces is known elsewhere."""
    unplaced = Passage(path, item.line, "", Citation(""), says)
    quote = item.get("quote")
    if not isinstance(quote, Scalar) or not quote.text:
        faults.append(Fault(path, item.line, "The passage has no quote; copy the words of the paper under `quote:`."))
        return unplaced
    if quote.text != quote.text.strip():
        faults.append(
            Fault(path, quote.line, f"White space begins or ends the quote 「{quote.text.strip()}」; remove it.")
        )
        return unplaced
    clause, occurrence = _text(item.get("clause")), _text(item.get("occurrence")) or "0"
    if not occurrence.isdecimal():
        faults.append(Fault(path, item.line, f"The occurrence must be a number such as 2, not {occurrence}."))
        return unplaced
    try:
        span = locate(source, quote.text, clause, int(occurrence))
    except QuoteNotLocated as error:
        faults.append(Fault(path, quote.line, str(error)))
        return unplaced
    return Passage(path, quote.line, quote.text, span, says)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
