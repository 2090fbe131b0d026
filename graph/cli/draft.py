"""The commands that draft claims and list what is drafted: draft and review."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated

import typer

from graph.cli.options import app
from graph.core.resources import SOURCES

_KEY = "KAIFAQU_MODEL_KEY"


@app.command()
def draft(
    folder: Annotated[Path, typer.Argument(help="The folder of the source.", exists=True, file_okay=False)],
    accept: Annotated[bool, typer.Option("--accept", help="Write claims marked as drafted, not comments.")] = False,  # noqa: FBT002  a flag
    model: Annotated[
        str, typer.Option(help=f"Ask an OpenAI-compatible endpoint too, at this URL. Its key is in {_KEY}.")
    ] = "",
    model_name: Annotated[str, typer.Option(help="The name of the model.")] = "",
    model_seconds: Annotated[float, typer.Option(min=0.1, help="How long one call may take.")] = 60,
) -> None:
    """草拟空白段落的陈述。 Propose claims for the passages without any, by rules; nothing that is there is changed."""
    from graph.drafting.chat_completions import ModelEndpoint
    from graph.drafting.language_model import Asking
    from graph.drafting.paper import draft_folder
    from graph.drafting.rules import load_rules
    from graph.schema.ontology import load_ontology

    if bool(model) != bool(model_name):
        raise typer.BadParameter("give both --model with a URL and --model-name")
    asking = None
    if model:
        endpoint = ModelEndpoint(model, model_name, os.environ.get(_KEY, ""), model_seconds)
        asking = Asking(endpoint, load_rules())
    done = draft_folder(folder, load_ontology(), accept=accept, further=asking.add_to if asking else None)
    for path in done.files:
        typer.echo(path)
    if asking:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(asking.dropped.items()))
        typer.echo(f"The model: {asking.kept} statements kept, {asking.dropped.total()} dropped ({reasons or 'none'}).")
    how = "written as claims marked as drafted" if accept else "written as comments that begin with #~"
    typer.echo(f"{done.sure} entries {how}; {done.unsure} unsure (# ?); {done.empty} passages without a proposal.")


@app.command()
def review(
    folders: Annotated[list[Path] | None, typer.Argument(help="The folders; those of the package otherwise.")] = None,
) -> None:
    """列出尚未复核的草拟陈述。 List the drafted passages; the exit status is 1 where some wait for review."""
    from graph.drafting.review import waiting

    sources = folders or sorted(card.parent for card in SOURCES.glob("*/source.yaml"))
    found = [item for folder in sources for item in waiting(folder)]
    for item in found:
        typer.echo(f"{item.file}:{item.line}: {item.quote}")
        typer.echo(f"  {item.rules} -> {', '.join(item.ids)}")
    if found:
        typer.echo(f"{len(found)} passages are drafted. Correct each, then remove its line `drafted:`.")
    else:
        typer.echo("No drafted passage waits for review.")
    raise typer.Exit(1 if found else 0)
