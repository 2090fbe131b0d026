"""The curator's guide, run as printed: its files and commands, in an empty folder."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parent.parent / "docs" / "curate.md").read_text("utf-8")
FILES = re.findall(r"^`([\w./-]+)`\n\n```\w+\n(.*?)```$", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide")

    def run(command):
        name, *args = shlex.split(command)
        assert name == "kaifaqu"
        typed = [sys.executable, "-m", "service", *args]
        return subprocess.run(typed, cwd=folder, capture_output=True, text=True, timeout=60, check=False)

    run.folder = folder
    return run


def test_guide_leads_from_text_to_answer(run):
    (text, *claims) = FILES
    assert text[0] == "plan.txt"
    (run.folder / text[0]).write_text(text[1], "utf-8")
    making, *asking = COMMANDS
    made = run(making)
    assert made.returncode == 0, made.stderr
    assert run("kaifaqu build --source example-2024").returncode == 0
    for name, content in claims:
        assert (run.folder / name).exists(), f"new-source does not make {name}"
        (run.folder / name).write_text(content, "utf-8")
    for command in asking:
        done = run(command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "plate:dongshan-park" in done.stdout
    assert "撤销东山工业园省级牌子" in done.stdout


def test_wrong_number_is_reported_as_in_the_guide(run):
    path = run.folder / "example-2024/claims/01-part-1.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("{areaKind: total, value: 5", "{areaKind: total, value: 6"), "utf-8")
    refused = run("kaifaqu build --source example-2024")
    path.write_text(text, "utf-8")
    assert refused.returncode == 2
    assert "01-part-1.yaml:27: The number 6 of value is not in the quote." in refused.stderr


def test_check_reports_a_contradiction_of_the_paper(run):
    for name in ("text.txt", "claims/01-part-1.yaml"):
        path = run.folder / "example-2024" / name
        text = path.read_text("utf-8").replace("新区总面积5平方公里", "新区总面积6平方公里")
        path.write_text(text.replace("{areaKind: total, value: 5", "{areaKind: total, value: 6"), "utf-8")
    assert run("kaifaqu build --source example-2024").returncode == 0
    checked = run("kaifaqu check")
    assert checked.returncode == 1
    assert "示例新区" in checked.stdout
    own = run("kaifaqu check --source example-2024")
    assert own.returncode == 1
    assert "What example-2024 says does not conform: 1 violation," in own.stdout
    other = run("kaifaqu check --source quzhou-2021")
    assert other.returncode == 0
    assert "What quzhou-2021 says conforms: 0 violations," in other.stdout


def test_new_source_overwrites_nothing(run):
    assert "is there already" in run("kaifaqu new-source example-2024 plan.txt").stderr
    assert "small letters, digits and hyphens" in run("kaifaqu new-source Example plan.txt").stderr
