"""`make test` runs the linters beside the tests, fails if either fails, and shows what both print."""

import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parent.parent / "Makefile"
MADE = [f"{name}=" for name in ("INSTALLED", "COMPILER", "READERS", "SUITES")]  # nothing is installed


@pytest.fixture
def make(tmp_path):
    """Return a function that runs a target of the Makefile in a folder whose programs end with given exit statuses."""

    def make(target, **statuses):
        programs = tmp_path / "programs"
        programs.mkdir()
        for name in ("ruff", "mypy", "npm", "pytest"):
            # The tests wait for the linters, so they end only if both run at the same time.
            wait = "while ! test -e linted; do sleep 0.01; done" if name == "pytest" and target == "test" else ":"
            end = f"test {name} = mypy && touch linted; exit {statuses.get(name, 0)}"
            (programs / name).write_text(f"#!/bin/sh\necho {name} runs\n{wait}\n{end}\n", "utf-8")
            (programs / name).chmod(0o755)
        command = ["make", "-f", MAKEFILE, target, *MADE, f"BIN={programs}", "LINTED=lint.log"]
        path = {"PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin"}
        return subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, timeout=20, check=False)

    return make


@pytest.mark.parametrize("failing", ["", "pytest", "mypy", "npm"])
def test_linters_and_tests_run_at_the_same_time_and_both_must_pass(make, failing):
    done = make("test", **{failing: 1} if failing else {})
    assert (done.returncode == 0) is not bool(failing), done.stderr
    shown = [line for line in done.stdout.splitlines() if line.endswith(" runs")]
    linters = ["ruff runs", "ruff runs", "mypy runs", "npm runs"]
    assert shown == ["pytest runs", *(linters[:-1] if failing == "mypy" else linters)]


def test_lint_stops_at_the_first_complaint(make):
    done = make("lint", ruff=1)
    assert done.returncode != 0
    assert done.stdout.splitlines()[1:] == ["ruff runs"]
