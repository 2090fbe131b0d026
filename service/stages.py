"""The stages in which a fork server prepares the application, and the stage that answers a path.

Each stage is a process forked from the one before. Requests for the paths of a stage wait until it is prepared.
"""

from __future__ import annotations

from typing import NamedTuple

QUERIES, PAGES, NAMES, NETWORK, COMPLETE = range(5)
"""SPARQL alone; what is told of single things; what needs all names; what needs the network of all things; all."""
_PAGES = frozenset({"/", "/docs", "/openapi.json", "/sparql/terms"})
_BELOW_PAGES = ("/docs/", "/embed/card/", "/id/", "/problem/", "/static/")
_NAMES = frozenset({"/ontology", "/read", "/reconcile", "/search", "/.well-known/void", "/sparql/check"})
_BELOW_NAMES = ("/class/", "/ontology/", "/read/", "/reconcile/", "/rule/", "/vocab/")
_OF_THE_API = tuple(f"/api/v1/{name}" for name in ("lookup", "relations", "search", "state"))
_LAST = frozenset({"/checks", "/mcp", "/mcp/"})


class Preparation(NamedTuple):
    """What a stage prepares, in English and in Chinese."""

    en: str
    zh: str


PREPARATIONS = {
    PAGES: Preparation("the front page and the pages of things", "首页和实体页面"),
    NAMES: Preparation("the indexes of names, changes and sentences", "名称、变更和句子的索引"),
    NETWORK: Preparation("the network of all things", "全部对象的网络"),
    COMPLETE: Preparation("the report of the checks and the MCP tools", "检查报告和 MCP 工具"),
}


def stage_of(path: str) -> int:
    """The stage that answers a path below the root of the service, other than that of the SPARQL endpoint."""
    if path in _LAST:
        return COMPLETE
    if path in _PAGES or path.startswith(_BELOW_PAGES):
        return PAGES
    return NAMES if path in _NAMES or path.startswith((*_BELOW_NAMES, *_OF_THE_API)) else NETWORK
