"""What the address of the surroundings asks for: the view, the time, the filters. Addresses of other choices."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlencode

from graph.core.iris import local_name
from graph.core.origins import ORIGINS
from service.core.errors import InvalidParameter
from service.pages.poster import is_poster

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.history.status import Standing
    from graph.network.model import Edge, Node

View = Literal["grouped", "network", "list"]
When = Literal["compare", "before", "after"]
Depth = Literal["1", "2", "3"]
Change = Literal["added", "ended", "kept", "open", ""]
_CHOICES: Mapping[str, tuple[str, ...]] = {"view": get_args(View), "when": get_args(When), "depth": get_args(Depth)}
FILTERS = ("relation", "kind", "paper", "modality")
"""The parameters that keep what has one of some values, in the order in which the page shows them."""
_MANY = (*FILTERS, "origin", "open")


@dataclass(frozen=True)
class SurroundingsParameters:
    """The parameters of an address, each value once and in its order."""

    given: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, parameters: Iterable[tuple[str, str]]) -> SurroundingsParameters:
        """Read parameters. Raises InvalidParameter for a view, a time or an origin that there is not."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in parameters:
            if value and name in {*_MANY, "view", "when", "depth", "edge", "print", "lang"}:
                found[name] = tuple(dict.fromkeys((*(found.get(name, ()) if name in _MANY else ()), value)))
        for name, allowed in (*_CHOICES.items(), ("origin", ORIGINS)):
            for value in found.get(name, ()):
                if value not in allowed:
                    raise InvalidParameter(f"{name} is {value}; give {', '.join(allowed[:-1])} or {allowed[-1]}.")
        is_poster(next(iter(found.get("print", ())), ""))
        return cls(found)

    def one(self, name: str) -> str:
        """The value of a parameter that has one, or its default, the first of its choices."""
        return next(iter(self.given.get(name, ())), _CHOICES.get(name, ("",))[0])

    def many(self, name: str) -> tuple[str, ...]:
        """The values of a parameter; of `origin` without a value, all but what is derived."""
        fallback = tuple(origin for origin in ORIGINS if origin != "derived") if name == "origin" else ()
        return self.given.get(name, fallback)

    def toggled(self, name: str, value: str) -> str:
        """The address of the page with one value of a parameter added, or taken away where it is there."""
        now = self.many(name)
        wanted = tuple(one for one in now if one != value) if value in now else (*now, value)
        return self.address(**{name: () if set(wanted) == set(SurroundingsParameters({}).many(name)) else wanted})

    @property
    def is_filtered(self) -> bool:
        """Whether some filter is set."""
        return any(self.given.get(name) for name in FILTERS)

    def address(self, **changed: str | tuple[str, ...]) -> str:
        """The address of the page with some parameters changed; an empty value removes one. Defaults are left out."""
        values = dict(self.given)
        for name, value in changed.items():
            values[name] = (value,) if isinstance(value, str) else value
        pairs = [
            (name, one)
            for name, found in sorted(values.items())
            for one in found
            if one and one != _CHOICES.get(name, ("",))[0]
        ]
        return f"?{urlencode(pairs)}"

    def keeps(self, edge: Edge, other: Node) -> bool:
        """Whether the filters keep a relation with another thing."""
        return edge.origin in self.many("origin") and all(
            not (wanted := self.many(name)) or any(value in wanted for value in values_of(name, edge, other))
            for name in FILTERS
        )


def values_of(name: str, edge: Edge, other: Node) -> list[str]:
    """What a filter compares: the values of a relation, or of the thing at its other end."""
    if name == "relation":
        return [edge.relation]
    if name == "kind":
        return [other.kind]
    if name == "paper":
        return list(dict.fromkeys(local_name(words.source) for words in edge.words))
    return [word for qualifier, word in edge.qualifiers if qualifier == name]


def count_values(edges: Iterable[tuple[Edge, Node]]) -> dict[str, Counter[str]]:
    """How many relations have each value of each filter, and each origin."""
    found: dict[str, Counter[str]] = {name: Counter() for name in (*FILTERS, "origin")}
    for edge, other in edges:
        found["origin"][edge.origin] += 1
        for name in FILTERS:
            found[name].update(set(values_of(name, edge, other)))
    return found


def change_of(before: Standing, after: Standing) -> Change:
    """How the changes touch a zone or a plate that has a state before and after them."""
    if "not stated" in {before, after}:
        return "open"
    if before == after:
        return "kept"
    return "added" if after == "stands" else "ended"


def is_there(change: Change, when: str) -> bool:
    """Whether a thing is shown at a time; one whose state is not stated always is."""
    return (when, change) not in {("before", "added"), ("after", "ended")}
