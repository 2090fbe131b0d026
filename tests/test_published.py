"""What is published beside the code: the citation and the changelog agree with the project's metadata."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from graph.rdf.catalogue import CREATOR, DATASET, LICENSE

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", re.MULTILINE)
# https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md
REQUIRED = {"cff-version", "message", "title", "authors"}
KEYS = REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url"),
    *("preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type", "url"),
    "version",
}
KINDS_OF_CHANGE = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def test_the_citation_has_the_keys_that_the_format_requires_and_no_others():
    assert set(CITATION) >= REQUIRED
    assert set(CITATION) <= KEYS
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] in {"software", "dataset"}
    for reference in CITATION["references"]:
        assert set(reference) >= {"type", "title", "authors"}
    for identifier in CITATION["identifiers"]:
        assert set(identifier) >= {"type", "value"}
        assert identifier["type"] in {"doi", "url", "swh", "other"}


def test_texts_of_the_citation_are_strings_not_what_yaml_makes_of_them():
    texts = [CITATION[key] for key in ("version", "date-released", "title", "message", "abstract", "license", "url")]
    assert all(isinstance(text, str) and text for text in [*texts, *CITATION["keywords"]])
    assert len(CITATION["keywords"]) == len(set(CITATION["keywords"]))


def test_the_citation_says_what_catalogue_and_project_say():
    (software,) = CITATION["references"]
    assert CITATION["authors"] == software["authors"] == [{"name": CREATOR}]
    assert DATASET.value in {identifier["value"] for identifier in CITATION["identifiers"]}
    assert LICENSE == "https://creativecommons.org/licenses/by/4.0/"
    assert PROJECT["license"] == f"{software['license']} AND {CITATION['license']}"
    assert software["version"] == CITATION["version"] == PROJECT["version"]


def test_the_newest_release_of_the_changelog_is_the_one_that_is_cited():
    releases = RELEASE.findall(CHANGELOG)
    assert releases[0] == (CITATION["version"], CITATION["date-released"])
    assert [day for _, day in releases] == sorted(
        (date.fromisoformat(day).isoformat() for _, day in releases), reverse=True
    )


def test_the_changelog_keeps_its_form():
    titles = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
    assert titles == ["[Unreleased]", *(f"[{version}] - {day}" for version, day in RELEASE.findall(CHANGELOG))]
    for part in CHANGELOG.split("\n## ")[1:]:
        kinds = re.findall(r"^### (.*)$", part, re.MULTILINE)
        assert kinds == [kind for kind in KINDS_OF_CHANGE if kind in kinds]


@pytest.mark.parametrize("name", re.findall(r"`make (\w+)`", CHANGELOG))
def test_each_make_target_of_the_changelog_exists(name):
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_each_term_of_the_changelog_exists(graph):
    for name in re.findall(r"`((?:kq|modality|graph):[\w-]+)`", CHANGELOG):
        query = f"ASK {{ {{ {name} ?p ?o }} UNION {{ GRAPH {name} {{ ?s ?p ?o }} }} }}"
        assert bool(graph.query(query).result), name
