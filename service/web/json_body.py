"""Parses JSON from clients as untrusted input: refuses deep nesting, and numbers and characters that are not JSON."""

from __future__ import annotations

import json
import re
from typing import NoReturn

from service.core.errors import MalformedRequest

MOST_NESTED = 64
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(given: str | bytes, what: str) -> object:
    """The value that some JSON holds. what: what it is to the client, such as "The body". Raises MalformedRequest."""
    try:
        value: object = json.loads(given, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise MalformedRequest(f"{what} is nested too deeply; nest at most {MOST_NESTED} deep.") from error
    except ValueError as error:  # a UnicodeDecodeError is one, too
        raise MalformedRequest(f"{what} is no JSON: {error}.") from error
    _check(value, what)
    return value


def _check(value: object, what: str) -> None:
    rest = [(value, 1)]
    while rest:
        one, depth = rest.pop()
        if isinstance(one, str):
            if _SURROGATE.search(one):
                raise MalformedRequest(
                    f"{what} has half of a surrogate pair, which is no character; send both or none."
                )
        elif isinstance(one, (dict, list)):
            if depth > MOST_NESTED:
                raise MalformedRequest(f"{what} is nested too deeply; nest at most {MOST_NESTED} deep.")
            members = [*one.keys(), *one.values()] if isinstance(one, dict) else one
            rest.extend((member, depth + 1) for member in members)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
