"""The parameters that routes take, each with what it means and an example, for OpenAPI and the checks at the door."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field

from graph.history.lineage import Direction
from graph.network.formats import NETWORK_FORMATS
from graph.network.measures import MEASURES
from graph.network.select import View
from service.api.models import Model
from service.web.negotiation import Language

MOST_NODES = 5_000
"""How many nodes an export over HTTP has at the most; the command draws more."""
MOST_ROWS = 10_000
_LONGEST_NAME, _LONGEST_QUERY, _SEVERAL = 400, 20_000, 50

_AFTER = "Where to go on, as the answer before said."


def _naming(description: str, example: str, alias: str | None = None) -> Any:  # noqa: ANN401  what Query gives
    """A parameter that names a thing."""
    return Query(alias=alias, min_length=1, max_length=_LONGEST_NAME, description=description, examples=[example])


Text = Annotated[str, _naming("A name, an alias, pinyin, a code (with its system) or an IRI.", "智造新城")]
Name = Annotated[str, _naming("An IRI, a path such as zone/x, or a name.", "智造新城")]
Start = Annotated[str, _naming("Where the paths begin: an IRI, a path or a name.", "原集聚区", "from")]
InPath = Annotated[
    str,
    Path(
        max_length=_LONGEST_NAME, description="A path below id/, an IRI or a name.", examples=["zone/zhizao-new-city"]
    ),
]
Type = Annotated[str, Query(max_length=100, description="Only things of this class.", examples=["Zone"])]
ZoneOrPlate = Annotated[Literal["Zone", "Plate", ""], Query(description="Only zones, or only plates.")]
Place = Annotated[
    str,
    Query(
        max_length=_LONGEST_NAME, description="Only things in this place, by IRI, path or name.", examples=["柯城区"]
    ),
]
System = Annotated[
    str,
    Query(max_length=50, description="The text is a code of this system: mca (民政部) or nbs (国家统计局)."),
]
PageNumber = Annotated[int, Query(ge=1, description="Which page, where a property has many values.", examples=[1])]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many at the most.", examples=[10])]
PathLimit = Annotated[int, Query(ge=1, le=200, description="How many paths at the most.", examples=[5])]
Cursor = Annotated[str, Query(max_length=200, description=_AFTER)]
Way = Annotated[Direction, Query(description="What it came from (back), what became of it (forth), or both.")]
Changes = Annotated[int, Query(ge=1, le=20, description="How many changes away from it at the most.", examples=[3])]
Steps = Annotated[int, Query(ge=1, le=4, description="How many relations away at the most.", examples=[1])]
Longest = Annotated[int, Query(ge=1, le=5, description="The longest path, in relations.", examples=[3])]
When = Annotated[str, Query(description="before, after, or a day.", examples=["2022-01-01"])]
Shared = Annotated[
    str, Query(max_length=100, description="The relation whose targets are compared.", examples=["leadingIndustry"])
]
OnlyRelations = Annotated[
    list[str], Query(max_length=_SEVERAL, description="Only these relations.", examples=[["absorbedInto"]])
]
FileName = Annotated[
    str,
    Path(
        max_length=100,
        description="A view and a format, such as lineage.svg; or statements.csv, statements.jsonl, dataset.trig, "
        "dataset.nq, dataset.nq.gz.",
        examples=["network.gexf"],
    ),
]


class RowsIn(BaseModel):
    """What is told of the rows of a relation, beside its columns, which are parameters too."""

    fields: str = Field("", max_length=400, description="Only these columns, with commas between.")
    lang: Language | None = Field(None, description="Labels in this language alone; a table has one, else Chinese.")
    limit: int = Field(100, ge=1, le=MOST_ROWS, description="How many rows at the most.")
    cursor: str = Field("", max_length=200, description=_AFTER)
    format: Literal["json", "jsonld"] = Field("json", description="Plain JSON, or JSON-LD.")


class TableIn(RowsIn):
    """The same for a table, which is long unless it is asked to be short."""

    limit: int = Field(MOST_ROWS, ge=1, le=MOST_ROWS, description="How many rows at the most.")


class DrawingIn(Model):
    """What is drawn, and how: the same as the options of `kaifaqu export`."""

    about: list[str] = Field(
        [],
        max_length=_SEVERAL,
        description="Only what lies around these, each an IRI, a path or a name.",
        examples=[["智造新城"]],
    )
    depth: int = Field(1, ge=0, le=10, description="How many relations (of a lineage: changes) away from them.")
    relation: list[str] = Field(
        [], max_length=_SEVERAL, description="Only these relations.", examples=[["leadingIndustry"]]
    )
    kind: list[str] = Field([], max_length=_SEVERAL, description="Only things of these classes.", examples=[["Zone"]])
    paper: str = Field(
        "", max_length=_LONGEST_NAME, description="Only what this paper says, by IRI or path.", examples=["quzhou-2021"]
    )
    when: str = Field("", description="Only what stands before, after, or on a day.", examples=["after"])
    query: str = Field(
        "",
        max_length=_LONGEST_QUERY,
        description="The triples of this query instead of the network: CONSTRUCT, or SELECT ?s ?p ?o.",
        examples=["CONSTRUCT { ?a kq:absorbedInto ?b } WHERE { ?a kq:absorbedInto ?b }"],
    )
    events: bool = Field(default=False, description="Events, rules and areas drawn as nodes instead of folded.")
    measure: list[str] = Field(
        [],
        max_length=_SEVERAL,
        description=f"Measures told of each node: {', '.join(MEASURES)}.",
        examples=[["degree"]],
    )
    most: int = Field(
        MOST_NODES, ge=1, le=MOST_NODES, description="How many nodes at the most, the nearest first, then by IRI."
    )
    lang: Language = Field("zh", description="The language of the labels.")


class GraphIn(DrawingIn):
    """What is drawn, as parameters alone."""

    view: View = Field("network", description="Which view of the network.")
    format: str = Field(
        "",
        description=f"One of {', '.join(f.extension for f in NETWORK_FORMATS)}; else as Accept asks.",
        examples=["gexf"],
    )
