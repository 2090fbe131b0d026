"""The pictures of the README, made from the real sources: `make generated`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from graph.build import build
from graph.core.iris import ENTITIES
from graph.network.export import write_selection
from graph.network.formats import NETWORK_FORMATS
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.selection_options import Selection
from graph.store.store import GraphStore

FOLDER = Path(__file__).parent.parent / "pictures"
_ZONES = ("zhizao-new-city", "zhihui-new-city", "longyou-edz")
PICTURES = {
    "quzhou-lineage.svg": Selection("lineage", about=tuple(f"{ENTITIES}zone/{name}" for name in _ZONES)),
    "parks-industries.svg": Selection("parks-industries"),
}
"""Each picture and what it shows."""


def draw_pictures(store: GraphStore) -> dict[str, str]:
    """The text of each picture by its name."""
    whole = GraphSnapshot.of(store)
    svg = next(syntax for syntax in NETWORK_FORMATS if syntax.extension == "svg")
    return {name: write_selection(whole, shown, svg).content.decode() for name, shown in PICTURES.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        for name, picture in draw_pictures(GraphStore.open(Path(folder))).items():
            (FOLDER / name).write_text(picture, "utf-8")
