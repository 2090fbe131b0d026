"""From what a user calls a thing to the IRI of that thing: the one resolver of commands, REST, exports and MCP.

`graph.history.lookup` finds candidates and says why each fits; this module decides, or refuses with a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import AmbiguousName, UnknownEntity
from graph.core.iris import BASE, ENTITIES, prefixes
from graph.core.terms import NamedNode
from graph.history.lookup import Wanted

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.history.lookup import Candidate, Lookup
    from graph.store.store import GraphStore

_LISTED = 5


def resolve(lookup: Lookup, text: str, classes: Collection[str] = ()) -> str:
    """Find the one thing that a text means.

    Args:
        lookup: The names of a build.
        text: An IRI, a path below `id/` such as `zone/zhizao-new-city`, a prefixed name such as `zone:zhizao-new-city`,
            a name, an alias, pinyin, or a code.
        classes: The classes that a name or a code may mean a thing of; all if there is none.

    Returns:
        The IRI of the thing.

    Raises:
        AmbiguousName: Several things are called so.
        UnknownEntity: The graph says nothing of the IRI, or no thing is called so.
        UnknownRelation: The graph has no such class.
    """
    if iri := known_iri(lookup.store, text):
        return iri
    if text.startswith(BASE):
        fault = "The graph says nothing of" if _is_iri(text) else "There is no IRI"
        raise UnknownEntity(f"{fault} {text}; look it up by name instead.")
    answer = lookup.look_up(Wanted(text, ",".join(sorted(classes))))
    if answer.outcome in {"found", "historical"}:
        return answer.candidates[0].iri
    if answer.outcome == "not_in_sources" and len(coded := things_of_code(lookup, text, classes)) == 1:
        return next(iter(coded))
    names = ", ".join(map(_described, answer.candidates[:_LISTED]))
    if answer.outcome == "ambiguous":
        raise AmbiguousName(f"Several things are called {text}: {names}; give one of their IRIs or paths.")
    kind = f" as a {' or '.join(sorted(classes))}" if classes else ""
    raise UnknownEntity(f"No source speaks of {text}{kind}{f'; near it are {names}' if names else ''}.")


def resolve_all(lookup: Lookup, text: str, classes: Collection[str] = ()) -> frozenset[str]:
    """Find all things that a text may mean: as `resolve`, but a name that several things have means each of them.

    A code means a thing before a name does, for some things are named by a number.
    """
    if coded := things_of_code(lookup, text, classes):
        return coded
    answer = lookup.look_up(Wanted(text, ",".join(sorted(classes))))
    if answer.outcome == "ambiguous":
        best = answer.candidates[0].match.way
        return frozenset(candidate.iri for candidate in answer.candidates if candidate.match.way == best)
    return frozenset({resolve(lookup, text, classes)})


def known_iri(store: GraphStore, text: str) -> str:
    """The IRI of which a store says something, given whole, as a path or as a prefixed name; empty if none."""
    if not {":", "/"} & set(text):
        return ""
    prefix, _, local = text.partition(":")
    given = (text, ENTITIES + text, BASE + text, *([prefixes()[prefix] + local] if prefix in prefixes() else []))
    candidates = [NamedNode(iri) for iri in given if _is_iri(iri)]
    known = {quad.subject for quad in store.match(candidates)}
    return next((node.value for node in candidates if node in known), "")


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def things_of_code(lookup: Lookup, code: str, classes: Collection[str] = ()) -> frozenset[str]:
    """The things that have a code in any system, of some classes if any are given."""
    found = {match.name.entity for match in lookup.index.exact(code) if match.name.kind == "code"}
    return frozenset(iri for iri in found if not classes or lookup.index.is_a(iri, classes))


def _described(candidate: Candidate) -> str:
    path = candidate.iri.removeprefix(BASE)
    return f"{candidate.zh or candidate.en} ({candidate.type}, {path}, {candidate.standing})"
