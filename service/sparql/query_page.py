"""What the script of the query page has to know: addresses, formats, and what to tell of problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.formats import formats_for
from graph.core.iris import BASE, kebab
from service.web.problem_advice import advice_on
from service.web.problems import PROBLEMS

if TYPE_CHECKING:
    from service.web.links import Links
    from service.web.negotiation import Language


def page_data(links: Links, language: Language, public_base: str) -> dict[str, object]:
    """The data block of the page.

    Args:
        links: The links of the request.
        language: The language of the reader.
        public_base: The address of the service that readers use, without a slash at its end.
    """
    return {
        "endpoint": f"{links.root}/sparql",
        "publicEndpoint": f"{public_base}/sparql",
        "terms": f"{links.root}/sparql/terms?lang={language}",
        "check": f"{links.root}/sparql/check",
        "search": links.suggestions(),
        "base": BASE,
        "root": links.root,
        "lang": links.language or "",
        "formats": {
            "table": [syntax.name for syntax in formats_for("table")],
            "graph": [syntax.name for syntax in formats_for("graph")],
        },
        "problems": dict(_problems(language)),
    }


def _problems(language: Language) -> list[tuple[str, tuple[str, str]]]:
    """The title of each problem and what a reader can do about it, by its name."""
    told = []
    for kind, (status, title, title_zh) in PROBLEMS.items():
        name = kebab(kind.__name__)
        zh, en = advice_on(name, status)
        told.append((name, (title_zh, zh) if language == "zh" else (title, en)))
    return told
