"""From the text of a new paper to a source folder ready to fill: a card, and every sentence as an empty passage."""

from __future__ import annotations

import os
import re
from itertools import groupby
from typing import TYPE_CHECKING

import yaml

from graph.core.errors import SourceExists
from graph.curation.clauses import clause_at, find_clauses, heading_spans
from graph.curation.joined_lines import MAP_FILE
from graph.curation.quotes import places_of
from graph.curation.sentence_spans import sentence_spans
from graph.curation.signature import HEAD
from graph.curation.source_model import Source, Span
from graph.curation.tables import quoted_from_heads
from graph.schema.claims_schema import SCHEMA_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.curation.source_model import Clause

_SPACE_AND_STOP = " \t\n\f\u3000。"
_ABOVE_TITLE = re.compile(r"文件\s*$|〔\d{4}〕\s*\d+\s*号\s*$")
_TITLE_END = re.compile(
    r"(?:方案|通知|意见|批复|复函|函|规划|办法|报告|计划|决定|公告|纪要|条例|规定|细则)\s*(?:[(（〔][^()（）〔〕\n]*[)）〕])?\s*$"
)
_STATE = re.compile(r"[(（〔][^()（）〔〕]*(?:稿|试行|修订|草案|暂行)[)）〕]")
_TITLE_LINE = re.compile(r"[^。；;：:，,\t|]{1,60}")
_BETWEEN_ISSUERS = re.compile(r"(?<=[委厅局室部院])[ \u3000]+(?!关于)(?=\S*[委厅局室部院府])")
_LONGEST_TITLE = 4
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def new_source(folder: Path, text: str, *, english: str = "", joined: str = "") -> list[Path]:
    """Write the files of a source folder named after the source's id, and give their paths.

    english: the English title, which the build needs; joined: the content of the map, where lines of the text were
    joined. Raises SourceExists where the folder is there already or its name is no id.
    """
    if not _ID.fullmatch(folder.name):
        raise SourceExists(
            f"The id of a source is small letters, digits and hyphens, such as city-2024; not {folder.name}."
        )
    if folder.exists():
        raise SourceExists(f"{folder} is there already; choose another id or remove it.")
    files = {
        "text.txt": text,
        "source.yaml": _card(folder.name, text),
        "editorial.yaml": _editorial(folder.name, english),
    }
    if joined:
        files[MAP_FILE] = joined
    (folder / "claims").mkdir(parents=True)
    for name, content in {**files, **_claims(folder, text)}.items():
        (folder / name).write_bytes(content.encode())
    return sorted(path for path in folder.rglob("*") if path.is_file())


def title_span(text: str) -> Span:
    """Where the title stands: the first line, or the first few if the last of them ends as titles do: 的批复."""
    lines = [line for line in re.finditer(r"[^\n]+", text) if line[0].strip()]
    first = next((i for i, line in enumerate(lines) if not _ABOVE_TITLE.search(line[0])), 0)
    last = first
    for number, line in enumerate(lines[first : first + _LONGEST_TITLE], first):
        if not _TITLE_LINE.fullmatch(line[0].strip()):
            break  # a sentence follows, so the first line alone is the title
        if _TITLE_END.search(line[0]):
            last = number
            if number + 1 < len(lines) and _STATE.fullmatch(lines[number + 1][0].strip()):
                last = number + 1
            break
    start, end = lines[first].start(), lines[last].end()
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))


def _title(text: str) -> str:
    """The title on one line, with a space only between issuers: 中共示例市委 示例市人民政府关于…."""
    span = title_span(text)
    issuers = _BETWEEN_ISSUERS.split(text[span.start : span.end])
    return " ".join("".join(issuer.split()) for issuer in issuers)


def _card(id_: str, text: str) -> str:
    return f"""# What is known of the paper outside its text, or unknown. A date is 2024, 2024-05 or 2024-05-31.
document: document/{id_}
title: {yaml_scalar(_title(text))}
issuer: unknown
posted: unknown
issued: unknown
copy_published_by: unknown
text_license: unknown
"""


def _editorial(id_: str, english: str) -> str:
    head = "# What the curators add: the English name of each thing, and zh where the paper has no name for it.\n"
    return (
        f"{head}document/{id_}: {yaml_scalar(english)}\n" if english else f"{head}# document/{id_}: the English title\n"
    )


def _claims(folder: Path, text: str) -> dict[str, str]:
    """The claims files, one for each clause of the highest level, with each sentence that states something.

    Rows of a table are quoted from its head.
    """
    source = Source(folder.name, folder, text, "", "", tuple(find_clauses(text)))
    title = title_span(text)
    schema = _schema_line(folder / "claims")
    spans = quoted_from_heads(text, passage_spans(source))
    files = {}
    for number, (top, members) in enumerate(groupby(spans, lambda s: _top(source, s))):
        passages = "\n".join(_passage(source, span, is_title=span == title) for span in members)
        files[f"claims/{number:02}-{'head' if top == HEAD else f'part-{number}'}.yaml"] = schema + passages
    return files


def _schema_line(claims: Path) -> str:
    """The line by which editors find the schema of a claims file: its path from the folder of the file."""
    return f"# yaml-language-server: $schema={os.path.relpath(SCHEMA_FILE, claims.absolute())}\n"


def passage_spans(source: Source) -> list[Span]:
    """The passages of a paper in its order: the title as one passage, and each sentence that states something."""
    title = title_span(source.text)
    others = (span for span in stating_spans(source) if span.end <= title.start or title.end <= span.start)
    return sorted([title, *others], key=_start)


def stating_spans(source: Source) -> Iterator[Span]:
    """The sentences without their headings, spaces and full stop; those that have nothing else are left out."""
    headings = list(heading_spans(source.clauses))
    for sentence in sentence_spans(source.text):
        start = max([heading.end for heading in headings if heading.overlaps(sentence)] + [sentence.start])
        words = source.text[start : sentence.end].rstrip().removesuffix("。").rstrip()
        start += len(words) - len(words.lstrip(_SPACE_AND_STOP))
        words = words.lstrip(_SPACE_AND_STOP)
        if any(char.isalnum() for char in words):
            yield Span(start, start + len(words))


def _start(span: Span) -> int:
    return span.start


def _top(source: Source, span: Span) -> str:
    clause: Clause = clause_at(source, span)
    return next(c.number for c in source.clauses if not c.parent and c.span.start <= clause.span.start < c.span.end)


def _passage(source: Source, span: Span, *, is_title: bool) -> str:
    quote = source.text[span.start : span.end]
    places = places_of(source.text, quote)
    clause = clause_at(source, span)
    lines = [" ".join(f"# {clause.number} {clause.title}".split()), f"- quote: {yaml_scalar(quote)}"]
    if len(places) > 1:
        lines.append(f"  occurrence: {places.index(span.start) + 1}")
    if is_title:
        name = yaml_scalar(_title(source.text))
        lines += ["  says:", f"    - id: document/{source.id}", "      type: Document", f"      name: {name}"]
    else:
        lines.append("  says: []")
    return "\n".join(lines) + "\n"


def yaml_scalar(text: str) -> str:
    """A text as a YAML scalar on one line, quoted only where it must be."""
    dumped: str = yaml.safe_dump(text, allow_unicode=True, width=10**6)
    return dumped.removesuffix("...\n").strip()
