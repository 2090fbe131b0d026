"""The command `lookup`, with the same answers as `/api/v1/lookup`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.child_command import in_child, opened
from graph.cli.options import Folder, ThingName, app
from graph.core.iris import entity_path
from graph.store.builds import DEFAULT_FOLDER

if TYPE_CHECKING:
    from graph.history.lookup import Candidate

_OUTCOMES = {
    "found": "找到 found",
    "historical": "历史名称或已不存续 historical",
    "ambiguous": "有歧义 ambiguous",
    "not_in_sources": "来源中没有 not in the sources",
}


@app.command(name="lookup")
@in_child
def look_up(
    text: ThingName,
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


def _named(candidate: Candidate) -> str:
    name, path = candidate.zh or candidate.en, entity_path(candidate.iri)
    return f"{name} {candidate.type} {path} {candidate.standing}"
