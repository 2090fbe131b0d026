"""Structure: what each room may import, which modules use a library, how long a module is, and where its tests are."""

import ast
import re
from fnmatch import fnmatch
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOORS = {
    "pyoxigraph": {
        "graph/core/formats.py",
        "graph/core/parsing.py",
        "graph/core/terms.py",
        "graph/rdf/serialize.py",
        "graph/store/answer_writing.py",
        "graph/store/rdf_files.py",
        "graph/store/default_graph.py",
        "graph/store/oxigraph_on_disk.py",
        "graph/store/loading.py",
        "graph/store/oxigraph.py",
        "graph/store/query_graphs.py",
        "graph/store/remote.py",
        "graph/store/remote_rows.py",
        "graph/store/repeated_triples.py",
        "graph/store/store.py",
    },
    "distributed": {"graph/build/executors.py"},
    "aiohttp": {"graph/store/remote_http.py"},
    "httpx": {"graph/store/upload.py", "graph/store/upload_client.py"},
    "pyshacl": {"graph/shacl/validate.py"},
    "rdflib": {
        "graph/shacl/prefilter.py",
        "graph/shacl/rdflib_view.py",
        "graph/shacl/focus.py",
        "graph/rdf/serialize.py",
        "graph/shacl/sparql_constraints.py",
        "graph/shacl/report_rdf.py",
        "graph/shacl/results.py",
        "graph/shacl/lint.py",
        "graph/shacl/shapes.py",
        "graph/shacl/validate.py",
    },
    "yaml": {
        "graph/curation/yaml_nodes.py",
        "graph/curation/yaml_typos.py",
        "graph/curation/scaffold.py",
        "graph/rdf/codes.py",
    },
    "rapidfuzz": {"graph/history/name_matching.py", "graph/curation/quotes.py"},
    "networkx": {"graph/network/measures.py", "graph/network/column_layout.py", "graph/network/paths.py"},
    "resvg_py": {"graph/network/format_svg.py"},
    "opencc": {"graph/history/normalize.py"},
    "pypinyin": {"graph/history/pinyin.py"},
    "uvloop": {"graph/store/connector_process.py"},
    "typer": {
        "graph/cli/child_command.py",
        "graph/cli/build.py",
        "graph/cli/check.py",
        "graph/cli/coverage.py",
        "graph/cli/draft.py",
        "graph/cli/export.py",
        "graph/cli/lineage.py",
        "graph/cli/lookup.py",
        "graph/cli/new_source.py",
        "graph/cli/options.py",
        "graph/cli/publish.py",
        "graph/cli/query.py",
        "service/__main__.py",
    },
    "uvicorn": {
        "service/run_server.py",
        "service/http/connection.py",
        "service/http/protocol.py",
        "service/http/uvicorn_setup.py",
        "service/shutdown.py",
    },
    "jinja2": {"graph/core/html.py", "service/web/pages.py"},
    "hatchling": {"graph/cli/release.py", "service/explorer/hatch_build.py"},
    "httptools": {"service/http/reader.py"},
    "prometheus_client": {"service/web/metrics.py", "service/web/process_metrics.py"},
    "zstandard": {"graph/build/zstd_lines.py", "service/web/compression.py"},
}
HTTP = {"fastapi", "starlette", "uvicorn"}
LONGEST_MODULE = 250


@cache
def modules():
    found = (path for room in ("graph", "service") for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in found if "node_modules" not in path.parts)


