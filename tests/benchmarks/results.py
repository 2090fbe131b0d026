"""The stored results: RESULTS.md has one section for each benchmark, which a run replaces."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def measured_with(*packages: str) -> str:
    """Return the machine and the versions of a measurement."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    day = datetime.now(UTC).date().isoformat()
    return f"{day}; {os.cpu_count()} cores, Python {platform.python_version()}; {versions}."


def keep(section: str, text: str) -> None:
    """Print a section and replace it in RESULTS.md."""
    print(text)  # noqa: T201  for who measures
    old = RESULTS.read_text("utf-8") if RESULTS.exists() else "# Results of `make bench`\n"
    new = f"## {section}\n\n{text.strip()}\n"
    found = re.search(rf"^## {re.escape(section)}\n.*?(?=^## |\Z)", old, re.MULTILINE | re.DOTALL)
    before, after = (old[: found.start()], old[found.end() :]) if found else (old, "")
    RESULTS.write_text(f"{before.rstrip()}\n\n{new}\n{after}".rstrip() + "\n", "utf-8")
