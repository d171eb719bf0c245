"""The command that hands on what the database holds: `gouji export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from service.cli.console import (
    either,
    fail,
    fail_to_import,
    fail_to_store,
    fail_without,
    spoken,
)
from service.cli.files import spare, whole
from service.cli.options import DB, MadeDb

Views = Literal["findings", "facts", "amounts", "cells", "reports"]


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
    db: MadeDb = DB,
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

    lang = spoken()
    write = EXPORTS.get(output.suffix.lower())
    if write is None:
        said = either(lang, "文件名的结尾可以是", "its name can end with")
        fail(f"{output}: {said} {' '.join(EXPORTS)}")
    if not db.exists():
        fail_without(db, lang)
    spare(output, [db], lang)
    try:
        with Store.open(db) as store, whole(output, lang) as half:
            write(*store.view(what, entity, year), half)
    except ModuleNotFoundError as error:
        fail_to_import(error, "parquet", lang)
    except StoreError as error:
        fail_to_store(db, error, lang)
