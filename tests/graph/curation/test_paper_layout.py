"""A paper laid out: its segments are the text, cut where quotes begin and end, and its HTML keeps every character."""

import re

from graph.core.iris import term
from graph.core.terms import Literal, NamedNode, Triple
from graph.curation.coverage import cover
from graph.curation.paper_layout import Mark, Note, lay_out, marks_of
from graph.curation.reading_page import text_part
from graph.curation.source_model import Citation, Span


def test_a_segment_is_held_by_the_same_quotes_throughout(laid_out, short_source, quotes):
    segments = [segment for line in laid_out().lines for segment in line.segments]
    assert "".join(segment.text for segment in segments) == short_source.text
    first, second, *_ = segments
    assert (first.text, first.depth, first.claims, first.quote) == ("甲园并", 1, 1, Span(0, 6))
    assert (second.text, second.depth, second.claims, second.quote) == ("入乙园", 2, 3, Span(3, 6))
    assert second.modality == ("ordered",)
    for segment in segments:
        holding = [q for q in quotes if q.start < segment.span.end and segment.span.start < q.end]
        assert segment.depth == len(holding)


def test_only_a_line_feed_ends_a_line(laid_out):
    assert [line.text for line in laid_out().lines] == ["甲园并入乙园。\n", "\n", "丙园保留,\x0b丁园<撤销>。"]


def test_words_that_no_quote_holds_are_a_gap(laid_out):
    gaps = [segment.text for line in laid_out().lines for segment in line.segments if segment.is_gap]
    assert gaps == ["丁园", "撤销"]


def test_the_characters_that_are_shown_cut_the_text(laid_out):
    texts = [segment.text for line in laid_out(at=Span(1, 2)).lines for segment in line.segments]
    assert texts[:3] == ["甲", "园", "并"]


def test_an_oddity_stands_at_the_line_where_it_shows_first(laid_out):
    note = Note("oddity/test/one", "gap", ("缺", "gap"), ("缺日期", "no date"), (Span(9, 11), Span(3, 6)))
    reading = laid_out(notes=[note])
    assert [line.notes for line in reading.lines] == [(note,), (), ()]
    odd = [segment.text for line in reading.lines for segment in line.segments if segment.oddities == ("gap",)]
    assert odd == ["入乙园", "丙园"]


def test_claims_are_counted_at_each_of_their_quotes_and_at_no_citation():
    place, other = Span(0, 6), Span(9, 13)
    triples = {
        Triple(term("a"), term("modality"), NamedNode("https://example.org/ordered")): {place, Citation("x")},
        Triple(term("a"), term("b"), Literal("1")): {place, other},
    }
    assert sorted(marks_of(triples), key=lambda mark: mark.span.start) == [
        Mark(place, 2, ("ordered",)),
        Mark(other, 1),
    ]


def test_words_whose_claims_are_all_drafted_are_told_apart(short_source, quotes):
    marks = [Mark(quotes[0], 2, (), 2), Mark(quotes[1], 3, (), 1), Mark(quotes[2], 1)]
    reading = lay_out(cover(short_source, quotes, quotes, []), marks)
    assert [s.text for line in reading.lines for s in line.segments if s.is_drafted] == ["甲园并"]
    assert re.findall(r'<span class="[^"]*drafted[^>]*>([^<]*)', text_part(reading, "zh", {}, lambda _: "")) == [
        "甲园并"
    ]


def test_a_claim_is_drafted_where_all_its_places_are():
    one, other = Span(0, 3), Span(3, 6)
    triple = Triple(NamedNode("urn:a"), term("partOf"), NamedNode("urn:b"))
    both = Triple(NamedNode("urn:b"), term("partOf"), NamedNode("urn:c"))
    marks = marks_of({triple: {one}, both: {one, other}}, {one})
    assert {mark.span: (mark.claims, mark.drafted) for mark in marks} == {one: (2, 1), other: (1, 0)}
