"""What widgets show: reads the content of each view from a build, as the page of the view does, in less room."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams

from graph.core.errors import UnknownEntity
from graph.core.iris import ENTITIES
from graph.curation.papers_in_graph import paper_named
from graph.curation.sentence_spans import sentence_at
from graph.history.lineage import lineage
from graph.history.lineage_rows import rows_of
from service.core.errors import InvalidParameter
from service.pages.card import card_of, kind_of
from service.pages.compare import ComparePage
from service.pages.description import Describer
from service.pages.entity_changes import life_of
from service.pages.entity_view import view_entity
from service.pages.explore import start_of
from service.pages.explore_filter import SurroundingsParameters
from service.pages.explore_view import SurroundingsReader
from service.pages.folding import fold_repeats
from service.pages.lineage import DEPTH, changes_of, is_asked, read_parameters, steps_of
from service.pages.lineage_view import RowReader, tracks_of
from service.pages.read import read_span
from service.pages.read_claims import ClaimsReader
from service.pages.sentence_panel import Text, panel_of, passage_of, text_of
from service.pages.sentence_reader import SentenceReader
from service.web.links import requested_iris
from service.web.pages import in_language
from service.web.view_models import Paging

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.api.indexes import Indexes
    from service.core.settings import Settings
    from service.pages.read import PaperPages
    from service.pages.sentence_panel import CitedPassage
    from service.web.links import Links
    from service.web.negotiation import Language
    from service.web.pages import Pages
    from service.web.widgets import Widget

_COMPARED = {"areas": ("面积对比", "Areas compared"), "platforms": ("逐项对照", "Side by side")}


@dataclass(frozen=True)
class Content:
    """The content of a widget.

    Attributes:
        title: What it is about, in the reader's language.
        kind: The local name of the class of what it is about, for its badge; empty for others.
        papers: The papers whose words it shows, each with its address.
        lines: About how many lines of text it has at a width of 600 pixels.
        values: What its template needs besides.
    """

    title: Text
    kind: str
    papers: tuple[Text, ...]
    lines: int
    values: Mapping[str, object]


class ContentReader:
    """Reads the content of widgets from one build."""

    def __init__(self, indexes: Indexes, settings: Settings, pages: Pages, papers: PaperPages) -> None:
        self._indexes, self._settings, self._papers = indexes, settings, papers
        self._describer, self._compare = Describer(indexes.store), ComparePage(indexes, pages)

    def read(self, widget: Widget, language: Language, links: Links) -> Content:
        """The content of a widget for one reader.

        Raises:
            UnknownEntity: the graph has nothing to show for it.
            InvalidParameter: a parameter has a value that it cannot have.
        """
        reader = SentenceReader(self._indexes, language, links)
        read = {
            "card": self._card,
            "explore": self._explore,
            "lineage": self._lineage,
            "compare": self._compared,
            "read": self._sentence,
        }[widget.view]
        return read(widget, reader)

    def _card(self, widget: Widget, reader: SentenceReader) -> Content:
        paging = Paging(1, self._settings.page_values)
        iri, quads, totals = self._describer.describe_page(requested_iris(f"/id/{widget.path}".encode()), paging)
        view, _ = fold_repeats(view_entity(iri, quads, reader.links, paging, totals))
        kind = kind_of(view).removeprefix("kq:")
        if not kind:
            raise UnknownEntity(f"{iri} has no card; its page is {reader.links.of(iri)}.")
        card = card_of(view)
        life = life_of(iri, self._indexes, reader) if self._indexes.store.build.is_own else None
        places = [
            passage_of(reader.language, place, place.evidence.code, reader.links)
            for row in card
            for cluster in row.clusters
            for place in cluster.places
        ]
        values = {"entity": view, "card": card, "life": life, "dates": reader.dates}
        lines = (3 * len(card) + (3 * len(life.changes) if life else 0)) // 2
        return Content(text_of(reader.language, view.name), kind, _papers_of(places), lines, values)

    def _explore(self, widget: Widget, reader: SentenceReader) -> Content:
        indexes, subject = self._indexes, widget.subject
        path = ENTITIES + subject if "/" in subject and not subject.startswith("http") else subject
        iri = indexes.iri_of(path) if subject else start_of(indexes)
        if iri not in indexes.network.nodes:
            raise UnknownEntity(f"{subject or iri} has no relations with other things.")
        asked = SurroundingsParameters.of(widget.parameters)
        surroundings = SurroundingsReader(reader, iri, asked)
        groups = surroundings.groups()
        passages = {
            group.key: [place for one in group.neighbours for said in one.said for place in said.sentence.passages]
            for group in groups
        }
        kind = indexes.network.nodes[iri].kind
        values = {
            "groups": groups,
            "passages": {key: [*{place.read: place for place in found}.values()] for key, found in passages.items()},
            "kind_name": reader.relation(kind),
            "change": surroundings.change(iri),
            "pinned": lambda sentence: reader.links.address(widget.page, ("edge", sentence.id)),
        }
        lines = 1 + 3 * max(len([group for group in groups if group.incoming is side]) for side in (True, False))
        return Content(reader.name(iri), kind, _papers_of(chain(*passages.values())), lines, values)

    def _lineage(self, widget: Widget, reader: SentenceReader) -> Content:
        indexes = self._indexes
        of = indexes.iri_of(widget.subject, ("Zone", "Plate")) if widget.path else ""
        found = lineage(of, indexes.changes, "both", DEPTH) if of else None
        changes = changes_of(indexes, found)
        steps = steps_of(changes)
        asked = read_parameters(dict(widget.parameters), of, steps)
        rows = rows_of([change for change in changes if is_asked(change, asked)])
        if asked.event and not rows:
            raise UnknownEntity(f"No paper of the graph tells of a change {asked.event}.")
        row_reader = RowReader(reader)
        row_reader.read_ahead(rows)
        tracks = tracks_of(rows, [row_reader.row(row) for row in rows])
        shown = list({one.event: one for name in asked.what for one in tracks[name]}.values())
        places = [place for row in shown for place in row.sentence.passages]
        paper = next((reader.name(step.iri) for step in steps if step.paper == asked.step), None)
        whole = Text(in_language(reader.language, "全部文件", "All papers"))
        title = reader.name(of) if of else reader.name(rows[0].change.event) if asked.event else paper or whole
        values = {
            "rows": shown,
            "pinned": lambda sentence: reader.links.address(widget.page, ("edge", sentence)),
            "words": panel_of(reader.language, ()).words,
        }
        kind = indexes.network.nodes[of].kind if of in indexes.network.nodes else ""
        lines = sum(max(8, 4 + 2 * len(one.before), 4 + 2 * len(one.after)) for one in shown)
        return Content(title, kind, _papers_of(places), lines, values)

    def _compared(self, widget: Widget, reader: SentenceReader) -> Content:
        of = [("of", widget.subject)] if widget.path else []
        asked = self._compare.read_parameters(QueryParams([*of, *widget.parameters]))
        if not asked.zones:
            raise UnknownEntity("No zone of these data is formed by a consolidation; name the zones to compare.")
        drawn = self._compare.draw(asked, reader)
        sentences = list(drawn.sentences)
        places = [place for sentence in sentences for place in sentence.passages]
        values = {
            **drawn.values,
            "compared": asked.what,
            "pinned": lambda sentence: reader.links.address(widget.page, ("edge", sentence.id)),
        }
        names = [reader.name(zone) for zone in asked.zones]
        title = names[0] if len(names) == 1 else Text(in_language(reader.language, *_COMPARED[asked.what]))
        kind = "Zone" if len(names) == 1 else ""
        lines = 2 * len(drawn.lines)
        return Content(title, kind, _papers_of(places), lines, values)

    def _sentence(self, widget: Widget, reader: SentenceReader) -> Content:
        paper = paper_named(self._papers.known, widget.subject)
        span = read_span(dict(widget.parameters).get("at", ""))
        if span is None:
            raise InvalidParameter("at is missing; give the characters of the paper to show, such as 2029-2055.")
        found = ClaimsReader(paper, reader).at(span) if paper.coverage else None
        if not paper.coverage or not found or not found.quotes:
            raise UnknownEntity(f"Nothing was read from the characters {span.start}-{span.end} of {paper.id}.")
        first = found.quotes[0]
        sentence = sentence_at(paper.coverage.source.text, read_span(first.at) or span)
        before, _, after = sentence.partition(first.words)
        document = reader.name(paper.document)
        values = {
            "quote": first,
            "before": before,
            "after": after,
            "reads": reader.links.read(paper.id, first.at),
            "others": found.claims - first.count,
        }
        told = replace(document, href=reader.links.read(paper.id))
        lines = 3 + len(sentence) // 30 + sum(1 + len(one.rows) for one in first.subjects)
        return Content(document, "", (told,), lines, values)


def _papers_of(passages: Iterable[CitedPassage]) -> tuple[Text, ...]:
    """The papers that passages are from, the most frequent first, each with the address of its first passage."""
    found: dict[str, Text] = {}
    counts: Counter[str] = Counter()
    for place in passages:
        if place.paper:
            counts[place.paper.text] += 1
            found.setdefault(place.paper.text, replace(place.paper, href=place.read))
    return tuple(found[name] for name, _ in counts.most_common())
