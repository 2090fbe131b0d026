"""Who may know whom: `graph` never imports `service`, and each outside library has its doors."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOORS = {
    "pyshacl": {"graph/validation.py"},
    "oxrdflib": {"graph/validation.py"},
    "rdflib": {
        "graph/conformance.py",
        "graph/findings.py",
        "graph/focus.py",
        "graph/quads.py",
        "graph/rdf_writing.py",
        "graph/query_constraints.py",
        "graph/report_rdf.py",
        "graph/shape_soundness.py",
        "graph/shapes.py",
        "graph/validation.py",
    },
    "yaml": {"graph/claims_file.py", "graph/new_source.py", "graph/reading.py", "graph/reference.py"},
    "rapidfuzz": {"graph/name_index.py", "graph/reading.py"},
    "networkx": {"graph/measures.py", "graph/network_svg.py", "graph/paths.py"},
    "resvg_py": {"graph/network_svg.py"},
    "opencc": {"graph/spelling.py"},
    "pypinyin": {"graph/spelling.py"},
    "uvloop": set(),
    "typer": {
        "graph/child_command.py",
        "graph/commands.py",
        "graph/export_command.py",
        "graph/lookup_commands.py",
        "service/__main__.py",
    },
    "uvicorn": {
        "service/__main__.py",
        "service/client_connection.py",
        "service/http_protocol.py",
        "service/serving.py",
    },
    "jinja2": {"graph/ontology_page.py", "service/pages.py"},
    "hatchling": {"graph/release.py"},
    "httptools": {"service/http_reader.py"},
    "prometheus_client": {"service/metrics.py"},
    "zstandard": {"service/encoding.py"},
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


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_read_in_one_sitting(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


def test_the_base_iri_is_written_in_one_python_module():
    holders = [path.name for path in modules() if "w3id.org/kaifaqu" in path.read_text("utf-8")]
    assert holders == ["names.py"]
