"""The settings of the service, read once from the environment into a frozen value; one row per setting."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from service.errors import SettingInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "KAIFAQU_"


def _row(default: int, sentence: str) -> int:
    row: int = field(default=default, metadata={"sentence": sentence})
    return row


@dataclass(frozen=True)
class Settings:
    """Each setting is a positive number; the environment variable is its name in capitals after KAIFAQU_."""

    max_body_bytes: int = _row(1_000_000, "The longest request body that is read, in bytes.")
    page_rows: int = _row(500, "How many rows of an answer a page shows; the files hold all.")
    page_values: int = _row(60, "How many values of one property an entity's page shows; the files hold all.")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises SettingInvalid with the name, the value and what was expected."""
    given = {row.name: environment.get(PREFIX + row.name.upper()) for row in fields(Settings)}
    return Settings(**{name: _number(PREFIX + name.upper(), text) for name, text in given.items() if text})


def _number(name: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) == 0:
        raise SettingInvalid(f"{name} is {text}, which is no positive whole number such as 500; change or unset it.")
    return int(text)
