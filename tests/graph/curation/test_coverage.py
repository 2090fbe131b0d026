"""The coverage of a paper: the Quzhou plan is carried whole, and what is missing shows."""

from pathlib import Path

from graph.curation.clauses import find_clauses
from graph.curation.coverage import cover
from graph.curation.sentence_spans import sentence_spans
from graph.curation.source_model import Source, Span

LEFT_OUT = "四、优化机构职能与改革干部人事制度"
CLAIMS_A_SENTENCE = 10


def test_every_sentence_of_the_plan_is_carried_or_has_a_reason(plan):
    assert [s.text for s in plan.sentences if s.gaps] == []
    assert [s.text for s in plan.stating if not s.claims] == []
    assert plan.complete
    assert plan.quoted == plan.characters


def test_a_sentence_carries_many_claims(plan):
    assert sum(s.claims for s in plan.stating) / len(plan.stating) > CLAIMS_A_SENTENCE
    assert len(plan.stating) > 120


def test_a_claim_counts_for_each_sentence_that_its_quote_touches():
    text = "甲乙。丙丁。戊己。"
    source = Source("imaginary", Path(), text, "", "", tuple(find_clauses(text, None)))
    places = [Span(0, 2), Span(1, 4), Span(1, 4), Span(3, 6), Span(0, 9), Span(8, 9)]
    covered = cover(source, places, places, [])
    assert [sentence.claims for sentence in covered.sentences] == [4, 4, 2]


def test_the_reasons_are_headings_and_furniture_of_the_page(plan):
    reasons = {s.reason[1]: s.text for s in plan.sentences if s.reason}
    assert set(reasons) == {
        "heading",
        "the page's sharing button, no part of the paper",
        "the page's number, no part of the paper",
    }
    assert LEFT_OUT in [s.text for s in plan.sentences if s.reason]


def test_the_sentences_are_the_whole_text(plan):
    text = plan.source.text
    at = 0
    for span in sentence_spans(text):
        assert not text[at : span.start].strip()
        at = span.end
    assert not text[at:].strip()


def test_a_sentence_without_claims_is_missed(covered, page_of, copied):
    claims = copied / "claims/02-3-county-zones.yaml"
    text = claims.read_text("utf-8")
    start = text.index("- quote: 龙游湖镇工业区块和")
    claims.write_text(text[:start] + text[text.index("# 二(三)2") :], "utf-8")
    found = covered(copied)
    assert not found.complete
    (missed,) = [s for s in found.sentences if s.gaps]
    assert missed.text == "龙游湖镇工业区块和龙游溪口笋竹特色工业园区转型提升为小微企业园。"
    assert found.source.text[missed.gaps[0].start : missed.gaps[0].end] == missed.text.rstrip("。")
    assert 'class="gap"' in page_of(found)


def test_one_member_of_a_list_that_no_quote_holds_is_missed(covered, copied):
    claims = copied / "claims/02-2-other-matters.yaml"
    text = claims.read_text("utf-8").replace(",不再扩大现状工业用地,对其优质企业逐步搬迁进入智造新城\n", "\n", 1)
    start, end = text.index("    - id: measure/nianli-land-freeze"), text.index("- quote: 衢江区上方镇等")
    claims.write_text(text[:start] + "\n" + text[end:], "utf-8")
    gaps = [found for s in covered(copied).sentences for found in s.gaps]
    assert len(gaps) == 2
    assert all(isinstance(gap, Span) for gap in gaps)


def test_a_heading_and_a_number_are_never_missed(reply):
    gaps = [reply.source.text[gap.start : gap.end] for s in reply.sentences for gap in s.gaps]
    assert gaps == [
        *("示例县人民政府", "工业园", "管理机构一并撤销", "由示例县安置", "本批复自印发之日起执行"),
    ]
    assert [s.text for s in reply.sentences if s.reason] == ["（二）有关事项。", "1．人员"]
