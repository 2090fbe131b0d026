"""The coverage of a paper to look at: sentence by sentence on a terminal, and as a page with the text marked up."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from graph.core.html import templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from graph.curation.coverage import Coverage, Sentence


class _MarkedSentence(NamedTuple):
    """A sentence on the page: the text before and after it, its class and tooltip, its pieces, its count of claims.

    pieces: its text, each piece with whether it is a gap; claims: empty where a reason says why there are none.
    """

    before: str
    kind: str
    title: str
    pieces: list[tuple[str, bool]]
    claims: str
    after: str


def figures(coverage: Coverage) -> str:
    """The figures in one sentence."""
    stating = coverage.stating
    carried = [s for s in stating if s.claims and not s.gaps]
    claims = sum(s.claims for s in stating)
    share = 100 * coverage.quoted / coverage.characters if coverage.characters else 100
    return (
        f"{len(carried)} of {len(stating)} sentences carried, "
        f"{len(coverage.sentences) - len(stating)} more with a reason; "
        f"{share:.1f} % of {coverage.characters} characters quoted; "
        f"{claims / max(1, len(stating)):.1f} claims a sentence."
    )


def print_coverage(coverage: Coverage, console: Console) -> None:
    """Print each sentence with its claims or reason, and the words that no quote holds."""
    for sentence in coverage.sentences:
        mark = "–" if sentence.reason else "✗" if sentence.gaps or not sentence.claims else "✓"
        count = sentence.reason[1] if sentence.reason else f"{sentence.claims} claims"
        text = Text(f"{mark} {sentence.clause}  ")
        for piece, gap in _pieces(coverage, sentence):
            text.append(" ".join(piece.split()), "bold red" if gap else "dim" if sentence.reason else "")
        text.append(f"  ({count}{missing(coverage, sentence)})", "cyan")
        console.print(text, soft_wrap=True)
    console.print(f"{coverage.source.id}: {figures(coverage)}", soft_wrap=True, highlight=False)


def missing(coverage: Coverage, sentence: Sentence) -> str:
    """The words of a sentence that no quote holds, as they are told."""
    words = "、".join(f"「{coverage.source.text[gap.start : gap.end]}」" for gap in sentence.gaps)
    return f"; no quote holds {words}" if words else ""


def coverage_page(coverage: Coverage) -> str:
    """A page of HTML with the whole text, each sentence marked by what it carries. It needs no script."""
    return (
        templates()
        .get_template("coverage.html")
        .render(title=coverage.source.about["title"], figures=figures(coverage), sentences=list(_marked(coverage)))
    )


def _marked(coverage: Coverage) -> Iterator[_MarkedSentence]:
    text, end = coverage.source.text, 0
    for sentence in coverage.sentences:
        pieces = _pieces(coverage, sentence)
        last, gap = pieces[-1] if pieces else ("", False)
        shown = [*pieces[:-1], (last.rstrip(), gap)]
        claims = f"{sentence.clause}: {sentence.claims} claims{missing(coverage, sentence)}"
        yield _MarkedSentence(
            before=text[end : sentence.span.start],
            kind="none" if sentence.reason else "carried",
            title=" ".join(sentence.reason) if sentence.reason else claims,
            pieces=shown,
            claims="" if sentence.reason else str(sentence.claims),
            after="\n" * (len(last) - len(last.rstrip("\n"))),
        )
        end = sentence.span.end


def _pieces(coverage: Coverage, sentence: Sentence) -> list[tuple[str, bool]]:
    """The text of a sentence in pieces, and whether each is a gap."""
    cuts = [sentence.span.start, *(i for gap in sentence.gaps for i in (gap.start, gap.end)), sentence.span.end]
    gaps = {gap.start for gap in sentence.gaps}
    return [(coverage.source.text[a:b], a in gaps) for a, b in pairwise(cuts) if a < b]
