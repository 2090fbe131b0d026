"""What the curators say about a source beside what it says: translations, composed names, silences and notes.

`editorial.yaml` maps the id of a thing to its English name, or to a mapping with the keys `en`, `zh` (only where the
paper has no name for it), `silentOn`, `group` (the curators' broader industry) and `note` (zh and en). A thing that
another paper introduces has its names there; here it can have a silence, a group and a note.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from graph.core.errors import Fault
from graph.core.iris import PREF_LABEL, SKOS, VOCABULARY, editorial_graph, entity, term
from graph.core.terms import Literal, NamedNode, Quad
from graph.curation.hints import CLOSE_ID
from graph.curation.ids_across_papers import values
from graph.curation.source_model import Mapping, Node, Passage, Scalar, Sequence
from graph.curation.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from graph.curation.source_model import Source
    from graph.schema.ontology import Ontology

_CONCEPTS = {
    "silentOn": ("silence", term("silentOn")),
    "group": ("industry-group", NamedNode(f"{SKOS}broadMatch")),
}
_KEYS = ("en", "zh", "note", *_CONCEPTS)


def read_editorial(source: Source) -> tuple[Path, Mapping]:
    """The file and its mapping; a source without one has an empty mapping."""
    path = source.folder / "editorial.yaml"
    root = read_yaml(path) if path.exists() else Mapping(1, ())
    return path, root if isinstance(root, Mapping) else Mapping(root.line, ())


def proofread_editorial(
    path: Path,
    editorial: Mapping,
    passages: Iterable[Passage],
    ontology: Ontology,
    missing: AbstractSet[str] = frozenset(),
) -> Iterator[Fault]:
    """Faults: an entry for nothing, a thing without a Chinese or an English name, a key or word that is not known.

    missing: ids that are mentioned without being introduced, of which the claims files are told already.
    """
    passages = list(passages)
    said = [mapping for passage in passages for mapping in passage.says]
    introduced = introduced_by(passages)
    spoken_of = {value for mapping in said for value in values(mapping)}
    named = {_scalar(m.get("id")) for m in said if m.get("name")}
    entries = {key.text: value for key, value in editorial.entries}
    unnamed = {id_ for id_ in introduced if id_ not in entries}
    for key, entry in editorial.entries:
        meant = get_close_matches(key.text, sorted(unnamed), n=1, cutoff=CLOSE_ID)
        if (key.text not in spoken_of or key.text in missing) and meant:
            unnamed.remove(meant[0])
            entries[meant[0]] = entry
            if key.text not in missing:
                yield Fault(path, key.line, f"{key.text} is introduced by no passage; do you mean {meant[0]}?")
        elif key.text not in spoken_of:
            yield Fault(path, key.line, f"{key.text} is introduced by no passage; correct or remove the entry.")
        elif key.text not in introduced | missing and (_part(entry, "en") or _part(entry, "zh")):
            yield Fault(path, key.line, f"{key.text} is named by the paper that introduces it; leave out en and zh.")
        yield from _entry_faults(path, entry, ontology)
        if key.text in named and _part(entry, "zh"):
            yield Fault(path, entry.line, f"The paper names {key.text} itself; leave out zh.")
    for id_ in sorted(introduced):
        value = entries.get(id_)
        if value is None or not _part(value, "en"):
            yield Fault(path, getattr(value, "line", 1), f"{id_} has no English name; add `{id_}: …`.")
        if id_ not in named and (value is None or not _part(value, "zh")):
            yield Fault(path, getattr(value, "line", 1), f"{id_} has no Chinese name in the paper; add zh.")


def introduced_by(passages: Iterable[Passage]) -> set[str]:
    """The ids that some passages introduce: those that stand with their type."""
    return {_scalar(m.get("id")) for passage in passages for m in passage.says if m.get("type")}


def _entry_faults(path: Path, value: Node, ontology: Ontology) -> Iterator[Fault]:
    if isinstance(value, Sequence):
        yield Fault(path, value.line, f"An entry is an English name or a mapping with {', '.join(_KEYS)}.")
    if not isinstance(value, Mapping):
        return
    for key, item in value.entries:
        if key.text not in _KEYS:
            yield Fault(path, key.line, f"There is no key {key.text} here; the keys are {', '.join(_KEYS)}.")
        if key.text in _CONCEPTS:
            scheme = _CONCEPTS[key.text][0]
            for word in _scalars(item):
                if word not in ontology.schemes[scheme]:
                    known = ", ".join(sorted(ontology.schemes[scheme]))
                    yield Fault(path, item.line, f"There is no {scheme} {word}; there are {known}.")


def editorial_quads(source: Source, editorial: Mapping) -> Iterator[Quad]:
    """The editorial graph of a source."""
    graph = editorial_graph(source.id)
    for key, value in editorial.entries:
        subject = entity(key.text)
        for language in ("zh", "en"):
            if label := _part(value, language):
                yield Quad(subject, PREF_LABEL, Literal(label, language=language), graph)
        if not isinstance(value, Mapping):
            continue
        for name, (scheme, predicate) in _CONCEPTS.items():
            for word in _scalars(value.get(name)):
                yield Quad(subject, predicate, NamedNode(f"{VOCABULARY}{scheme}/{word}"), graph)
        note = value.get("note")
        if isinstance(note, Mapping):
            for tag, text in note.entries:
                words = Literal(_scalar(text), language=tag.text)
                yield Quad(subject, NamedNode(f"{SKOS}editorialNote"), words, graph)


def _part(value: Node | None, language: str) -> str:
    if isinstance(value, Mapping):
        return _scalar(value.get(language))
    return _scalar(value) if language == "en" else ""


def _scalar(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _scalars(node: Node | None) -> list[str]:
    items = node.items if isinstance(node, Sequence) else (node,)
    return [item.text for item in items if isinstance(item, Scalar)]
