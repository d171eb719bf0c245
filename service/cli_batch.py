"""The commands of the database: `gouji batch` and `gouji export`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from service.outputs import Lang

if TYPE_CHECKING:
    from extractor.load.limits import Limits
    from service.batch.run import Engine, Summary
    from service.batch.sinks import Sink
    from service.batch.sources import Source
    from service.store import Comparison, Made

Engines = Literal["local", "dask"]
Views = Literal["findings", "facts", "amounts", "cells", "reports"]
# A batch at night waits longer for another writer than a person would.
_PATIENCE = 60
DONE, BAD_INPUT, NOT_WRITTEN = 0, 2, 3
Db = Annotated[Path, typer.Option("--db", help="The database; made where there is none.")]


def batch(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files, folders, zip archives, or globs in quotes."),
    ],
    db: Db = Path("gouji.db"),
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", help="Write Parquet files into this folder, no database."),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=0, help="Files read at once; 0: one per processor.")
    ] = 0,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="Time for one file.")] = 120,
    memory: Annotated[
        int, typer.Option("--memory", min=300, help="Memory of one worker, in MB.")
    ] = 2048,
    engine: Annotated[
        Engines, typer.Option("--engine", help="Read on this machine, or on a cluster.")
    ] = "local",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of the dask scheduler.")
    ] = None,
    failures: Annotated[
        Path | None,
        typer.Option("--failures", help="Write what could not be read here, as JSON Lines."),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option("--rules", metavar="DIR", help="Your own rules, laid over the shipped ones."),
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of explanations.")] = "zh",
) -> None:
    """Read every report under the paths into a database.

    What is there already is left alone, so a run that was stopped is finished by the next one.
    """
    from extractor.load.limits import Limits
    from service.batch.progress import comparison_line, summary_lines, write_failures
    from service.batch.sources import sources
    from service.store import Made, StoreError

    try:
        found = list(sources(paths))
    except FileNotFoundError as error:
        _fail(f"{error}: nothing is there")
    if (engine == "dask") != (scheduler is not None):
        _fail("--engine dask and --scheduler go together")
    limits = Limits(seconds=seconds, memory_mb=memory, workers=workers or os.cpu_count() or 1)
    made = Made(_version(rules), lang)
    try:
        with _sink(db, parquet) as sink, _engine(scheduler, limits, rules) as readers:
            summary = _run(found, readers, sink, made)
        compared = _comparison(db) if parquet is None else None
    except StoreError as error:
        _stop(f"{db}: {error.message(lang)} [{error.code}]")
    except OSError as error:
        _stop(f"{parquet or scheduler}: {error}")
    for line in summary_lines(summary, lang):
        typer.echo(line)
    if compared is not None and compared.behind:
        typer.echo(comparison_line(compared, lang))
    if failures is not None:
        try:
            write_failures(summary, failures)
        except OSError as error:
            _fail(f"{failures}: {error.strerror or error}")
    raise typer.Exit(BAD_INPUT if summary.failures else DONE)


def _version(rules: Path | None) -> str:
    """Return what tells apart reports that were read by other programs or other rules."""
    from extractor import RuleError
    from service.own_rules import reading_version

    try:
        return reading_version(rules)
    except (RuleError, OSError) as error:
        _fail(str(error))


def _run(found: list[Source], engine: Engine, sink: Sink, made: Made) -> Summary:
    from service.batch.progress import progress
    from service.batch.run import run

    with progress(len(found)) as tell:
        return run(found, engine, sink, made, tell)


def _comparison(db: Path) -> Comparison:
    from service.store import Store

    with Store.open(db) as store:
        return store.comparison()


@contextmanager
def _sink(db: Path, parquet: Path | None) -> Iterator[Sink]:
    from service.batch.sinks import StoreSink
    from service.store import Store

    if parquet is None:
        with Store.open(db, patience=_PATIENCE) as store:
            yield StoreSink(store)
        return
    try:
        from service.batch.parquet_sink import ParquetSink

        with closing(ParquetSink(parquet)) as sink:
            yield sink
    except ModuleNotFoundError as error:
        _fail(f"{error.name} is missing: pip install 'gouji[parquet]'")


@contextmanager
def _engine(scheduler: str | None, limits: Limits, rules: Path | None) -> Iterator[Engine]:
    from service.batch.run import LocalEngine

    if scheduler is None:
        with LocalEngine(limits, rules) as local:
            yield local
        return
    try:
        from service.batch.dask import DaskEngine
    except ModuleNotFoundError as error:
        _fail(f"{error.name} is missing: pip install 'gouji[dask]'")
    with DaskEngine(scheduler, limits, rules) as cluster:
        yield cluster


def export(
    what: Annotated[
        Views,
        typer.Argument(
            metavar="WHAT", help="findings, facts, amounts, cells or reports.", show_default=False
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="A .csv, .xlsx, .parquet or .jsonl file.")
    ],
    db: Db = Path("gouji.db"),
    entity: Annotated[
        str | None, typer.Option("--entity", help="Of units whose name has this in it.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Of this fiscal year.")] = None,
) -> None:
    """Write what is in the database as a file for other programs.

    One row for each finding with both its quotations, each number of the text, each amount of an
    account, each cell, or each report. The ending of the name decides the format.
    """
    from service.exports import EXPORTS
    from service.store import Store, StoreError

    write = EXPORTS.get(output.suffix.lower())
    if write is None:
        _fail(f"{output}: the name ends in {', '.join(EXPORTS)}")
    if not db.exists():
        _fail(f"{db}: no such database; gouji batch makes one")
    half = output.with_name(f".{output.name}.half")
    try:
        with Store.open(db) as store:
            write(*store.view(what, entity, year), half)
        os.replace(half, output)
    except ModuleNotFoundError as error:
        _fail(f"{error.name} is missing: pip install 'gouji[parquet]'")
    except StoreError as error:
        _fail(f"{db}: {error.message('en')} [{error.code}]")
    except OSError as error:
        _fail(f"{output}: {error.strerror or error}")
    finally:
        half.unlink(missing_ok=True)


def _stop(message: str) -> NoReturn:
    _complain(message)
    raise typer.Exit(NOT_WRITTEN)


def _complain(message: str) -> None:
    typer.echo(f"gouji: {message}", err=True)


def _fail(message: str) -> NoReturn:
    _complain(message)
    raise typer.Exit(BAD_INPUT)
