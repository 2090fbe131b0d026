"""The list of papers: what each is, how much was read from it, and the documents that papers only mention."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, TYPE, term
from graph.core.terms import NamedNode, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.curation.papers_in_graph import Paper
    from service.pages.sentence_panel import Text
    from service.pages.sentence_reader import SentenceReader
    from service.web.view_models import Shown

_ISSUER, _NUMBER = term("issuer"), term("documentNumber")


@dataclass(frozen=True)
class Card:
    """A paper in the list: its name, where it leads, who issued it and when, and what was read from it.

    Attributes:
        sentences: how many sentences of it state something, 0 where its text is not at hand.
        carried: how many of these claims carry.
    """

    paper: Paper
    name: Shown
    href: str
    issuers: tuple[Text, ...]
    date: str
    number: str
    sentences: int
    carried: int


@dataclass(frozen=True)
class Mention:
    """A document that papers only mention, and the words that do so."""

    name: Shown
    words: tuple[Text, ...]


def paper_cards(papers: Iterable[Paper], reader: SentenceReader) -> list[Card]:
    """The papers that claims rest on."""
    papers = list(papers)
    about: dict[str, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    documents = [NamedNode(paper.document) for paper in papers]
    for quad in reader.indexes.store.match(documents, (_ISSUER, _NUMBER)):
        about[text(quad.subject)][quad.predicate].append(text(quad.object))
    return [_card(paper, about[paper.document], reader) for paper in papers]


def _card(paper: Paper, told: dict[NamedNode, list[str]], reader: SentenceReader) -> Card:
    stating = paper.coverage.stating if paper.coverage else []
    return Card(
        paper=paper,
        name=reader.shown(paper.document),
        href=reader.links.read(paper.id),
        issuers=tuple(reader.name(iri) for iri in sorted(told[_ISSUER])),
        date=reader.date(paper.document),
        number=next(iter(told[_NUMBER]), ""),
        sentences=len(stating),
        carried=sum(bool(sentence.claims) and not sentence.gaps for sentence in stating),
    )


def cited_documents(papers: Iterable[Paper], reader: SentenceReader) -> list[Mention]:
    """The documents that no claim rests on, each with the words that mention it."""
    read = {paper.document for paper in papers}
    store = reader.indexes.store
    found = {text(q.subject) for q in store.match(None, TYPE, term("Document"))} - read
    words: dict[str, list[str]] = defaultdict(list)
    for quad in store.match([NamedNode(iri) for iri in found], term("evidence")):
        words[text(quad.subject)].append(text(quad.object))
    reader.indexes.read_labels(found.union(*words.values()))
    mentions = [Mention(reader.shown(iri), tuple(_words(one, reader) for one in sorted(words[iri]))) for iri in found]
    return sorted(mentions, key=lambda mention: mention.name.order)


def _words(evidence: str, reader: SentenceReader) -> Text:
    """A piece of evidence by its clause and characters, with its place in the paper."""
    name = reader.name(evidence)
    shown = name.text if name.lang else evidence.removeprefix(f"{ENTITIES}evidence/")
    return type(name)(shown, name.lang, reader.links.words(evidence))
