"""The page of the coverage: the text with its figures, and the words that no quote holds."""

from graph.curation.coverage_page import figures


def test_the_page_shows_the_text_and_the_figures(page_of, plan):
    page = page_of(plan)
    assert figures(plan) in page
    assert "<script" not in page
    assert 'title="二(一)1: ' in page
    assert figures(plan).startswith(f"{len(plan.stating)} of {len(plan.stating)} sentences carried")


def test_the_page_tells_the_words_that_no_quote_holds(page_of, reply):
    assert 'title="一: 0 claims; no quote holds 「工业园」"' in page_of(reply)
