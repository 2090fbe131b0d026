"""The Jinja environment for the HTML files that the library writes; its templates are in `graph/templates/`."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def templates() -> Environment:
    """The environment: values are escaped, and a value that is missing is an error."""
    return Environment(
        loader=PackageLoader("graph"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


@cache
def macros(template: str) -> Any:  # noqa: ANN401  its attributes are the macros
    """The macros of a template as functions. A process that can open no file later calls this first."""
    return templates().get_template(template).module
