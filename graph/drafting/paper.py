"""The draft of a paper: from its empty passages and the known names to proposals, and into its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.core.errors import CurationError
from graph.core.resources import SOURCES
from graph.curation.clauses import find_clauses
from graph.curation.cues import load_cues
from graph.curation.model import Citation, Mapping, Passage, Scalar, Sequence, Source, Span
from graph.curation.passages import read_passages
from graph.curation.scaffold import passage_spans
from graph.curation.tables import quoted_from_heads
from graph.curation.text import read_source
from graph.drafting import writing
from graph.drafting.checks import as_node, check
from graph.drafting.labels import Labels
from graph.drafting.lexicon import load_lexicon
from graph.drafting.propose import Drafter
from graph.drafting.rules import load_rules
from graph.drafting.sentence_subjects import half_width
from graph.drafting.things import Names, is_relative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Sequence as Sequence_

    from graph.curation.model import Node
    from graph.drafting.proposals import Proposal
    from graph.schema.ontology import Ontology

_NAMING = ("name", "alias", "shortName")


@dataclass(frozen=True)
class Drafted:
    """What a run proposed: entries that are sure, entries that are not, and passages that stay empty."""

    sure: int
    unsure: int
    empty: int
    files: tuple[Path, ...]


def draft_source(
    text: str, id_: str, ontology: Ontology, *, document: str = "", others: Sequence_[Passage] = ()
) -> list[Proposal]:
    """The proposals for a text without claims, passage by passage.

    document: the id of the paper, `document/<id_>` if empty; others: passages of other papers, whose things are known.
    """
    source = Source(id_, Path(), text, "", document or f"document/{id_}", tuple(find_clauses(text)))
    drafter = _drafter(source, [], others, ontology)
    spans = quoted_from_heads(text, passage_spans(source))
    proposals = drafter.propose((text[span.start : span.end], span) for span in spans)
    drafter.finish(proposals)
    named = any(
        source.document in proposal.entries and "type" in proposal.entries[source.document].mapping
        for proposal in proposals
    )
    title = as_node({"id": source.document, "type": "Document"}, 1)
    head = [Passage(Path("title"), 1, "", Citation(id_), (title,))] if isinstance(title, Mapping) and not named else []
    check(source, proposals, [*head, *others], load_cues(), ontology)
    return proposals


def draft_folder(
    folder: Path,
    ontology: Ontology,
    *,
    accept: bool,
    further: Callable[[Drafter, list[Proposal]], None] | None = None,
) -> Drafted:
    """Propose claims for the empty passages of a source folder, and write them into its files.

    accept: as claims that are marked as drafted; else as comments. further: adds proposals of its own, as a model does.
    Raises CurationError where the folder cannot be read or its claims have faults in their frames.
    """
    source = read_source(folder)
    passages, faults = read_passages(source)
    if faults:
        raise CurationError(faults)
    empty = empty_passages(passages)
    others = published_passages() if folder.resolve().parent != SOURCES else []
    quotes = [(passage.quote, passage.place) for passage in empty if isinstance(passage.place, Span)]
    drafter = _drafter(source, passages, others, ontology)
    proposals = drafter.propose(quotes)
    if further:
        further(drafter, proposals)
    drafter.finish(proposals)
    check(source, proposals, [*passages, *others], load_cues(), ontology)
    changed = _write(folder, passages, proposals, ontology, accept=accept)
    entries = [entry for proposal in proposals for entry in proposal.entries.values()]
    return Drafted(
        sure=sum(entry.sure for entry in entries),
        unsure=sum(not entry.sure for entry in entries),
        empty=sum(not proposal.entries for proposal in proposals),
        files=tuple(changed),
    )


def published_passages() -> list[Passage]:
    """The passages of the papers in the graph."""
    return [p for path in sorted(SOURCES.glob("*/source.yaml")) for p in read_passages(read_source(path.parent))[0]]


def empty_passages(passages: list[Passage]) -> list[Passage]:
    """The passages that say nothing yet."""
    return [passage for passage in passages if not passage.says and isinstance(passage.place, Span)]


def _drafter(source: Source, own: list[Passage], others: Sequence_[Passage], ontology: Ontology) -> Drafter:
    """The drafter of a paper. own: its passages; others: those of other papers, without their relative names."""
    elsewhere = known_names(others)
    shared = [(cls, name, id_) for cls, name, id_ in elsewhere if not is_relative(cls, name)]
    taken = [id_ for *_, id_ in elsewhere]
    known = [*known_names(own), *shared]
    names = Names(ontology, load_lexicon(), half_width(source.text), known, paper=source.id, taken=taken)
    return Drafter(source, names, load_rules(), load_cues())


def known_names(passages: Iterable[Passage]) -> list[tuple[str, str, str]]:
    """Class, name and id of each thing that passages introduce, once for each of its names."""
    mappings = [mapping for passage in passages for mapping in passage.says]
    classes = {_text(m.get("id")): _text(m.get("type")) for m in mappings if m.get("type")}
    found = []
    for mapping in mappings:
        id_ = _text(mapping.get("id"))
        for value in (mapping.get(key) for key in _NAMING):
            items = value.items if isinstance(value, Sequence) else (value,)
            found += [(classes[id_], _text(item), id_) for item in items if item and id_ in classes]
    return found


def _write(
    folder: Path, own: list[Passage], proposals: list[Proposal], ontology: Ontology, *, accept: bool
) -> Iterator[Path]:
    """Rewrite the files that change, and give their paths. own: the passages of the folder."""
    empty = empty_passages(own)
    for path in sorted({passage.file for passage in empty}):
        here = {
            passage.line: proposal
            for passage, proposal in zip(empty, proposals, strict=True)
            if passage.file == path and proposal.entries
        }
        yield from _rewrite(path, writing.written(writing.read(path), here, accept=accept))
    entries = [entry for proposal in proposals for entry in proposal.entries.values() if "type" in entry.mapping]
    there = [mapping for passage in own for mapping in map(_plain, passage.says) if "type" in mapping]
    labels = Labels([*there, *(entry.mapping for entry in entries)], load_lexicon(), ontology)
    sure = [*there, *(entry.mapping for entry in entries if entry.sure)]
    unsure = [entry.mapping for entry in entries if not entry.sure]
    called = {entry.mapping["id"]: entry.label for entry in entries if entry.label}
    drafted, doubtful = ({m["id"]: labels.of(m, called.get(m["id"], "")) for m in ms} for ms in (sure, unsure))
    path = folder / "editorial.yaml"
    yield from _rewrite(path, writing.editorial(writing.read(path), drafted, doubtful, accept=accept))


def _plain(mapping: Mapping) -> dict[str, str]:
    """The scalars of a mapping."""
    return {key.text: value.text for key, value in mapping.entries if isinstance(value, Scalar)}


def _rewrite(path: Path, text: str) -> Iterator[Path]:
    if text != writing.read(path):
        path.write_text(text, "utf-8")
        yield path


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
