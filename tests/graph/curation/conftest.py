"""Small sources, made for a test, and the coverage of sources."""

import re
import shutil

import pytest

from graph.build import build_store
from graph.core.resources import SOURCES
from graph.curation.clauses import find_clauses
from graph.curation.coverage import cover as cover_spans
from graph.curation.coverage import coverage
from graph.curation.coverage_page import coverage_page
from graph.curation.paper_layout import Mark, lay_out, marks_of
from graph.curation.passages import read_passages
from graph.curation.scaffold import new_source
from graph.curation.source_folder import read_source
from graph.curation.source_model import Source, Span
from graph.rdf.quads import read_triples
from graph.schema.ontology import load_ontology


def write_source(folder, quote, *entries):
    """A source of one sentence, with the entries that its passage has beside the introduction of the document."""
    new_source(folder, f"两个园区\n{quote}。\n", english="Two")
    says = "".join(f"    - {entry}\n" for entry in entries)
    (folder / "claims/00-head.yaml").write_text(
        f"- quote: 两个园区\n  says:\n    - {{id: document/{folder.name}, type: Document, name: 两个园区}}\n"
        f"- quote: {quote}\n  says:\n{says}",
        "utf-8",
    )
    ids = [re.search(r"id: ([\w/-]+), type", entry) for entry in entries]
    editorial = {f"document/{folder.name}: Two", *(f"{id_[1]}: {id_[1]}" for id_ in ids if id_)}
    (folder / "editorial.yaml").write_text("\n".join(sorted(editorial)) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="session")
def source_that_says():
    """The way to make a source of one sentence."""
    return write_source


def write_zone(id_, name, value, kind="unspecified"):
    area = f", area: {{areaKind: {kind}, value: {value}, unit: km2}}" if value else ""
    return f"{{id: zone/{id_}, type: Zone, name: {name}{area}}}"


@pytest.fixture(scope="session")
def zone():
    """The way to write the claim that introduces a zone."""
    return write_zone


def build_and_warn(folder):
    warnings = []
    assert len(build_store([folder], warnings.append)) > 0
    return [warning.message.partition(" The quote")[0] for warning in warnings]


@pytest.fixture(scope="session")
def warnings_of():
    """The way to build a source and to get the warnings about it."""
    return build_and_warn


def cover(folder):
    source = read_source(folder)
    passages, faults = read_passages(source)
    assert not faults
    return coverage(source, passages, read_triples(source, passages, load_ontology()))


@pytest.fixture(scope="session")
def covered():
    """The way to get the coverage of a source folder."""
    return cover


def make_page(found):
    passages, _ = read_passages(found.source)
    return coverage_page(lay_out(found, marks_of(read_triples(found.source, passages, load_ontology()))), {})


@pytest.fixture(scope="session")
def page_of():
    """The way to get the page of a coverage; kinds of oddity need no names, because there are no notes."""
    return make_page


@pytest.fixture(scope="session")
def plan():
    """The coverage of the Quzhou plan."""
    return cover(SOURCES / "quzhou-2021")


@pytest.fixture
def copied(tmp_path):
    """A copy of the source of the Quzhou plan, to change."""
    return shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")


REPLY = """示例省人民政府关于东山工业园的批复
示例县人民政府:
　　一、撤销东山工业园。管理机构一并撤销。
　　（二）有关事项。
　　1．人员
　　由示例县安置。
第三条　本批复自印发之日起执行。
"""


@pytest.fixture
def reply(tmp_path):
    """The coverage of a short reply of which most is missed."""
    new_source(tmp_path / "reply", REPLY)
    claims = tmp_path / "reply/claims"
    (claims / "00-head.yaml").write_text(
        "- quote: 示例省人民政府关于东山工业园的批复\n"
        "  says: [{id: document/reply, type: Document, name: 示例省人民政府关于东山工业园的批复}]\n"
        "- quote: 撤销东山\n  says: [{id: document/reply}]\n",
        "utf-8",
    )
    for path in claims.glob("*part*"):
        path.unlink()
    return cover(tmp_path / "reply")


@pytest.fixture(scope="session")
def short_source():
    """A source of three lines, with a character that ends a line elsewhere and one that HTML escapes."""
    text = "甲园并入乙园。\n\n丙园保留,\x0b丁园<撤销>。"
    return Source("test", SOURCES, text, "", "document/test", tuple(find_clauses(text)))


@pytest.fixture(scope="session")
def quotes():
    """Quotes of the short source, one of them within another."""
    return [Span(0, 6), Span(3, 6), Span(9, 13)]


@pytest.fixture(scope="session")
def laid_out(short_source, quotes):
    """The way to lay out the short source, in which the quotes have one, two and three claims."""

    def make(at=None, notes=()):
        marks = [Mark(span, n + 1, ("ordered",) if n else ()) for n, span in enumerate(quotes)]
        return lay_out(cover_spans(short_source, quotes, quotes, []), marks, notes, at)

    return make
