"""The IRIs of the project: base, prefixes, named graphs, and IRIs that are derived from content."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from graph.core.parsing import read_turtle
from graph.core.resources import ONTOLOGY
from graph.core.terms import NamedNode

BASE = "https://w3id.org/kaifaqu/"
ONTOLOGY_IRI = f"{BASE}ontology"
TERMS = f"{ONTOLOGY_IRI}#"
ENTITIES = f"{BASE}id/"
EVIDENCE = f"{ENTITIES}evidence/"
VOCABULARY = f"{BASE}vocab/"
RULE = f"{BASE}rule/"

EVIDENCE_GRAPH = NamedNode(f"{BASE}graph/evidence")
DERIVED_GRAPH = NamedNode(f"{BASE}graph/derived")
ONTOLOGY_GRAPH = NamedNode(f"{BASE}graph/ontology")
CATALOGUE_GRAPH = NamedNode(f"{BASE}graph/catalogue")

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
DCAT = "http://www.w3.org/ns/dcat#"

REIFICATION = (NamedNode(f"{RDF}subject"), NamedNode(f"{RDF}predicate"), NamedNode(f"{RDF}object"))
"""The properties by which a node stands for a triple."""
PREFIXES = NamedNode(f"{BASE}prefixes")
TYPE = NamedNode(f"{RDF}type")
PREF_LABEL = NamedNode(f"{SKOS}prefLabel")
LABEL = NamedNode(f"{RDFS}label")

_LOCAL_NAME = re.compile(r"\w([\w-]*\w)?|")


@cache
def prefixes() -> dict[str, str]:
    """Return the namespaces by prefix, as `ontology/prefixes.ttl` declares them."""
    declared: dict[str, dict[str, str]] = {}
    for quad in read_turtle(ONTOLOGY / "prefixes.ttl"):
        declared.setdefault(str(quad.subject), {})[quad.predicate.value] = getattr(quad.object, "value", "")
    return {
        d[f"{SH}prefix"]: d[f"{SH}namespace"]
        for d in sorted(declared.values(), key=lambda d: d.get(f"{SH}prefix", ""))
        if f"{SH}prefix" in d
    }


def term(name: str) -> NamedNode:
    """Return the term of the ontology with a local name."""
    return NamedNode(TERMS + name)


def entity(path: str) -> NamedNode:
    """Return the entity with a path below `id/`, such as `zone/zhizao-new-city`."""
    return NamedNode(ENTITIES + path)


def asserted_graph(source: str) -> NamedNode:
    """Return the graph of what one source states."""
    return NamedNode(f"{BASE}graph/source/{source}")


def editorial_graph(source: str) -> NamedNode:
    """Return the graph of what curators add to one source: translations, labels, silences, notes."""
    return NamedNode(f"{BASE}graph/editorial/{source}")


def reference_graph(dataset: str) -> NamedNode:
    """Return the graph of one reference data set."""
    return NamedNode(f"{BASE}graph/reference/{dataset}")


@cache
def _prefix_of_namespace() -> dict[str, str]:
    return {space: prefix for prefix, space in prefixes().items()}


def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI if it needs no escapes in SPARQL, else `<iri>`."""
    end = max(iri.rfind("/"), iri.rfind("#")) + 1  # a local name has neither, and all namespaces end with one
    prefix, local = _prefix_of_namespace().get(iri[:end]), iri[end:]
    return f"<{iri}>" if prefix is None or not _LOCAL_NAME.fullmatch(local) else f"{prefix}:{local}"


def short_id(iri: str) -> str:
    """A readable id that is unique: the prefixed name, else the path below the base, else the IRI."""
    return shorten(iri).strip("<>").removeprefix(BASE)


def entity_path(iri: str) -> str:
    """The path of an entity below `id/`, such as `zone/zhizao-new-city`; any other IRI as `short_id` writes it."""
    return iri.removeprefix(ENTITIES) if iri.startswith(ENTITIES) else short_id(iri)


def local_name(iri: str) -> str:
    """Return the last segment of an IRI, after `#` or `/`."""
    return re.split(r"[#/]", iri)[-1]


def digest(*parts: str, length: int = 12) -> str:
    """Return a digest of the parts in hexadecimal, the same on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


def kebab(name: str) -> str:
    """Return `AreaStatement` as `area-statement`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def content_path(kind: str, parent: str, values: list[str], content: str) -> str:
    """Return the path of a node that a claims file does not name.

    Args:
        kind: its class.
        parent: the path of the node that refers to it.
        values: its short values; they make the path readable.
        content: everything that distinguishes it from its siblings; it makes the path unique.
    """
    readable = "-".join(re.sub(r"[^a-z0-9.]+", "-", v.lower()).strip("-") for v in values if v.isascii())[:48]
    return f"{kebab(kind)}/{parent.rsplit('/', 1)[-1]}/{readable.strip('-.') or 'x'}-{digest(content, length=8)}"
