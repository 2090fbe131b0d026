"""The syntaxes that answers are written in: name, media types, file extension, and what each can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pyoxigraph import QueryResultsFormat, RdfFormat

from graph.core.errors import NotRepresentable, UnknownFormat

Holds = Literal["table", "graph"]


@dataclass(frozen=True)
class Format:
    """One syntax.

    `media_types` begins with the one it is served under; `holds` tells tables (SELECT, ASK) from graphs (CONSTRUCT,
    DESCRIBE); `aliases` are other names that clients ask for it by.
    """

    name: str
    media_types: tuple[str, ...]
    extension: str
    holds: Holds
    syntax: QueryResultsFormat | RdfFormat
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type of an answer: always UTF-8, said where the media type allows to say it."""
        media_type = self.media_types[0]
        return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


FORMATS = (
    Format("json", ("application/sparql-results+json", "application/json"), "srj", "table", QueryResultsFormat.JSON),
    Format(
        "xml", ("application/sparql-results+xml", "application/xml", "text/xml"), "srx", "table", QueryResultsFormat.XML
    ),
    Format("csv", ("text/csv",), "csv", "table", QueryResultsFormat.CSV),
    Format("tsv", ("text/tab-separated-values",), "tsv", "table", QueryResultsFormat.TSV),
    # Turtle is a part of N3, so whoever reads N3 reads it.
    Format("turtle", ("text/turtle", "text/n3", "text/rdf+n3"), "ttl", "graph", RdfFormat.TURTLE, ("n3",)),
    Format("ntriples", ("application/n-triples", "text/plain"), "nt", "graph", RdfFormat.N_TRIPLES),
    Format("rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), "rdf", "graph", RdfFormat.RDF_XML),
    Format("jsonld", ("application/ld+json", "application/json"), "jsonld", "graph", RdfFormat.JSON_LD),
    Format("trig", ("application/trig",), "trig", "graph", RdfFormat.TRIG),
    Format("nquads", ("application/n-quads",), "nq", "graph", RdfFormat.N_QUADS),
)
"""Every format; the first of each kind is the one for those who ask for none."""


def formats_for(holds: Holds) -> list[Format]:
    """The formats that can hold a table or a graph, the default first."""
    return [f for f in FORMATS if f.holds == holds]


def not_representable(syntax: Format, what: str, *, beyond_rdf_11: bool = False) -> NotRepresentable:
    """The error of a format that cannot hold something; beyond_rdf_11: where RDF 1.1 has no such thing."""
    unable = {syntax.name, "jsonld", "rdfxml"} if beyond_rdf_11 else {syntax.name}
    others = [f.name for f in formats_for(syntax.holds) if f.name not in unable]
    return NotRepresentable(f"{syntax.syntax.name} cannot hold {what}; ask for {' or '.join(others)}.")


def format_named(name: str, holds: Holds) -> Format:
    """The format of that name or extension. Raises UnknownFormat with the names that would do."""
    names = [f.name for f in formats_for(holds)]
    for f in formats_for(holds):
        if name in (f.name, f.extension, *f.aliases):
            return f
    kind = "a table (SELECT, ASK)" if holds == "table" else "a graph (CONSTRUCT, DESCRIBE)"
    raise UnknownFormat(f"There is no format {name} for {kind}; there are {', '.join(names)}.")
