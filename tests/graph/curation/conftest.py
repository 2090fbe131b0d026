"""Small sources, made for a test."""

import re

import pytest

from graph.build import build_store
from graph.curation.scaffold import new_source


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
