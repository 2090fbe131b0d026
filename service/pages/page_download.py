"""What a view draws, as data: CSV, JSON, GEXF where it is a network, and the query behind it. The same for every view.

A view makes a `ViewData` from the very values that its template draws. `asked_form` tells whether the address asks for
a file of it, `file_of` writes the file, and the template lists the links of `links_to`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from starlette.responses import JSONResponse, Response

from graph.core.iris import BASE
from graph.core.spreadsheet import MEDIA_TYPE, csv_lines
from graph.network.formats import NETWORK_FORMATS
from service.core.errors import InvalidParameter
from service.web.openapi import parameter
from service.web.pages import links_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from graph.network.export_model import ExportModel
    from service.pages.sentence_panel import Sentence
    from service.web.negotiation import Language
    from service.web.view_models import Shown

Form = Literal["csv", "json", "gexf"]
FORMS: tuple[Form, ...] = get_args(Form)
TABLE_FORMS: tuple[Form, ...] = ("csv", "json")
"""The forms of a view that is no network."""
Line = Mapping[str, str]
SOURCE = ("paper", "date", "clause", "quote")
"""The columns that tell in which words of which papers something stands."""
MOST_NAMED = 150
"""How many things a query names one by one. It stands in an address, of which proxies take 8 KB."""
_LONGEST_ADDRESS = 7_800
"""The most characters of a link to a query. A longer query stands in the JSON of its view alone."""
_GEXF = next(syntax for syntax in NETWORK_FORMATS if syntax.extension == "gexf")
DATA = parameter("format", "query", "The page, or what it draws as data.", enum=["html", *FORMS])
"""The parameter of a view that is a network."""
TABLE = parameter("format", "query", "The page, or what it draws as data.", enum=["html", "csv", "json"])
"""The parameter of a view that is none."""
DATA_TYPES = ("text/csv", "application/json", _GEXF.media_type)
_NOT_DRAWN = frozenset({"format", "edge", "print", "page"})
"""Parameters that change how a page is shown, but not what is drawn."""


@dataclass(frozen=True)
class ViewData:
    """What a view draws.

    Attributes:
        name: The name of the view, which is that of the files.
        columns: The columns of the table.
        lines: Makes a line for each thing that is drawn, in the order of the page, when a file is asked for.
        query: The query behind the view; empty where none is.
        network: Makes the network, where the view is one.
        json: Makes what JSON holds in place of the table, where the view has data of its own.
        titles: The words over the columns of CSV; none where these are the names of the columns.
    """

    name: str
    columns: Sequence[str]
    lines: Callable[[], Iterable[Line]]
    query: str = ""
    network: Callable[[], ExportModel] | None = None
    json: Callable[[], object] | None = None
    titles: Sequence[str] = ()


def with_forms(parameters: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parameters of a route with formats of its own, of which `format` also takes csv and json."""
    return [
        {**one, "schema": {**one["schema"], "enum": [*one["schema"]["enum"], "csv", "json"]}}
        if one["name"] == "format"
        else one
        for one in parameters
    ]


def asked_form(request: Request, forms: Iterable[Form] = FORMS) -> Form | None:
    """The form in which the address asks for the data of the view; None where it asks for something else.

    forms: those of the view, where it has formats of other names besides.
    """
    asked = request.query_params.getlist("format")
    return next((form for form in forms if asked == [form]), None)


def file_of(form: Form, data: ViewData) -> Response:
    """The file of a form. Raises InvalidParameter where the view is no network and GEXF is asked for."""
    headers = {"Vary": "Accept, Accept-Language"}
    if form == "json":
        if data.json:
            return JSONResponse(data.json(), headers=headers)
        return JSONResponse({"view": data.name, "query": data.query, "rows": list(data.lines())}, headers=headers)
    if form == "gexf" and data.network is None:
        raise InvalidParameter("format is gexf, and this view is no network; give csv or json.")
    headers["Content-Disposition"] = f'attachment; filename="{data.name}.{form}"'
    if form == "csv" or data.network is None:
        rows = ([line.get(column, "") for column in data.columns] for line in data.lines())
        return Response("".join(csv_lines(data.titles or data.columns, rows)), media_type=MEDIA_TYPE, headers=headers)
    return Response(_GEXF.write(data.network()), media_type=_GEXF.content_type, headers=headers)


def links_to(
    request: Request, data: ViewData, *more: tuple[str, str], without: Collection[str] = ()
) -> list[tuple[str, str]]:
    """The links to the data of a view, each with its name.

    Args:
        request: The request of the page.
        data: What it draws.
        more: Further forms that the view has, each with its name.
        without: Parameters of the address that are not for this part of the view.
    """
    forms = [(form.upper(), form) for form in FORMS if form != "gexf" or data.network]
    left = {*_NOT_DRAWN, *without}
    given = [(name, value) for name, value in parse_qsl(request.url.query) if name not in left]
    found = [(name, f"?{urlencode([*given, ('format', form)])}") for name, form in (*forms, *more)]
    address = links_of(request).sparql(data.query) if data.query else ""
    return [*found, ("SPARQL", address)] if 0 < len(address) <= _LONGEST_ADDRESS else found


def joined(texts: Iterable[str]) -> str:
    """Some texts, each once, in one cell with bars between them."""
    return " | ".join(dict.fromkeys(texts))


def source_of(sentence: Sentence) -> dict[str, str]:
    """The words of a sentence as columns."""
    places = sentence.passages
    return {
        "paper": joined(place.paper.text for place in places if place.paper and place.paper.text),
        "date": joined(place.date for place in places if place.date),
        "clause": joined(place.clause.text for place in places if place.clause and place.clause.text),
        "quote": joined(place.quote for place in places if place.quote),
    }


def name_of(shown: Shown, language: Language) -> str:
    """A term in the reader's language alone, as tables show it."""
    return ((shown.zh or shown.en) if language == "zh" else (shown.en or shown.zh)) or shown.code


def query_naming(query: str, iris: Iterable[str]) -> str:
    """A query with some IRIs, each once, in place of its `%s`. Those of the project are relative, which is shorter."""
    return f"BASE <{BASE}>\n{query}" % " ".join(f"<{iri.removeprefix(BASE)}>" for iri in dict.fromkeys(iris))
