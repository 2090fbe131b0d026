"""The dataset described in schema.org as JSON-LD, for the search engines that read the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.terms import text
from graph.rdf.catalogue import CREATOR, DATASET, DESCRIPTIONS, FILES, KEYWORDS, LICENSE, TITLES

if TYPE_CHECKING:
    from graph.core.terms import Term
    from graph.store.store import GraphStore

_PAPERS = """
SELECT ?paper ?name ?publisher ?published WHERE {
  GRAPH graph:catalogue {
    ?paper a schema:CreativeWork ; schema:name ?name ; schema:publisher ?publisher .
    OPTIONAL { ?paper schema:datePublished ?published }
  }
} ORDER BY ?paper
"""


def dataset_jsonld(store: GraphStore, base: str) -> dict[str, object]:
    """The project's own dataset as a schema.org Dataset with its files and papers.

    base: the address of the service, without a slash at its end.
    """
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET.value,
        "name": _in_languages(TITLES),
        "description": _in_languages(DESCRIPTIONS),
        "keywords": [
            {"@value": keyword, "@language": language} for language, words in KEYWORDS.items() for keyword in words
        ],
        "url": f"{base}/",
        "version": store.build.folder.name,
        "license": LICENSE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": CREATOR},
        "distribution": [
            {"@type": "DataDownload", "contentUrl": f"{base}/export/{name}", "encodingFormat": media_type}
            for name, media_type in FILES.items()
        ],
        "isBasedOn": [_paper(row) for row in store.rows(_PAPERS)],
    }


def _in_languages(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _paper(row: dict[str, Term]) -> dict[str, object]:
    value = {name: text(term) for name, term in row.items()}
    paper: dict[str, object] = {
        "@type": "CreativeWork",
        "@id": value["paper"],
        "name": {"@value": value["name"], "@language": "zh"},
        "publisher": {"@type": "GovernmentOrganization", "name": {"@value": value["publisher"], "@language": "zh"}},
    }
    return paper | ({"datePublished": value["published"]} if "published" in value else {})
