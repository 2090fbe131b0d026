"""The parameters of the routes with their meaning, bounds and an example: they are checked, and OpenAPI shows them."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field, create_model

from graph.export.registry import FORMATS_OF_VIEWS, WHOLE_FILES
from graph.history.lineage import Direction
from graph.network.selection_options import Selection, selection_fields
from service.api.models import Model
from service.web.negotiation import Language

MOST_NODES = 5_000
"""The most nodes of an export over HTTP; the command has no such limit."""
MOST_ROWS = 10_000
_LONGEST_NAME, _LONGEST_QUERY, _SEVERAL = 400, 20_000, 50

_AFTER = "Where to go on: the cursor of the answer before."


def _naming(description: str, example: str, alias: str | None = None) -> Any:  # noqa: ANN401  what Query gives
    """A parameter that names a thing."""
    return Query(alias=alias, min_length=1, max_length=_LONGEST_NAME, description=description, examples=[example])


Name = Annotated[str, _naming("An IRI, a path such as zone/x, or a name.", "智造新城")]
Start = Annotated[str, _naming("Where the paths begin: an IRI, a path or a name.", "原集聚区", "from")]
InPath = Annotated[
    str,
    Path(
        max_length=_LONGEST_NAME, description="A path below id/, an IRI or a name.", examples=["zone/zhizao-new-city"]
    ),
]
ZoneOrPlate = Annotated[Literal["Zone", "Plate", ""], Query(description="Only zones, or only plates.")]
PageNumber = Annotated[int, Query(ge=1, description="Which page, where a property has many values.", examples=[1])]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many at the most.", examples=[10])]
PathLimit = Annotated[int, Query(ge=1, le=200, description="How many paths at the most.", examples=[5])]
Cursor = Annotated[str, Query(max_length=200, description=_AFTER)]
LineageDirection = Annotated[
    Direction, Query(description="What it came from (back), what became of it (forth), or both.")
]
Changes = Annotated[int, Query(ge=1, le=20, description="How many changes away from it at the most.", examples=[3])]
Steps = Annotated[int, Query(ge=1, le=4, description="How many relations away at the most.", examples=[1])]
Longest = Annotated[int, Query(ge=1, le=5, description="The longest path, in relations.", examples=[3])]
When = Annotated[str, Query(description="before, after, or a day.", examples=["2022-01-01"])]
ServerState = Annotated[
    str, Query(max_length=100, description="The relation whose targets are compared.", examples=["leadingIndustry"])
]
OnlyRelations = Annotated[
    list[str], Query(max_length=_SEVERAL, description="Only these relations.", examples=[["absorbedInto"]])
]
FileName = Annotated[
    str,
    Path(
        max_length=100,
        description=f"A view and a format, such as lineage.svg; or {', '.join(WHOLE_FILES)}.",
        examples=["network.gexf"],
    ),
]


class NameIn(BaseModel):
    """A name, a code (with its system) or an IRI, of a class and in a place if that is known."""

    q: str = Field(
        min_length=1,
        max_length=_LONGEST_NAME,
        description="A name, an alias, pinyin, a code (with its system) or an IRI.",
        examples=["智造新城"],
    )
    type: str = Field("", max_length=100, description="Only things of this class.", examples=["Zone"])
    place: str = Field(
        "",
        max_length=_LONGEST_NAME,
        description="Only things in this place, by IRI, path or name.",
        examples=["柯城区"],
    )
    system: str = Field(
        "", max_length=50, description="The text is a code of this system: mca (民政部) or nbs (国家统计局)."
    )


class SearchIn(NameIn):
    """The same, and how many candidates."""

    limit: int = Field(20, ge=1, le=1000, description="How many at the most.", examples=[10])


class RowsIn(BaseModel):
    """The parameters of a relation, beside its columns."""

    fields: str = Field("", max_length=400, description="Only these columns, with commas between.")
    lang: Language | None = Field(None, description="Labels in this language alone; a table has one, else Chinese.")
    limit: int = Field(100, ge=1, le=MOST_ROWS, description="How many rows at the most.")
    cursor: str = Field("", max_length=200, description=_AFTER)
    format: Literal["json", "jsonld"] = Field("json", description="Plain JSON, or JSON-LD.")


class TableIn(RowsIn):
    """The same for a table, which has more rows by default."""

    limit: int = Field(MOST_ROWS, ge=1, le=MOST_ROWS, description="How many rows at the most.")


def _options(name: str, description: str, *without: str, **more: Any) -> Any:  # noqa: ANN401  a class
    """Make a model with the fields of Selection as parameters, without some, and with more."""
    parameters: dict[str, Any] = {}
    for field in selection_fields(*without):
        option, settings = field.option, _SETTINGS.get(field.name, {})
        values = [option.example] if option.example else []
        parameters[field.name] = (
            tuple[str, ...] if field.many else field.type,
            Field(
                **{
                    "default": field.default,
                    "description": option.help,
                    "examples": ([values] if field.many else values) or None,
                    "ge": option.minimum,
                    "le": option.maximum,
                    "max_length": _SEVERAL if field.many else None,
                }
                | settings
            ),
        )
    return create_model(name, __base__=Model, __doc__=description, **parameters, **more)


_SETTINGS: dict[str, dict[str, Any]] = {
    "paper": {"max_length": _LONGEST_NAME},
    "query": {"max_length": _LONGEST_QUERY},
    "most": {"default": MOST_NODES, "le": MOST_NODES},
}
"""Settings of parameters that hold over HTTP alone."""

if TYPE_CHECKING:  # the classes are made at run time; their members are these

    class FileOptions(Selection):
        """The parameters of `/export/{name}`."""

    class GraphOptions(Selection):
        """The parameters of `/api/v1/graph`."""

        format: str

else:
    FileOptions = _options("FileOptions", "The options of `kaifaqu export` as parameters.", "view")
    GraphOptions = _options(
        "GraphOptions",
        "The options of `kaifaqu export` as parameters, with the view and the format.",
        format=(
            str,
            Field(
                "",
                description=f"One of {', '.join(FORMATS_OF_VIEWS)}; else as Accept asks.",
                examples=["gexf"],
            ),
        ),
    )
