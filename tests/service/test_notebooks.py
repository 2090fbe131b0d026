"""The notebooks of docs/, run in a real kernel against the real service; their outputs are those that are kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_BYTES = 120_000


def run(path, service, to):
    """Run a notebook as `jupyter execute` does, and write it with the outputs that it has now."""
    command = [sys.executable, "-m", "jupyter", "execute", path, f"--output={to}"]
    done = subprocess.run(
        command, env={**os.environ, "KAIFAQU_URL": service}, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    notebook = json.loads(to.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["metadata"] = {}  # when it was run
    notebook["metadata"] = json.loads(path.read_text("utf-8"))["metadata"]
    return notebook


def texts(notebook):
    """The texts that each cell puts out; pictures differ by a pixel between versions of matplotlib."""
    return [
        ["".join(output.get("text") or output["data"]["text/plain"]) for output in cell.get("outputs", ())]
        for cell in notebook["cells"]
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_the_outputs_that_are_kept(path, service, tmp_path):
    kept = json.loads(path.read_text("utf-8"))
    assert texts(run(path, service, tmp_path / path.name)) == texts(kept)
    assert path.stat().st_size < MOST_BYTES


def test_there_are_three_notebooks_and_one_has_a_picture():
    assert len(NOTEBOOKS) == 3
    assert [path.stem for path in NOTEBOOKS if '"image/png"' in path.read_text("utf-8")] == ["lineage-and-areas"]


@pytest.mark.generated
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_kept(path, service, tmp_path):
    notebook = run(path, service, tmp_path / path.name)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
