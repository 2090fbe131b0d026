"""The view model of terms, statements and entities: frozen values without markup."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from graph.core.iris import short_id
from graph.core.terms import Literal as RdfLiteral
from graph.core.terms import NamedNode
from service.core.errors import InvalidParameter

if TYPE_CHECKING:
    from graph.core.origins import Origin
    from graph.core.terms import Term
    from service.web.links import Links


@dataclass(frozen=True)
class Shown:
    """A term: its labels, empty where it has none; what it is written as; and where a click on it leads, if anywhere.

    plain: whether it is a value such as a number, which needs no label.
    """

    zh: str
    en: str
    code: str
    href: str | None = None
    plain: bool = False

    @property
    def order(self) -> tuple[str, str]:
        """By Chinese label where there is one, in the order of code points."""
        return self.zh or self.en or self.code, self.code


@dataclass(frozen=True)
class QuotedPassage:
    """A passage of a paper: the quote within its sentence, the clause and the characters.

    Of a paper whose text is not at hand there is only a citation, which stands in the place of the quote.
    """

    evidence: Shown
    clause: Shown | None
    source: Shown | None
    before: str
    quote: str
    after: str
    start: int
    end: int
    is_citation: bool = False


@dataclass(frozen=True)
class Item:
    """One value of a property.

    parts: subject, property and value, where the value is itself a statement; owners: what an unnamed node belongs to;
    inner: the properties of an unnamed node; modality: the force with which the paper says it; place: where the value
    is a passage.
    """

    value: Shown
    parts: tuple[Shown, ...] = ()
    owners: tuple[Shown, ...] = ()
    inner: tuple[tuple[Shown, tuple[Shown, ...]], ...] = ()
    modality: tuple[Shown, ...] = ()
    place: QuotedPassage | None = None


@dataclass(frozen=True)
class Cluster:
    """Values of one property that come from the same place in the same way.

    drafted: no person has reviewed them yet.
    """

    items: tuple[Item, ...]
    origin: Origin
    rules: tuple[Shown, ...] = ()
    grounds: tuple[Shown, ...] = ()
    places: tuple[QuotedPassage, ...] = ()
    drafted: bool = False


@dataclass(frozen=True)
class PropertyGroup:
    """One property and its values on a page: `total` counts them on all pages, `all_values` leads to a list of them."""

    property: Shown
    clusters: tuple[Cluster, ...]
    total: int
    all_values: str


@dataclass(frozen=True)
class Paging:
    """Which page of an entity is asked for, from 1, and how many values of one property a page shows."""

    number: int
    values: int

    @property
    def shown(self) -> slice:
        """The places of the values that are shown."""
        return slice((self.number - 1) * self.values, self.number * self.values)

    def pages(self, total: int) -> int:
        """How many pages so many values take."""
        return max(1, ceil(total / self.values))

    def refuse_beyond(self, pages: int, iri: str) -> None:
        """Raise InvalidParameter if an entity has fewer pages than the number that is asked for."""
        if self.number > pages:
            raise InvalidParameter(f"page is {self.number}, and {iri} has {pages}; leave it out for the first.")


@dataclass(frozen=True)
class EntityView:
    """An entity: its name, types and modality, its passage if it is one, what is said of it, and what names it.

    pages: how many pages its most frequent property takes.
    """

    iri: str
    name: Shown
    types: tuple[Shown, ...]
    modality: tuple[Shown, ...]
    place: QuotedPassage | None
    outgoing: tuple[PropertyGroup, ...]
    incoming: tuple[PropertyGroup, ...]
    pages: int = 1
    fragments: tuple[EntityView, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is a passage, or something that passages stand in: a clause, a paper."""
        clusters = (cluster for group in self.incoming for cluster in group.clusters)
        return self.place is not None or any(item.place for cluster in clusters for item in cluster.items)


def show(term: Term, labels: tuple[str, str], links: Links) -> Shown:
    """A term with its Chinese and English label as pages show it."""
    if isinstance(term, NamedNode):
        return Shown(*labels, short_id(term.value), links.of(term.value))
    if isinstance(term, RdfLiteral):
        text = term.value
        return Shown(text if term.language == "zh" else "", text if term.language == "en" else "", text, plain=True)
    return Shown("", "", str(term))
