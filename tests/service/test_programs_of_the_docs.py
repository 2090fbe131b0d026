"""The programs and commands that README and docs show, run as printed against a real service and a real build."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "curate.md"  # tests/test_guide.py runs it
PAGES = [ROOT / "README.md", *sorted(set((ROOT / "docs").glob("*.md")) - {GUIDE})]
BLOCKS = re.compile(r"```(sh|python)\n((?:(?!```).)*)```(?:\n\n```(?:text|json)\n((?:(?!```).)*)```)?", re.DOTALL)
FILES = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)```$", re.MULTILINE | re.DOTALL)
PROBLEM = '"type":"https://w3id.org/kaifaqu/problem/'
ADDRESS, ENGINE = "http://127.0.0.1:8000", "http://127.0.0.1:7878"
COMMAND = 'kaifaqu() { "$PYTHON" -m service "$@"; }\n'


def blocks(page):
    return [(kind, program, shown) for kind, program, shown in BLOCKS.findall(page.read_text("utf-8"))]


def run_block(kind, program, built, folder):
    command = ["sh", "-e", "-c", COMMAND + program] if kind == "sh" else [sys.executable, "-c", program]
    here = {"PYTHON": sys.executable, "KAIFAQU_BUILD": str(built), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env={**os.environ, **here}, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout
    return done.stdout.decode("utf-8", "replace")


def for_a_test(program):
    """A program whose server is not started: its options are read, and it says what they mean."""
    return re.sub(r"^(KAIFAQU_\w+=\S+ )?kaifaqu serve.*$", r"\g<0> --help", program, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def engine(run_oxigraph):
    """The address of a real engine, in the place of the one that the docs name."""
    return run_oxigraph().url


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_program_runs_and_prints_what_is_shown(page, service, engine, built, tmp_path):
    for name, content in FILES.findall(page.read_text("utf-8")):
        (tmp_path / name).write_text(content, "utf-8")
    for kind, program, shown in blocks(page):
        if program.startswith("make "):
            continue
        printed = run_block(
            kind, for_a_test(program).replace(ADDRESS, service).replace(ENGINE, engine), built, tmp_path
        )
        is_right = printed.strip() == shown.strip() if shown else PROBLEM not in printed
        assert is_right, f"{program}\n{printed}"


def test_the_docs_show_programs():
    kinds = [kind for page in PAGES for kind, _, _ in blocks(page)]
    assert kinds.count("python") > 1
    assert kinds.count("sh") > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_target_of_make_exists(page):
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = [line for _, program, _ in blocks(page) for line in program.splitlines() if line.startswith("make ")]
    assert [line for line in named if line.split()[1] not in targets] == []


def test_each_route_is_in_the_docs(client):
    text = "".join(page.read_text("utf-8") for page in PAGES)
    paths = [path for path in client.get("/openapi.json").json()["paths"] if not path.startswith("/{")]
    missing = [path for path in paths if f"{path.partition('{')[0]}" not in text]
    assert [path for path in missing if not path.startswith(("/api/v1/relations/", "/reconcile/"))] == []


def test_each_metric_is_in_the_docs(client):
    text = (ROOT / "docs" / "operate.md").read_text("utf-8")
    names = re.findall(r"^# TYPE (\w+)", client.get("/metrics").text, re.MULTILINE)
    assert names
    assert [name for name in names if f"`{name}`" not in text] == []


def test_each_line_of_the_log_has_the_members_that_the_docs_show(built, tmp_path, run_service):
    shown = re.search(r'```json\n(\{"time".*)\n```', (ROOT / "docs" / "operate.md").read_text("utf-8"))
    with run_service(built, tmp_path / "log") as (url, _):
        subprocess.run(["curl", "-s", f"{url}/sparql?query=SELEC"], check=True, capture_output=True)
    (line,) = [line for line in (tmp_path / "log").read_text("utf-8").splitlines() if '"query-rejected"' in line]
    assert re.findall(r'"(\w+)":', line) == re.findall(r'"(\w+)":', shown[1])
