"""What is read from a source folder, and what is refused in it."""

import re
import shutil

import pytest

from graph.core.errors import CurationError
from graph.core.resources import SOURCES
from graph.curation.editorial import read_editorial
from graph.curation.passages import read_passages
from graph.curation.source_folder import read_source


def test_a_byte_order_mark_is_no_content(tmp_path, quzhou):
    folder = shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    for path in folder.rglob("*.*"):
        if path.suffix in {".yaml", ".txt"}:
            path.write_text(path.read_text("utf-8"), "utf-8-sig")
    marked = read_source(folder)
    assert (marked.text, marked.clauses, marked.about) == (quzhou.text, quzhou.clauses, quzhou.about)
    assert [p.quote for p in read_passages(marked)[0]] == [p.quote for p in read_passages(quzhou)[0]]
    assert read_passages(marked)[1] == []
    assert read_editorial(marked)[1].entries[0][0].text == read_editorial(quzhou)[1].entries[0][0].text


@pytest.mark.parametrize(
    ("closing", "sentence"),
    [
        ("实施后", r"「实施后」 is not in the text\."),
        ("平台", r"「平台」 stands in \d+ places\."),
        (
            "报市政府审核同意后实施",
            r"「报市政府审核同意后实施」 stands behind 「各县\(市\)开发区\(园区\)整合提升方案」\.",
        ),
    ],
)
def test_a_closing_that_is_not_the_beginning_of_one_line_is_refused(tmp_path, closing, sentence):
    folder = shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    card = folder / "source.yaml"
    card.write_text(re.sub("closing: .*", f"closing: {closing}", card.read_text("utf-8")), "utf-8")
    with pytest.raises(
        CurationError, match=f"closing must begin the part after the last clause, and a line; {sentence}"
    ):
        read_source(folder)
