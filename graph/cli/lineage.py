"""The command `lineage`, with the same answers as `/api/v1/lineage`."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from graph.cli.child_command import in_child, opened
from graph.cli.options import Folder, ThingName, app
from graph.cli.tree import label, print_tree, quoted
from graph.store.builds import DEFAULT_FOLDER


@app.command(name="lineage")
@in_child
def show_lineage(
    text: ThingName,
    direction: Annotated[str, typer.Option(help="back, forth or both.")] = "both",
    depth: Annotated[int, typer.Option(min=1, max=20, help="How many changes far.")] = 5,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """追溯来源与去向。 Follow a zone or a plate: what it came from and what became of it, with quotes."""
    from rich.tree import Tree

    from graph.history.lineage import Direction, lineage
    from graph.history.lookup import Lookup
    from graph.history.resolve import resolve

    directions: dict[str, Direction] = {name: name for name in get_args(Direction)}
    if direction not in directions:
        raise typer.BadParameter(f"{direction} is none of {', '.join(directions)}")
    lookup = Lookup(opened(folder))
    start = resolve(lookup, text)
    found = lineage(start, lookup.changes, directions[direction], depth)
    tree = Tree(label(lookup, start))
    for step in found.steps:
        change = step.change
        arrow = "←" if step.direction == "back" else "→"
        ends = "、".join(label(lookup, iri) for iri in step.leads_to)
        branch = tree.add(
            f"{arrow} {label(lookup, change.event)} [{' '.join((change.modality, *change.manner))}] {ends}".rstrip()
        )
        for words in change.evidence:
            branch.add(quoted(words))
    for iri in found.now:
        tree.add(f"= {label(lookup, iri)}: {lookup.standing(iri)}")
    print_tree(tree)
