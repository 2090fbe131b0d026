"""What curators mistype in YAML, each with the repaired line.

YAML reads full-width punctuation and colons without a space as words, and fails somewhere below a tab, so these are
found before it is asked. Commas that split words are found among the nodes that it gives.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

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


def comma_faults(path: Path, lines: list[str], parts: list[yaml.Node]) -> list[Fault]:
    """Faults for words in brackets that a comma without a space splits, each run of words once.

    lines: those of the file; parts: the items of a flow sequence, or the keys and values of a flow mapping.
    """
    faults, run = [], list[yaml.Node]()
    for part in [*parts, None]:
        if part is not None and part.start_mark.index == part.end_mark.index:
            continue  # the empty value of what YAML takes for a key
        if part is not None and run and part.start_mark.index == run[-1].end_mark.index + 1:
            run.append(part)
            continue
        if len(run) > 1:
            faults.append(_split_words(path, lines[run[0].start_mark.line], run))
        run = [part] if isinstance(part, yaml.ScalarNode) else []
    return faults


def _split_words(path: Path, line: str, run: list[yaml.Node]) -> Fault:
    start, end = run[0].start_mark.column, run[-1].end_mark.column
    repaired_line = f'{line[:start]}"{line[start:end]}"{line[end:]}'.strip()
    problem = f"The comma before 「{run[1].value}」 splits the words; write one item a line, or: {repaired_line}"
    return Fault(path, run[1].start_mark.line + 1, problem)


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
