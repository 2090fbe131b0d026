"""The pictures of the README, made from the real sources: `make generated`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from graph.build import build
from graph.network.export import draw_selection
from graph.network.format_svg import write_svg
from graph.network.select import GraphSnapshot
from graph.network.selection import Selection
from graph.store.store import GraphStore

FOLDER = Path(__file__).parent.parent / "pictures"
PICTURES = {
    "quzhou-lineage.svg": Selection("lineage", paper="quzhou-2021"),
    "parks-industries.svg": Selection("parks-industries"),
}
"""Each picture and what it shows."""


def draw_pictures(store: GraphStore) -> dict[str, str]:
    """The text of each picture by its name."""
    whole = GraphSnapshot.of(store)
    return {name: "\n".join(write_svg(draw_selection(whole, shown)[0])) + "\n" for name, shown in PICTURES.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        for name, picture in draw_pictures(GraphStore.open(Path(folder))).items():
            (FOLDER / name).write_text(picture, "utf-8")
