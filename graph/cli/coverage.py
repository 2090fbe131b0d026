"""The command `coverage`: a paper sentence by sentence, with the claims that each carries."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import app
from graph.core.errors import CurationError
from graph.core.resources import SOURCES

if TYPE_CHECKING:
    from rich.console import Console

    from graph.curation.coverage import Coverage, SentenceCoverage


@app.command()
def coverage(
    source: Annotated[str, typer.Argument(help="The source: the name of its folder in the package, or a path.")],
    html: Annotated[Path | None, typer.Option(help="Write a page with the text marked up instead.")] = None,
) -> None:
    """逐句列出文件及其陈述。 Show a paper sentence by sentence with the claims that each carries."""
    from rich.console import Console

    from graph.curation.coverage import coverage as coverage_of
    from graph.curation.coverage_page import coverage_page, figures
    from graph.curation.editorial import introduced_by
    from graph.curation.oddities import SCHEME, read_oddities
    from graph.curation.paper_layout import lay_out, marks_of, note_of
    from graph.curation.passages import read_passages, unreviewed_places
    from graph.curation.source_folder import read_source
    from graph.rdf.quads import read_triples
    from graph.schema.ontology import load_ontology

    folder, ontology = SOURCES / source if (SOURCES / source).is_dir() else Path(source), load_ontology()
    paper = read_source(folder)
    passages, faults = read_passages(paper)
    if faults:
        raise CurationError(faults)
    triples = read_triples(paper, passages, ontology)
    found = coverage_of(paper, passages, triples)
    if html:
        oddities, _ = read_oddities(paper, introduced_by(passages), ontology)
        reading = lay_out(found, marks_of(triples, unreviewed_places(passages)), map(note_of, oddities))
        kinds = {slug: zh for slug, (zh, _) in ontology.schemes[SCHEME].items()}
        html.write_text(coverage_page(reading, kinds), "utf-8")
        typer.echo(f"{html}: {figures(found)}")
    else:
        print_coverage(found, Console())
    raise typer.Exit(0 if found.complete else 1)


def print_coverage(coverage: Coverage, console: Console) -> None:
    """Print each sentence with its claims or reason, and the words that no quote holds."""
    from rich.text import Text

    from graph.curation.coverage_page import figures, missing

    for sentence in coverage.sentences:
        mark = "–" if sentence.reason else "✗" if sentence.gaps or not sentence.claims else "✓"
        count = sentence.reason[1] if sentence.reason else f"{sentence.claims} claims"
        text = Text(f"{mark} {sentence.clause}  ")
        for piece, gap in _pieces(coverage, sentence):
            text.append(" ".join(piece.split()), "bold red" if gap else "dim" if sentence.reason else "")
        text.append(f"  ({count}{missing(coverage, sentence)})", "cyan")
        console.print(text, soft_wrap=True)
    console.print(f"{coverage.source.id}: {figures(coverage)}", soft_wrap=True, highlight=False)


def _pieces(coverage: Coverage, sentence: SentenceCoverage) -> list[tuple[str, bool]]:
    """The text of a sentence in pieces, and whether each is a gap."""
    cuts = [sentence.span.start, *(i for gap in sentence.gaps for i in (gap.start, gap.end)), sentence.span.end]
    gaps = {gap.start for gap in sentence.gaps}
    return [(coverage.source.text[a:b], a in gaps) for a, b in pairwise(cuts) if a < b]
