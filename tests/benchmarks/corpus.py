"""A corpus of papers of any number: source folders with the text and the claims of the Quzhou paper, 33,000 quads each.

    python tests/benchmarks/corpus.py --papers 300 --to .bench/300-papers

Each paper has ids of its own, so no two speak of the same thing. Three hundred papers are ten million quads.
"""

import argparse
import re
import shutil
from pathlib import Path

from graph.core.resources import SOURCES
from graph.schema.ontology import load_ontology

PAPER = SOURCES / "quzhou-2021"


def write_corpus(to: Path, number: int) -> list[Path]:
    """Write the folders of a number of papers, and return them. Folders that are there are kept."""
    paths = "|".join(sorted(set(load_ontology().id_paths.values())))
    ids = re.compile(rf"(?<![\w/-])({paths})/(?=[a-z0-9])")
    texts = {path.relative_to(PAPER): path.read_text("utf-8") for path in PAPER.rglob("*.yaml")}
    folders = [to / f"p{paper:04}" for paper in range(number)]
    for folder in folders:
        if folder.exists():
            continue
        (folder / "claims").mkdir(parents=True)
        shutil.copy(PAPER / "text.txt", folder)
        for path, text in texts.items():
            (folder / path).write_text(ids.sub(rf"\1/{folder.name}-", text), "utf-8")
    return folders


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    print(f"{len(write_corpus(given.to, given.papers))} papers in {given.to}")  # noqa: T201  for who measures
