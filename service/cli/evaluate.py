"""The command that scores the program: `gouji evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli.console import either, fail, spoken


def evaluate(
    corpus: Annotated[
        Path,
        typer.Argument(metavar="CORPUS", help="Folder with reports/ and labels/."),
    ] = Path("corpus"),
    misses: Annotated[bool, typer.Option("--misses", help="List every miss as well.")] = False,
) -> None:
    """Score the program on labelled reports.

    Facts, links, table cells, context, statements and findings against labels made by hand.
    """
    from service.evaluate import score_corpus, table

    try:
        score = score_corpus(corpus)
    except OSError as error:
        lacking = error.filename or error
        english = f"no labelled corpus: {lacking} is missing"
        fail(either(spoken(), f"没有带标注的语料：缺少 {lacking}", english))
    typer.echo(table(score))
    if misses:
        typer.echo("\n".join(score.misses))