@cache
def import_statements(path):
    """The import statements of a module, wherever they stand in it."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def imports(path):
    for node in import_statements(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_imports_of_libraries():
    for path in modules():
        used, name = set(imports(path)), path.relative_to(ROOT).as_posix()
        if name.startswith("graph/"):
            assert not used & ({"service"} | HTTP), name
        assert not [library for library, doors in DOORS.items() if library in used and name not in doors], name


ROOMS = {
    "graph.core": set(),
    "graph.schema": {"graph.core"},
    "graph.curation": {"graph.core", "graph.schema"},
    "graph.rdf": {"graph.core", "graph.schema", "graph.curation"},
    "graph.process": {"graph.core"},
    "graph.store": {"graph.core", "graph.rdf", "graph.process"},
    "graph.shacl": {"graph.core", "graph.schema", "graph.rdf", "graph.process", "graph.store"},
    "graph.history": {"graph.core", "graph.rdf", "graph.store"},
    "graph.drafting": {"graph.core", "graph.schema", "graph.curation", "graph.history"},
    "graph.network": {"graph.core", "graph.rdf", "graph.store", "graph.history"},
    "graph.export": {"graph.core", "graph.rdf", "graph.store", "graph.network"},
    "graph.build": {"graph.core", "graph.schema", "graph.curation", "graph.rdf", "graph.process", "graph.store"},
    "service.core": {"graph"},
    "service.web": {"graph", "service.core"},
    "service.workers": {"graph", "service.core", "service.web"},
    "service.http": {"graph", "service.core", "service.web"},
    "service.sparql": {"graph", "service.core", "service.web"},
    "service.api": {"graph", "service.core", "service.web", "service.sparql"},
    "service.pages": {"graph", "service.core", "service.web", "service.sparql", "service.api"},
}
"""What each room may import besides itself, types included; `graph.cli` may import all of `graph`."""


def room_of(module):
    """Return the room of a module; a module outside the rooms is a room by itself."""
    return ".".join(module.split(".")[:2])


def imported_rooms(path):
    """Yield the rooms that a module imports from, types included."""
    for node in import_statements(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in {"graph", "service"}:
            yield from (room_of(f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (room_of(alias.name) for alias in node.names if alias.name.startswith(("graph.", "service.")))


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_only_those_below(room):
    allowed = ROOMS[room] | {room}
    for path in (path for path in modules() if room_of(module_of(path)) == room):
        for used in imported_rooms(path):
            assert used in allowed or used.partition(".")[0] in allowed, path


def imported_modules(path):
    """Yield the modules of the project that a module imports, types included."""
    for node in import_statements(path):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module
        else:
            yield from (alias.name for alias in node.names)


def imported_scripts(path):
    """Yield the scripts that a script imports, types and deferred imports included."""
    for name in re.findall(r"(?:from|import\() ?\"(\.[^\"]+)\"", path.read_text("utf-8")):
        yield (path.parent / f"{name}.ts").resolve()


def assert_no_circle(graph):
    known = {module: {used for used in imported if used in graph} for module, imported in graph.items()}
    TopologicalSorter(known).prepare()  # raises CycleError, which names the circle


def test_no_circle_of_modules():
    assert_no_circle({module_of(path): set(imported_modules(path)) - {module_of(path)} for path in modules()})


def test_no_circle_of_scripts():
    scripts = {path.resolve(): set(imported_scripts(path)) for path in (ROOT / "service/explorer/src").rglob("*.ts")}
    assert any(scripts.values())
    assert_no_circle(scripts)


def test_only_run_server_imports_the_fast_room():
    knowing = {
        path.name for path in modules() if "service.fast" in set(imported_rooms(path)) and path.parent.name != "fast"
    }
    assert knowing == {"run_server.py"}


def test_module_length():
    scripts = (ROOT / "service/explorer/src").rglob("*.ts")
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in (*modules(), *scripts)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


ENGINES = {"graph.store.default_graph", "graph.store.oxigraph_on_disk", "graph.store.loading", "graph.store.oxigraph"}


def test_only_pipeline_and_store_know_engines():
    importing = {
        module_of(path)
        for path in modules()
        for node in import_statements(path)
        if isinstance(node, ast.ImportFrom) and node.module in ENGINES
    }
    assert {name for name in importing if room_of(name) != "graph.store"} == {
        "graph.build.pipeline",
        "graph.build.reading",
        "graph.cli.build",
    }


def test_base_iri_is_in_one_module():
    holders = [path.name for path in modules() if "w3id.org/kaifaqu" in path.read_text("utf-8")]
    assert holders == ["iris.py"]


TESTED_IN = {
    "tests/graph/core/test_iris.py": "parsing quad_source resources terms",
    "tests/graph/curation/test_grounding.py": "cues",
    "tests/graph/drafting/test_folder.py": "proposals_check labels paper review writing graph/cli/draft",
    "tests/graph/drafting/test_language_model.py": "chat_completions",
    "tests/graph/drafting/test_wordings.py": "doubts",
    "tests/graph/drafting/test_rules.py": """bodies bounds classes dates fillers introduce lexicon lists mentions
        proposals propose sentence_subjects slots templates things zones""",
    "tests/graph/curation/test_clauses.py": "signature clause_titles",
    "tests/graph/curation/test_paper_file.py": "docx_numbering docx_and_pdf",
    "tests/graph/build/test_sources.py": "digests graph/core/digests source_cache executors zstd_lines merging reading",
    "tests/graph/curation/test_claims_check.py": """editorial ids_across_papers hints source_model passages
        types_and_ids yaml_*""",
    "tests/graph/export/test_registry.py": "dataset paper_graphs",
    "tests/graph/schema/test_generated_files.py": "claims_schema context",
    "tests/graph/schema/test_ontology_page.py": "diagram term_docs graph/core/html",
    "tests/graph/history/test_changes.py": "change_effects silences",
    "tests/graph/history/test_lookup.py": "name_matching names_in_graph",
    "tests/graph/network/test_export.py": """column_layout export_model fold format_* formats graph_snapshot
        intervals measures""",
    "tests/graph/network/test_subnetwork.py": "query_triples",
    "tests/graph/network/test_grouped_svg.py": "svg_parts",
    "tests/graph/network/test_lineage_svg.py": "lineage_selection",
    "tests/graph/network/test_model.py": "neighbourhood paths similarity",
    "tests/graph/process/test_jail.py": "child syscall_filter",
    "tests/graph/cli/test_commands.py": "child_command options table tree graph/process/forked_calls",
    "tests/graph/cli/test_query.py": "jailed_query",
    "tests/graph/cli/test_lineage.py": "show",
    "tests/graph/curation/test_oddities.py": "graph/rdf/oddity_quads",
    "tests/graph/rdf/test_quads.py": "evidence_iris provenance",
    "tests/graph/store/test_answer_writing.py": "graph/rdf/serialize graph/rdf/xml_output_check",
    "tests/ontology/test_terms.py": "graph/schema/ontology",
    "tests/graph/shacl/test_reports.py": "findings report_* results",
    "tests/graph/shacl/test_validate.py": "focus lint prefilter rdflib_view shapes sparql_constraints",
    "tests/graph/rdf/test_derivation.py": "premises",
    "tests/graph/store/test_builds.py": "build_lock manifest",
    "tests/graph/store/test_rdf_files.py": "loading rdfxml_input",
    "tests/graph/store/test_default_graph.py": "engine oxigraph repeated_triples",
    "tests/graph/store/test_remote.py": "connector connector_process remote_http remote_rows transport upload_client",
    "tests/graph/store/test_upload.py": "graph/cli/publish",
    "tests/graph/store/test_empty_answer.py": "where_group",
    "tests/graph/store/test_federated_query.py": "prefixed_name_check",
    "tests/service/api/test_lookup_api.py": "indexes models parameters model_mapping",
    "tests/service/api/test_reconcile.py": "reconcile_*",
    "tests/service/api/test_relation_writing.py": "relation_*",
    "tests/service/test_mcp.py": "service/api/mcp_* service/mcp_stdio",
    "tests/service/test_multi_process.py": """service/server_process service/run_server service/server
        service/web/process_metrics""",
    "tests/service/test_pool.py": """service/workers/actions service/workers/failures service/workers/fork_client
        service/workers/pool service/workers/worker
        service/fork_server_main service/pooled_backend service/stages service/warm_up""",
    "tests/service/workers/test_scheduler.py": "pool_limits",
    "tests/service/workers/test_supervisor.py": "orphans replaced_fork_servers",
    "tests/service/workers/test_channel.py": "messages process_priority process_usage",
    "tests/service/explorer/test_build.py": "hatch_build service/web/assets",
    "tests/service/explorer/test_embed.py": "service/pages/embed service/pages/embed_*",
    "tests/service/explorer/test_sentence_panel.py": "service/pages/sentence*",
    "tests/service/explorer/test_compare.py": "service/pages/compare service/pages/compare_*",
    "tests/service/explorer/test_view_data.py": """service/pages/page_download service/pages/entity_data
        service/pages/edge_data service/pages/list_data service/pages/read_data service/pages/search_data
        service/pages/checks_data""",
    "tests/service/explorer/test_lineage.py": "service/pages/lineage*",
    "tests/service/explorer/test_explore.py": "service/pages/explore* service/pages/poster",
    "tests/service/fast/test_plain_query.py": "lane",
    "tests/service/http/test_connection_limits.py": "connection uvicorn_setup",
    "tests/service/http/test_protocol.py": "exchange head reader asgi_scope",
    "tests/service/pages/test_checks.py": "cached_check_report",
    "tests/service/explorer/test_ask.py": "service/pages/ask service/pages/ask_form service/pages/ask_sum",
    "tests/service/pages/test_ask_query.py": "ask_*",
    "tests/service/pages/test_ontology.py": "term_uses",
    "tests/service/pages/test_read.py": "read_*",
    "tests/service/pages/test_entities.py": "entity_changes docs",
    "tests/service/pages/test_front.py": "questions",
    "tests/service/pages/test_lists.py": "list_columns list_rows",
    "tests/service/pages/test_search.py": "words search_hits",
    "tests/service/sparql/test_endpoint.py": "limited_evaluation routes",
    "tests/service/test_random_requests.py": "routes",
    "tests/service/test_hostile_requests.py": "service/web/json_body service/web/body_limit service/web/disconnect",
    "tests/service/test_reload.py": "served_build server server_state",
    "tests/service/test_shutdown.py": "__main__",
    "tests/service/web/test_log_writer.py": "log_escaping",
    "tests/service/web/test_problems.py": "exception_handlers problem_advice problem_pages service/core/scope_keys",
    "tests/service/web/test_request_log.py": "metrics",
    "tests/service/web/test_sending.py": "response",
}
"""The test file of each module that has none of its own name: modules of the same room, or with the path of another.

A `*` stands for a family of modules.
"""


def stated_modules():
    """Yield each pattern of `TESTED_IN` as the path of a module."""
    for file, patterns in TESTED_IN.items():
        room = Path(file).parent.relative_to("tests")
        for pattern in patterns.split():
            yield f"{pattern if '/' in pattern else (room / pattern).as_posix()}.py"


def test_each_module_has_a_test_file():
    assert [file for file in TESTED_IN if not (ROOT / file).exists()] == []
    names = [path.relative_to(ROOT) for path in modules() if path.stem != "__init__"]
    untested = [
        name.as_posix()
        for name in names
        if not (ROOT / "tests" / name).with_name(f"test_{name.name}").exists()
        and not any(fnmatch(name.as_posix(), pattern) for pattern in stated_modules())
    ]
    assert untested == [], "Add a test file of the module's name, or state its test file in TESTED_IN."


def test_tested_in_names_only_modules():
    assert [pattern for pattern in stated_modules() if "*" not in pattern and not (ROOT / pattern).exists()] == []
