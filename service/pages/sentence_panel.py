"""The sentence panel: what is said of one relation, and the words that say so. The one home of its data format.

图景, 沿革 and 原文 show the same panel. A page gives the template a `SentencePanel`; `sentence_panel.html` draws it,
with the sentence that the address pins, if any. The page holds all its sentences once more as JSON, from which the
script `explorer/src/parts/sentence_panel.ts` draws the same panel when a reader points at another one:

    {"words": {"origins": {"stated": "文件所述", …}, "read": "在原文中看", …},
     "parameter": "edge",
     "sentences": {"2f9c…": {"id": "2f9c…", "subject": {"text": "衢州智造新城", "lang": "zh", "href": "/id/zone/…"},
                             "relation": {…}, "object": {…}, "origin": "stated", "modality": [{…}], "rules": [],
                             "passages": [{"clause": {…}, "paper": {…}, "before": "", "quote": "…", "after": "。",
                                           "read": "/read/quzhou-2021?at=2029-2055", "is_citation": false,
                                           "date": "不晚于 2021-12-06"}],
                             "centres": [{…}]}}}

In the page an element with `data-sentence="<id>"` shows the sentence when it is pointed at or focused, and pins it when
it is clicked; it is a link whose address holds `edge=<id>`, so that it works without scripts. Texts are in the reader's
language already; quotes are in that of the paper, Chinese.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from service.web.pages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.core.origins import Origin
    from service.web.links import Links
    from service.web.negotiation import Language
    from service.web.view_models import QuotedPassage, Shown

_WORDS = {
    "title": ("原文依据", "In the words of the paper"),
    "empty": ("选择一项，看它的原文。", "Choose something to see its sentence."),
    "read": ("在原文中看", "Read in the paper"),
    "centre": ("以此为中心", "Centre on"),
    "rule": ("规则", "Rule"),
    "citation": ("引证：原文未收录", "Citation: the text is not at hand"),
    "release": ("取消选定", "Release"),
    "none": ("没有原文：这不是文件所述。", "There are no words: no paper states this."),
}
_ORIGINS: dict[Origin, tuple[str, str]] = {
    "stated": ("文件所述", "Stated"),
    "derived": ("推导", "Derived"),
    "curated": ("整理者补充", "Added by curators"),
    "recorded": ("构建记录", "Recorded by the build"),
}


@dataclass(frozen=True)
class Text:
    """A word or a name in the reader's language, the language that it is in after all, and where it leads."""

    text: str
    lang: str = ""
    href: str = ""


@dataclass(frozen=True)
class CitedPassage:
    """The words of a paper within their sentence, the address that shows them in the whole paper, and its date."""

    clause: Text | None
    paper: Text | None
    before: str
    quote: str
    after: str
    read: str
    is_citation: bool = False
    date: str = ""


@dataclass(frozen=True)
class Sentence:
    """One relation: subject, relation and object, where it is from, with which force, and in which words.

    id: what the address pins, the same for the same relation of a build; origin: stated, derived, curated or recorded;
    centres: the things on which the surroundings can be centred.
    """

    id: str
    subject: Text
    relation: Text
    object: Text
    origin: Origin
    modality: tuple[Text, ...] = ()
    rules: tuple[Text, ...] = ()
    passages: tuple[CitedPassage, ...] = ()
    centres: tuple[Text, ...] = ()


@dataclass(frozen=True)
class SentencePanel:
    """The panel of a page: all its sentences, and the one that the address pins.

    parameter: that of the address which pins a sentence.
    """

    language: Language
    sentences: Mapping[str, Sentence] = field(default_factory=dict)
    pinned: Sentence | None = None
    parameter: str = "edge"

    @property
    def words(self) -> dict[str, object]:
        """The words of the panel itself, in the reader's language."""
        words: dict[str, object] = {name: in_language(self.language, *texts) for name, texts in _WORDS.items()}
        return words | {"origins": {name: in_language(self.language, *texts) for name, texts in _ORIGINS.items()}}

    @property
    def data(self) -> dict[str, object]:
        """What the script needs, as the head of this module shows it."""
        sentences = {name: asdict(sentence) for name, sentence in self.sentences.items()}
        return {"words": self.words, "parameter": self.parameter, "sentences": sentences}


def panel_of(
    language: Language, sentences: Iterable[Sentence], pinned: str = "", parameter: str = "edge"
) -> SentencePanel:
    """The panel of a page with some sentences; one that is pinned but is not among them is left out."""
    by_id = {sentence.id: sentence for sentence in sentences}
    return SentencePanel(language, by_id, by_id.get(pinned), parameter)


def text_of(language: Language, shown: Shown) -> Text:
    """A term as the panel shows it: in the reader's language where it has a name in it."""
    first, second = ((shown.zh, "zh"), (shown.en, "en"))[:: 1 if language == "zh" else -1]
    name, lang = first if first[0] else second
    return Text(name or shown.code, lang if name else "", shown.href or "")


def passage_of(language: Language, place: QuotedPassage, evidence: str, links: Links) -> CitedPassage:
    """A passage as the panel shows it. evidence: its IRI."""
    return CitedPassage(
        clause=text_of(language, place.clause) if place.clause else None,
        paper=text_of(language, place.source) if place.source else None,
        before=place.before,
        quote=place.quote,
        after=place.after,
        read=links.words(evidence),
        is_citation=place.is_citation,
    )


def number_quotes(passages: Iterable[CitedPassage]) -> dict[str, int]:
    """The quotes of some passages, each once and with its number, in the order in which they come."""
    quotes: dict[str, int] = {}
    for place in passages:
        quotes.setdefault(place.quote, len(quotes) + 1)
    return quotes


def passages_of(sentences: Iterable[Sentence]) -> Iterator[CitedPassage]:
    """The passages of some sentences, in the order in which they come."""
    return (place for sentence in sentences for place in sentence.passages)
