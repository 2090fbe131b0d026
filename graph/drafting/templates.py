"""Fills the templates of rules: $slot and $slot.field for values, {each: slot} for the members of a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.drafting.things import Thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Filled = dict[str, Any]
_ESSENTIAL = ("participant", "sharer")
"""Keys without which a node within an entry says nothing."""
_SUFFICIENT = ("managementType", "managedBy")
"""Keys that say enough alone."""
_VARIABLE = re.compile(r"\$(\w+)(?:\.(\w+))?")


def fill(templates: Iterable[dict[str, Any]], values: Filled) -> Iterator[dict[str, Any]]:
    """The mappings that templates give. A mapping whose id is not filled, or that says nothing, is left out."""
    for template in templates:
        for mapping in _repeated(template, values):
            if mapping.get("id") and len(mapping) > 1 and ("needs" not in template or "needs" in mapping):
                mapping.pop("needs", None)
                yield mapping


def _repeated(template: dict[str, Any], values: Filled) -> Iterator[dict[str, Any]]:
    """A template once, or once for each member of the slot under `each`."""
    rest = {key: value for key, value in template.items() if key != "each"}
    if "each" not in template:
        yield _filled(rest, values)
    for member in values.get(template.get("each", ""), ()):
        yield _filled(rest, values | {"each": member})


def _filled(template: dict[str, Any], values: Filled) -> dict[str, Any]:
    filled = {key: _value(value, values) for key, value in template.items()}
    return {key: value for key, value in filled.items() if value not in ("", None, [], {})}


def _value(template: object, values: Filled) -> object:
    if isinstance(template, list):
        items = [item for part in template for item in _part(part, values)]
        return items[0] if len(items) == 1 else items
    if isinstance(template, dict):
        parts = list(_part(template, values))
        return parts[0] if len(parts) == 1 else parts
    if not isinstance(template, str):
        return template
    whole = _VARIABLE.fullmatch(template)
    if whole:
        return _variable(whole, values)
    missing = [v for v in _VARIABLE.finditer(template) if _variable(v, values) in ("", None)]
    return "" if missing else _VARIABLE.sub(lambda v: str(_variable(v, values)), template)


def _part(template: object, values: Filled) -> Iterator[object]:
    if isinstance(template, dict):
        for mapping in _repeated(template, values):
            enough = len(mapping) > (len(template) > 1) or any(key in mapping for key in _SUFFICIENT)
            if enough and all(key in mapping for key in _ESSENTIAL if key in template):
                yield mapping
    elif value := _value(template, values):
        yield from value if isinstance(value, list) else (value,)


def _variable(match: re.Match[str], values: Filled) -> object:
    name, attribute = match.groups()
    if attribute and f"{name}.{attribute}" in values:
        return values[f"{name}.{attribute}"]
    value = values.get(name)
    if isinstance(value, list) and attribute:
        value = value[0] if value else None
    if attribute:
        found = getattr(value, attribute, "")
        return found.id if isinstance(found, Thing) else found
    if isinstance(value, list):
        ids = [item.id if isinstance(item, Thing) else item for item in value]
        return ids[0] if len(ids) == 1 else ids
    return value.id if isinstance(value, Thing) else value
