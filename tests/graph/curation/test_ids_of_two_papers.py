"""Where two papers introduce one id, the fault tells in which paper it stands first."""

import pytest

from graph.build import build_store
from graph.core.errors import CurationError
from graph.curation.scaffold import new_source

CLAIMS = """- quote: {words}
  says: [{{id: township/chenzhen, type: Township, name: {words}, adminLevel: town}}]
"""


def test_the_fault_names_the_paper_of_the_first_and_says_what_to_do(tmp_path):
    folders = [tmp_path / "dongzhou-plan", tmp_path / "xizhou-plan"]
    for folder, words in zip(folders, ("沉镇", "辰镇"), strict=True):
        new_source(folder, f"{words}\n")
        for file in (folder / "claims").iterdir():
            file.unlink()
        (folder / "claims" / "plan.yaml").write_text(CLAIMS.format(words=words), "utf-8")
    with pytest.raises(CurationError) as raised:
        build_store(folders)
    assert (
        f"{folders[1]}/claims/plan.yaml:2: township/chenzhen is introduced twice, first at"
        " dongzhou-plan/claims/plan.yaml:2; leave out its type here, or give another thing another id."
    ) in str(raised.value)
