"""Content negotiation (RFC 9110, 12.5): chooses the format and the language of a response. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from graph.core.formats import Format, Holds, format_named, formats_for
from service.core.errors import NotAcceptable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

# A quoted string may hold commas and semicolons; one that is never closed takes the rest, so that reading stays linear.
_BETWEEN = {mark: re.compile(rf'(?:[^{mark}"]|"(?:\\.|[^"\\])*+"?)+') for mark in ",;"}
_RANGE = re.compile(r"(\*/\*|[\w!#$%&'*+.^`|~-]+/(?:\*|[\w!#$%&'*+.^`|~-]+))", re.ASCII)
_WEIGHT = re.compile(r"0?\.\d+|[01](?:\.\d*)?", re.ASCII)


class Offer(Protocol):
    """Something that can be sent, under one media type or several names for it."""

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types, the one it is sent under first."""


OfferT = TypeVar("OfferT", bound=Offer)


@dataclass(frozen=True)
class PageOffer:
    """The offer of a page for people."""

    media_types: tuple[str, ...] = ("text/html",)


PAGE = PageOffer()


def choose(accept: str, offers: Sequence[OfferT]) -> OfferT | None:
    """The offer that suits an Accept header best, or None.

    For each media type the most specific range that covers it gives its weight, and 0 excludes it. The highest weight
    wins, then the more specific range, then our own order. A range with a star covers what is sent, not other names for
    it: `text/*` does not ask for application/xml, though text/xml does. Members that are malformed count as if they
    were not there, and where nothing is left, everything is welcome.
    """
    ranges = dict(_media_ranges(accept)) or {"*/*": 1.0}
    best, chosen = (0.0, 0), None
    for offer in offers:
        for number, media_type in enumerate(offer.media_types):
            weight, specificity = _weigh(media_type, ranges)
            is_covered = number == 0 or media_type in ranges
            if is_covered and weight > 0 and (weight, specificity) > best:
                best, chosen = (weight, specificity), offer
    return chosen


def _weigh(media_type: str, ranges: dict[str, float]) -> tuple[float, int]:
    covering = ("*/*", f"{media_type.partition('/')[0]}/*", media_type)
    found = [(specificity, ranges[name]) for specificity, name in enumerate(covering, 1) if name in ranges]
    specificity, weight = max(found, default=(0, 0.0))
    return weight, specificity


def _media_ranges(header: str) -> Iterator[tuple[str, float]]:
    for name, weight in _members(header):
        if _RANGE.fullmatch(name):
            yield name.lower(), weight


def weights(header: str) -> dict[str, float]:
    """Each member of a list such as Accept-Encoding, in lower case, with its weight."""
    return {name.lower(): weight for name, weight in _members(header)}


def _members(header: str) -> Iterator[tuple[str, float]]:
    """Each member of a list with its weight. Parameters other than q narrow nothing that we offer."""
    for member in _BETWEEN[","].findall(header):
        name, *parameters = (part.strip() for part in _BETWEEN[";"].findall(member))
        weights = [p[2:].strip() for p in parameters if p[:2].lower() == "q="]
        if not weights:
            yield name, 1.0
        elif _WEIGHT.fullmatch(weights[0]) and float(weights[0]) <= 1:
            yield name, float(weights[0])


@lru_cache(maxsize=256)
def choose_format(accept: str, names: tuple[str, ...], holds: Holds, *, page: bool = True) -> Format | PageOffer:
    """The format for an answer that holds a table or a graph, or the page.

    Names, as `?format=` gives them, go before the header: a name or an extension of ours, or a media type or what
    stands behind its slash. Clients send several for servers of several makes; the first that we know counts. Raises
    UnknownFormat where none would do, and NotAcceptable, each with a list of what there is.
    """
    offers: list[Format | PageOffer] = [*formats_for(holds), *([PAGE] if page else [])]
    given = [name.replace(" ", "+") for name in names if name]  # an unencoded plus arrives as a space
    for name in given:
        named = _named(name, offers)
        if named:
            return named
    if given:
        return format_named(given[0], holds)
    chosen = choose(accept, offers)
    if chosen is None:
        there_are = ", ".join(offer.media_types[0] for offer in offers)
        raise NotAcceptable(f"Nothing here is of the kind that Accept asks for ({accept}); there are {there_are}.")
    return chosen


def _named(name: str, offers: Sequence[Format | PageOffer]) -> Format | PageOffer | None:
    if any(_media_ranges(name)):
        return choose(name, offers)
    for offer in offers:
        ours = {offer.name, offer.extension} if isinstance(offer, Format) else set()
        if name in ours | {media_type.partition("/")[2] for media_type in offer.media_types}:
            return offer
    return None


def choose_language(accept: str, name: str | None = None) -> Language:
    """The language of a page: the one named if it is ours, else the best of Accept-Language, else Chinese."""
    for language in LANGUAGES:
        if name == language:
            return language
    best, chosen = 0.0, LANGUAGES[0]
    for tag, weight in _members(accept):
        for language in LANGUAGES:
            if tag.lower().partition("-")[0] == language and weight > best:
                best, chosen = weight, language
    return chosen
