"""The checks of claims, applied to proposals: what they refuse, or what rests on what they refuse, is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.curation.grounding import Grounding, names_of
from graph.curation.model import Mapping, Passage, Scalar, Sequence
from graph.curation.proofreading import proofread

if TYPE_CHECKING:
    from graph.curation.cues import Cues
    from graph.curation.model import Node, Source
    from graph.drafting.proposals import ClaimEntry, Proposal
    from graph.schema.ontology import Ontology


def check(source: Source, proposals: list[Proposal], passages: list[Passage], cues: Cues, ontology: Ontology) -> None:
    """Mark as unsure each entry that the build would refuse if it stood beside the passages as a claim."""
    while refused := _refused(source, proposals, passages, cues, ontology):
        for entry in refused:
            entry.sure = False


def _refused(
    source: Source, proposals: list[Proposal], passages: list[Passage], cues: Cues, ontology: Ontology
) -> list[ClaimEntry]:
    """The sure entries that have a fault; each stands on a line of its own, so that a fault tells its entry."""
    lines: dict[int, ClaimEntry] = {}
    drafted = []
    for proposal in proposals:
        says = []
        for entry in (entry for entry in proposal.entries.values() if entry.sure):
            line = len(lines) + 1
            lines[line] = entry
            node = as_node(entry.mapping, line)
            says += [node] if isinstance(node, Mapping) else []
        drafted.append(Passage(source.folder / "draft", 0, proposal.quote, proposal.span, tuple(says)))
    together = [*passages, *drafted]
    faults, _ = proofread(together, ontology)
    grounding = Grounding(source, names_of(together, []), cues, ontology)
    faults += [fault for passage in drafted for fault in grounding.faults(passage)]
    found = {fault.line for fault in faults if fault.file == source.folder / "draft"}
    return [lines[line] for line in sorted(found) if line in lines]


def as_node(value: object, line: int) -> Node:
    """A value as a node of a claims file."""
    if isinstance(value, dict):
        return Mapping(line, tuple((Scalar(line, key), as_node(item, line)) for key, item in value.items()))
    if isinstance(value, list):
        return Sequence(line, tuple(as_node(item, line) for item in value))
    return Scalar(line, str(value))
