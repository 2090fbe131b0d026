"""The command `coverage` on a paper that is read in part."""

from graph.curation.scaffold import new_source

REPLY = """示例省人民政府关于东山工业园的批复
示例县人民政府:
　　一、撤销东山工业园。管理机构一并撤销。
"""


def test_sentences_are_printed_with_their_claims_and_the_words_that_no_quote_holds(kaifaqu, tmp_path):
    new_source(tmp_path / "reply", REPLY)
    claims = tmp_path / "reply/claims"
    for path in claims.iterdir():
        path.unlink()
    (claims / "00-head.yaml").write_text(
        "- quote: 示例省人民政府关于东山工业园的批复\n"
        "  says: [{id: document/reply, type: Document, name: 示例省人民政府关于东山工业园的批复}]\n"
        "- quote: 撤销东山\n  says: [{id: document/reply}]\n",
        "utf-8",
    )
    done = kaifaqu("coverage", "reply", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "✓ 首部  示例省人民政府关于东山工业园的批复  (2 claims)"
    assert lines[2] == "✗ 一  一、撤销东山工业园。  (0 claims; no quote holds 「工业园」)"
    assert lines[-1].startswith("reply: 1 of 4 sentences carried")
