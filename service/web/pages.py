"""Pages for people: templates, the reader's language, and what every page needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from service.web.headers import CONTENT_SECURITY_POLICY
from service.web.links import Links
from service.web.negotiation import LANGUAGES, choose_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from graph.store.builds import Build

VARY = {"Vary": "Accept, Accept-Language"}


def accepted(request: Request) -> str:
    """The whole Accept header, its repetitions joined."""
    return ", ".join(request.headers.getlist("accept"))


def links_of(request: Request) -> Links:
    """The links for the reader who makes a request."""
    language = request.query_params.get("lang")
    return Links(request.scope.get("root_path", ""), language if language in LANGUAGES else None)


class Pages:
    """Makes pages from the templates of the package."""

    def __init__(self, build: Build) -> None:
        self._templates = Environment(
            loader=PackageLoader("service"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._templates.globals["build"] = build
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        for name in self._templates.list_templates(["html"]):  # a worker can load nothing from files
            self._templates.get_template(name)

    def render(
        self,
        request: Request,
        template: str,
        values: Mapping[str, object],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """A page in the reader's language; autoescaped, without a script that a browser runs.

        A `script` element that holds JSON-LD is a data block. The HTML standard ends its processing before the policy
        for inline scripts is asked (4.12.1.1, "prepare the script element"), so the policy stays as strict as it is.
        """
        language = choose_language(
            ", ".join(request.headers.getlist("accept-language")), request.query_params.get("lang")
        )
        content = self._templates.get_template(template).render(
            language=language, links=links_of(request), switch=_switch(request), **values
        )
        policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Referrer-Policy": "same-origin"}
        return HTMLResponse(content, status, headers={**policy, **VARY, **(headers or {})})


def _switch(request: Request) -> dict[str, str]:
    """For each language the address of the same page in it."""
    kept = [(name, value) for name, value in parse_qsl(request.url.query, keep_blank_values=True) if name != "lang"]
    return {language: f"?{urlencode([*kept, ('lang', language)])}" for language in LANGUAGES}
