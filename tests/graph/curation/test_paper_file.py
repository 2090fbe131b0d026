"""Papers come in many encodings and formats: each is read and named in one line, or refused by name."""

import io
import zipfile

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from graph.core.errors import CurationError, PaperUnreadable
from graph.curation.paper_file import read_paper
from graph.curation.source_folder import read_source

TEXT = "示例市开发区整合方案\n一、撤销东山工业园〔筹〕。\n二、设立“示例新区”，面积12.5平方公里。\n"
ENCODED = {
    "utf-8": (TEXT.encode(), ""),
    "byte order mark": (TEXT.encode("utf-8-sig"), "UTF-8 with a byte order mark"),
    "CRLF": (TEXT.replace("\n", "\r\n").encode(), "CRLF line ends"),
    "GB18030": (TEXT.encode("gb18030"), "GB18030"),
    "GB18030 with CRLF": (TEXT.replace("\n", "\r\n").encode("gb18030"), "GB18030, CRLF line ends"),
    "UTF-16": (TEXT.encode("utf-16"), "UTF-16 with a byte order mark"),
    "UTF-16, big end first": (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16 with a byte order mark"),
    "UTF-16 without a mark": (TEXT.encode("utf-16-le"), "UTF-16"),
    "UTF-16 without a mark, big end first": (TEXT.encode("utf-16-be"), "UTF-16"),
}
CARD = "document: document/s\ntitle: s\nissuer: x\nposted: unknown\nissued: unknown\n"
CARD += "copy_published_by: x\ntext_license: x\n"


def archive(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return data.getvalue()


REFUSED = {
    "an empty file": (b"", "is empty"),
    "blanks": ("\u3000\n \n".encode(), "is empty"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "an old Word or WPS document (.doc, .wps); save it as .docx"),
    "a web page": (b"<!DOCTYPE html>\n<html>", "a web page (.html)"),
    "rich text": (rb"{\rtf1 x}", "rich text (.rtf)"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "a picture"),
    "OFD": (archive("OFD.xml"), "an .ofd document"),
    "OpenDocument": (archive("mimetype", "content.xml"), "an OpenDocument file (.odt)"),
    "a spreadsheet": (archive("xl/workbook.xml"), "a spreadsheet (.xlsx)"),
    "an archive": (archive("plan.txt"), "an archive; unpack it"),
    "a damaged archive": (b"PK\x03\x04rest", "a damaged archive"),
    "a damaged PDF": (b"%PDF-1.4\nrest", "The .pdf file cannot be read"),
    "no text": (bytes(range(128, 256)) * 3, "no text in UTF-8, UTF-16 or GB18030"),
    "another language": ("Überhöhte Größe; déjà vu".encode("latin-1"), "no text in UTF-8, UTF-16 or GB18030"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_each_encoding_gives_the_same_text_and_is_named(tmp_path, name):
    data, said = ENCODED[name]
    (tmp_path / "plan.txt").write_bytes(data)
    paper = read_paper(tmp_path / "plan.txt")
    assert paper.text == TEXT
    assert paper.note == (f"plan.txt: converted from {said}." if said else "")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_read_is_refused_by_name(tmp_path, name):
    data, said = REFUSED[name]
    (tmp_path / "plan").write_bytes(data)
    with pytest.raises(PaperUnreadable) as caught:
        read_paper(tmp_path / "plan")
    assert said in str(caught.value)
    assert "plan" in str(caught.value)


def test_word_gives_paragraphs_and_rows(tmp_path):
    document = docx.Document()
    for line in ("示例市开发区整合方案", "一、撤销东山工业园。"):
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("名称", "面积", "面积"), ("西河工业园", "12.5", "平方公里")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "面积"
    document.add_paragraph("二、设立示例新区。")
    document.save(tmp_path / "plan.docx")
    paper = read_paper(tmp_path / "plan.docx")
    assert paper.text.splitlines() == [
        *(
            "示例市开发区整合方案",
            "一、撤销东山工业园。",
            "名称\t面积",
            "西河工业园\t12.5\t平方公里",
            "二、设立示例新区。",
        ),
    ]
    assert paper.note == "plan.docx: converted from .docx."


def numbered(*levels):
    """A document with a list, whose levels have a format and a text, and a function that adds a paragraph to it."""
    document = docx.Document()
    shown = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format_}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (format_, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{shown}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))

    def add(level, text):
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        document.add_paragraph(text)
        document.element.body[-2].get_or_add_pPr().append(parse_xml(number))

    return document, add


def test_numbers_that_word_counts_are_read(tmp_path):
    document, add = numbered(
        ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("bullet", "●")
    )
    document.add_paragraph("整合方案")
    add(0, "目标")
    for words in [f"甲{number}。" for number in range(1, 13)]:
        add(1, words)
    add(0, "任务")
    add(1, "撤销")
    add(2, "东山工业园。")
    add(2, "西河工业园。")
    add(3, "北岭园。")
    add(1, "设立")
    add(2, "示例新区。")
    document.save(tmp_path / "plan.docx")
    paper = read_paper(tmp_path / "plan.docx")
    lines = paper.text.splitlines()
    assert lines[:3] == ["整合方案", "一、目标", "（一）甲1。"]
    assert lines[13:] == [
        *(
            "（十二）甲12。",
            "二、任务",
            "（一）撤销",
            "1.东山工业园。",
            "2.西河工业园。",
            "北岭园。",
            "（二）设立",
            "1.示例新区。",
        ),
    ]
    assert paper.note == "plan.docx: converted from .docx, with 19 numbers that Word counts."


def test_number_of_a_style_is_read_and_articles_stand_apart(tmp_path):
    document, add = numbered(("chineseCounting", "第%1条"))
    document.add_paragraph("撤销东山工业园", style="List Number")
    add(0, "本条例自公布之日起施行。")
    document.save(tmp_path / "rules.docx")
    assert read_paper(tmp_path / "rules.docx").text == "1.撤销东山工业园\n第一条\u3000本条例自公布之日起施行。\n"


def test_unknown_numbers_and_tracked_changes_of_word_are_refused(tmp_path):
    document, add = numbered(("hebrew1", "%1."))
    add(0, "撤销东山工业园")
    document.save(tmp_path / "numbered.docx")
    with pytest.raises(PaperUnreadable, match="Word counts the paragraph 「撤销东山工业园」 in the format hebrew1"):
        read_paper(tmp_path / "numbered.docx")
    document = docx.Document()
    document.add_paragraph("撤销东山工业园")
    document.element.body[0].append(OxmlElement("w:ins"))
    document.save(tmp_path / "tracked.docx")
    with pytest.raises(PaperUnreadable, match="tracked changes"):
        read_paper(tmp_path / "tracked.docx")


def pdf(*pages):
    """A PDF with Chinese lines as older office programs write them: a font by name, not in the file."""
    font = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>"
    cid = "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
    cid += "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>"
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    parts = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", font, cid]
    for lines in pages:
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
        content = f"BT /F1 16 Tf 50 780 Td 24 TL\n{shown}ET"
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(parts) + 2} 0 R"
        parts += [
            f"{page}/Resources<</Font<</F1 3 0 R>>>>>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
        ]
    body, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size, start = len(parts) + 1, len(body)
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    return (body + end).encode("latin-1")


def test_pdf_gives_lines_and_pages(tmp_path):
    (tmp_path / "plan.pdf").write_bytes(
        pdf(["示例市开发区整合方案", "一、撤销东山工业"], ["园。", "二、设立示例新区。"])
    )
    paper = read_paper(tmp_path / "plan.pdf")
    assert paper.text == "示例市开发区整合方案\n一、撤销东山工业\n\f园。\n二、设立示例新区。\n"
    assert paper.note == "plan.pdf: converted from .pdf (2 pages)."


def test_a_scan_and_a_locked_pdf_are_refused(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(pdf([]))
    with pytest.raises(PaperUnreadable, match="it is a scan"):
        read_paper(tmp_path / "scan.pdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["方案"])))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(PaperUnreadable, match="needs a password"):
        read_paper(tmp_path / "locked.pdf")


@pytest.mark.parametrize(("name", "said"), [("GB18030", "The text is GB18030, not UTF-8"), ("UTF-16", "is UTF-16")])
def test_a_text_of_a_source_in_another_encoding_is_told(tmp_path, name, said):
    (tmp_path / "source.yaml").write_text(CARD, "utf-8")
    (tmp_path / "text.txt").write_bytes(ENCODED[name][0])
    with pytest.raises(CurationError, match=said):
        read_source(tmp_path)


def test_line_ends_of_windows_move_no_offset(tmp_path):
    (tmp_path / "source.yaml").write_text(CARD, "utf-8")
    (tmp_path / "text.txt").write_bytes(ENCODED["CRLF"][0])
    assert read_source(tmp_path).text == TEXT
    (tmp_path / "text.txt").write_bytes(b"")
    with pytest.raises(CurationError, match="The text is empty"):
        read_source(tmp_path)
