"""The words by which papers express concepts, read from `ontology/cues.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph.core.resources import ONTOLOGY
from graph.curation.yaml_nodes import read_values

CUES_FILE = ONTOLOGY / "cues.yaml"


@dataclass(frozen=True)
class Cues:
    """The cue words.

    concepts: scheme, then concept, then the expression that its words match; within: where the words of a scheme are
    sought (`name`, `clause`, or `quote`, the default); named: the properties whose value the quote must name.
    """

    concepts: dict[str, dict[str, re.Pattern[str]]]
    within: dict[str, str]
    named: frozenset[str]

    def pattern(self, scheme: str, concept: str) -> re.Pattern[str] | None:
        """The words of a concept; None for a concept that needs none."""
        return self.concepts.get(scheme, {}).get(concept)

    def found(self, scheme: str, text: str) -> list[str]:
        """The concepts of a scheme whose words stand in a text, in the order of the file."""
        return [concept for concept, words in self.concepts.get(scheme, {}).items() if words.search(text)]


@cache
def load_cues() -> Cues:
    """Read the cue words once."""
    content = read_values(CUES_FILE)
    return Cues(
        concepts={
            scheme: {concept: re.compile(words) for concept, words in concepts.items()}
            for scheme, concepts in content["concepts"].items()
        },
        within=content["within"],
        named=frozenset(content["named"]),
    )
