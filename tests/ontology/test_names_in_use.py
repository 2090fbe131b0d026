"""Shapes, rules and questions use only prefixes, terms and concepts that exist: a misspelt name would match nothing."""

import re
from pathlib import Path

import pytest

from graph.core.iris import TERMS, VOCABULARY, prefixes
from graph.core.resources import RULES, SHAPES
from graph.schema.ontology import ontology_files, ontology_quads

QUESTIONS = Path(__file__).parent.parent / "questions"
USERS = [*sorted(SHAPES.glob("*.ttl")), *sorted(RULES.glob("*.rq")), *sorted(QUESTIONS.glob("*.rq"))]
OURS = (TERMS, VOCABULARY)
MISTAKES = {
    "unknown term": ("ASK { ?x kq:leadingIndustri ?y }", f"{TERMS}leadingIndustri"),
    "unknown concept": ("ASK { ?x kq:effect effect:absorbt }", f"{VOCABULARY}effect/absorbt"),
    "unknown concept in full": (f"ASK {{ ?x ?p <{VOCABULARY}effect/absorbt> }}", f"{VOCABULARY}effect/absorbt"),
    "unknown prefix": ("ASK { ?x kqq:effect ?y }", "kqq:effect"),
}


def names_in(text):
    """The IRIs that a Turtle or SPARQL text uses; a name of no registered prefix stays as written."""
    code = re.sub(r'^(?:#|@prefix).*$|"[^"\n]*"@\w+', "", text, flags=re.MULTILINE)
    yield from re.findall(r"<([^<>\s]+)>", code)
    for prefix, local in re.findall(r"(?<![\w?$<:/#.-])([a-z][\w-]*):(\w[\w-]*)", re.sub(r"<[^<>\s]+>", "", code)):
        yield prefixes().get(prefix, f"{prefix}:") + local


def unknown(text, known):
    return sorted({n for n in names_in(text) if (n.startswith(OURS) and n not in known) or not n.startswith("http")})


@pytest.fixture(scope="module")
def known():
    return {quad.subject.value for quad in ontology_quads()}


def test_every_name_that_is_used_exists(known):
    texts = {path.name: path.read_text("utf-8") for path in USERS}
    assert [name for name, text in texts.items() if not list(names_in(text))] == []
    assert {name: wrong for name, text in texts.items() if (wrong := unknown(text, known))} == {}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_misspelt_name_is_noticed(mistake, known):
    text, name = MISTAKES[mistake]
    assert unknown(text, known) == [name]


def test_every_file_declares_prefixes_as_they_are_registered():
    registered = set(prefixes().items())
    wrong = {}
    for path in [*ontology_files(), *sorted(SHAPES.glob("*.ttl"))]:
        declared = set(re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", path.read_text("utf-8"), re.MULTILINE))
        private = {("p", "https://w3id.org/kaifaqu/prefix/")} if path.name == "prefixes.ttl" else set()
        if not declared or not declared <= registered | private:
            wrong[path.name] = declared - registered - private
    assert wrong == {}


def test_there_are_shapes_rules_and_questions():
    assert {path.parent for path in USERS} == {SHAPES, RULES, QUESTIONS}
