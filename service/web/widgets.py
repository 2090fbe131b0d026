"""The addresses of widgets, pages that other sites show in a frame, and of the pages that each stands for. Pure.

/id/zone/zhizao-new-city                /embed/card/zone/zhizao-new-city
/explore/zone/zhizao-new-city?when=…    /embed/explore/zone/zhizao-new-city?when=…
/lineage?of=zone/zhizao-new-city        /embed/lineage/zone/zhizao-new-city
/compare?of=zone/a,zone/b&what=…        /embed/compare/zone/a,zone/b?what=…
/read/quzhou-2021?at=2029-2055          /embed/read/quzhou-2021?at=2029-2055
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from graph.core.iris import BASE, ENTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

Parameters = tuple[tuple[str, str], ...]
THEMES = ("auto", "light", "dark")
"""The values of the parameter `theme` of a widget. `auto` follows the system of the reader."""
_KEPT = "/:@!$&'()*+,;=~-._%"


@dataclass(frozen=True)
class View:
    """A view that can be embedded.

    Attributes:
        page: The path of its page.
        parameters: The parameters of the page that its widget takes too.
        subject: The parameter that names what the page is about; empty where the rest of the path does.
        is_whole: Whether there is a page, and a widget, about nothing in particular.
    """

    page: str
    parameters: frozenset[str]
    subject: str = ""
    is_whole: bool = False


VIEWS: dict[str, View] = {
    "card": View("/id", frozenset()),
    "explore": View("/explore", frozenset({"when", "relation", "kind", "paper", "modality", "origin"}), is_whole=True),
    "lineage": View("/lineage", frozenset({"step", "what", "event"}), subject="of", is_whole=True),
    "compare": View("/compare", frozenset({"what"}), subject="of", is_whole=True),
    "read": View("/read", frozenset({"at"})),
}
"""The views by the name that they have in the address of a widget."""


@dataclass(frozen=True)
class Widget:
    """What the address of a widget says.

    Attributes:
        view: The name of the view, one of `VIEWS`.
        path: What it is about, encoded as in a path; empty for all.
        parameters: The parameters of the view.
    """

    view: str
    path: str = ""
    parameters: Parameters = ()

    @property
    def subject(self) -> str:
        """What it is about, decoded."""
        return unquote(self.path)

    @property
    def address(self) -> tuple[str, Parameters]:
        """The path and the parameters of the widget."""
        return f"/embed/{self.view}" + (f"/{self.path}" if self.path else ""), self.parameters

    @property
    def page(self) -> tuple[str, Parameters]:
        """The path and the parameters of the page that it stands for."""
        view = VIEWS[self.view]
        if view.subject:
            return view.page, (*(((view.subject, self.subject),) if self.path else ()), *self.parameters)
        return view.page + (f"/{self.path}" if self.path else ""), self.parameters


def widget_named(view: str, path: str, parameters: Iterable[tuple[str, str]]) -> Widget | None:
    """A widget by the parts of its address, without parameters that its view does not have; None for no such view."""
    if view not in VIEWS:
        return None
    kept = tuple((name, value) for name, value in parameters if name in VIEWS[view].parameters and value)
    return Widget(view, path, kept)


def widget_of(path: str, query: str) -> Widget | None:
    """The widget for a page of this service, None where the page has none.

    Args:
        path: The path below the root of the service, encoded.
        query: The query string.
    """
    parameters = parse_qsl(query)
    for name, view in VIEWS.items():
        if path == view.page or path.startswith(f"{view.page}/"):
            rest = path.removeprefix(view.page).strip("/")
            if view.subject:
                rest = _joined(value for key, value in parameters if key == view.subject)
            found = widget_named(name, rest, parameters)
            is_there = rest or view.is_whole
            if name == "read":  # a sentence is chosen
                is_there = "/" not in rest and "at" in dict(parameters)
            return found if is_there else None
    return None


def page_within(address: str, bases: Iterable[str]) -> tuple[str, str] | None:
    """The path and the query string of an address of this service, None for any other address.

    The scheme does not count, since a proxy may end TLS. The permanent identifiers of the project count as well.

    Args:
        address: An absolute address, or a path that begins with a slash.
        bases: The addresses under which the service is known, each with its path and no slash at its end.
    """
    try:
        parts = urlsplit(address)
        known = [urlsplit(base) for base in (*bases, BASE.rstrip("/"))]
    except ValueError:
        return None
    for base in known:
        is_here = parts.scheme in {"http", "https"} and parts.netloc.lower() == base.netloc.lower()
        is_path = not parts.scheme and not parts.netloc
        if (is_here or is_path) and parts.path.startswith(f"{base.path}/"):
            return quote(parts.path.removeprefix(base.path), safe=_KEPT), parts.query
    return None


def joined(address: tuple[str, Parameters], *more: tuple[str, str]) -> str:
    """A path with its parameters and further ones; those without a value are left out."""
    path, parameters = address
    given = [(name, value) for name, value in (*parameters, *more) if value]
    return path + (f"?{urlencode(given, safe='/,')}" if given else "")


def _joined(values: Iterable[str]) -> str:
    """The things that parameters name, as one part of a path."""
    named = (part.strip().removeprefix(ENTITIES) for value in values for part in value.replace("，", ",").split(","))
    return quote(",".join(part for part in named if part), safe="/,:")
