"""A user's query on the command line, evaluated in a jail: no network, no files, bounded memory.

A query may call any address with SERVICE. `graph.query_text` refuses that beforehand; here it is impossible, whatever
the query hides.
"""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Triple, parse, serialize
from rich.console import Console

from graph.child import QUERY_MEGABYTES, output_told, run_limited
from graph.errors import QueryRejected
from graph.formats import format_named
from graph.selection import triples_of
from graph.table import print_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.store import GraphStore

_SUBJECT = "The query"


def read_query(file: Path) -> str:
    """The text of a file with a query. Raises QueryRejected where it is not UTF-8."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise QueryRejected(f"{file} is not UTF-8: byte {error.start + 1} is not part of any character.") from error


def write_answer(store: GraphStore, query: str, format_: str, megabytes: int) -> None:
    """Evaluate a query in a jailed child, which writes the answer to standard output as it comes.

    format_: the name of a format, or "table", which is Turtle where the answer is a graph. Only a table for the screen
    is held whole, for the width of its columns. Raises QueryRejected, UnknownFormat, OutputFailed and ProcessDied, as
    well as BrokenPipeError where the reader of the output has gone.
    """
    _read_what_is_read_late(store)
    console = Console()

    def evaluate() -> bytes:
        with output_told(), _calls_told():
            answer = store.query(query)
            if format_ == "table" and answer.holds == "table":
                print_table(answer, console)
            else:
                name = "turtle" if format_ == "table" else format_
                answer.write_to(sys.stdout.buffer, format_named(name, answer.holds))
        return b""

    run_limited(evaluate, doing=_SUBJECT, megabytes=megabytes, jailed=True)


def triples_asked(store: GraphStore, query: str) -> tuple[Triple, ...]:
    """The triples that a query gives to be drawn, as `triples_of` takes them, evaluated in a jailed child.

    Raises QueryRejected and ProcessDied.
    """
    _read_what_is_read_late(store)

    def evaluate() -> bytes:
        with _calls_told():
            return serialize(triples_of(store.query(query).result), format=RdfFormat.N_TRIPLES) or b""

    written = run_limited(evaluate, doing=_SUBJECT, megabytes=QUERY_MEGABYTES, jailed=True)
    return tuple(Triple(quad.subject, quad.predicate, quad.object) for quad in parse(written, RdfFormat.N_TRIPLES))


@contextmanager
def _calls_told() -> Iterator[None]:
    """Tell of a query whose call to another service failed; only the engine's own errors have no number."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            raise
        raise QueryRejected("A query is answered from the graph alone, it cannot call another SERVICE.") from error


def _read_what_is_read_late(store: GraphStore) -> None:
    """Answer a query: the prefixes and the widths of characters are in files, which a jailed process cannot open."""
    print_table(store.query("SELECT ('区' AS ?x) {}"), Console(file=io.StringIO()))
