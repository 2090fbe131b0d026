"""Serialization of triples and quads in RDF formats, with only the prefixes that are used."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar, cast

from pyoxigraph import RdfFormat, serialize

from graph.core.formats import not_representable
from graph.core.iris import TERMS, TYPE, XSD, prefixes
from graph.core.resources import CONTEXT_FILE
from graph.core.terms import BlankNode, Literal, NamedNode, Quad, Triple
from graph.rdf.xml_output_check import CheckedXml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from graph.core.errors import NotRepresentable
    from graph.core.formats import Format
    from graph.core.quad_source import GrowingDataset
    from graph.core.terms import Term

Statement = TypeVar("Statement", Triple, Quad)
_PEEKED, _PEEKED_CHARACTERS = 512, 1_000_000  # limits of the look-ahead for prefixes
_LOCAL_NAME = re.compile(r"\w([\w-]*\w)?|")
_WITHOUT_DATATYPE = {f"{XSD}{name}" for name in ("string", "integer", "decimal", "double", "boolean")}


def write_rdf(quads: Iterable[Quad], syntax: Format) -> bytes:
    """Serialize quads. TriG and N-Quads keep the named graphs; the other formats contain triples without repetition.

    Raises:
        NotRepresentable: the format cannot represent a term.
    """
    if not isinstance(syntax.syntax, RdfFormat):
        raise TypeError(f"{syntax.name} cannot hold a graph.")
    out = io.BytesIO()
    if syntax.syntax.supports_datasets and syntax.syntax != RdfFormat.JSON_LD:
        serialize_rdf(sorted(quads, key=lambda q: str(q.graph_name)), out, syntax)
    else:
        triples = dict.fromkeys(quad.triple for quad in quads)
        if syntax.syntax == RdfFormat.JSON_LD:
            return _jsonld(triples, syntax)
        serialize_rdf(triples, out, syntax)
    return out.getvalue()


def serialize_rdf(statements: Iterable[Statement], out: BinaryIO, syntax: Format) -> int:
    """Write triples or quads to a file as they arrive, and return their number.

    Only prefixes that the first few hundred statements use are declared, so that writing can begin early; the other
    IRIs are written in full.

    Raises:
        NotRepresentable: the format cannot represent a term.
    """
    if not isinstance(syntax.syntax, RdfFormat):
        raise TypeError(f"{syntax.name} cannot hold a graph.")
    coming = iter(statements)
    first = _peek(coming) if syntax.syntax in _USED else []
    counted = _CountedStatements(chain(first, coming))
    checked = CheckedXml(out, syntax) if syntax.syntax == RdfFormat.RDF_XML else None
    declared = used_prefixes(first, syntax.syntax)
    try:
        serialize(counted, cast("BinaryIO", checked or out), syntax.syntax, prefixes=declared)
    except OSError as error:
        if error.errno is not None or counted.last is None:
            raise  # an error of the file, not of a term
        raise _refused(counted.last, syntax) from error
    if checked:
        checked.finish()
    return counted.count


class _CountedStatements(Generic[Statement]):
    """Statements with a count and the last one, which is the one that the engine cannot write if it fails."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._statements: Iterable[Statement] = statements
        self.count = 0
        self.last: Statement | None = None

    def __iter__(self) -> Iterator[Statement]:
        for count, statement in enumerate(self._statements, 1):
            self.count, self.last = count, statement
            yield statement


def _refused(last: Triple | Quad, syntax: Format) -> NotRepresentable:
    if isinstance(last.object, Triple):
        return not_representable(syntax, "triple terms, which stand in this answer", beyond_rdf_11=True)
    return not_representable(syntax, f"the predicate {last.predicate}, which is a word of its own syntax")


def _peek(coming: Iterator[Statement]) -> list[Statement]:
    first: list[Statement] = []
    characters = 0
    for statement in coming:
        first.append(statement)
        characters += len(statement.object.value) if isinstance(statement.object, Literal) else 0
        if len(first) == _PEEKED or characters > _PEEKED_CHARACTERS:
            break
    return first


def used_prefixes(statements: Iterable[Triple | Quad], syntax: RdfFormat) -> dict[str, str]:
    """Return the prefixes with which a format abbreviates IRIs of the statements, sorted."""
    if syntax not in _USED:
        return {}
    iris = _USED[syntax](statements)
    spaces = _namespaces()
    used = {}
    for iri in iris:
        end = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = spaces.get(iri[:end])
        if prefix and prefix not in used and _LOCAL_NAME.fullmatch(iri, end):
            used[prefix] = iri[:end]
    return dict(sorted(used.items()))


@cache
def _namespaces() -> dict[str, str]:
    return {namespace: prefix for prefix, namespace in prefixes().items()}


