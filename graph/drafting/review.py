"""The passages whose claims are drafted and wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.errors import CurationError
from graph.curation.passages import read_passages
from graph.curation.source_folder import read_source
from graph.curation.source_model import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Waiting:
    """A drafted passage: where it stands, its quote, the rules with their confidence, and the ids that it speaks of."""

    file: Path
    line: int
    quote: str
    rules: str
    ids: tuple[str, ...]


def waiting(folder: Path) -> Iterator[Waiting]:
    """The drafted passages of a source folder. Raises CurationError where its claims cannot be read."""
    passages, faults = read_passages(read_source(folder))
    if faults:
        raise CurationError(faults)
    for passage in passages:
        if passage.drafted:
            ids = (mapping.get("id") for mapping in passage.says)
            named = tuple(id_.text for id_ in ids if isinstance(id_, Scalar))
            yield Waiting(passage.file, passage.line, passage.quote, passage.drafted, named)
