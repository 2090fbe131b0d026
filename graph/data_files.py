"""Any RDF files as a store: what `kaifaqu serve --data` answers from."""

from __future__ import annotations

import codecs
import gzip
import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from graph.build_files import Build
from graph.errors import DataUnreadable
from graph.store import GraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld", ".n3")


def open_files(files: Iterable[Path]) -> GraphStore:
    """Load RDF files, the syntax told by the ending, with `.gz` after it where compressed.

    What a file puts in no graph stands in the default graph. Raises DataUnreadable with the file and what is wrong.
    """
    store, digest = Store(), hashlib.sha256()
    for path in files:
        content = _read(path)
        digest.update(content)
        try:
            store.bulk_load(content, format=_syntax(path), base_iri=path.resolve().as_uri())
        except (SyntaxError, ValueError) as error:
            raise DataUnreadable(f"{path}: {error}") from error
    counts = Counter(getattr(quad.graph_name, "value", "") for quad in store)
    graphs = {name: count for name, count in sorted(counts.items()) if name}
    return GraphStore(store, Build(Path(f"data-{digest.hexdigest()[:16]}"), {"quads": len(store), "graphs": graphs}))


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        return content.removeprefix(codecs.BOM_UTF8)
    except OSError as error:  # a damaged archive is one too
        raise DataUnreadable(f"{path} cannot be read: {error.strerror or error}.") from error


def _syntax(path: Path) -> RdfFormat:
    ending = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    syntax = RdfFormat.from_extension(ending.removeprefix("."))
    if syntax is None:
        raise DataUnreadable(f"{path} has an ending that tells no RDF syntax; there are {', '.join(_ENDINGS)}.")
    return syntax
