"""The command `new-source`: which papers it reads, and what it tells of them."""


def test_byte_order_mark_of_paper_is_ignored(kaifaqu, here):
    (here / "plan.txt").write_text("总体方案\n一、目标\n设立东山工业园。\n", "utf-8-sig")
    made = kaifaqu("new-source", "city-2024", "plan.txt", cwd=here)
    assert made.returncode == 0, made.stderr
    assert (here / "city-2024" / "text.txt").read_text("utf-8").startswith("总体方案")
    assert made.stdout.startswith("plan.txt: converted from UTF-8 with a byte order mark.\n")


def test_a_paper_in_another_encoding_is_converted_and_its_broken_lines_are_offered_joined(kaifaqu, here):
    lines = [
        "总体方案",
        "一、在原东山工业园的管理范围基础上,将西河",
        "工业园划入,整合形成示例新区,由市政府管理",
        "并报省政府备案,其职责由市政府依法确定。",
    ]
    (here / "gb.txt").write_bytes("\r\n".join(lines).encode("gb18030"))
    made = kaifaqu("new-source", "gb-2024", "gb.txt", cwd=here)
    assert made.stdout.splitlines()[:2] == [
        "gb.txt: converted from GB18030, CRLF line ends.",
        "gb.txt: 2 lines broken inside a sentence, not joined; --join-lines joins them.",
    ]
    joined = kaifaqu("new-source", "joined-2024", "gb.txt", "--join-lines", "--english", "Plan", cwd=here)
    assert "gb.txt: 2 lines broken inside a sentence, joined." in joined.stdout
    assert (here / "joined-2024/text.txt").read_text("utf-8").splitlines() == [lines[0], "".join(lines[1:])]
    built = kaifaqu("build", "--to", "joined", "--source", "joined-2024", cwd=here)
    assert built.returncode == 0, built.stderr


def test_a_paper_that_is_empty_or_of_another_format_is_refused(kaifaqu, here):
    (here / "empty.txt").write_text("", "utf-8")
    refused = kaifaqu("new-source", "empty-2024", "empty.txt", cwd=here)
    assert (refused.returncode, refused.stderr) == (2, "empty.txt is empty; save the text of the paper in it.\n")
    assert not (here / "empty-2024").exists()
