"""The commands lookup, lineage and show, with the same answers as `/api/v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from graph.cli.child_command import in_child, opened
from graph.cli.commands import Folder, app
from graph.core.iris import entity_path, shorten
from graph.core.labels import label_in
from graph.core.terms import NamedNode
from graph.store.builds import DEFAULT_FOLDER

if TYPE_CHECKING:
    from rich.tree import Tree

    from graph.history.changes import Evidence
    from graph.history.lookup import Candidate, Lookup
    from graph.rdf.provenance import Words

Text = Annotated[str, typer.Argument(help="A name, an alias, pinyin, an IRI, or its path such as zone/x.")]
_NO_BOUND = 1000
_OUTCOMES = {
    "found": "找到 found",
    "historical": "历史名称或已不存续 historical",
    "ambiguous": "有歧义 ambiguous",
    "not_in_sources": "来源中没有 not in the sources",
}


@app.command(name="lookup")
@in_child
def look_up(
    text: Text,
    type_: Annotated[str, typer.Option("--type", help="Only things of this class, such as Zone.")] = "",
    system: Annotated[str, typer.Option(help="The system of a code: mca or nbs.")] = "",
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """按名称、别名、拼音或代码查找。 Find what a name, an alias, pinyin or a code means, or tell why none is meant."""
    from rich.console import Console

    from graph.history.lookup import Lookup, Wanted

    answer = Lookup(opened(folder)).look_up(Wanted(text, type_, system=system))
    console = Console(soft_wrap=True, highlight=False)
    console.print(_OUTCOMES[answer.outcome])
    for candidate in answer.candidates:
        match = candidate.match
        why = f"{match.name.kind} {match.name.text}, {match.way}"
        console.print(f"{match.score:5.1f}  {_named(candidate)}  ({why})", markup=False)
    raise typer.Exit(0 if answer.outcome in {"found", "historical"} else 1)


@app.command(name="lineage")
@in_child
def show_lineage(
    text: Text,
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
    tree = Tree(_label(lookup, start))
    for step in found.steps:
        change = step.change
        arrow = "←" if step.direction == "back" else "→"
        ends = "、".join(_label(lookup, iri) for iri in step.leads_to)
        branch = tree.add(
            f"{arrow} {_label(lookup, change.event)} [{' '.join((change.modality, *change.manner))}] {ends}".rstrip()
        )
        for words in change.evidence:
            branch.add(_quoted(words))
    for iri in found.now:
        tree.add(f"= {_label(lookup, iri)}: {lookup.standing(iri)}")
    _print(tree)


@app.command()
@in_child
def show(text: Text, folder: Folder = DEFAULT_FOLDER) -> None:
    """显示一个事物的全部陈述及其原文。 Show all statements about a thing, each with its quote."""
    from rich.tree import Tree

    from graph.core.origins import origin_of
    from graph.history.lookup import Lookup
    from graph.history.resolve import resolve
    from graph.rdf.provenance import Provenance

    store = opened(folder)
    lookup, provenance = Lookup(store), Provenance(store)
    node = NamedNode(resolve(lookup, text))
    tree = Tree(f"{_label(lookup, node.value)}  {node.value}")
    quads = sorted(store.match(node), key=lambda q: (q.predicate.value, str(q.object)))
    provenance.read_ahead(quads)
    for quad in quads:
        value = _label(lookup, quad.object.value) if isinstance(quad.object, NamedNode) else str(quad.object)
        branch = tree.add(f"{_label(lookup, quad.predicate.value)}: {value}  [{origin_of(quad.graph_name)}]")
        pieces = provenance.words([quad])
        several = len({words.source for words in pieces}) > 1
        for words in pieces:
            branch.add(f"{_quoted(words)} 《{_label(lookup, words.source)}》" if several else _quoted(words))
    _print(tree)


def _named(candidate: Candidate) -> str:
    name, path = candidate.zh or candidate.en, entity_path(candidate.iri)
    return f"{name} {candidate.type} {path} {candidate.standing}"


def _label(lookup: Lookup, iri: str) -> str:
    zh, en = label_in(lookup.store, NamedNode(iri))
    return zh or en or shorten(iri)


def _quoted(words: Words | Evidence) -> str:
    return f"“{words.said}” {words.clause}".rstrip()


def _print(tree: Tree) -> None:
    """Print a tree. Outside of a terminal lines are not wrapped."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _NO_BOUND
    console.print(tree)
