"""The formats of query results: names, media types, file extension, and the kind of result each can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pyoxigraph import QueryResultsFormat, RdfFormat

from graph.core.errors import NotRepresentable, UnknownFormat

Holds = Literal["table", "graph"]


@dataclass(frozen=True)
class Format:
    """One format.

    The first of `media_types` is the Content-Type of a response. `holds` says whether the format is for tables
    (SELECT, ASK) or graphs (CONSTRUCT, DESCRIBE). `aliases` are other names that clients use.
    """

    name: str
    media_types: tuple[str, ...]
    extension: str
    holds: Holds
    syntax: QueryResultsFormat | RdfFormat
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type of a response. It is always UTF-8; only `text/*` types have a charset parameter."""
        media_type = self.media_types[0]
        return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


FORMATS = (
    Format("json", ("application/sparql-results+json", "application/json"), "srj", "table", QueryResultsFormat.JSON),
    Format(
        "xml", ("application/sparql-results+xml", "application/xml", "text/xml"), "srx", "table", QueryResultsFormat.XML
    ),
    Format("csv", ("text/csv",), "csv", "table", QueryResultsFormat.CSV),
    Format("tsv", ("text/tab-separated-values",), "tsv", "table", QueryResultsFormat.TSV),
    # Turtle is a subset of N3, so every N3 parser reads it.
    Format("turtle", ("text/turtle", "text/n3", "text/rdf+n3"), "ttl", "graph", RdfFormat.TURTLE, ("n3",)),
    Format("ntriples", ("application/n-triples", "text/plain"), "nt", "graph", RdfFormat.N_TRIPLES),
    Format("rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), "rdf", "graph", RdfFormat.RDF_XML),
    Format("jsonld", ("application/ld+json", "application/json"), "jsonld", "graph", RdfFormat.JSON_LD),
    Format("trig", ("application/trig",), "trig", "graph", RdfFormat.TRIG),
    Format("nquads", ("application/n-quads",), "nq", "graph", RdfFormat.N_QUADS),
)
"""All formats; the first of each kind is the default."""


def formats_for(holds: Holds) -> list[Format]:
    """Return the formats for tables or for graphs, the default first."""
    return [f for f in FORMATS if f.holds == holds]


def not_representable(syntax: Format, what: str, *, beyond_rdf_11: bool = False) -> NotRepresentable:
    """Return the error of a format that cannot hold something.

    Args:
        syntax: the format.
        what: what it cannot hold, as the object of a sentence.
        beyond_rdf_11: whether it is something that RDF 1.1 does not have, such as a triple term.
    """
    unable = {syntax.name, "jsonld", "rdfxml"} if beyond_rdf_11 else {syntax.name}
    others = [f.name for f in formats_for(syntax.holds) if f.name not in unable]
    return NotRepresentable(f"{syntax.syntax.name} cannot hold {what}; ask for {' or '.join(others)}.")


def format_named(name: str, holds: Holds) -> Format:
    """Return the format with a name, extension or alias.

    Raises:
        UnknownFormat: there is none for this kind of result; the message lists the names that there are.
    """
    names = [f.name for f in formats_for(holds)]
    for f in formats_for(holds):
        if name in (f.name, f.extension, *f.aliases):
            return f
    kind = "a table (SELECT, ASK)" if holds == "table" else "a graph (CONSTRUCT, DESCRIBE)"
    raise UnknownFormat(f"There is no format {name} for {kind}; there are {', '.join(names)}.")
