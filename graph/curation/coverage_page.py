"""The coverage of a paper to look at: sentence by sentence on a terminal, and as a page with the text marked up."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from graph.curation.coverage import Coverage, Sentence

_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222; line-height: 1.9;
  font-family: system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
.text { white-space: pre-wrap; }
.carried { background: #e6f4ea; } .none { color: #777; } .gap { background: #fbd7d7; }
.carried:hover, .none:hover { outline: 1px solid #999; }
sub { color: #2b7a43; font-size: .65em; }
"""


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
    text, parts, at = coverage.source.text, [], 0
    for sentence in coverage.sentences:
        kind = "none" if sentence.reason else "carried"
        told = f"{sentence.clause}: {sentence.claims} claims{missing(coverage, sentence)}"
        title = " ".join(sentence.reason) if sentence.reason else told
        inner = "".join(
            f'<mark class="gap">{escape(piece)}</mark>' if gap else escape(piece)
            for piece, gap in _pieces(coverage, sentence)
        )
        count = "" if sentence.reason else f"<sub>{sentence.claims}</sub>"
        between = text[at : sentence.span.start]
        breaks = "\n" * (len(inner) - len(inner.rstrip("\n")))
        parts.append(f'{between}<span class="{kind}" title="{escape(title)}">{inner.rstrip()}</span>{count}{breaks}')
        at = sentence.span.end
    title = escape(coverage.source.about["title"])
    return (
        f'<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>{title} · coverage</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n<p>{escape(figures(coverage))}</p>\n"
        f'<div class="text">{"".join(parts)}</div></body></html>\n'
    )


def _pieces(coverage: Coverage, sentence: Sentence) -> list[tuple[str, bool]]:
    """The text of a sentence in pieces, and whether each is a gap."""
    cuts = [sentence.span.start, *(i for gap in sentence.gaps for i in (gap.start, gap.end)), sentence.span.end]
    gaps = {gap.start for gap in sentence.gaps}
    return [(coverage.source.text[a:b], a in gaps) for a, b in pairwise(cuts) if a < b]
