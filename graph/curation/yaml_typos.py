"""What curators mistype in YAML: full-width punctuation, tabs, and colons without a space, each with the repaired line.

YAML itself reads such lines as words, or fails somewhere below them, so they are found before it is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.errors import Fault

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?\s*$")
_TABS = re.compile(r"^[ -]*\t[ \t]*")
_COLON = re.compile(r"^(?P<before>\s*(?:- +)?[A-Za-z]+)\s*(?P<colon>：|:(?=[^\s/:])(?!\S*:\s))\s*")
_FLOW_COLON = re.compile(r"(?<=[{,，])(?P<before>\s*[A-Za-z]+)\s*：\s*")
_FLOW_COMMA = re.compile(r"，(?=\s*[A-Za-z]+\s*[:：])\s*")


def typing_faults(path: Path, text: str) -> list[Fault]:
    """The mistyped lines of a YAML file; at most one fault for a line."""
    faults = []
    deeper = -1  # lines indented more than this belong to a block of words and are left alone
    for number, line in enumerate(text.splitlines(), 1):
        indent = len(line) - len(line.lstrip())
        if deeper >= 0 and (indent > deeper or not line.strip()):
            continue
        deeper = indent if _BLOCK_SCALAR.search(line) else -1
        code = "" if line.lstrip().startswith("#") else line
        if problem := _problem(code):
            faults.append(Fault(path, number, f"{problem}; write: {repaired(code).strip()}"))
    return faults


def _problem(line: str) -> str:
    if _TABS.search(line):
        return "A tab indents this line, and YAML takes spaces"
    colon = _COLON.search(line)
    if (colon and colon["colon"] == "：") or (_is_flow(line) and _FLOW_COLON.search(line)):
        return "The colon after the key is full-width (：)"
    if _is_flow(line) and _FLOW_COMMA.search(line):
        return "The comma between two keys is full-width (，)"
    return "A space is missing after the colon" if colon else ""


def _is_flow(line: str) -> bool:
    return "{" in line


def repaired(line: str) -> str:
    """The line with what is mistyped put right."""
    line = _TABS.sub(lambda found: found[0].replace("\t", "  "), line)
    line = _COLON.sub(lambda found: f"{found['before']}: ", line)
    if _is_flow(line):
        line = _FLOW_COMMA.sub(", ", line)
        line = _FLOW_COLON.sub(lambda found: f"{found['before']}: ", line)
    return line
