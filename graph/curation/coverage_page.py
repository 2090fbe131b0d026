"""The coverage of a paper as figures and as a page with the text marked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from graph.core.html import templates
from graph.curation.reading_page import contents_part, reading_style, text_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.curation.coverage import Coverage, SentenceCoverage
    from graph.curation.paper_layout import PaperLayout, Segment


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


def missing(coverage: Coverage, sentence: SentenceCoverage) -> str:
    """The words of a sentence that no quote holds, as they are told."""
    words = "、".join(f"「{coverage.source.text[gap.start : gap.end]}」" for gap in sentence.gaps)
    return f"; no quote holds {words}" if words else ""


def coverage_page(reading: PaperLayout, kinds: Mapping[str, str]) -> str:
    """A page of HTML with the whole text, cut and marked as the service shows it. It needs no script.

    Args:
        reading: the paper laid out.
        kinds: the Chinese names of the kinds of oddity by slug.
    """
    coverage = reading.coverage

    def tip(segment: Segment) -> str:
        sentence = next(s for s in coverage.sentences if s.span.start <= segment.span.start < s.span.end)
        return f"{sentence.clause}: {segment.claims} claims{missing(coverage, sentence)}"

    values = {
        "title": coverage.source.about["title"],
        "figures": figures(coverage),
        "contents": contents_part(reading, "zh"),
        "text": text_part(reading, "zh", kinds, tip),
        "style": Markup(reading_style()),  # noqa: S704  a file of the package
    }
    return templates().get_template("coverage.html").render(values)
