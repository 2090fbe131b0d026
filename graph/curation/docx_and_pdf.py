"""The text of .docx and .pdf files. Each library is loaded when a file of its kind is read."""

from __future__ import annotations

import io
import re
import zipfile
from importlib import import_module
from typing import TYPE_CHECKING, Any

from graph.core.errors import PaperUnreadable
from graph.curation.docx_numbering import ParagraphNumbering

if TYPE_CHECKING:
    from types import ModuleType

_INSTALL = "install it with: pip install 'kaifaqu[papers]'"
_KINDS = {
    "OFD.xml": "an .ofd document; save it as .pdf or .docx",
    "content.xml": "an OpenDocument file (.odt); save it as .docx",
    "xl/workbook.xml": "a spreadsheet (.xlsx); save its sheet as text",
    "ppt/presentation.xml": "a presentation (.pptx); copy its text",
}


def docx_text(data: bytes) -> tuple[str, list[str]]:
    """The paragraphs of a .docx file as lines, the rows of its tables with tabs between cells, and what it was.

    Raises PaperUnreadable where the file is another format in a ZIP archive, is damaged, has tracked changes or numbers
    of an unknown format.
    """
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile as error:
        raise PaperUnreadable(f"The file is a damaged archive: {error}.") from error
    if "word/document.xml" not in names:
        what = next((kind for name, kind in _KINDS.items() if name in names), "an archive; unpack it")
        raise PaperUnreadable(f"The file is {what}.")
    document = _library("docx", ".docx files").Document(io.BytesIO(data))
    body = document.element.body
    if body.xpath(".//w:ins | .//w:del | .//w:moveFrom"):
        raise PaperUnreadable("The .docx file has tracked changes; accept or reject them, and save it.")
    numbers, counted = ParagraphNumbering(document), 0
    lines: list[str] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            lines += [_row(row) for row in block.rows]
            continue
        number = numbers.of(block) if block.text.strip() else ""
        counted += bool(number)
        lines.append(number + block.text)
    return "\n".join(lines) + "\n", [f".docx, with {counted} numbers that Word counts" if counted else ".docx"]


def _row(row: Any) -> str:  # noqa: ANN401  as above
    """The cells of a row; a cell that spans columns stands once."""
    cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}  # noqa: SLF001  the identity of a cell
    return "\t".join(cells.values())


def pdf_text(data: bytes) -> tuple[str, list[str]]:
    """The lines of a .pdf file, its pages divided by form feeds, and what it was.

    Raises PaperUnreadable where it is encrypted, damaged or a scan without text.
    """
    library = _library("pypdf", ".pdf files")
    try:
        reader = library.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PaperUnreadable("The .pdf file needs a password; save a copy without one.")
        pages = [page.extract_text() for page in reader.pages]
    except library.errors.PyPdfError as error:
        raise PaperUnreadable(f"The .pdf file cannot be read: {error}.") from error
    text = "\n\f".join(page.replace("\0", "").strip("\n") for page in pages) + "\n"
    if not re.search(r"\w", text):
        raise PaperUnreadable("The .pdf file holds no text; it is a scan. Recognise its text first (OCR).")
    return text, [f".pdf ({len(pages)} page{'s'[: len(pages) != 1]})"]


def _library(name: str, what: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise PaperUnreadable(f"Reading {what} needs a library; {_INSTALL}") from error
