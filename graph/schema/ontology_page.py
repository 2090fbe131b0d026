"""The documentation of the ontology as HTML: parts for pages of the service, and files of a release.

A release has it in Chinese and in English: an index, and a file for each term and for each vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.html import macros, templates
from graph.core.iris import ONTOLOGY_IRI, TERMS, VOCABULARY
from graph.schema.diagram import class_diagram
from graph.schema.term_docs import KINDS, THEMES, read_docs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from markupsafe import Markup

    from graph.core.terms import Quad
    from graph.schema.term_docs import Doc, Docs

    Link = Callable[[str], str | None]

_PARTS = "ontology_parts.html"
_SECTIONS = (
    (("Class",), ("类", "Classes")),
    (("ObjectProperty", "DatatypeProperty", "AnnotationProperty"), ("属性", "Properties")),
)
_RELATIONS = {
    "supers": ("上位", "Kind of"),
    "subs": ("下位", "More specific"),
    "domains": ("用于", "Used on"),
    "ranges": ("取值", "Values"),
    "uses": ("词表", "Vocabulary"),
    "used": ("用于属性", "Used by"),
    "properties": ("属性", "Properties"),
    "pointing": ("指向它的属性", "Properties that lead to it"),
    "disjoint": ("互斥", "Disjoint with"),
    "origin": ("来源", "Origin"),
}
LANGUAGES = ("zh", "en")


def load_parts() -> None:
    """Load the templates, for a process that can open no file later."""
    macros(_PARTS)


def index_part(docs: Docs, language: str, link: Link, uses: Mapping[str, int] | None = None) -> Markup:
    """The terms by theme, with the diagram of the core classes.

    Args:
        docs: the documentation.
        language: zh or en.
        link: from the IRI of a term or a vocabulary to where it leads.
        uses: how often the graph uses each, None where there is no graph.
    """
    drawn = class_diagram(docs, language, link)
    made: Markup = macros(_PARTS).index(docs, language, link, uses, THEMES, _SECTIONS)
    return drawn + made


def term_part(docs: Docs, doc: Doc, language: str, link: Link) -> Markup:
    """A term: definition, notes, examples, and what it is related to."""
    made: Markup = macros(_PARTS).term(docs, doc, language, link, _RELATIONS)
    return made


def scheme_part(
    docs: Docs, doc: Doc, language: str, link: Link, *, uses: Mapping[str, int] | None, concept_link: Link
) -> Markup:
    """A vocabulary with its concepts."""
    made: Markup = macros(_PARTS).scheme(docs, doc, language, link, uses, concept_link)
    return made


def ontology_files_html(quads: Iterable[Quad]) -> dict[str, str]:
    """The pages of a release by path, such as en/Zone.html. They need nothing but each other."""
    docs, files = read_docs(quads), {}
    for place, language in enumerate(LANGUAGES):

        def page(name: str, title: str, part: Markup, language: str = language) -> None:
            values = {"language": language, "title": title, "part": part, "name": name, "iri": ONTOLOGY_IRI}
            files[f"{language}/{name}"] = templates().get_template("ontology.html").render(values)

        page("index.html", ("本体", "Ontology")[place], index_part(docs, language, file_of))
        for doc in docs.terms.values():
            title = f"{doc.label[place]} · {doc.code} · {KINDS[doc.kind][place]}"
            page(f"{doc.name}.html", title, term_part(docs, doc, language, file_of))
        for doc in docs.schemes.values():
            part = scheme_part(docs, doc, language, file_of, uses=None, concept_link=lambda _: None)
            page(f"vocab-{doc.name}.html", f"{doc.label[place]} · {doc.name}", part)
    return files


def file_of(iri: str) -> str:
    """The file of a release that describes a term or a vocabulary."""
    if iri.startswith(TERMS):
        return f"{iri.removeprefix(TERMS)}.html"
    return f"vocab-{iri.removeprefix(VOCABULARY).partition('/')[0]}.html" if iri.startswith(VOCABULARY) else iri
