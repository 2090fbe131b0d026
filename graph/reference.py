"""Reference data: the codes of administrative units, one data set for each release of a system that gives codes.

A data set is a folder with `card.yaml` (system, release, title) and `codes.csv` (unit, code, name in that release). An
empty code says that the release does not have the unit. A code is a node of its own, never the identity of a unit.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import yaml
from pyoxigraph import Literal, NamedNode, Quad

from graph.names import PREF_LABEL, TYPE, VOCABULARY, XSD, entity, reference_graph, term
from graph.resources import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))


def reference_quads(folder: Path = REFERENCE) -> Iterator[Quad]:
    """The reference graphs: the codes of every data set below a folder."""
    for card in sorted(folder.glob("*/card.yaml")):
        about = yaml.load(card.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  BaseLoader makes strings only
        with (card.parent / "codes.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from _code_quads(card.parent.name, about, row)


def _code_quads(dataset: str, about: dict[str, str], row: dict[str, str]) -> Iterator[Quad]:
    graph, node = reference_graph(dataset), entity(f"code/{dataset}/{row['unit'].rpartition('/')[2]}")
    labels = {"zh": row["code"] or "无代码", "en": row["code"] or "no code"}
    stated = (
        [(term("code"), Literal(row["code"])), (term("nameInSystem"), Literal(row["name"], language="zh"))]
        if row["code"]
        else [(term("codeAbsent"), _TRUE)]
    )
    for predicate, value in (
        (TYPE, term("Code")),
        (term("codeOf"), entity(row["unit"])),
        (term("codeSystem"), NamedNode(f"{VOCABULARY}code-system/{about['system']}")),
        (term("release"), Literal(about["release"], datatype=NamedNode(f"{XSD}date"))),
        *((PREF_LABEL, Literal(f"{labels[tag]} {about['title'][tag]}", language=tag)) for tag in labels),  # type: ignore[index]
        *stated,
    ):
        yield Quad(node, predicate, value, graph)