def _in_turtle(statements: Iterable[Triple | Quad]) -> set[str]:
    """Return the IRIs that Turtle and TriG can abbreviate: all but rdf:type, written as `a`, and implicit datatypes."""
    terms: set[Term] = set()
    for statement in statements:
        terms.update((statement.subject, statement.object))
        if statement.predicate != TYPE:
            terms.add(statement.predicate)
        if isinstance(statement, Quad) and isinstance(statement.graph_name, NamedNode):
            terms.add(statement.graph_name)
    iris = {node.value for node in terms if isinstance(node, NamedNode)}
    datatypes = {node.datatype.value for node in terms if isinstance(node, Literal) and not node.language}
    return iris | (datatypes - _WITHOUT_DATATYPE)


def _in_rdf_xml(statements: Iterable[Triple | Quad]) -> set[str]:
    """Return the IRIs that RDF/XML writes as element names: predicates, and the first class of each subject."""
    iris, before = set(), None
    for statement in statements:
        node = statement.object
        begins = statement.subject != before
        if begins and statement.predicate == TYPE and isinstance(node, NamedNode):
            iris.add(node.value)
        elif statement.predicate != TYPE:
            iris.add(statement.predicate.value)
        before = statement.subject
    return iris


_USED = {RdfFormat.TURTLE: _in_turtle, RdfFormat.TRIG: _in_turtle, RdfFormat.RDF_XML: _in_rdf_xml}


def _jsonld(triples: Iterable[Triple], syntax: Format) -> bytes:
    """Serialize as JSON-LD with the used terms of the project's context; IRIs of entities are not abbreviated."""
    import rdflib

    graph = rdflib.Graph()
    for triple in triples:
        if isinstance(triple.object, Triple):
            raise _refused(triple, syntax)
        graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    used = {str(term) for triple in graph for term in triple[1:] if isinstance(term, rdflib.URIRef)}
    context: dict[str, object] = {"@vocab": TERMS, "id": "@id", "type": "@type"}
    context |= {name: told for name, told in _terms().items() if told["@id"] in used}
    written = graph.serialize(format="json-ld", context=context, auto_compact=True)
    return json.dumps(_in_order(json.loads(written)), ensure_ascii=False, indent=2).encode()


def _in_order(value: Any) -> Any:  # noqa: ANN401  what JSON holds
    """Sort JSON-LD so that equal triples give equal bytes; only the order in `@list` is significant."""
    if isinstance(value, dict):
        return {key: part if key == "@list" else _in_order(part) for key, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda part: json.dumps(part, ensure_ascii=False))
    return value


def _node(part: Term) -> rdflib.IdentifiedNode | rdflib.Literal:
    """Convert a term to rdflib without normalizing its value."""
    import rdflib

    if isinstance(part, NamedNode):
        return rdflib.URIRef(part.value)
    if isinstance(part, BlankNode):
        return rdflib.BNode(part.value)
    if not isinstance(part, Literal):
        raise TypeError("rdflib has no triple terms.")
    if part.language:
        return rdflib.Literal(part.value, lang=part.language)
    datatype = None if part.datatype.value == f"{XSD}string" else rdflib.URIRef(part.datatype.value)
    return rdflib.Literal(part.value, datatype=datatype, normalize=False)


@cache
def _terms() -> dict[str, dict[str, str]]:
    """Return the terms of the claims context without their nested contexts, which abbreviate IRIs."""
    terms = json.loads(CONTEXT_FILE.read_text("utf-8"))["@context"]
    kept = {name: told for name, told in terms.items() if isinstance(told, dict)}
    return {name: {key: value for key, value in told.items() if key != "@context"} for name, told in kept.items()}


def trig(quads: Iterable[Quad]) -> bytes:
    """Serialize quads as TriG in their order, with the prefixes that they use."""
    listed = list(quads)
    return serialize(listed, format=RdfFormat.TRIG, prefixes=used_prefixes(listed, RdfFormat.TRIG)) or b""


def turtle(triples: Iterable[Triple]) -> bytes:
    """Serialize triples as Turtle in their order, with the prefixes that they use."""
    listed = list(triples)
    return serialize(listed, format=RdfFormat.TURTLE, prefixes=used_prefixes(listed, RdfFormat.TURTLE)) or b""


def ntriples(triples: Iterable[Triple]) -> bytes:
    """Serialize triples as N-Triples in their order."""
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def nquads(quads: Iterable[Quad]) -> bytes:
    """Serialize quads as N-Quads in their order."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def sorted_nquads(dataset: GrowingDataset) -> bytes:
    """Return a dataset as N-Quads sorted by bytes, so that equal datasets give equal files."""
    return sorted_lines(dataset.dump(format=RdfFormat.N_QUADS) or b"")


def sorted_lines(nquads: bytes) -> bytes:
    """Sort the lines of N-Quads by bytes."""
    return b"".join(sorted(nquads.splitlines(keepends=True)))
