"""Renders HTML pages: templates, the reader's language, and the frame around every page.

A template that extends `base.html` sets `view` to its name. The frame then loads `static/<view>.css`, and the script
that was built from `explorer/src/pages/<view>.ts`, where there are such, and marks the page in the navigation.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from pickle import UnpicklingError
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.meta import find_referenced_templates
from starlette.responses import HTMLResponse

from service.web.assets import load_assets
from service.web.headers import CONTENT_SECURITY_POLICY, SCRIPTED_POLICY
from service.web.links import Links
from service.web.negotiation import LANGUAGES, choose_language
from service.web.widgets import joined, widget_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2.bccache import Bucket
    from starlette.requests import Request

    from graph.store.builds import Build
    from service.web.assets import Assets
    from service.web.negotiation import Language

VARY = {"Vary": "Accept, Accept-Language"}


def accepted(request: Request) -> str:
    """The whole Accept header, its repetitions joined."""
    return ", ".join(request.headers.getlist("accept"))


def links_of(request: Request) -> Links:
    """The links for the reader who makes a request."""
    language = request.query_params.get("lang")
    return Links(request.scope.get("root_path", ""), language if language in LANGUAGES else None)


def language_of(request: Request) -> Language:
    """The language of the reader who makes a request."""
    return choose_language(", ".join(request.headers.getlist("accept-language")), request.query_params.get("lang"))


def in_language(language: Language, zh: str, en: str) -> str:
    """The one of two texts that is in the reader's language."""
    return zh if language == "zh" else en


_LOADER = PackageLoader("service")


class _CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder of the user among the temporary files, so that the next process starts faster."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template, unless its file is damaged, as after a loss of power."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, unless the file system is full or can only be read."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled_templates() -> _CompiledTemplates | None:
    """The compiled templates; None where there is no folder that others cannot write to."""
    try:
        return _CompiledTemplates()
    except (OSError, RuntimeError):
        return None


@cache
def _templates() -> Environment:
    """The templates of the package, each compiled when it is first used.

    They are not read again when their files change, as while a new version is installed: workers can open no file.
    """
    templates = Environment(
        loader=_LOADER,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=_compiled_templates(),
    )
    templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return templates


def load_templates(*names: str) -> None:
    """Compile some templates and those that they name, or all: a worker can load nothing from files."""
    templates = _templates()
    waiting = list(names or templates.list_templates(["html"]))
    while waiting:
        name = waiting.pop()
        templates.get_template(name)
        if names:
            source, _, _ = _LOADER.get_source(templates, name)
            waiting += filter(None, find_referenced_templates(templates.parse(source)))


class Pages:
    """Makes pages from the templates of the package.

    base_url: the public address of the service, empty for that of each request.
    """

    def __init__(self, build: Build, base_url: str = "") -> None:
        self.assets, self._build, self._base_url = load_assets(), build, base_url

    def render(
        self,
        request: Request,
        template: str,
        values: Mapping[str, object],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        *,
        names: Iterable[str] = (),
    ) -> HTMLResponse:
        """A page in the reader's language, autoescaped. It runs the scripts of this service and no others.

        A `script` element that holds JSON is a data block. The HTML standard ends its processing before the policy
        for inline scripts is asked (4.12.1.1, "prepare the script element"), so the policy needs no exception.

        names: the parameters of the address that make another page rather than another view of it (`q`, `of`).
        """
        language = language_of(request)
        page = _templates().get_template(template)
        content = page.render(
            language=language,
            t=partial(in_language, language),
            links=links_of(request),
            frame=Frame(request, self.assets, self._base_url, tuple(names), is_found=status == HTTPStatus.OK),
            build=self._build,
            **values,
        )
        policy = SCRIPTED_POLICY if self.assets.has_scripts else CONTENT_SECURITY_POLICY
        common = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
        return HTMLResponse(content, status, headers={**common, **VARY, **(headers or {})})


@dataclass(frozen=True)
class Frame:
    """What the frame of a page is made of: its addresses, style sheets and scripts. is_found: it tells no problem."""

    request: Request
    assets: Assets
    base_url: str
    names: tuple[str, ...]
    is_found: bool = True

    @property
    def canonical(self) -> str:
        """The address of the page under which it is best known, in whatever language."""
        return self._address([(name, value) for name, value in self._parameters if name in self.names])

    def in_language(self, language: Language) -> str:
        """The absolute address of the page in a language."""
        kept = [(name, value) for name, value in self._parameters if name in self.names]
        return self._address([*kept, ("lang", language)])

    def switch(self, language: Language) -> str:
        """The address of the same view of the page in a language, relative to it."""
        kept = [(name, value) for name, value in self._parameters if name != "lang"]
        return f"?{urlencode([*kept, ('lang', language)])}"

    @property
    def is_embeddable(self) -> bool:
        """Whether there is a widget for the page."""
        return self.is_found and widget_of(self._path, self.request.url.query) is not None

    @property
    def here(self) -> str:
        """The absolute address of the page as it is, with all its parameters."""
        return self._address(self._parameters)

    def oembed(self, form: str) -> str:
        """The absolute address of the oEmbed description of the page, in JSON or XML."""
        return f"{self._base}{joined(('/oembed', (('url', self.here), ('format', form))))}"

    def style(self, name: str) -> str | None:
        """The address of a style sheet, picture or script of ours, None where there is none of that name."""
        return self._static(self.assets.address(name)) if self.assets.has(name) else None

    def scripts(self, *names: str) -> list[str]:
        """The addresses of scripts, those that there are."""
        return [self._static(script.path) for name in names if (script := self.assets.script(name))]

    def preloaded(self, *names: str) -> list[str]:
        """The addresses of the modules that scripts import at once."""
        found = (script for name in names if (script := self.assets.script(name)))
        return list(dict.fromkeys(self._static(path) for script in found for path in script.imports))

    @property
    def _parameters(self) -> list[tuple[str, str]]:
        return parse_qsl(self.request.url.query, keep_blank_values=True)

    def _address(self, parameters: list[tuple[str, str]]) -> str:
        query = urlencode(parameters)
        return f"{self._base}{self._path}" + (f"?{query}" if query else "")

    @property
    def _path(self) -> str:
        """The path below the root of the service, encoded as it was sent."""
        sent = self.request.scope.get("raw_path") or quote(self.request.scope["path"]).encode()
        return str(sent.decode("latin-1")).removeprefix(self.request.scope.get("root_path", ""))

    @property
    def _base(self) -> str:
        return (self.base_url or str(self.request.base_url)).rstrip("/")

    def _static(self, path: str) -> str:
        return links_of(self.request).static(path)
