"""A user's query on the command line, evaluated in a jail: no network, no files, bounded memory.

`graph.store.federated_query` refuses SERVICE, which may call any address, before evaluation. The jail makes the call
impossible even if a query gets past that check.
"""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from graph.cli.table import print_table
from graph.core.errors import QueryRejected
from graph.core.formats import format_named
from graph.core.parsing import read_nquads
from graph.network.query_triples import triples_of
from graph.process.child import QUERY_MEGABYTES, run_limited, writing_output
from graph.rdf.serialize import ntriples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.core.terms import Triple
    from graph.store.store import GraphStore

_SUBJECT = "The query"


def read_query(file: Path) -> str:
    """Read a file with a query. Raises QueryRejected if it is not UTF-8."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryRejected(f"{file} is not UTF-8: byte {error.start + 1} is not part of any character.") from error


def write_answer(store: GraphStore, query: str, format_: str, megabytes: int) -> None:
    """Evaluate a query in a jailed child process, which streams the answer to standard output.

    Args:
        store: The store to query.
        query: The text of the query.
        format_: The name of a format, or "table", which means Turtle if the answer is a graph. Only a table is held in
            memory, to find the width of its columns.
        megabytes: The memory that the query may use beside the graph.

    Raises:
        QueryRejected: The query is malformed, or asks for what is not offered.
        UnknownFormat: The format cannot hold this kind of answer.
        OutputFailed: Standard output cannot be written.
        ProcessDied: The child crashed, or used too much memory.
        BrokenPipeError: The reader of standard output is gone.
    """
    _warm_up(store)
    console = Console()

    def evaluate() -> bytes:
        with writing_output(), _refusing_calls(query):
            answer = store.query(query)
            if format_ == "table" and answer.holds == "table":
                print_table(answer, console)
            else:
                name = "turtle" if format_ == "table" else format_
                answer.write_to(sys.stdout.buffer, format_named(name, answer.holds))
        return b""

    run_limited(evaluate, doing=_SUBJECT, megabytes=megabytes, jailed=True, keep=store.engine.in_worker())


def triples_asked(store: GraphStore, query: str) -> tuple[Triple, ...]:
    """The triples of a query for a drawing (see `triples_of`), evaluated in a jailed child process.

    Raises QueryRejected and ProcessDied.
    """
    _warm_up(store)

    def evaluate() -> bytes:
        with _refusing_calls(query):
            return ntriples(triples_of(store.query(query).content()))

    written = run_limited(
        evaluate, doing=_SUBJECT, megabytes=QUERY_MEGABYTES, jailed=True, keep=store.engine.in_worker()
    )
    return tuple(quad.triple for quad in read_nquads(written))


@contextmanager
def _refusing_calls(query: str) -> Iterator[None]:
    """Turn the failure of a SERVICE call into QueryRejected. Only an OSError of the engine has no errno."""
    try:
        yield
    except OSError as error:
        if error.errno is not None or "SERVICE" not in query.upper():
            raise
        raise QueryRejected("A query is answered from the graph alone, it cannot call another SERVICE.") from error


def _warm_up(store: GraphStore) -> None:
    """Evaluate a query before the jail, because prefixes and character widths are read from files on first use."""
    print_table(store.query("SELECT ('区' AS ?x) {}"), Console(file=io.StringIO()))
