"""From a source folder to a Source: its text, its clauses and its metadata."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from graph.core.errors import CurationError, Fault, PaperUnreadable
from graph.curation.clauses import find_clauses
from graph.curation.joined_lines import read_map
from graph.curation.paper_file import decode, with_line_feeds
from graph.curation.signature import stated_tail_start
from graph.curation.source_metadata import read_card
from graph.curation.source_model import Source

if TYPE_CHECKING:
    from pathlib import Path


def read_source(folder: Path) -> Source:
    """Read `source.yaml` and `text.txt` of a source folder; a source without a text rests on citations.

    Offsets are counted in the text without a byte order mark and with line feeds. The optional key `closing` of the
    card gives the first words of what follows the last clause and belongs to none. Raises CurationError where the card
    is wrong, the text is empty or not UTF-8, its map of joined lines is not true, or `closing` is no beginning of one
    line.
    """
    about = read_card(folder)
    path = folder / "text.txt"
    raw = path.read_bytes() if path.exists() else b""
    text = _text_of(path, raw) if path.exists() else ""
    read_map(folder, text)
    closing = stated_tail_start(folder, text, about.get("closing", ""))
    return Source(
        id=folder.name,
        folder=folder,
        text=text,
        sha256=hashlib.sha256(raw).hexdigest(),
        document=about["document"],
        clauses=tuple(find_clauses(text, closing)) if text else (),
        about=about,
    )


def _text_of(path: Path, raw: bytes) -> str:
    try:
        text, encoding = decode(raw)
    except PaperUnreadable as error:
        raise CurationError([Fault(path, 1, str(error))]) from error
    if encoding and not encoding.startswith("UTF-8"):
        name = encoding.split()[0]
        sentence = (
            f"The text is {name}, not UTF-8. Convert it with `iconv -f {name} -t UTF-8`, or run new-source again."
        )
        raise CurationError([Fault(path, 1, sentence)])
    if not text.strip():
        sentence = "The text is empty. Put the words of the paper in it, or remove the file and cite the paper instead."
        raise CurationError([Fault(path, 1, sentence)])
    return with_line_feeds(text)
