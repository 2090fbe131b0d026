"""A change in one sentence, in Chinese and in English, from its participants and their effects. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.history.lineage_rows import LineageRow
    from service.web.negotiation import Language

_GONE = {"absorbed", "merged", "reorganised"}


def say(
    row: LineageRow, language: Language, name: Callable[[str], str], concept: Callable[[str], str], event: str
) -> str:
    """A row in one sentence.

    name: gives the name of a thing; concept: that of a kind of place that a zone turns into; event: the name of the
    event, which stands where there is no better sentence.
    """
    results = [name(outcome.thing) for outcome in row.after if outcome.fate == "result"]
    by_effect: dict[str, list[str]] = {}
    for part in row.before:
        by_effect.setdefault(part.effect, []).append(name(part.participant))
    if results and row.change.type in {"consolidation", "absorption", "division"}:
        said = _formed(by_effect, results, language)
    elif row.change.type == "renaming":
        said = _renamed(row, language, name)
    elif row.change.type == "transition":
        said = _turned(row, language, name, concept)
    elif row.change.type in {"abolition", "phase-out"}:
        verb = {"abolition": ("撤销", "abolished"), "phase-out": ("逐步淘汰", "phased out")}[row.change.type]
        things = [name(part.participant) for part in row.before]
        said = (
            f"{verb[0]}{_list(things, language)}" if language == "zh" else f"{_list(things, language)} to be {verb[1]}"
        )
    else:
        said = event
    return said + ("。" if language == "zh" else ".")


def _formed(by_effect: dict[str, list[str]], results: Sequence[str], language: Language) -> str:
    base, added = by_effect.get("base", []), by_effect.get("added", [])
    gone = [thing for effect, things in by_effect.items() if effect in _GONE for thing in things]
    into = _list(results, language)
    if divided := by_effect.get("divided"):
        whole = _list(divided, language)
        return f"{whole}分设为{into}" if language == "zh" else f"{whole} is divided into {into}"
    if not base and not added:
        several = len(gone) > 1
        if language == "zh":
            return f"由{_list(gone, language)}整合形成{into}" if several else f"{_list(gone, language)}并入{into}"
        return f"{_list(gone, language)} {'form' if several else 'goes into'} {into}"
    if language == "zh":
        told = [f"以{_list(base, language)}为基础"] if base else []
        told += [f"将{_list(gone, language)}划入"] if gone else []
        told += [f"新增{_list(added, language)}"] if added else []
        return f"{'，'.join(told)}，整合形成{into}"
    told = [f"is formed on the basis of {_list(base, language)}"] if base else ["is formed"]
    told += [f"takes in {_list(gone, language)}"] if gone else []
    told += [f"adds {_list(added, language)}"] if added else []
    return f"{into} {_list(told, language)}"


def _renamed(row: LineageRow, language: Language, name: Callable[[str], str]) -> str:
    pairs = [(part.name_before or name(part.participant), part.name_after) for part in row.before]
    verb = "更名为" if language == "zh" else " is renamed "
    return ("；" if language == "zh" else "; ").join(f"{old}{verb}{new}" for old, new in pairs)


def _turned(row: LineageRow, language: Language, name: Callable[[str], str], concept: Callable[[str], str]) -> str:
    told = []
    for outcome in row.after:
        things, kinds = (
            _list([name(thing) for thing in outcome.by], language),
            [concept(kind) for kind in outcome.becomes],
        )
        if language == "zh":
            told.append(f"{things}转型为{('或' if outcome.one_of else '、').join(kinds)}" if kinds else f"{things}转型")
        else:
            told.append(
                f"{things} to become {(' or ' if outcome.one_of else ' and ').join(kinds)}" if kinds else things
            )
    return ("；" if language == "zh" else "; ").join(told)


def _list(things: Sequence[str], language: Language) -> str:
    if language == "zh":
        return "、".join(things)
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)
