"""Reference data: the codes of administrative units, one data set for each release of a system that gives codes.

A data set is a folder with `card.yaml` (system, release, title) and `codes.csv` (unit, code, name in that release). An
empty code says that the release does not have the unit. A code is a node of its own, never the identity of a unit.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import yaml

from graph.core.iris import PREF_LABEL, TYPE, VOCABULARY, XSD, entity, reference_graph, term
from graph.core.resources import REFERENCE
from graph.core.terms import Literal, NamedNode, Quad

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))


def reference_quads(folder: Path = REFERENCE) -> Iterator[Quad]:
    """Yield the reference graphs: the codes of each data set in a folder."""
    for card in sorted(folder.glob("*/card.yaml")):
        about = yaml.load(card.read_text("utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506  BaseLoader makes strings only
        with (card.parent / "codes.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield from _code_quads(card.parent.name, about, row)


def _code_quads(dataset: str, about: dict[str, Any], row: dict[str, str]) -> Iterator[Quad]:
    graph, node = reference_graph(dataset), entity(f"code/{dataset}/{row['unit'].rpartition('/')[2]}")
    release = Literal(about["release"], datatype=NamedNode(f"{XSD}date"))
    yield Quad(node, TYPE, term("Code"), graph)
    yield Quad(node, term("codeOf"), entity(row["unit"]), graph)
    yield Quad(node, term("codeSystem"), NamedNode(f"{VOCABULARY}code-system/{about['system']}"), graph)
    yield Quad(node, term("release"), release, graph)
    for tag, absent in (("zh", "无代码"), ("en", "no code")):
        label = f"{row['code'] or absent} {about['title'][tag]}"
        yield Quad(node, PREF_LABEL, Literal(label, language=tag), graph)
    if row["code"]:
        yield Quad(node, term("code"), Literal(row["code"]), graph)
        yield Quad(node, term("nameInSystem"), Literal(row["name"], language="zh"), graph)
    else:
        yield Quad(node, term("codeAbsent"), _TRUE, graph)
