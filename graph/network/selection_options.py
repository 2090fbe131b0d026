"""The options of an export: which part of the network is drawn, and how.

The command line, the REST parameters, OpenAPI and the table in docs/exports.md are made from the fields of `Selection`.
"""

# No `from __future__ import annotations`: the annotations are read at run time.
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_type_hints

from graph.network.measures import MEASURES

View = Literal["network", "lineage", "parks-industries", "parks-townships", "zones-plates", "supervision"]
Language = Literal["zh", "en"]


@dataclass(frozen=True)
class ViewDefinition:
    """What a view shows, and the relations that it consists of; none for a view with a rule of its own."""

    purpose: str
    relations: frozenset[str] = frozenset()


VIEWS: dict[View, ViewDefinition] = {
    "network": ViewDefinition("everything"),
    "lineage": ViewDefinition("which zones became which, and their plates"),
    "parks-industries": ViewDefinition("parks with their leading industries", frozenset({"leadingIndustry"})),
    "parks-townships": ViewDefinition("parks with the townships that they cover", frozenset({"coversTownship"})),
    "zones-plates": ViewDefinition("who bears which plate", frozenset({"bearsPlate", "borePlate", "PlateEvent"})),
    "supervision": ViewDefinition(
        "who supervises whom", frozenset({"supervises", "SupervisionRule", "responsibleFor"})
    ),
}
"""Every view, the default first."""


@dataclass(frozen=True)
class Option:
    """How users see a field of Selection: what it does, an example, and the bounds of a number."""

    help: str
    example: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class Selection:
    """The part of the network that is exported, and how it is written.

    `about` and `query` are as the user wrote them until they are resolved: then `about` holds IRIs, and the triples of
    the query are given beside the selection.
    """

    view: Annotated[View, Option("The view of the network.")] = "network"
    about: Annotated[
        tuple[str, ...], Option("Only what lies around these things, each an IRI, a path or a name.", "智造新城")
    ] = ()
    depth: Annotated[
        int, Option("How many relations (in a lineage: changes) away from them.", minimum=0, maximum=10)
    ] = 1
    relation: Annotated[tuple[str, ...], Option("Only these relations.", "leadingIndustry")] = ()
    kind: Annotated[tuple[str, ...], Option("Only things of these classes and of those below them.", "Zone")] = ()
    paper: Annotated[str, Option("Only what this paper says, by IRI or by its name.", "quzhou-2021")] = ""
    when: Annotated[str, Option("Only what stands `before` the changes, `after` them, or on a day.", "after")] = ""
    query: Annotated[
        str,
        Option(
            "The triples of this query in place of the network: a CONSTRUCT, or a SELECT ?s ?p ?o.",
            "CONSTRUCT { ?a kq:absorbedInto ?b } WHERE { ?a kq:absorbedInto ?b }",
        ),
    ] = ""
    events: Annotated[
        bool, Option("Events, rules and areas as nodes; otherwise they are folded into edges and into their zone.")
    ] = False
    measure: Annotated[
        tuple[str, ...], Option(f"Measures of each node: {', '.join(f'`{name}`' for name in MEASURES)}.", "degree")
    ] = ()
    most: Annotated[int, Option("The most nodes; the nearest are kept first, then in order of IRI.", minimum=1)] = (
        20_000
    )
    lang: Annotated[Language, Option("The language of the labels.")] = "zh"


class SelectionField(NamedTuple):
    """A field of Selection; many: whether it takes several values, each of the type `type`."""

    name: str
    type: Any
    many: bool
    default: Any
    option: Option


def selection_fields(*without: str) -> list[SelectionField]:
    """The fields of Selection in their order, but for those named."""
    hints, found = get_type_hints(Selection, include_extras=True), []
    for field in fields(Selection):
        if field.name not in without:
            kind, option = get_args(hints[field.name])
            many = kind == tuple[str, ...]
            found.append(SelectionField(field.name, str if many else kind, many, field.default, option))
    return found
