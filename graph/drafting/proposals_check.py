"""The checks of claims, applied to proposals: what they refuse, or what rests on it, is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.curation.claims_check import proofread
from graph.curation.grounding import Grounding, names_of
from graph.curation.source_model import Mapping, Passage, Scalar, Sequence

if TYPE_CHECKING:
    from graph.curation.cues import Cues
    from graph.curation.source_model import Node, Source
    from graph.drafting.proposals import ClaimEntry, Proposal
    from graph.schema.ontology import Ontology


_DESCRIBING = frozenset(
    ("zoneKind", "zoneState", "zoneLevel", "plateRank", "plateFamily", "plateRole", "bodyKind", "adminLevel")
)
"""What is said of a thing beside its name; without it the rest of an entry stays right."""


def check(source: Source, proposals: list[Proposal], passages: list[Passage], cues: Cues, ontology: Ontology) -> None:
    """Mark as unsure what the build would refuse if it stood beside the passages as a claim.

    That is the whole of an entry, or only a word that describes its thing, which becomes an unsure entry of its own.
    """
    while refused := _refused(source, proposals, passages, cues, ontology):
        for proposal, entry, key in refused:
            if key in _DESCRIBING:
                proposal.add(
                    {"id": entry.mapping["id"], key: entry.mapping.pop(key)},
                    entry.rules[0],
                    entry.confidence,
                    sure=False,
                )
            else:
                entry.sure = False


def _refused(
    source: Source, proposals: list[Proposal], passages: list[Passage], cues: Cues, ontology: Ontology
) -> list[tuple[Proposal, ClaimEntry, str]]:
    """The sure entries that have a fault, each with the key that has it.

    Each key stands on a line of its own, so that the line of a fault tells entry and key.
    """
    lines: dict[int, tuple[Proposal, ClaimEntry, str]] = {}
    drafted = []
    for proposal in proposals:
        says = []
        for entry in (entry for entry in proposal.entries.values() if entry.sure):
            items = []
            for key, value in entry.mapping.items():
                line = len(lines) + 1
                lines[line] = (proposal, entry, key)
                items.append((Scalar(line, key), as_node(value, line)))
            says.append(Mapping(items[0][0].line, tuple(items)))
        drafted.append(Passage(source.folder / "draft", 0, proposal.quote, proposal.span, tuple(says)))
    together = [*passages, *drafted]
    faults, _ = proofread(together, ontology)
    grounding = Grounding(source, names_of(together, []), cues, ontology)
    faults += [fault for passage in drafted for fault in grounding.faults(passage)]
    found = {fault.line for fault in faults if fault.file == source.folder / "draft"}
    return [lines[line] for line in sorted(found) if line in lines and lines[line][2] in lines[line][1].mapping]


def as_node(value: object, line: int) -> Node:
    """A value as a node of a claims file."""
    if isinstance(value, dict):
        return Mapping(line, tuple((Scalar(line, key), as_node(item, line)) for key, item in value.items()))
    if isinstance(value, list):
        return Sequence(line, tuple(as_node(item, line) for item in value))
    return Scalar(line, str(value))
