"""What a curator leaves out of a paper needs words and a reason."""

import pytest

from graph.core.errors import CurationError


def test_an_omission_needs_its_words_and_a_reason(covered, copied):
    (copied / "omitted.yaml").write_text("- quote: 不在文中\n  reason: {zh: 无, en: none}\n- quote: 分享\n", "utf-8")
    with pytest.raises(CurationError) as caught:
        covered(copied)
    said = [str(fault).partition("omitted.yaml:")[2] for fault in caught.value.faults]
    assert said[0].startswith("1: The quote is not in the text")
    assert said[1] == "3: An omission needs a quote and a reason with zh and en."
