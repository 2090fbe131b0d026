"""Who may know whom: `graph` never imports `service`, and each outside library has its doors."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOORS = {
    "pyshacl": {"graph/shacl/validate.py"},
    "oxrdflib": {"graph/shacl/validate.py"},
    "rdflib": {
        "graph/shacl/prefilter.py",
        "graph/shacl/findings.py",
        "graph/shacl/focus.py",
        "graph/rdf/quads.py",
        "graph/rdf/serialize.py",
        "graph/shacl/sparql_constraints.py",
        "graph/shacl/report_rdf.py",
        "graph/shacl/lint.py",
        "graph/shacl/shapes.py",
        "graph/shacl/validate.py",
    },
    "yaml": {
        "graph/curation/yaml_nodes.py",
        "graph/curation/scaffold.py",
        "graph/curation/text.py",
        "graph/rdf/codes.py",
    },
    "rapidfuzz": {"graph/history/name_index.py", "graph/curation/text.py"},
    "networkx": {"graph/network/measures.py", "graph/network/format_svg.py", "graph/network/paths.py"},
    "resvg_py": {"graph/network/format_svg.py"},
    "opencc": {"graph/history/normalize.py"},
    "pypinyin": {"graph/history/normalize.py"},
    "uvloop": set(),
    "typer": {
        "graph/cli/child_command.py",
        "graph/cli/commands.py",
        "graph/cli/draft.py",
        "graph/cli/export.py",
        "graph/cli/lookup.py",
        "service/__main__.py",
    },
    "uvicorn": {
        "service/__main__.py",
        "service/http/connection.py",
        "service/http/protocol.py",
        "service/http/uvicorn_setup.py",
    },
    "jinja2": {"graph/schema/ontology_page.py", "service/web/pages.py"},
    "hatchling": {"graph/cli/release.py"},
    "httptools": {"service/http/reader.py"},
    "prometheus_client": {"service/web/metrics.py"},
    "zstandard": {"service/web/compression.py"},
}
HTTP = {"fastapi", "starlette", "uvicorn", "httpx"}
LONGEST_MODULE = 300


def modules():
    return sorted(path for room in ("graph", "service") for path in (ROOT / room).rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way_and_through_the_doors(path):
    used, name = set(imports(path)), path.relative_to(ROOT).as_posix()
    if name.startswith("graph/"):
        assert not used & ({"service"} | HTTP)
    assert not [library for library, doors in DOORS.items() if library in used and name not in doors]


ROOMS = {
    "graph.core": set(),
    "graph.schema": {"graph.core"},
    "graph.curation": {"graph.core", "graph.schema"},
    "graph.rdf": {"graph.core", "graph.schema", "graph.curation"},
    "graph.process": {"graph.core"},
    "graph.store": {"graph.core", "graph.rdf", "graph.process"},
    "graph.shacl": {"graph.core", "graph.schema", "graph.rdf", "graph.store"},
    "graph.history": {"graph.core", "graph.rdf", "graph.store"},
    "graph.drafting": {"graph.core", "graph.schema", "graph.curation", "graph.history"},
    "graph.network": {"graph.core", "graph.rdf", "graph.store", "graph.history"},
    "service.core": {"graph"},
    "service.web": {"graph", "service.core"},
    "service.engine": {"graph", "service.core", "service.web"},
    "service.http": {"graph", "service.core", "service.web"},
    "service.sparql": {"graph", "service.core", "service.web"},
    "service.api": {"graph", "service.core", "service.web", "service.sparql"},
    "service.pages": {"graph", "service.core", "service.web", "service.sparql", "service.api"},
}
"""What each room may import beside itself, types included; `graph.cli` may import all of `graph`."""


def room_of(module):
    """The room of a module; a module of no room is one by itself."""
    return ".".join(module.split(".")[:2])


def imported_rooms(path):
    """The rooms that a module imports from, with those of types."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in {"graph", "service"}:
            yield from (room_of(f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (room_of(alias.name) for alias in node.names if alias.name.startswith(("graph.", "service.")))


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_those_below_it_alone(room):
    allowed = ROOMS[room] | {room}
    for path in (path for path in modules() if room_of(module_of(path)) == room):
        for used in imported_rooms(path):
            assert used in allowed or used.partition(".")[0] in allowed, path


def test_only_the_command_knows_the_fast_room():
    knowing = {
        path.name for path in modules() if "service.fast" in set(imported_rooms(path)) and path.parent.name != "fast"
    }
    assert knowing == {"__main__.py"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_read_in_one_sitting(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


def test_the_base_iri_is_written_in_one_python_module():
    holders = [path.name for path in modules() if "w3id.org/kaifaqu" in path.read_text("utf-8")]
    assert holders == ["names.py"]
