"""The command `check`: its formats and filters, and what it refuses."""

import json

import pytest

from graph.build import build
from graph.core.resources import SOURCES
from graph.store.builds import DEFAULT_FOLDER

PAPERS = ("anhui-2018-25", "hefei-2018")


def test_check_passes_on_real_graph(kaifaqu, here):
    checked = kaifaqu("check", cwd=here)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "The graph conforms: 0 violations" in checked.stdout


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder with a build of two short papers."""
    folder = tmp_path_factory.mktemp("small")
    build(folder / DEFAULT_FOLDER, [SOURCES / name for name in PAPERS])
    return folder


def test_check_report_formats_and_filters(kaifaqu, small):
    told = json.loads(
        kaifaqu("check", "--format", "json", "--severity", "warning", "--source", "hefei-2018", cwd=small).stdout
    )
    assert {(f["severity"], f["focus"].rpartition("/")[2]) for f in told["findings"]} == {("Warning", "hefei-2018")}
    kept = kaifaqu("check", "-f", "turtle", cwd=small)  # the report of one process
    two = kaifaqu("check", "-f", "turtle", "--jobs", "2", "--no-cache", cwd=small)
    assert ("report was read" in kept.stderr, "report was read" in two.stderr) == (True, False)
    assert kept.stdout.startswith("@prefix")
    assert kept.stdout == two.stdout
    assert kaifaqu("check", "-f", "html", cwd=small).stdout.startswith("<!doctype html>")


def test_check_takes_the_folder_of_a_source_as_build_and_coverage_do(kaifaqu, small):
    by_name = kaifaqu("check", "-f", "json", "--source", "hefei-2018", cwd=small)
    by_path = kaifaqu("check", "-f", "json", "--source", f"{SOURCES / 'hefei-2018'}/", cwd=small)
    assert (by_path.returncode, by_path.stdout) == (by_name.returncode, by_name.stdout)
    (small / "new-2024").mkdir()
    (small / "new-2024/source.yaml").touch()
    refused = kaifaqu("check", "--source", "new-2024", cwd=small)
    assert refused.returncode == 2
    assert "new-2024 is not in the build; build it with `kaifaqu build --source new-2024`" in words_of(refused)


def words_of(done):
    """The words of a framed error, without the frame."""
    return " ".join(word for word in done.stderr.split() if word != "│")


def test_unknown_options_of_check_list_the_known(kaifaqu, here):
    assert "text, json, turtle, html" in kaifaqu("check", "--format", "pdf", cwd=here).stderr
    assert "violation, warning, info" in kaifaqu("check", "--severity", "grave", cwd=here).stderr
    assert "quzhou-2021" in kaifaqu("check", "--source", "nowhere", cwd=here).stderr
