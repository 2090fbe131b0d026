"""Long words of a paper on one short line, for messages and reports."""

from __future__ import annotations

_MOST = 120


def excerpt(words: str, most: int = _MOST) -> str:
    """Return words on one line; of more than `most` characters, the first and the last, with … between.

    The end matters as much as the beginning: the quote of a row of a table begins with the head of the table.
    """
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    first = most // 2
    return f"{line[:first].rstrip()} … {line[len(line) - (most - first - 3) :].lstrip()}"
