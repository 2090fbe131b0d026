"""From a YAML file to nodes that remember their lines. Every scalar stays the text that was written."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import yaml

from graph.core.errors import CurationError, Fault
from graph.curation.model import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from pathlib import Path


def read_yaml(path: Path) -> Node:
    """The nodes of a YAML file. Raises CurationError with the line where the file is not YAML we accept."""
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise CurationError([Fault(path, 1, f"The file is not UTF-8: {error}.")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CurationError([Fault(path, line, f"This is not YAML: {error.problem}.")]) from error
    if root is None:
        return Sequence(1, ())
    faults: list[Fault] = []
    node = _convert(root, path, faults)
    if faults:
        raise CurationError(faults)
    return node


def _convert(node: yaml.Node, path: Path, faults: list[Fault]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Scalar(line, node.value)
    if isinstance(node, yaml.SequenceNode):
        faults += [
            Fault(
                path,
                after.start_mark.line + 1,
                f"The comma before 「{after.value}」 splits the words; write one item a line.",
            )
            for before, after in pairwise(node.value)
            if node.flow_style and after.start_mark.index == before.end_mark.index + 1
        ]
        return Sequence(line, tuple(_convert(item, path, faults) for item in node.value))
    entries: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = Scalar(key_node.start_mark.line + 1, str(key_node.value))
        if key.text in seen:
            faults.append(
                Fault(path, key.line, f"The key {key.text} stands twice, first on line {seen[key.text]}; write a list.")
            )
        seen.setdefault(key.text, key.line)
        entries.append((key, _convert(value_node, path, faults)))
    return Mapping(line, tuple(entries))
