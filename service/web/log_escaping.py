"""Escapes the characters that could forge or hide lines of the log."""

from __future__ import annotations

import re

# Control characters, line and paragraph separators, marks that change the direction of text, and lone surrogates.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def escape_controls(text: str) -> str:
    """A text with the characters escaped that could forge or hide lines of a log; line ends stay."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
