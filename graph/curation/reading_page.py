"""The HTML of a paper that is read with its claims: the parts of a page, and their style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from graph.core.html import macros
from graph.core.resources import STATIC

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from graph.curation.paper_layout import Note, PaperLayout, Segment
    from graph.curation.source_model import Span

_PARTS = "reading.html"
_MOST_NOTES = 4  # in the margin beside a line
_DEEPEST = 3  # of the underlines, one for each quote around the characters
_MANY_CLAIMS = (10, 30)  # from which the colour of the claims is darker


def load_parts() -> None:
    """Load the templates, for a process that can open no file later."""
    macros(_PARTS)


def reading_style() -> str:
    """The style sheet of the parts."""
    return (STATIC / "reading.css").read_text("utf-8")


def contents_part(reading: PaperLayout, language: str) -> Markup:
    """The list of clauses, each leading to its place in the text; one that is not covered tells so."""
    return cast("Markup", macros(_PARTS).contents(language, reading))


def text_part(
    reading: PaperLayout,
    language: str,
    kinds: Mapping[str, str],
    tip: Callable[[Segment], str],
    *,
    href: Callable[[Span], str] | None = None,
    here: Span | None = None,
) -> Markup:
    """The text of a paper with its segments, and the oddities in the margin.

    Args:
        reading: the paper.
        language: zh or en.
        kinds: the names of the kinds of oddity by slug.
        tip: what is told of a segment where it leads nowhere.
        href: from the characters of a quote to the address that shows its claims.
        here: the characters that are shown now.
    """
    return cast("Markup", macros(_PARTS).text(language, reading, kinds, href, here, tip, levels_of, notes_in_margin))


def levels_of(segment: Segment) -> tuple[int, int]:
    """How many underlines a segment has, and from 0 to 3 how dark the colour of its claims is."""
    return min(segment.depth, _DEEPEST), sum(segment.claims >= least for least in (1, *_MANY_CLAIMS))


def notes_in_margin(notes: Sequence[Note]) -> tuple[Sequence[Note], Sequence[Note]]:
    """The notes that stand in the margin of a line, and those that are folded; a single one is not folded."""
    shown = len(notes) if len(notes) == _MOST_NOTES + 1 else _MOST_NOTES
    return notes[:shown], notes[shown:]
