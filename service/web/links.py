"""Makes every link of the service, so that links work under any host name and mount path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlencode

from graph.core.iris import BASE, ENTITIES, TERMS, VOCABULARY

# RFC 3986, 2.2 and 2.3: what a path keeps as it is. `%` stays, for an IRI that holds it holds it encoded.
_KEPT = "/:@!$&'()*+,;=~-._%"
# RFC 3986, 3.4: what the query of an address may hold besides, but for `&`, `=` and `+`, which have a meaning in it.
_KEPT_IN_QUERY = "/:@!'()*,;?"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_WEB = ("http://", "https://")
_SPAN = re.compile(r"\d+-\d+", re.ASCII)


@dataclass(frozen=True)
class Links:
    """The links of one request.

    root: the path under which the service is mounted, without a slash at its end; language: the language that the
    reader chose in the address, which goes along from page to page.
    """

    root: str = ""
    language: str | None = None

    def home(self) -> str:
        """The front page."""
        return self._page("/")

    def sparql(self, query: str = "", format_name: str = "", graphs: tuple[tuple[str, str], ...] = ()) -> str:
        """The query page; with a query its answer, in a format if one is named, from the graphs of the parameters."""
        given = (("query", query), *graphs, ("format", format_name))
        return self._page("/sparql", *((name, value) for name, value in given if value), kept=_KEPT_IN_QUERY)

    def ask(self, *parameters: tuple[str, str]) -> str:
        """The page to ask by filling in; with parameters a question."""
        return self._page("/ask", *parameters)

    def members(self, class_name: str) -> str:
        """The list of all members of a class of the ontology."""
        return self._page(f"/class/{quote(class_name, safe='')}")

    def explore(self, iri: str = "") -> str:
        """The surroundings of an entity; without one the page to choose it."""
        return self._page(f"/explore/{_path(iri.removeprefix(ENTITIES))}" if iri else "/explore")

    def history(self, iri: str = "") -> str:
        """The lineage of a zone or a plate; without one that of all."""
        return self._page("/lineage", *((("of", iri.removeprefix(ENTITIES)),) if iri else ()))

    def compare(self, *zones: str, what: str = "") -> str:
        """The comparison of zones, each an IRI or a path below id/; without any that of the platforms."""
        of = ",".join(zone.removeprefix(ENTITIES) for zone in zones)
        return self._page("/compare", *((name, value) for name, value in (("of", of), ("what", what)) if value))

    def read(self, paper: str = "", at: str = "") -> str:
        """A paper by its identifier, such as quzhou-2021, at characters such as 2029-2055; without one the papers."""
        path = f"/read/{quote(paper, safe='')}" if paper else "/read"
        return self._page(path, *((("at", at),) if at else ()))

    def words(self, evidence: str) -> str:
        """The reader at the words that an evidence, by its IRI or its path, points at; of a cited paper its page."""
        paper, _, at = evidence.rpartition("evidence/")[2].partition("/")
        return self.read(paper, at if _SPAN.fullmatch(at) else "")

    def address(self, address: tuple[str, tuple[tuple[str, str], ...]], *more: tuple[str, str]) -> str:
        """A page or a widget by its path and its parameters, and further ones."""
        path, parameters = address
        return self._page(path, *parameters, *more)

    def embed(self, page: str) -> str:
        """The page that gives the code to embed another page, by the absolute address of that."""
        return self._page("/embed", ("url", page))

    def static(self, name: str) -> str:
        """A file that the pages use."""
        return f"{self.root}/static/{name}"

    def drawing(self, name: str, *things: str) -> str:
        """A file in which things are drawn, each an IRI or a path below id/, in the language of the reader."""
        return self._page(f"/export/{name}", *(("about", thing) for thing in things))

    def network_of(self, query: str) -> str:
        """The network of the triples of a query as GEXF."""
        return self._page("/export/network.gexf", ("query", query))

    def search(self, text: str = "", kind: str = "") -> str:
        """The search; with a text what it finds, of one class or in `sentences` alone if that is named."""
        given = (("q", text), ("kind", kind))
        return self._page("/search", *((name, value) for name, value in given if value))

    def suggestions(self) -> str:
        """The names that scripts suggest while a user types."""
        return self._page("/api/v1/search")

    def docs(self) -> str:
        """The documentation of the API."""
        return self._page("/docs")

    def docs_try(self) -> str:
        """The page to try the API (Swagger UI)."""
        return self._page("/docs/try")

    def asset(self, name: str) -> str:
        """A file of Swagger UI."""
        return f"{self.root}/docs/{name}"

    def ontology(self) -> str:
        """The page of all terms."""
        return self._page("/ontology")

    def term(self, iri: str) -> str:
        """The page of a term of the ontology or of a vocabulary; any other IRI as it is."""
        if iri.startswith(TERMS):
            return self._page(f"/ontology/{quote(iri.removeprefix(TERMS), safe='')}")
        if iri.startswith(VOCABULARY):
            return self._page(f"/ontology/vocab/{quote(iri.removeprefix(VOCABULARY).partition('/')[0], safe='')}")
        return iri

    def checks(self, format_name: str = "", severity: str = "", paper: str = "") -> str:
        """The report of the checks, as a page or in a format; with a severity or a paper only its findings."""
        given = (("format", format_name), ("severity", severity), ("paper", paper))
        return self._page("/checks", *((name, value) for name, value in given if value))

    def openapi(self) -> str:
        """The description of the routes for programs."""
        return f"{self.root}/openapi.json"

    def of(self, iri: str) -> str | None:
        """Where a click on an IRI leads: into this service, out to the web, or nowhere (as for `javascript:`)."""
        if not iri.startswith(BASE):
            return iri if iri.startswith(_WEB) else None
        path, mark, fragment = iri.removeprefix(BASE).partition("#")
        return self._page("/" + _path(path)) + mark + quote(fragment, safe=_KEPT)

    def document(self, iri: str, format_name: str, page: int = 1) -> str:
        """The description of an IRI of the project, in a format; a page of it, where it has several."""
        path = iri.removeprefix(BASE).partition("#")[0]
        asked = {"format": format_name, **({"page": page} if page > 1 else {})}
        return f"{self.root}/{_path(path)}?{urlencode(asked)}"

    def numbered(self, iri: str, number: int, tab: str = "") -> str:
        """One of the pages of an IRI of the project of which much is said, in one of its tabs."""
        tabs = (("tab", tab),) if tab else ()
        return self._page("/" + _path(iri.removeprefix(BASE)), *tabs, ("page", str(number)))

    def tab(self, iri: str, name: str) -> str:
        """One of the tabs of the page of an IRI of the project."""
        return self._page("/" + _path(iri.removeprefix(BASE)), ("tab", name))

    def _page(self, path: str, *parameters: tuple[str, str], kept: str = "") -> str:
        """A page with parameters. kept: what their values hold as it is, which makes long ones shorter."""
        language = (("lang", self.language),) if self.language else ()
        query = urlencode((*parameters, *language), safe=kept)
        return f"{self.root}{path}" + (f"?{query}" if query else "")


def _path(text: str) -> str:
    """The path that stands for the rest of an IRI.

    What an IRI holds encoded stays as it is, unless there is a question mark, which only the path has to encode.
    """
    return quote(text, safe=_KEPT.replace("%", "") if "?" in text else _KEPT)


def requested_iris(raw_path: bytes, root: str = "") -> list[str]:
    """The IRIs that a path of this service can stand for, the most likely one first.

    An IRI may itself contain `%E8` or a question mark, which a path writes encoded. The graph decides which is meant.
    """
    path = raw_path.removeprefix(root.encode()).removeprefix(b"/")
    as_it_stands = BASE + path.decode(errors="replace")
    decoded = BASE + unquote_to_bytes(path).decode(errors="replace")
    return list(dict.fromkeys([requested_iri(raw_path, root), as_it_stands, decoded]))


def requested_iri(raw_path: bytes, root: str = "") -> str:
    """The IRI that a path of this service stands for.

    Encoded characters are decoded where the IRI means the same (RFC 3987, 3.2): letters of any script, never `%2F`,
    `%23` or what does not read as UTF-8.
    """
    path = raw_path.removeprefix(root.encode()).removeprefix(b"/")
    head, *encoded = path.split(b"%")
    decoded = head + b"".join(_decoded(part) for part in encoded)
    return BASE + decoded.decode(errors="replace")


def _decoded(part: bytes) -> bytes:
    byte = unquote_to_bytes(b"%" + part[:2])
    if len(byte) == 1 and (byte[0] in _UNRESERVED or byte[0] > 0x7F):  # noqa: PLR2004 the last of ASCII
        return byte + part[2:]
    return b"%" + part[:2].upper() + part[2:]
