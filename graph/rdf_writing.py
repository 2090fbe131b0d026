"""Quads written in an RDF format, with the prefixes that they use and no others."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, serialize

from graph.names import TERMS, prefixes, shorten
from graph.resources import CONTEXT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad, Store, Triple

    from graph.formats import Format


def write_rdf(quads: Iterable[Quad], syntax: Format) -> bytes:
    """The quads in an RDF format: TriG and N-Quads keep the named graphs, the others write plain triples."""
    if not isinstance(syntax.syntax, RdfFormat):
        raise TypeError(f"{syntax.name} cannot hold a graph.")
    out = io.BytesIO()
    quads = list(quads)
    if syntax.syntax in (RdfFormat.TRIG, RdfFormat.N_QUADS):
        by_graph = sorted(quads, key=lambda q: str(q.graph_name))
        serialize(by_graph, out, syntax.syntax, prefixes=_prefixes_of(quads))
    else:
        triples = dict.fromkeys(quad.triple for quad in quads)
        if syntax.syntax == RdfFormat.JSON_LD:
            return _jsonld(triples)
        serialize(triples, out, syntax.syntax, prefixes=_prefixes_of(quads))
    return out.getvalue()


def _jsonld(triples: Iterable[Triple]) -> bytes:
    """JSON-LD in the words of the project's context, of which it carries what it uses; IRIs of things stay whole."""
    import rdflib

    graph = rdflib.Graph()
    plain = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    graph.parse(data=plain, format="nt")
    used = {str(term) for triple in graph for term in triple[1:] if isinstance(term, rdflib.URIRef)}
    context: dict[str, object] = {"@vocab": TERMS, "id": "@id", "type": "@type"}
    context |= {name: told for name, told in _terms().items() if told["@id"] in used}
    return graph.serialize(format="json-ld", context=context, auto_compact=True, encoding="utf-8", sort_keys=True)


@cache
def _terms() -> dict[str, dict[str, str]]:
    """The terms of the context that claims are written in, without what shortens IRIs there."""
    terms = json.loads(CONTEXT_FILE.read_text("utf-8"))["@context"]
    kept = {name: told for name, told in terms.items() if isinstance(told, dict)}
    return {name: {key: value for key, value in told.items() if key != "@context"} for name, told in kept.items()}


def _prefixes_of(quads: list[Quad]) -> dict[str, str]:
    """The prefixes that some IRI of the quads can be shortened with."""
    iris = {part.value for quad in quads for part in quad if isinstance(part, NamedNode)}
    iris |= {q.object.datatype.value for q in quads if isinstance(q.object, Literal)}
    used = {shorten(iri).partition(":")[0] for iri in iris}
    return {prefix: namespace for prefix, namespace in prefixes().items() if prefix in used}


def sorted_nquads(*stores: Store) -> bytes:
    """The quads of some stores as N-Quads in the order of bytes: the same dataset is the same file on every machine."""
    out = io.BytesIO()
    for store in stores:
        store.dump(out, format=RdfFormat.N_QUADS)
    return b"".join(sorted(out.getvalue().splitlines(keepends=True)))
