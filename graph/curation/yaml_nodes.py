"""From a YAML file to nodes that remember their lines. Every scalar stays the text that was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from graph.core.errors import CurationError, Fault
from graph.curation.source_model import Mapping, Node, Scalar, Sequence
from graph.curation.yaml_typos import comma_faults, typing_faults

if TYPE_CHECKING:
    from pathlib import Path


def read_yaml(path: Path) -> Node:
    """The nodes of a YAML file. Raises CurationError with the line where the file is not YAML we accept."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CurationError([Fault(path, 1, f"The file is not UTF-8: {error}.")]) from error
    if mistyped := typing_faults(path, text):
        raise CurationError(mistyped)
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)  # the other loaders look for the type of each scalar
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CurationError([Fault(path, line, f"This is not YAML: {error.problem}.")]) from error
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1  # libyaml counts bytes
        sentence = f"The character U+{error.character:04X} is none that YAML accepts; remove it."
        raise CurationError([Fault(path, line, sentence)]) from error
    if root is None:
        return Sequence(1, ())
    reader = _NodeReader(path, text.splitlines())
    node = reader.convert(root)
    if reader.faults:
        raise CurationError(reader.faults)
    return node


def read_values(path: Path) -> Any:  # noqa: ANN401  whatever the file of the project holds
    """The plain values of a YAML file that belongs to the project, such as the cue words."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


class _NodeReader:
    """Converts the nodes of one file and collects its faults."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path, self.lines = path, lines
        self.faults: list[Fault] = []

    def convert(self, node: yaml.Node) -> Node:
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return Scalar(line, node.value)
        if isinstance(node, yaml.SequenceNode):
            if node.flow_style:
                self.faults += comma_faults(self.path, self.lines, node.value)
            return Sequence(line, tuple(self.convert(item) for item in node.value))
        if not isinstance(node, yaml.MappingNode):
            raise TypeError(f"a YAML node is a scalar, a sequence or a mapping, not a {type(node).__name__}")
        if node.flow_style:
            parts = [part for pair in node.value for part in pair]
            self.faults += comma_faults(self.path, self.lines, parts)
        return Mapping(line, tuple(self._entries(node)))

    def _entries(self, node: yaml.MappingNode) -> list[tuple[Scalar, Node]]:
        entries = []
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = Scalar(key_node.start_mark.line + 1, str(key_node.value))
            if key.text in seen:
                problem = f"The key {key.text} stands twice, first on line {seen[key.text]}; write a list."
                self.faults.append(Fault(self.path, key.line, problem))
            seen.setdefault(key.text, key.line)
            entries.append((key, self.convert(value_node)))
        return entries
