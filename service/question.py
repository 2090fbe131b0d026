"""What an evaluator is asked: a query, the format to answer in, and how long the answer may be."""

from __future__ import annotations

from binascii import a2b_qp
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from graph.query_text import outline
from service.errors import NotAcceptable
from service.negotiation import Page, choose_format

if TYPE_CHECKING:
    from graph.query_text import Outline


class NotPlain(Exception):
    """What looked like a plain question is answered by more than an answer in some format."""


class Question(NamedTuple):
    """A query, the name of the format to answer in, the graphs of the protocol, and how long an answer may be.

    seen: the outline of the query where it was looked over already.
    """

    query: str
    format_name: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    most_bytes: int = 2**30
    most_rows: int = 2**30
    seen: Outline | None = None

    @property
    def text(self) -> str:
        """The query, however it is kept."""
        return self.query


class PlainQuestion(NamedTuple):
    """A query as it stands in an address, the Accept header that came with it, and how long an answer may be.

    To read it takes as long as to answer it; so whoever evaluates reads it, and not the one process in front.
    """

    value: bytes
    accept: str
    most_bytes: int
    most_rows: int

    @property
    def text(self) -> str:
        """The query, with marks where it is no UTF-8."""
        return _decoded(self.value).decode(errors="replace")

    def read(self) -> Question:
        """The query looked over, and the format chosen.

        Raises NotPlain where something else is wanted than an answer in some format, and QueryRejected.
        """
        try:
            query = _decoded(self.value).decode()
            seen = outline(query)
            syntax = choose_format(self.accept, (), seen.holds or "table")
        except (UnicodeDecodeError, NotAcceptable) as error:
            raise NotPlain(str(error)) from error
        if isinstance(syntax, Page):
            raise NotPlain("A page is wanted.")
        return Question(query, syntax.name, most_bytes=self.most_bytes, most_rows=self.most_rows, seen=seen)


AnyQuestion = Question | PlainQuestion


def _decoded(value: bytes) -> bytes:
    """The bytes of a value in the query of an address (WHATWG URL, 5.1: a plus is a space).

    Quoted-printable is the same with another sign, and what Python has for it in C takes a tenth of the time. A sign
    that no two hexadecimal digits follow stands for itself in an address alone.
    """
    decoded = a2b_qp(value.replace(b"=", b"=3D").replace(b"%", b"=").replace(b"+", b" "))
    if len(decoded) == len(value) - 2 * value.count(b"%"):
        return decoded
    return unquote_to_bytes(value.replace(b"+", b" "))
