"""Numbers and dates that a client gives for a column, compared by what they mean and not by how they are written."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from graph.core.iris import XSD
from graph.core.terms import Literal, text
from service.core.errors import InvalidParameter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.terms import Term

_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float"))
_DATES = frozenset(f"{XSD}{name}" for name in ("date", "dateTime", "gYear", "gYearMonth"))
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T[\d:]+)?)?)?", re.ASCII)


def are_numbers(terms: Iterable[Term]) -> bool:
    """Whether a column holds numbers alone, and some."""
    return _are_of(_NUMBERS, terms)


def are_dates(terms: Iterable[Term]) -> bool:
    """Whether a column holds dates, months or years alone, and some."""
    return _are_of(_DATES, terms)


def _are_of(datatypes: frozenset[str], terms: Iterable[Term]) -> bool:
    found = {term.datatype.value if isinstance(term, Literal) else "" for term in terms}
    return bool(found) and found <= datatypes


def same_numbers(column: str, value: str, terms: Iterable[Term]) -> frozenset[str]:
    """The numbers of a column that are equal to a given one, as the graph writes them.

    Raises:
        InvalidParameter: The value is no number.
    """
    given = _number(value)
    if given is None:
        raise InvalidParameter(f"{column} is {value}; give a number such as 61.5.")
    return frozenset(written for written in map(text, terms) if _number(written) == given)


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(unicodedata.normalize("NFKC", value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def same_dates(column: str, value: str, terms: Iterable[Term]) -> frozenset[str]:
    """The dates of a column that lie in a given day, month or year, as the graph writes them.

    Raises what `date_given` raises.
    """
    given = date_given(column, value)
    return frozenset(written for written in map(text, terms) if written.startswith(given))


def date_given(name: str, value: str) -> str:
    """A date that a client gives: a day, a month or a year, without full-width characters and spaces.

    Raises:
        InvalidParameter: It is none of these.
    """
    given = unicodedata.normalize("NFKC", value).strip()
    if not _DATE.fullmatch(given):
        raise InvalidParameter(f"{name} is {value}; give a day, a month or a year such as 2023-12-31, 2023-12 or 2023.")
    return given


def is_until(written: str, given: str) -> bool:
    """Whether a date of the graph is not after a given day, month or year."""
    return written[: len(given)] <= given
