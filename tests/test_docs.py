"""README and docs: queries give the results that are shown, tables are complete, links resolve."""

import asyncio
import io
import re
from dataclasses import fields
from pathlib import Path

import pytest
from rich.console import Console
from typer.main import get_command

from graph.cli.table import print_table
from graph.core.formats import FORMATS
from graph.core.iris import prefixes
from graph.core.resources import ONTOLOGY, RULES, SOURCES, VOCABULARIES
from graph.export.registry import EXPORTS, FORMATS_OF_VIEWS, WHOLE_FILES
from graph.network.measures import MEASURES
from graph.network.selection_options import VIEWS, selection_fields
from graph.schema.ontology import load_ontology
from service.__main__ import commands as app
from service.api.indexes import Indexes
from service.api.relation_query_files import views
from service.core.settings import PREFIX, Settings
from service.web.problems import PROBLEMS, type_of

ROOT = Path(__file__).parent.parent
DOCS = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ONTOLOGY / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = re.compile(r"```sparql\n((?:(?!```).)*)```\n\n```text\n((?:(?!```).)*)```", re.DOTALL)
EXAMPLES = [(name, *shown) for name, text in {"README": README, **DOCS}.items() for shown in SHOWN.findall(text)]
PICTURES, LINKS = r"!\[[^\]]*\]\(([^)]+)\)", r"\]\(((?!http)[^)]+)\)"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example[0])
def test_queries_give_the_answers_shown(graph, example):
    _, query, shown = example
    out = io.StringIO()
    print_table(graph.query(query), Console(file=out))
    assert out.getvalue() == shown


def test_queries_show_an_answer():
    texts = [README, *DOCS.values()]
    assert len(EXAMPLES) == sum(text.count("```sparql") for text in texts) > 8


def test_readme_is_short_and_links_all_docs():
    assert len(README.splitlines()) <= 150
    assert re.search(PICTURES, README)
    assert [name for name in DOCS if f"](docs/{name}.md)" not in README] == []


def test_commands_and_formats_are_documented():
    text = DOCS["start"] + DOCS["exports"]
    for name, command in get_command(app).commands.items():
        assert f"`kaifaqu {name}" in DOCS["start"]
        for option in command.params:
            flags = [flag for flag in option.opts if flag.startswith("--") and flag != "--help"]
            assert all(flag in text for flag in flags), (name, flags)
    assert [f.name for f in FORMATS if f"`{f.name}`" not in DOCS["ask"]] == []
    assert [f.name for f in FORMATS if f"`{f.name}`" not in DOCS["start"]] == []
    assert [f.media_types[0] for f in FORMATS if f"`{f.media_types[0]}`" not in DOCS["ask"]] == []


def test_tables_of_exports_are_those_of_the_registry():
    rows = [f"| `{name}` | {EXPORTS[name].media_type} | {EXPORTS[name].purpose} |" for name in WHOLE_FILES]
    rows += [f"| `{view}` | {definition.purpose} |" for view, definition in VIEWS.items()]
    rows += [f"| `{name}` | {export.media_type} | {export.purpose} |" for name, export in FORMATS_OF_VIEWS.items()]
    rows += [f"| `--{field.name}` | {field.option.help} |" for field in selection_fields("view")]
    assert [row for row in rows if row not in DOCS["exports"].splitlines()] == []
    assert [name for name in MEASURES if f"`{name}`" not in DOCS["exports"]] == []


def test_settings_are_documented():
    for row in fields(Settings):
        line = f"| `{PREFIX}{row.name.upper()}` | {row.default} | {row.metadata['sentence']} |"
        assert line in DOCS["operate"]


def test_problems_are_documented():
    for kind, (status, title, title_zh) in PROBLEMS.items():
        name = type_of(kind).rsplit("/", 1)[-1]
        assert f"| {status} | `{name}` | {title} {title_zh} |" in DOCS["api"]


def test_graphs_are_documented(graph):
    paths = {node.value.removeprefix(prefixes()["graph"]) for node in {quad.graph_name for quad in graph.quads()}}
    shown = {f"…/graph/{path.partition('/')[0]}/" if "/" in path else f"graph:{path}`" for path in paths}
    assert len(shown) > 4
    assert [name for name in sorted(shown) if f"| `{name}" not in DOCS["ask"]] == []


def test_relations_are_documented():
    assert [name for name in views() if f"`{name}`" not in DOCS["api"]] == []


def test_mcp_tools_are_documented(graph):
    from service.api.mcp_tools import mcp_server  # noqa: PLC0415  loads for long, and each process collects this file

    tools = asyncio.run(mcp_server(Indexes(graph)).list_tools())
    assert [tool.name for tool in tools if f"| `{tool.name}` |" not in DOCS["api"]] == []


def test_rooms_are_documented():
    rooms = [init.parent for top in ("graph", "service") for init in (ROOT / top).glob("*/__init__.py")]
    assert [room.name for room in rooms if f"| `{room.name}` |" not in DOCS["architecture"]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_resolve(page):
    for link in re.findall(LINKS, page.read_text("utf-8")):
        path, _, heading = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not heading or heading in headings(target), link
    for name in re.findall(r"`(\w+/[\w/-]+\.(?:py|md|toml))`", page.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def headings(page):
    """Return the anchors that GitHub gives to the headings of a page."""
    texts = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts}


def test_sources_are_documented():
    for card in SOURCES.glob("*/source.yaml"):
        assert f"](../graph/sources/{card.parent.name}/" in DOCS["start"]


def test_ontology_readme_is_complete():
    text = (ONTOLOGY / "README.md").read_text("utf-8")
    names = {path.stem for path in (*VOCABULARIES.glob("*.ttl"), *RULES.glob("*.rq"))}
    assert [name for name in sorted(names | set(load_ontology().id_paths)) if f"`{name}`" not in text] == []


def test_vocabularies_and_kinds_have_prefixes():
    ontology = load_ontology()
    kinds = {path for path in ontology.id_paths.values() if path not in {"rule", "text", "inference"}}
    assert sorted((kinds | set(ontology.schemes)) - set(prefixes())) == []
