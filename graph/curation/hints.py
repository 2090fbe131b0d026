"""What a curator may have meant by a word or an id that there is not."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.schema.ontology import Ontology, Property

CLOSE_ID = 0.8
"""How alike an id must be to be proposed for another: below that, ids share little more than their class."""


def unknown(what: str, given: str, known: Iterable[str]) -> str:
    """The sentence about a word that is not among those known, with the nearest or with all of them."""
    choices = sorted(known)
    close = get_close_matches(given, choices, n=1)
    hint = f"do you mean {close[0]}?" if close else f"there are {', '.join(choices)}."
    return f"There is no {what} {given}; {hint}"


def unknown_concept(prop: Property, given: str, ontology: Ontology) -> str:
    """The sentence about a word that is not in the vocabulary of a property; a label leads to its concept."""
    schemes = ontology.schemes
    labelled = [word for word, labels in schemes[prop.scheme].items() if given in labels]
    if labelled:
        return f"There is no {prop.scheme} (for {prop.name}) {given}; write {labelled[0]}."
    message = unknown(f"{prop.scheme} (for {prop.name})", given, schemes[prop.scheme])
    others = [scheme for scheme, words in sorted(schemes.items()) if given in words]
    return f"{message} {given} is a word of {' and of '.join(others)}." if others else message


@dataclass(frozen=True)
class IdHints:
    """What helps to tell which thing is meant by an id that no source of the build introduces.

    Attributes:
        named: the ids of things by their names; a name may be given in place of an id.
        outside: the source folders outside the build that introduce ids.
    """

    named: dict[str, str]
    outside: dict[str, str]

    def near(self, given: str, usable: Iterable[str]) -> str:
        """Return what to do about an id. usable: the ids that could stand in its place; a similar one may be meant."""
        if given in self.named:
            return f"write its id, {self.named[given]}."
        if given in self.outside:
            return f"{self.outside[given]} introduces it; build it together with that source."
        close = get_close_matches(given, sorted(usable), n=1, cutoff=CLOSE_ID)
        if close:
            return f"do you mean {close[0]}?"
        first = "give its type where the paper first speaks of it"
        return f"{first}, or build the source together with the one that introduces it."
