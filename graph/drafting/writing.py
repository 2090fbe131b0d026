"""Writes proposals into the files of a source: as comments, or as claims that are marked as drafted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from graph.curation.scaffold import yaml_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.drafting.proposals import ClaimEntry, Proposal

MARK = "#~ "
"""How the lines of proposals that are not accepted begin; without it they are YAML."""
_EMPTY = re.compile(r"^  says:\s*\[\]\s*$")
_NEXT = re.compile(r"^(- |#(?!~))")
_PLAIN = re.compile(r"^[\w./-]+$", re.ASCII)


def written(text: str, proposals: dict[int, Proposal], *, accept: bool) -> str:
    """A claims file with the proposals for its empty passages, by the line on which their quotes stand.

    Proposals that an earlier run left as comments are replaced.
    """
    lines: list[str] = []
    current: Proposal | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(MARK.rstrip()):
            continue
        current = proposals.get(number, None if _NEXT.match(line) else current)
        if current and _EMPTY.match(line):
            lines += _passage(current, line, accept=accept)
            current = None
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _passage(proposal: Proposal, empty: str, *, accept: bool) -> Iterator[str]:
    """The lines in place of `says: []`."""
    sure = [entry for entry in proposal.entries.values() if entry.sure]
    unsure = [entry for entry in proposal.entries.values() if not entry.sure]
    if accept and sure:
        yield from _claims(sure)
        yield from (f"{MARK}{line}" for entry in unsure for line in _entry(entry))
        return
    yield empty
    yield from (f"{MARK}{line}" for line in _claims([*sure, *unsure]))


def _claims(entries: list[ClaimEntry]) -> Iterator[str]:
    rules: dict[str, float] = {}
    for entry in entries:
        for rule in entry.rules:
            rules[rule] = min(rules.get(rule, 1), entry.confidence)
    if rules:
        yield "  drafted: " + yaml_scalar(", ".join(f"{rule} {confidence:g}" for rule, confidence in rules.items()))
        yield "  says:"
        for entry in entries:
            yield from _entry(entry)


def _entry(entry: ClaimEntry) -> Iterator[str]:
    """One entry under `says`; its first line tells the rules, their confidence, and `# ?` where it is unsure."""
    doubt = "" if entry.sure else "? "
    first, *rest = _mapping(entry.mapping)
    yield f"    - {first}  # {doubt}{'+'.join(entry.rules)} {entry.confidence:g}"
    yield from (f"      {line}" for line in rest)


def _mapping(mapping: dict[str, Any]) -> Iterator[str]:
    for key, value in mapping.items():
        if isinstance(value, list):
            yield f"{key}:"
            yield from (f"  - {_inline(item)}" for item in value)
        else:
            yield f"{key}: {_inline(value)}"


def _inline(value: object) -> str:
    """A scalar, or a mapping on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return _scalar(value)


def _flow(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, dict):
        return _inline(value)
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if re.search(r"[,\[\]{}]", text) else _inline(value)


def _scalar(value: object) -> str:
    text = str(value)
    return text if _PLAIN.match(text) else yaml_scalar(text)


def editorial(text: str, sure: dict[str, dict[str, str]], unsure: dict[str, dict[str, str]], *, accept: bool) -> str:
    """`editorial.yaml` with the drafted names of things that have no entry yet; unsure ones as comments."""
    lines = [line for line in text.splitlines() if not line.startswith(MARK.rstrip())]
    known = {line.partition(":")[0] for line in lines}
    for id_, names in (sure | unsure).items():
        if id_ not in known:
            value = names["en"] if set(names) == {"en"} else names
            line = f"{id_}: {_inline(value)}"
            lines.append(f"{line}  # drafted" if accept and id_ in sure else f"{MARK}{line}")
    return "\n".join(lines) + "\n"


def read(path: Path) -> str:
    """The text of a file, empty if there is none."""
    return path.read_text("utf-8-sig") if path.exists() else ""
