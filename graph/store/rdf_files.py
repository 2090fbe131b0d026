"""Any RDF files as a store: what `kaifaqu serve --data` answers from."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import RdfFormat, Store

from graph.core.errors import DataUnreadable
from graph.process.jail import memory_limited
from graph.store.builds import Build
from graph.store.loading import graph_counts, megabytes_to_load
from graph.store.oxigraph import OxigraphEngine
from graph.store.rdfxml_input import refuse_unsafe
from graph.store.store import GraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld", ".n3")
_MOST_PACKED = 250  # bytes per byte of an archive: sorted N-Quads have 15 to 25, a run of one character 1,000
_CHUNK = 2**20


def open_files(files: Iterable[Path]) -> GraphStore:
    """Load RDF files, the syntax told by the ending, with `.gz` after it where compressed.

    Triples that a file puts in no graph go into the default graph. Each file is read twice: first to measure it, test
    the archive and check XML, then to load it within `megabytes_to_load` of its size.
    Raises DataUnreadable with the file and what is wrong. If the memory does not suffice, or JSON-LD or triple terms
    nest too deeply, the engine ends the process by SIGABRT or SIGSEGV; see `graph.process.child.how_it_ended`.
    """
    store, digest = Store(), hashlib.sha256()
    for path in files:
        syntax = _syntax(path)
        try:
            size = _look_through(path, syntax, digest)
            with _content(path) as file, memory_limited(megabytes_to_load(size)):
                store.bulk_load(file, format=syntax, base_iri=path.resolve().as_uri())
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataUnreadable(f"{path} cannot be read: the archive is damaged or truncated ({error}).") from error
        except OSError as error:
            raise DataUnreadable(f"{path} cannot be read: {error.strerror or error}.") from error
        except (SyntaxError, ValueError) as error:
            raise DataUnreadable(f"{path}: {error}") from error
        except MemoryError as error:
            raise DataUnreadable(f"{path} needs more memory than a file of its size may take ({error}).") from error
    graphs = graph_counts(store)
    build = Build(Path(f"data-{digest.hexdigest()[:16]}"), {"quads": len(store), "graphs": graphs})
    return GraphStore(OxigraphEngine.in_memory(store, graphs), build)


def _look_through(path: Path, syntax: RdfFormat, digest: hashlib._Hash) -> int:
    """Check a file, add its bytes to the digest, and return how many there are when it is unpacked."""
    if not path.is_file():
        path.stat()  # raises FileNotFoundError or PermissionError
        raise DataUnreadable(f"{path} cannot be read: it is not a regular file.")
    most, size = path.stat().st_size * _MOST_PACKED + _CHUNK, 0
    with _content(path) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if size > most:
                raise DataUnreadable(f"{path} unpacks to more than {_MOST_PACKED} times its size; unpack it first.")
    if syntax == RdfFormat.RDF_XML:
        with _content(path) as file:
            refuse_unsafe(file)
    return size


def _content(path: Path) -> BinaryIO:
    """The file, unpacked, without a byte order mark."""
    opened = gzip.open if path.suffix == ".gz" else open
    file = cast("BinaryIO", opened(path, "rb"))
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)
    return file


def _syntax(path: Path) -> RdfFormat:
    ending = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    syntax = RdfFormat.from_extension(ending.removeprefix("."))
    if syntax is None:
        raise DataUnreadable(f"{path} has an ending that tells no RDF syntax; there are {', '.join(_ENDINGS)}.")
    return syntax
