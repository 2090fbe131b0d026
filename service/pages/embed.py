"""`/embed` and `/oembed`: widgets, views of the graph for the pages of others, and the code to embed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Query
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import HTMLResponse, Response

from graph.core.errors import UnknownEntity
from service.core.errors import FormatNotImplemented, InvalidParameter
from service.pages import compare, explore, lineage, read
from service.pages.embed_content import ContentReader
from service.pages.embed_limits import LIMITS
from service.pages.oembed import NARROWEST, describe_widget, frame_code, frame_size, write_json, write_xml
from service.web.headers import CONTENT_SECURITY_POLICY, SCRIPTED_POLICY, WIDGET_POLICY
from service.web.negotiation import LANGUAGES
from service.web.openapi import LANG, PROBLEM_RESPONSES, content, parameter, path_parameter
from service.web.pages import in_language, language_of, links_of
from service.web.widgets import THEMES, VIEWS, Widget, joined, page_within, widget_named, widget_of

if TYPE_CHECKING:
    from service.api.indexes import Indexes
    from service.core.settings import Settings
    from service.pages.embed_content import Content
    from service.pages.read import PaperPages
    from service.web.negotiation import Language
    from service.web.pages import Pages

_WHAT = {
    "card": ("概览", "Overview"),
    "explore": ("图景", "Surroundings"),
    "lineage": ("沿革", "Lineage"),
    "compare": ("对比", "Comparison"),
    "read": ("原文", "In the paper"),
}
_PROVIDER = "kaifaqu 开发区"
_WRITERS = {"json": (write_json, "application/json"), "xml": (write_xml, "text/xml; charset=utf-8")}
_THEME = parameter("theme", "query", "The theme; `auto` follows the system of the reader.", enum=list(THEMES))
_PARAMETERS = {
    name: [one for one in parameters if one["name"] in VIEWS[name].parameters]
    for name, parameters in {
        "card": [],
        "explore": explore.PARAMETERS,
        "lineage": lineage.PARAMETERS,
        "compare": compare.PARAMETERS,
        "read": [read.AT | {"required": True}],
    }.items()
}
"""The parameters of each widget, as its page describes them."""
_PATHS = {
    "compare": path_parameter(
        "path", "Zones by their paths below id/, with commas between.", "zone/zhizao-new-city,zone/longyou-edz"
    ),
    "read": path_parameter("path", "The identifier of a paper.", "quzhou-2021"),
}
_PATH = path_parameter("path", "A path below id/.", "zone/zhizao-new-city")
_EXAMPLE = "/lineage?of=zone/zhizao-new-city"
_URL = "The address of a page of this service: /id/…, /explore/…, /lineage, /compare, or /read/… with at."

_ADDRESS = Query(description=_URL, examples=[_EXAMPLE])
_FORMAT = Query(description="The format of the answer.", json_schema_extra={"enum": list(_WRITERS)})
_WIDTH = Query(ge=1, description="The greatest width, in pixels.", examples=[400])
_HEIGHT = Query(ge=1, description="The greatest height, in pixels.", examples=[300])


def embed_routes(indexes: Indexes, settings: Settings, pages: Pages, papers: PaperPages) -> APIRouter:
    """The routes of widgets, of the page with the code to embed one, and of oEmbed."""
    router, embed = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES), EmbedPages(indexes, settings, pages, papers)
    described = [parameter("url", "query", _URL, example=_EXAMPLE), _THEME, LANG]
    routes = [("/embed", "The code to embed a page", described, embed.code)]
    for name, view in VIEWS.items():
        choices, summary = [*_PARAMETERS[name], _THEME, LANG], f"{_WHAT[name][1]}, for the pages of others"
        if view.is_whole:
            routes.append((f"/embed/{name}", summary, choices, embed.widget))
        routes.append((f"/embed/{name}/{{path:path}}", summary, [_PATHS.get(name, _PATH), *choices], embed.widget))
    for path, summary, parameters, show in routes:
        router.get(path, summary=summary, response_class=HTMLResponse, openapi_extra={"parameters": parameters})(show)
    router.get(
        "/oembed",
        summary="How to embed a page (oEmbed)",
        response_class=Response,
        responses={
            200: {"description": "The widget as a frame.", "content": content("application/json", "text/xml")},
            501: {"description": "A format that is not offered.", "content": PROBLEM_RESPONSES["4XX"]["content"]},
        },
    )(embed.oembed)
    return router


class EmbedPages:
    """Answers with widgets of one build."""

    def __init__(self, indexes: Indexes, settings: Settings, pages: Pages, papers: PaperPages) -> None:
        self._pages, self._settings = pages, settings
        self._reader = ContentReader(indexes, settings, pages, papers)

    def widget(self, request: Request) -> Response:
        """A view for a frame on the page of another site. It has no scripts, and links open in a new tab."""
        sent = str((request.scope.get("raw_path") or request.scope["path"].encode()).decode("latin-1"))
        view, _, path = sent.removeprefix(f"{request.scope.get('root_path', '')}/embed/").strip("/").partition("/")
        widget = widget_named(view, path, request.query_params.multi_items())
        if widget is None:
            raise UnknownEntity(f"There is no view {view} to embed; there are {', '.join(VIEWS)}.")
        theme, language, links = _theme_of(request), language_of(request), links_of(request)
        shown = self._reader.read(widget, language, links)
        values = {
            **shown.values,
            "content": shown,
            "limits": LIMITS,
            "view": view,
            "theme": theme,
            "what": in_language(language, *_WHAT[view]),
            "page": links.address(widget.page),
        }
        headers = {"Content-Security-Policy": WIDGET_POLICY, "X-Robots-Tag": "noindex"}
        return self._pages.render(request, f"embed_{view}.html", values, headers=headers)

    def code(self, request: Request) -> Response:
        """The code that embeds a page, with a preview."""
        asked, theme, language = request.query_params.get("url", "").strip(), _theme_of(request), language_of(request)
        values: dict[str, object] = {"asked": asked, "theme": theme, "code": "", "narrowest": NARROWEST}
        if asked:
            widget = self._find(request, asked)
            shown = self._reader.read(widget, language, links_of(request))
            chosen = (("theme", theme if theme != THEMES[0] else ""), ("lang", language))
            size, base = frame_size(shown.lines), self._settings.public_address(str(request.base_url))
            title = _title(widget, shown, language)
            values |= {
                "title": title,
                "height": size.height,
                "code": frame_code(base + joined(widget.address, *chosen), title, "100%", size.height),
                "preview": f"{request.scope.get('root_path', '')}{joined(widget.address, *chosen)}",
                "page": links_of(request).address(widget.page),
                "oembed": base + joined(("/oembed", (("url", base + joined(widget.page, ("lang", language))),))),
            }
        policy = SCRIPTED_POLICY if self._pages.assets.has_scripts else CONTENT_SECURITY_POLICY
        headers = {"Content-Security-Policy": f"{policy}; frame-src 'self'"}
        return self._pages.render(request, "embed.html", values, headers=headers)

    def oembed(
        self,
        request: Request,
        url: Annotated[str, _ADDRESS],
        format: Annotated[str, _FORMAT] = "json",  # noqa: A002  the name in oEmbed
        maxwidth: Annotated[int | None, _WIDTH] = None,
        maxheight: Annotated[int | None, _HEIGHT] = None,
    ) -> Response:
        """How other sites embed a page, as https://oembed.com asks: the widget of the page as a frame."""
        if format not in _WRITERS:
            raise FormatNotImplemented(f"format is {format}; give {' or '.join(_WRITERS)}.")
        widget = self._find(request, url)
        language = _language_in(url) or language_of(request)
        try:
            shown = self._reader.read(widget, language, links_of(request))
        except InvalidParameter as error:
            raise UnknownEntity(str(error)) from error
        base = self._settings.public_address(str(request.base_url))
        address = base + joined(widget.address, ("lang", _language_in(url)))
        members = describe_widget(
            address,
            _title(widget, shown, language),
            frame_size(shown.lines, (maxwidth, maxheight)),
            (_PROVIDER, f"{base}/"),
        )
        write, media_type = _WRITERS[format]
        return Response(write(members), media_type=media_type, headers={"Vary": "Accept-Language"})

    def _find(self, request: Request, address: str) -> Widget:
        """The widget for a page. Raises UnknownEntity."""
        asked = str(request.base_url).rstrip("/")
        within = page_within(address, (self._settings.public_address(asked), asked))
        widget = widget_of(*within) if within else None
        if widget is None:
            raise UnknownEntity(f"{address} is no page of this service that can be embedded. {_URL}")
        return widget


def _theme_of(request: Request) -> str:
    theme = request.query_params.get("theme") or THEMES[0]
    if theme not in THEMES:
        raise InvalidParameter(f"theme is {theme}; give {', '.join(THEMES)}.")
    return theme


def _title(widget: Widget, shown: Content, language: Language) -> str:
    return f"{shown.title.text} · {in_language(language, *_WHAT[widget.view])}"


def _language_in(address: str) -> Language | Literal[""]:
    """The language that an address names, empty where it names none."""
    named = dict(parse_qsl(urlsplit(address).query)).get("lang")
    return next((language for language in LANGUAGES if language == named), "")
