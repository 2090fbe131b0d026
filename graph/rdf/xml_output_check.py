"""Checks XML while the engine writes it, so that no response is sent that XML parsers reject or misread."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from graph.core.formats import not_representable

if TYPE_CHECKING:
    from typing import BinaryIO

    from graph.core.formats import Format

# What the production Char of XML 1.0 (section 2.2) leaves out, in UTF-8. Surrogates never come from the engine.
_CONTROLS = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
_BEFORE_NONCHARACTERS = b"\xef\xbf"
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# How the engine writes an element whose name has no local part. Text and attributes contain no `<`.
_NAMELESS = b'<oxprefix: xmlns:oxprefix="'
_XMLNS_ELEMENT = b"<xmlns:"
_RDF_12 = {b' rdf:parseType="Triple"': "triple terms", b' its:dir="': "base directions of text"}
_UNUSED_DECLARATION = b' xmlns:its="http://www.w3.org/2005/11/its"'
_LONGEST_HEAD = 8_000  # bytes of declarations, of which one is removed
_LONGEST_MARK = 32  # bytes: at least the longest pattern above, so that none is missed at a chunk boundary


class CheckedXml:
    """A file object that checks the XML written to it and forwards it to another file.

    A carriage return is written as a character reference, because a parser reads a literal one as a line feed (XML 1.0,
    section 2.11).

    Raises:
        NotRepresentable: a character that XML 1.0 cannot contain; in RDF/XML also a feature of RDF 1.2, or a predicate
            or class whose IRI does not end in a name.
    """

    def __init__(self, out: BinaryIO, syntax: Format) -> None:
        self._out, self._syntax, self._is_rdf = out, syntax, syntax.holds == "graph"
        self._held = b""
        self._is_begun = False

    def write(self, piece: bytes, /) -> int:
        """Write the next chunk. The last few bytes are held back until the next one arrives."""
        text = self._held + piece if self._held else piece
        self._refuse_characters(text)
        held = self._unfinished_name(text) if self._is_rdf else _unfinished_character(text)
        if self._is_rdf and not self._is_begun and len(text) < _LONGEST_HEAD:
            held = len(text)
        passed = len(text) - held
        self._held = text[passed:]
        if passed:
            self._pass_on(text[:passed])
        return len(piece)

    def flush(self) -> None:
        """Do nothing: the engine flushes between chunks, and `finish` forwards the rest."""

    def finish(self) -> None:
        """Forward the remaining bytes."""
        self._pass_on(self._held)
        self._held = b""

    def _pass_on(self, text: bytes) -> None:
        if self._is_rdf and not self._is_begun:
            text = text.replace(_UNUSED_DECLARATION, b"", 1)
        self._is_begun = True
        self._out.write(text.replace(b"\r", b"&#13;"))

    def _refuse_characters(self, text: bytes) -> None:
        may_hold_one = _BEFORE_NONCHARACTERS[0] in text and _BEFORE_NONCHARACTERS in text  # searching one byte is fast
        if len(text.translate(None, _CONTROLS)) == len(text) and not may_hold_one:
            return
        if found := _FORBIDDEN.search(text):
            raise not_representable(
                self._syntax, f"the character U+{ord(found[0].decode()):04X}, which stands in this answer"
            )

    def _unfinished_name(self, text: bytes) -> int:
        """Return how many bytes at the end may belong to an unfinished name; refuse what RDF/XML cannot hold."""
        for mark, what in _RDF_12.items():
            if mark in text:
                raise not_representable(self._syntax, f"{what}, which stand in this answer", beyond_rdf_11=True)
        if _XMLNS_ELEMENT in text:
            raise not_representable(self._syntax, "a predicate or class of the namespace http://www.w3.org/2000/xmlns/")
        start = text.find(_NAMELESS)
        if start < 0:
            return min(_LONGEST_MARK, len(text))
        iri, quote, _ = text[start + len(_NAMELESS) :].partition(b'"')
        if not quote:
            return len(text) - start
        raise not_representable(
            self._syntax,
            f"the predicate or class <{unescape(iri.decode())}>, for its IRI does not end in a name of XML",
        )


def _unfinished_character(text: bytes) -> int:
    """Return how many bytes at the end may begin a character that XML cannot contain."""
    return 2 if text.endswith(_BEFORE_NONCHARACTERS) else int(text.endswith(_BEFORE_NONCHARACTERS[:1]))
