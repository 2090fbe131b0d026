"""From the file of a paper to its text: encodings, line ends, and the formats that are read or refused by name."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.errors import PaperUnreadable
from graph.curation.docx_and_pdf import docx_text, pdf_text

if TYPE_CHECKING:
    from pathlib import Path

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_READ = "Text files, .docx and .pdf are read"
_REFUSED = (
    (rb"\xd0\xcf\x11\xe0", "an old Word or WPS document (.doc, .wps); save it as .docx"),
    (rb"\{\\rtf", "rich text (.rtf); save it as .docx or as plain text"),
    (rb"\s*(?i:<!doctype html|<html)", "a web page (.html); copy the text of the paper out of the page"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*", "a picture; recognise its text first"),
    (rb"\x1f\x8b|Rar!|7z\xbc\xaf", "an archive; unpack it"),
)
_HAN = "\u4e00-\u9fff\u3400-\u4dbf\u3000-\u303f\uff01-\uff5e“”‘’—…·①-⑳㈠-㈩"
_LEAST_HAN = 0.6


@dataclass(frozen=True)
class PaperFile:
    """The text of a paper, its lines ended by line feeds, and one sentence on what was converted, or nothing."""

    text: str
    note: str = ""


def read_paper(path: Path) -> PaperFile:
    """Read a file of text, .docx or .pdf. Raises PaperUnreadable where it is empty or of another format."""
    data = path.read_bytes()
    notes: list[str] = []
    try:
        if data.startswith(b"%PDF"):
            text, notes = pdf_text(data)
        elif data.startswith(b"PK\x03\x04"):
            text, notes = docx_text(data)
        else:
            _refuse(data)
            text, encoding = decode(data)
            notes = [encoding] if encoding else []
    except PaperUnreadable as error:
        raise PaperUnreadable(f"{path}: {error}") from error
    if "\r" in text:
        text = with_line_feeds(text)
        notes.append("CRLF line ends")
    if not text.strip():
        raise PaperUnreadable(f"{path} is empty; save the text of the paper in it.")
    return PaperFile(text, f"{path.name}: converted from {', '.join(notes)}." if notes else "")


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes, and what they were if they were not plain UTF-8, such as GB18030.

    Raises PaperUnreadable where they are no text in Chinese in UTF-8, UTF-16 or GB18030.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            name = encoding.removesuffix("-le").removesuffix("-be").upper()
            try:
                return data[len(bom) :].decode(encoding), f"{name} with a byte order mark"
            except UnicodeDecodeError as error:
                raise PaperUnreadable(f"The file begins as {name}, but byte {error.start} is not.") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data)
    if "\0" not in text:
        return text, ""
    return _guessed(data)


def with_line_feeds(text: str) -> str:
    """The text with line feeds in place of the line ends of Windows and old Macs."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guessed(data: bytes) -> tuple[str, str]:
    """The text in the one encoding in which it reads as Chinese."""
    for encoding, name in (("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("gb18030", "GB18030")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_chinese(text):
            return text, name
    raise PaperUnreadable(f"The file is no text in UTF-8, UTF-16 or GB18030. {_READ}.")


def _reads_as_chinese(text: str) -> bool:
    """Whether most characters beyond ASCII are Han characters or their punctuation, and none is a control character."""
    other = [char for char in text if not char.isascii()]
    han = len(re.findall(f"[{_HAN}]", text))
    control = any(unicodedata.category(char) in {"Cc", "Cn"} and char not in "\t\n\r\f" for char in text)
    return bool(other) and not control and han >= _LEAST_HAN * len(other)


def _refuse(data: bytes) -> None:
    for pattern, what in _REFUSED:
        if re.match(pattern, data):
            raise PaperUnreadable(f"The file is {what}. {_READ}.")
