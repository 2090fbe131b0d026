"""The README is asked whether it still tells the truth: its queries run, its tables are complete."""

import io
import re
from dataclasses import fields
from pathlib import Path

import pytest
from rich.console import Console
from typer.main import get_command

from graph.formats import FORMATS
from graph.names import prefixes
from graph.ontology import load_ontology
from graph.resources import ONTOLOGY, RULES, SOURCES, VOCABULARIES
from graph.table import print_table
from service.__main__ import commands as app
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sparql\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_each_query_of_the_readme_gives_the_answer_that_it_shows(graph, number):
    query, shown = EXAMPLES[number]
    out = io.StringIO()
    print_table(graph.query(query), Console(file=out))
    assert out.getvalue() == shown


def test_the_readme_shows_queries():
    assert len(EXAMPLES) == README.count("```sparql") > 2


def test_each_command_and_format_is_in_the_readme():
    for name, command in get_command(app).commands.items():
        assert f"`kaifaqu {name}" in README
        for option in command.params:
            flags = [flag for flag in option.opts if flag.startswith("--") and flag != "--help"]
            assert all(flag in README for flag in flags), (name, flags)
    assert [f.name for f in FORMATS if f"`{f.name}`" not in README] == []


def test_each_setting_is_in_the_readme_with_its_default_and_sentence():
    for row in fields(Settings):
        line = f"| `{PREFIX}{row.name.upper()}` | {row.default} | {row.metadata['sentence']} |"
        assert line in README


def test_each_file_of_the_readme_exists():
    for path in re.findall(r"\]\(((?!http)[^)#]+)\)", README):
        assert (ROOT / path).exists(), path
    for name in re.findall(r"`([\w/]+\.py)`", README):
        assert (ROOT / name).exists() or (ROOT / "graph" / name).exists(), name


def test_each_source_is_in_the_readme():
    for card in SOURCES.glob("*/source.yaml"):
        assert f"](graph/sources/{card.parent.name}/" in README


def test_the_ontology_readme_names_every_vocabulary_rule_and_kind_of_thing():
    text = (ONTOLOGY / "README.md").read_text("utf-8")
    names = {path.stem for path in (*VOCABULARIES.glob("*.ttl"), *RULES.glob("*.rq"))}
    assert [name for name in sorted(names | set(load_ontology().id_paths)) if f"`{name}`" not in text] == []


def test_each_vocabulary_and_kind_of_thing_has_a_prefix():
    ontology = load_ontology()
    kinds = {path for path in ontology.id_paths.values() if path not in {"rule", "text", "inference"}}
    assert sorted((kinds | set(ontology.schemes)) - set(prefixes())) == []
