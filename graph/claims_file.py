"""From a YAML file to nodes that remember their lines. Every scalar stays the text that was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from graph.claims import Mapping, Node, Scalar, Sequence
from graph.errors import CurationError, Fault

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
