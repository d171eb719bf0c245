"""The command that hands on what the database holds: `gouji export`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from service.cli.console import NO_DATABASE, fail, fail_to_store, fail_to_use
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

    write = EXPORTS.get(output.suffix.lower())
    if write is None:
        fail(f"{output}: 文件名要以 {'、'.join(EXPORTS)} 结尾")
    if not db.exists():
        fail(f"{db}: {NO_DATABASE}")
    half = output.with_name(f".{output.name}.half")
    try:
        with Store.open(db) as store:
            write(*store.view(what, entity, year), half)
        os.replace(half, output)
    except ModuleNotFoundError as error:
        fail(f"缺少 {error.name}：pip install 'gouji[parquet]'")
    except StoreError as error:
        fail_to_store(db, error)
    except OSError as error:
        fail_to_use(output, error)
    finally:
        half.unlink(missing_ok=True)
