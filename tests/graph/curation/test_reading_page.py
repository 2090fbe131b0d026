"""The HTML of a paper that is read: each character of the text, its marks, and the notes in the margin."""

import re
from html import unescape

import pytest

from graph.core.resources import SOURCES
from graph.curation.coverage import cover
from graph.curation.paper_layout import Mark, Note, lay_out
from graph.curation.papers_in_graph import read_papers
from graph.curation.reading_page import contents_part, levels_of, text_part
from graph.curation.source_model import Span


def shown_text(html):
    """The text that a browser has in the paragraphs of the lines."""
    return "".join(
        unescape(re.sub(r"<[^>]+>", "", line))
        for line in re.findall(r"<p>(.*?)</p>", re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL), re.DOTALL)
    )


@pytest.fixture(scope="module")
def plan(graph):
    paper = read_papers(graph)["quzhou-2021"]
    return lay_out(paper.coverage, paper.marks, paper.notes)


def test_the_page_keeps_each_character_and_escapes_what_is_markup(laid_out, short_source):
    html = text_part(laid_out(), "zh", {}, lambda segment: f"{segment.claims}", href=lambda span: f"?at={span.start}")
    assert shown_text(html) == short_source.text
    assert "<撤销>" not in html
    assert html.count("<a ") == 3


def test_the_plan_is_shown_to_the_last_character(plan):
    text = (SOURCES / "quzhou-2021/text.txt").read_text("utf-8")
    assert "".join(line.text for line in plan.lines) == text
    kinds = {note.kind: note.kind for note in plan.notes}
    assert shown_text(text_part(plan, "zh", kinds, str)) == text


def test_each_clause_is_in_the_contents_with_its_place_in_the_text(plan):
    html, text = contents_part(plan, "zh"), text_part(plan, "en", {note.kind: note.kind for note in plan.notes}, str)
    anchors = re.findall(r'href="#(clause-[^"]+)"', html)
    assert len(anchors) == len(plan.coverage.source.clauses) > 40
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in text] == []
    whole = [entry for entry in plan.contents if entry.depth == 0]
    assert sum(entry.stating for entry in whole) == len(plan.coverage.stating)


def test_underlines_and_colour_have_few_levels(short_source):
    whole = Span(0, len(short_source.text))

    def levels(claims, depth=1):
        marks = [Mark(whole, claims if n == 0 else 0) for n in range(depth)]
        (first, *_) = lay_out(cover(short_source, [whole], [whole], []), marks).lines[0].segments
        return levels_of(first)

    assert [levels(claims) for claims in (0, 1, 9, 10, 29, 30)] == [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 3)]
    assert levels(1, depth=5) == (3, 1)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (4, 4), (5, 5), (6, 4)])
def test_notes_beyond_the_margin_are_folded_unless_it_is_one(count, shown, laid_out):
    notes = [Note(f"oddity/test/{n}", "gap", ("缺", "gap"), ("", ""), (Span(0, 1),)) for n in range(count)]
    html = text_part(laid_out(notes=notes), "zh", {"gap": "缺"}, str)
    beside, _, folded = html.partition('<details class="further">')
    assert (beside.count('<details class="oddity'), folded.count('<details class="oddity')) == (shown, count - shown)
