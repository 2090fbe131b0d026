"""The card of a source, `source.yaml`: what is known of the paper outside its text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from graph.core.errors import CurationError, Fault
from graph.curation.source_model import Mapping, Scalar
from graph.curation.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REQUIRED = ("document", "title", "issuer", "posted", "issued", "copy_published_by", "text_license")
_OPTIONAL = ("closing",)
UNKNOWN = "unknown"


def read_card(folder: Path) -> dict[str, str]:
    """The values of a card, as written.

    Raises CurationError where the card or one of its keys is missing, where a key is not known, and where a date is
    none.
    """
    path = folder / "source.yaml"
    if not path.exists():
        raise CurationError([Fault(path, 1, f"{folder} has no source.yaml, so it is no source folder.")])
    root = read_yaml(path)
    card = root if isinstance(root, Mapping) else Mapping(root.line, ())
    if faults := [Fault(path, line, sentence) for line, sentence in _faults(card)]:
        raise CurationError(faults)
    return {key.text: value.text for key, value in card.entries if isinstance(value, Scalar)}


def _faults(card: Mapping) -> Iterator[tuple[int, str]]:
    keys = {key.text for key, _ in card.entries}
    for name in _REQUIRED:
        if name not in keys:
            yield 1, f"The key {name} is missing; write what is known of it, or {UNKNOWN}."
    for key, value in card.entries:
        if key.text not in (*_REQUIRED, *_OPTIONAL):
            yield key.line, f"A card has no key {key.text}; its keys are {', '.join((*_REQUIRED, *_OPTIONAL))}."
        elif not isinstance(value, Scalar) or not value.text.strip():
            yield key.line, f"{key.text} takes one value; write {UNKNOWN} where it is not known."
        elif key.text == "document" and not re.fullmatch(r"document/[a-z0-9]+(-[a-z0-9]+)*", value.text):
            yield value.line, f"The document is document/ and small-letter-words; not {value.text}."
        elif key.text in {"issued", "posted"} and value.text != UNKNOWN and not _is_time(value.text):
            given = f"「{value.text}」 is not"
            yield value.line, f"{key.text} takes a date such as 2018, 2018-02 or 2018-02-08, or {UNKNOWN}; {given}."


def _is_time(text: str) -> bool:
    """Whether a text is a year, a month, a day, or a time on a day, that the calendar has."""
    whole = f"{text}-01-01"[:10] if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else text
    if not re.match(r"\d{4}-\d\d-\d\d(T|$)", whole):
        return False
    try:
        datetime.fromisoformat(whole)
    except ValueError:
        return False
    return True
