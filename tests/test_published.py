"""Citation, changelog and Makefile agree with the project's metadata and files."""

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


def test_citation_keys():
    assert set(CITATION) >= REQUIRED
    assert set(CITATION) <= KEYS
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] in {"software", "dataset"}
    for reference in CITATION["references"]:
        assert set(reference) >= {"type", "title", "authors"}
    for identifier in CITATION["identifiers"]:
        assert set(identifier) >= {"type", "value"}
        assert identifier["type"] in {"doi", "url", "swh", "other"}


def test_citation_values_are_strings():
    texts = [CITATION[key] for key in ("version", "date-released", "title", "message", "abstract", "license", "url")]
    assert all(isinstance(text, str) and text for text in [*texts, *CITATION["keywords"]])
    assert len(CITATION["keywords"]) == len(set(CITATION["keywords"]))


def test_citation_agrees_with_catalogue_and_project():
    (software,) = CITATION["references"]
    assert CITATION["authors"] == software["authors"] == [{"name": CREATOR}]
    assert DATASET.value in {identifier["value"] for identifier in CITATION["identifiers"]}
    assert LICENSE == "https://creativecommons.org/licenses/by/4.0/"
    assert PROJECT["license"] == f"{software['license']} AND {CITATION['license']}"
    assert software["version"] == CITATION["version"] == PROJECT["version"]


def test_citation_names_the_newest_release():
    releases = RELEASE.findall(CHANGELOG)
    assert releases[0] == (CITATION["version"], CITATION["date-released"])
    assert [day for _, day in releases] == sorted(
        (date.fromisoformat(day).isoformat() for _, day in releases), reverse=True
    )


def test_changelog_format():
    titles = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
    assert titles == ["[Unreleased]", *(f"[{version}] - {day}" for version, day in RELEASE.findall(CHANGELOG))]
    for part in CHANGELOG.split("\n## ")[1:]:
        kinds = re.findall(r"^### (.*)$", part, re.MULTILINE)
        assert kinds == [kind for kind in KINDS_OF_CHANGE if kind in kinds]


@pytest.mark.parametrize("name", re.findall(r"`make (\w+)`", CHANGELOG))
def test_make_targets_of_the_changelog_exist(name):
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_makefile_runs_modules_and_scripts_that_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    scripts = [f"{name.replace('.', '/')}.py" for name in re.findall(r"/python -m (\S+)", makefile)]
    scripts += re.findall(r"/python (\S+\.py)", makefile)
    assert scripts
    assert [script for script in scripts if not (ROOT / script).exists()] == []


def test_terms_of_the_changelog_exist(graph):
    for name in re.findall(r"`((?:kq|modality|graph):[\w-]+)`", CHANGELOG):
        query = f"ASK {{ {{ {name} ?p ?o }} UNION {{ GRAPH {name} {{ ?s ?p ?o }} }} }}"
        assert bool(graph.query(query).result), name
