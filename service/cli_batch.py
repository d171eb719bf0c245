"""The commands of the database: `gouji batch`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from service.outputs import Lang

if TYPE_CHECKING:
    from extractor.load.limits import Limits
    from service.batch.run import Summary
    from service.batch.sources import Source
    from service.store import Made

DONE, BAD_INPUT, NOT_WRITTEN = 0, 2, 3
Db = Annotated[Path, typer.Option("--db", help="The database; made where there is none.")]


def batch(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files, folders, zip archives, or globs in quotes."),
    ],
    db: Db = Path("gouji.db"),
    workers: Annotated[
        int, typer.Option("--workers", min=0, help="Files read at once; 0: one per processor.")
    ] = 0,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="Time for one file.")] = 120,
    memory: Annotated[
        int, typer.Option("--memory", min=300, help="Memory of one worker, in MB.")
    ] = 2048,
    failures: Annotated[
        Path | None,
        typer.Option("--failures", help="Write what could not be read here, as JSON Lines."),
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of explanations.")] = "zh",
) -> None:
    """Read every report under the paths into a database.

    What is there already is left alone, so a run that was stopped is finished by the next one.
    """
    from importlib.metadata import version

    from extractor.load.limits import Limits
    from service.batch.progress import summary_lines, write_failures
    from service.batch.sources import sources
    from service.store import Made

    try:
        found = list(sources(paths))
    except FileNotFoundError as error:
        _fail(f"{error}: nothing is there")
    limits = Limits(seconds=seconds, memory_mb=memory, workers=workers or os.cpu_count() or 1)
    summary = _run(found, db, limits, Made(version("gouji"), lang))
    for line in summary_lines(summary, lang):
        typer.echo(line)
    if failures is not None:
        try:
            write_failures(summary, failures)
        except OSError as error:
            _fail(f"{failures}: {error.strerror or error}")
    raise typer.Exit(BAD_INPUT if summary.failures else DONE)


def _run(found: list[Source], db: Path, limits: Limits, made: Made) -> Summary:
    from service.batch.progress import progress
    from service.batch.run import LocalEngine, run
    from service.batch.sinks import StoreSink
    from service.store import Store, StoreError

    try:
        with (
            Store.open(db, patience=60) as store,
            LocalEngine(limits) as engine,
            progress(len(found)) as tell,
        ):
            return run(found, engine, StoreSink(store), made, tell)
    except StoreError as error:
        _complain(f"{db}: {error.message(made.lang)} [{error.code}]")
        raise typer.Exit(NOT_WRITTEN) from None


def _complain(message: str) -> None:
    typer.echo(f"gouji: {message}", err=True)


def _fail(message: str) -> NoReturn:
    _complain(message)
    raise typer.Exit(BAD_INPUT)
