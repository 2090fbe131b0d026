"""The parameter of a poster, `print=1`: a view on paper, without controls, with the quotes as numbered notes."""

from __future__ import annotations

from service.core.errors import InvalidParameter
from service.web.openapi import parameter

PRINT = parameter("print", "query", "A poster: A3, without the controls.", enum=["1"])
"""The parameter as the description of the service shows it."""


def is_poster(given: str) -> bool:
    """Whether the parameter asks for a poster; its value is empty where it is left out. Raises InvalidParameter."""
    if given not in {"", "1"}:
        raise InvalidParameter(f"print is {given}; give 1 for a poster, or leave it out.")
    return given == "1"
