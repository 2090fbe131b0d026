"""The type and the id of each thing that claims introduce: a thing is introduced where it stands with its type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.errors import Fault
from graph.curation.hints import unknown
from graph.curation.ids_across_papers import paper_of
from graph.curation.source_model import Mapping, Passage, Scalar
from graph.schema.ontology import NOT_CLAIMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.schema.ontology import Ontology


def introduce(
    passage: Passage, mapping: Mapping, ontology: Ontology, known: dict[str, tuple[str, str]]
) -> Iterator[Fault]:
    """Add what a mapping introduces to `known`, with its class and place, and yield the faults of its class and id."""
    id_, type_ = mapping.get("id"), mapping.get("type")
    if not isinstance(id_, Scalar) or not isinstance(type_, Scalar):
        return
    path = ontology.id_paths.get(type_.text)
    if type_.text not in ontology.supers:
        yield Fault(passage.file, type_.line, unknown("class", type_.text, ontology.introducible()))
    elif type_.text in NOT_CLAIMED:
        yield Fault(
            passage.file, type_.line, f"No claim introduces a thing of {type_.text}: {NOT_CLAIMED[type_.text]}."
        )
    elif path is None:
        yield Fault(
            passage.file, id_.line, f"The class {type_.text} takes its name from its content; leave out the id."
        )
    elif not re.fullmatch(rf"{path}/[a-z0-9]+(-[a-z0-9]+)*", id_.text):
        yield Fault(
            passage.file, id_.line, f"The id of a {type_.text} is {path}/ and small-letter-words; not {id_.text}."
        )
    if id_.text in known:
        first = known[id_.text][1].removeprefix(paper_of(passage.file))
        yield Fault(
            passage.file,
            id_.line,
            f"{id_.text} is introduced twice, first at {first}; "
            "leave out its type here, or give another thing another id.",
        )
    known.setdefault(id_.text, (type_.text, f"{paper_of(passage.file)}{passage.file.name}:{id_.line}"))
