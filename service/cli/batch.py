"""The command that reads many reports into a database: `gouji batch`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rules.terms import Lang
from service.cli.console import (
    Exit,
    either,
    fail,
    fail_to_import,
    fail_to_store,
    fail_to_use,
)
from service.cli.files import spare, whole
from service.cli.options import DB, Db, Language, Rules

if TYPE_CHECKING:
    from extractor.load.limits import Limits
    from service.batch.run import Engine, Summary
    from service.batch.sinks import Sink
    from service.batch.sources import Source
    from service.store import Comparison, Made

Engines = Literal["local", "dask"]
# A batch at night waits longer for another writer than a person would.
_PATIENCE = 60


def batch(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files, folders, zip archives, or globs in quotes."),
    ],
    db: Db = DB,
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
    rules: Rules = None,
    lang: Language = "zh",
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
        english = "no such file or folder, and no glob that fits any"
        fail(f"{error}: {either(lang, '没有这个文件或文件夹，也没有与通配符相符的文件', english)}")
    if (engine == "dask") != (scheduler is not None):
        english = "--engine dask and --scheduler go together"
        fail(either(lang, "--engine dask 与 --scheduler 要一起用", english))
    spare(failures, [db, *map(Path, paths)], lang)
    limits = Limits(seconds=seconds, memory_mb=memory, workers=workers or os.cpu_count() or 1)
    made = Made(_version(rules, lang), lang)
    try:
        with _sink(db, parquet, lang) as sink, _engine(scheduler, limits, rules, lang) as readers:
            summary = _run(found, readers, sink, made)
        compared = _comparison(db) if parquet is None else None
    except StoreError as error:
        fail_to_store(db, error, lang, Exit.NOT_WRITTEN)
    except OSError as error:
        fail(f"{parquet or scheduler}: {error}", Exit.NOT_WRITTEN)
    for line in summary_lines(summary, lang):
        typer.echo(line)
    if compared is not None and compared.behind:
        typer.echo(comparison_line(compared, lang))
    if failures is not None:
        with whole(failures, lang) as half:
            write_failures(summary, half)
    if summary.stopped:
        english = "stopped; what is read is kept, run it again to finish"
        fail(either(lang, "已中断；读完的已经写入，再次运行会接着做完", english), Exit.STOPPED)
    raise typer.Exit(Exit.BAD_INPUT if summary.failures else Exit.CLEAN)


def _version(rules: Path | None, lang: Lang) -> str:
    """Return what tells apart reports that were read by other programs or other rules."""
    from extractor import RuleError
    from service.own_rules import reading_version

    try:
        return reading_version(rules)
    except RuleError as error:
        fail(error.message(lang))
    except OSError as error:
        fail_to_use(rules or "", error, lang)


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
def _sink(db: Path, parquet: Path | None, lang: Lang) -> Iterator[Sink]:
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
        fail_to_import(error, "parquet", lang)


@contextmanager
def _engine(
    scheduler: str | None, limits: Limits, rules: Path | None, lang: Lang
) -> Iterator[Engine]:
    from service.batch.run import LocalEngine

    if scheduler is None:
        with LocalEngine(limits, rules) as local:
            yield local
        return
    try:
        from service.batch.dask import DaskEngine
    except ModuleNotFoundError as error:
        fail_to_import(error, "dask", lang)
    with DaskEngine(scheduler, limits, rules) as cluster:
        yield cluster
