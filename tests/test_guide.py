"""The curator's guide is followed to the letter, in its order, in an empty folder: files, commands, answers."""

import re
import shlex
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parent.parent / "docs" / "curate.md").read_text("utf-8")
BLOCK = re.compile(r"^(?:`([\w./-]+)`\n\n)?```(\w+)\n(.*?)```$", re.MULTILINE | re.DOTALL)
PLAN, REPLY = "example-2024/claims/01-part-1.yaml", "kaifaqu check --source example-2024 --source example-reply"
DRAFT = "kaifaqu draft example-2024"


@pytest.fixture(scope="module")
def run(kaifaqu, tmp_path_factory):
    """Return a function that types a command in one folder, and has the folder."""
    folder = tmp_path_factory.mktemp("guide")

    def run(command):
        name, *args = shlex.split(command)
        assert name == "kaifaqu"
        return kaifaqu(*args, cwd=folder)

    run.folder = folder
    return run


@pytest.fixture(scope="module")
def followed(run):
    """Follow the guide, and return what each command printed. A text that follows commands is what they print."""
    printed = {}
    shown = ""
    for name, language, content in BLOCK.findall(GUIDE):
        if name:
            path = run.folder / name
            made = name.count("/") == 0 or path.exists() or path.name in {"omitted.yaml", "oddities.yaml"}
            assert made, f"new-source does not make {name}"
            path.write_text(content, "utf-8")
        elif language == "sh":
            for command in content.splitlines():
                done = run(command)
                assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
                printed[command] = shown = done.stdout
                if command == DRAFT:
                    printed["claims"] = (run.folder / PLAN).read_text("utf-8")
        elif language == "text":
            assert content in shown
    return printed


def test_guide_leads_from_texts_to_answers(followed):
    answer = next(out for command, out in followed.items() if "abolishesPlate" in command)
    assert "plate:dongshan-park" in answer
    assert "撤销东山工业园省级牌子" in answer


def test_draft_proposes_what_the_guide_shows(followed):
    assert re.search(r"\d+ entries written as comments that begin with #~", followed[DRAFT])
    proposed = (followed["claims"]).partition("#~")[2]
    assert "area: {areaKind: total, value: 5, unit: km2}" in proposed
    assert "plateAction: abolish" in proposed


def test_papers_of_the_guide_are_carried_and_conform(followed):
    for name in ("example-2024", "example-reply"):
        (sentences, stating) = re.search(r": (\d+) of (\d+) sentences", followed[f"kaifaqu coverage {name}"]).groups()
        assert sentences == stating
    assert "example-2024、example-reply 所说符合要求" in followed[REPLY]
    assert "thing-name" not in followed[REPLY]


@pytest.mark.usefixtures("followed")
def test_wrong_number_is_told_as_the_guide_says(run):
    path = run.folder / PLAN
    text = path.read_text("utf-8")
    path.write_text(text.replace("{areaKind: total, value: 5", "{areaKind: total, value: 6"), "utf-8")
    refused = run("kaifaqu build --source example-2024")
    path.write_text(text, "utf-8")
    assert refused.returncode == 2
    assert "01-part-1.yaml:27: The number 6 of value is not in the quote." in refused.stderr


@pytest.mark.usefixtures("followed")
def test_paper_that_is_wrong_itself_is_told_by_the_check(run):
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
