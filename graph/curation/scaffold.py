"""From the text of a new paper to a source folder ready to fill: a card, and every sentence as an empty passage."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

import yaml

from graph.core.errors import SourceExists
from graph.curation.coverage import sentence_spans
from graph.curation.model import Source
from graph.curation.text import HEAD, clause_at, find_clauses, heading_spans
from graph.schema.context import SCHEMA_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from graph.curation.model import Clause, Span

_SCHEMA = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def new_source(folder: Path, text: str) -> list[Path]:
    """Write the files of a source folder named after the source's id, and give their paths.

    Raises SourceExists where the folder is there already or its name is no id.
    """
    if not _ID.fullmatch(folder.name):
        raise SourceExists(
            f"The id of a source is small letters, digits and hyphens, such as city-2024; not {folder.name}."
        )
    if folder.exists():
        raise SourceExists(f"{folder} is there already; choose another id or remove it.")
    files = {"text.txt": text, "source.yaml": _card(folder.name, text), "editorial.yaml": _editorial(folder.name)}
    (folder / "claims").mkdir(parents=True)
    for name, content in {**files, **_claims(folder, text)}.items():
        (folder / name).write_text(content, "utf-8")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _title(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _card(id_: str, text: str) -> str:
    return f"""# What is known of the paper outside its text; write unknown where nothing is.
document: document/{id_}
title: {yaml_scalar(_title(text))}
issuer: unknown
posted: unknown
issued: unknown
copy_published_by: unknown
text_license: unknown
"""


def _editorial(id_: str) -> str:
    return f"""# What the curators add: the English name of each thing, and zh where the paper has no name for it.
document/{id_}: {id_} (write the English title here)
"""


def _claims(folder: Path, text: str) -> dict[str, str]:
    """The claims files, one for each clause of the highest level: each sentence that is no heading is a passage.

    A heading that is itself a sentence may state something, so it is a passage too; the curator takes it out if not.
    """
    source = Source(folder.name, folder, text, "", "", tuple(find_clauses(text)))
    silent = [span for span in heading_spans(source) if text[span.end : span.end + 1] in ("", "\n")]
    headings = {i for span in silent for i in range(span.start, span.end)}
    spans = [s for s in sentence_spans(text) if any(c.isalnum() and i not in headings for i, c in _characters(text, s))]
    files = {}
    seen: dict[str, int] = {}
    for number, (top, members) in enumerate(groupby(spans, lambda s: _top(source, s))):
        passages = "\n".join(_passage(source, span, seen) for span in members)
        files[f"claims/{number:02}-{'head' if top == HEAD else f'part-{number}'}.yaml"] = _SCHEMA + passages
    return files


def _characters(text: str, span: Span) -> list[tuple[int, str]]:
    return [(i, text[i]) for i in range(span.start, span.end)]


def _top(source: Source, span: Span) -> str:
    clause: Clause = clause_at(source, span)
    return next(c.number for c in source.clauses if not c.parent and c.span.start <= clause.span.start < c.span.end)


def _passage(source: Source, span: Span, seen: dict[str, int]) -> str:
    quote = source.text[span.start : span.end].strip()
    quote = quote.rstrip("。") or quote
    seen[quote] = seen.get(quote, 0) + 1
    clause = clause_at(source, span)
    lines = [f"# {clause.number} {clause.title}".rstrip(), f"- quote: {yaml_scalar(quote)}"]
    if source.text.count(quote) > 1:
        lines.append(f"  occurrence: {seen[quote]}")
    if quote == _title(source.text):
        lines += [
            "  says:",
            f"    - id: document/{source.id}",
            "      type: Document",
            f"      name: {yaml_scalar(quote)}",
        ]
    else:
        lines.append("  says: []")
    return "\n".join(lines) + "\n"


def yaml_scalar(text: str) -> str:
    """A text as a YAML scalar on one line, quoted only where it must be."""
    dumped: str = yaml.safe_dump(text, allow_unicode=True, width=10**6)
    return dumped.removesuffix("...\n").strip()
