"""The command `show`: all statements about a thing, each with its quote."""

from __future__ import annotations

from graph.cli.child_command import in_child, opened
from graph.cli.options import Folder, ThingName, app
from graph.cli.tree import label, print_tree, quoted
from graph.core.terms import NamedNode
from graph.store.builds import DEFAULT_FOLDER


@app.command()
@in_child
def show(text: ThingName, folder: Folder = DEFAULT_FOLDER) -> None:
    """显示一个事物的全部陈述及其原文。 Show all statements about a thing, each with its quote."""
    from rich.tree import Tree

    from graph.core.origins import origin_of
    from graph.history.lookup import Lookup
    from graph.history.resolve import resolve
    from graph.rdf.provenance import Provenance

    store = opened(folder)
    lookup, provenance = Lookup(store), Provenance(store)
    node = NamedNode(resolve(lookup, text))
    tree = Tree(f"{label(lookup, node.value)}  {node.value}")
    quads = sorted(store.match(node), key=lambda q: (q.predicate.value, str(q.object)))
    provenance.read_ahead(quads)
    for quad in quads:
        value = label(lookup, quad.object.value) if isinstance(quad.object, NamedNode) else str(quad.object)
        branch = tree.add(f"{label(lookup, quad.predicate.value)}: {value}  [{origin_of(quad.graph_name)}]")
        pieces = provenance.words([quad])
        several = len({words.source for words in pieces}) > 1
        for words in pieces:
            branch.add(f"{quoted(words)} 《{label(lookup, words.source)}》" if several else quoted(words))
    print_tree(tree)
