"""The examples for programs in the README, run as they stand against a real service."""

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")


def test_each_program_of_the_readme_runs(service):
    part = README.partition("## For programs")[2].partition("\n## ")[0]
    programs = re.findall(r"```(sh|python)\n(.*?)```", part, re.DOTALL)
    assert [kind for kind, _ in programs] == ["sh", "python", "python"]
    told = []
    for kind, program in programs:
        command = ["sh", "-e", "-c"] if kind == "sh" else [sys.executable, "-c"]
        moved = program.replace("http://127.0.0.1:8000", service)
        told.append(subprocess.run([*command, moved], capture_output=True, text=True, check=True, timeout=60).stdout)
    assert "zone/zhizao-new-city" in told[0]
    assert "整合形成智造新城" in told[0]
    assert "白云街道" in told[0]
    assert "白云街道" in told[1]
    assert "121.0" in told[2]
