"""The RDF document of an IRI of the project, and the headers that join it to its page and its other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.core.formats import formats_for
from graph.rdf.serialize import write_rdf
from service.web.pages import VARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.core.formats import Format
    from service.pages.description import Description
    from service.web.links import Links
    from service.web.view_models import Paging


def headers_of(iri: str, links: Links) -> dict[str, str]:
    """The headers of every response about an IRI: it varies by Accept, and links to the documents in all formats."""
    return {**VARY, "Link": ", ".join(_alternates(iri, links))}


def rdf_document(found: Description, syntax: Format, links: Links, paging: Paging) -> Response:
    """A description in a format. One of which there are several pages links to the next and the previous one.

    Raises InvalidParameter where there is no such page.
    """
    neighbours = list(_neighbours(found, syntax, links, paging)) if found.totals else []
    headers = {**VARY, "Link": ", ".join([*_alternates(found.iri, links), *neighbours])}
    return Response(write_rdf(found.quads, syntax), media_type=syntax.content_type, headers=headers)


def _alternates(iri: str, links: Links) -> Iterator[str]:
    for one in formats_for("graph"):
        yield f'<{links.document(iri, one.name)}>; rel="alternate"; type="{one.media_types[0]}"'


def _neighbours(found: Description, syntax: Format, links: Links, paging: Paging) -> Iterator[str]:
    pages = max(map(paging.pages, found.totals.values()))
    paging.refuse_beyond(pages, found.iri)
    for name, number in (("next", paging.number + 1), ("prev", paging.number - 1)):
        if 1 <= number <= pages:
            yield f'<{links.document(found.iri, syntax.name, number)}>; rel="{name}"'
