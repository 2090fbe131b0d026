"""Which source folders outside a build introduce the things that the sources of the build only mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import CurationError
from graph.curation.source_model import Mapping, Node, Scalar, Sequence
from graph.curation.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def introduced_outside(ids: Iterable[str], parents: Iterable[Path], built: Iterable[Path]) -> dict[str, str]:
    """Return the folder that introduces each id, for those that some folder introduces.

    Args:
        ids: ids that no source of the build introduces.
        parents: the folders whose source folders are searched.
        built: the source folders of the build; they and others of their names, such as copies, are left out.
    """
    wanted, known = set(ids), {folder.name for folder in built}
    found: dict[str, str] = {}
    folders = sorted({card.parent for parent in parents for card in parent.glob("*/source.yaml")})
    for folder in folders:
        if folder.name not in known:
            for id_ in sorted(_introduced(folder, wanted - found.keys())):
                found[id_] = str(folder)
    return found


def _introduced(folder: Path, wanted: set[str]) -> Iterator[str]:
    """The wanted ids that the claims of a folder introduce. A file that cannot be read introduces nothing here."""
    for path in sorted((folder / "claims").glob("*.yaml")):
        try:
            if any(id_ in path.read_text("utf-8", errors="replace") for id_ in wanted):
                yield from (id_ for id_ in _ids_with_type(read_yaml(path)) if id_ in wanted)
        except (CurationError, OSError):
            continue


def _ids_with_type(node: Node) -> Iterator[str]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _ids_with_type(item)
    elif isinstance(node, Mapping):
        id_ = node.get("id")
        if isinstance(id_, Scalar) and node.get("type"):
            yield id_.text
        says = node.get("says")
        if says is not None:
            yield from _ids_with_type(says)
