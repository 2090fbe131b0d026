"""The diagram of the core classes as SVG, drawn with the colours of the page that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.html import macros

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from graph.schema.term_docs import Docs

PLACES = {
    "Document": (0, 0),
    "Evidence": (1, 0),
    "Claim": (2, 0),
    "AreaStatement": (3, 0),
    "PlateEvent": (0, 1),
    "Plate": (1, 1),
    "Zone": (2, 1),
    "AdminUnit": (3, 1),
    "ChangeEvent": (0, 2),
    "Participation": (1, 2),
    "Industry": (2, 2),
    "Township": (3, 2),
    "Body": (0, 3),
    "SupervisionRule": (1, 3),
}
"""The classes of the diagram, with their column and row."""
EDGES = (
    ("Evidence", "source", "Document"),
    ("Claim", "evidence", "Evidence"),
    ("PlateEvent", "plate", "Plate"),
    ("Plate", "borneBy", "Zone"),
    ("ChangeEvent", "participation", "Participation"),
    ("Participation", "participant", "Zone"),
    ("Zone", "area", "AreaStatement"),
    ("Zone", "locatedIn", "AdminUnit"),
    ("Zone", "coversTownship", "Township"),
    ("Zone", "leadingIndustry", "Industry"),
    ("SupervisionRule", "supervisor", "Body"),
    ("SupervisionRule", "appliesTo", "Zone"),
)
"""The properties that are drawn: class, property, class."""
_WIDTH, _HEIGHT, _STEP_X, _STEP_Y, _MARGIN = 160, 44, 275, 112, 10


@dataclass(frozen=True)
class _Arrow:
    name: str
    start: tuple[float, float]
    end: tuple[float, float]

    @property
    def middle(self) -> tuple[float, float]:
        return (self.start[0] + self.end[0]) / 2, (self.start[1] + self.end[1]) / 2


def class_diagram(docs: Docs, language: str, link: Callable[[str], str | None]) -> Markup:
    """The diagram.

    Args:
        docs: the documentation, for names.
        language: zh or en.
        link: from the IRI of a term to where it leads.
    """
    boxes = {name: (_MARGIN + x * _STEP_X, _MARGIN + y * _STEP_Y) for name, (x, y) in PLACES.items()}
    arrows = [_Arrow(prop, *_ends(boxes[one], boxes[other])) for one, prop, other in EDGES]
    size = (_MARGIN * 2 + 3 * _STEP_X + _WIDTH, _MARGIN * 2 + 3 * _STEP_Y + _HEIGHT)
    made: Markup = macros("ontology_parts.html").diagram(
        docs, language, link, boxes, arrows, size, (_WIDTH, _HEIGHT), EDGES
    )
    return made


def _ends(one: tuple[float, float], other: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a straight line between the middles of two boxes leaves the first and meets the second."""
    first, second = ((x + _WIDTH / 2, y + _HEIGHT / 2) for x, y in (one, other))
    dx, dy = second[0] - first[0], second[1] - first[1]
    reach = min(
        (_WIDTH / 2 + 2) / abs(dx) if dx else float("inf"),
        (_HEIGHT / 2 + 2) / abs(dy) if dy else float("inf"),
    )
    return (first[0] + dx * reach, first[1] + dy * reach), (second[0] - dx * reach, second[1] - dy * reach)
