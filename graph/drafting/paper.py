"""The draft of a paper: its passages, the names that are known, and the proposals of the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.curation.coverage import sentence_spans
from graph.curation.cues import load_cues
from graph.curation.model import Source, Span
from graph.curation.text import find_clauses
from graph.drafting.lexicon import load_lexicon
from graph.drafting.propose import Drafter, Proposal
from graph.drafting.rules import load_rules
from graph.drafting.things import Names

if TYPE_CHECKING:
    from graph.schema.ontology import Ontology


def draft_source(text: str, id_: str, ontology: Ontology) -> list[Proposal]:
    """The proposals for a text, sentence by sentence, without any claims."""
    source = Source(id_, Path(), text, "", f"document/{id_}", tuple(find_clauses(text)))
    passages = []
    for span in sentence_spans(text):
        words = text[span.start : span.end]
        quote = words.strip().rstrip("。")
        start = span.start + words.index(quote) if quote else span.start
        passages.append((quote, Span(start, start + len(quote))))
    names = Names(ontology, load_lexicon())
    return Drafter(source, names, load_rules(), load_cues()).propose(passages)
