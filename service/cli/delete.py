"""The command that takes reports out of the database: `gouji delete`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rules.terms import Lang
from service.cli.console import either, fail, fail_to_store, fail_to_use, fail_without, spoken
from service.cli.options import DB, MadeDb

if TYPE_CHECKING:
    from service.store import ReportRow, Store


def delete(
    reports: Annotated[
        list[str],
        typer.Argument(metavar="REPORT", help="Their files, or their ids.", show_default=False),
    ],
    db: MadeDb = DB,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take reports out of the database.

    With the file that was handed over and with what people decided on the findings; files of
    yours stay where they are.
    """
    from service.store import Store, StoreError

    lang = spoken()
    if not db.exists():
        fail_without(db, lang)
    try:
        with Store.open(db) as store:
            # All of them are known before the first one goes.
            found = {row.id: row for row in [_found(store, each, lang) for each in reports]}
            if not yes:
                _ask(store, list(found.values()), lang)
            with store.together():
                for report in found:
                    store.delete(report)
    except StoreError as error:
        fail_to_store(db, error, lang)
    for row in found.values():
        typer.echo(f"{either(lang, '已删除', 'deleted')} {_named(row)}")


def _found(store: Store, report: str, lang: Lang) -> ReportRow:
    row = store.row(_id(Path(report)))
    if row is None:
        chinese = f"{report}：数据库里没有这份报告；gouji export reports 列出全部"
        english = f"{report}: no such report in the database; gouji export reports lists them"
        fail(either(lang, chinese, english))
    return row


def _id(report: Path) -> str:
    """Return the id of a report: what was given, or the hash of the file that was given."""
    if not report.is_file():
        return str(report)
    try:
        with report.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        fail_to_use(report, error, spoken())


def _ask(store: Store, rows: Sequence[ReportRow], lang: Lang) -> None:
    """Ask before anything goes; where nobody can be asked, nothing does."""
    for row in rows:
        said = len(store.decisions(row.id))
        decided = either(lang, f"（处理意见 {said} 条）", f" ({said} decisions)") if said else ""
        typer.echo(f"{_named(row)}{decided}")
    if not sys.stdin.isatty():
        fail(either(lang, "没有删除：确定要删除请加 --yes", "nothing deleted: add --yes"))
    if not typer.confirm(either(lang, "删除以上报告？", "Delete these reports?")):
        raise typer.Exit


def _named(row: ReportRow) -> str:
    return f"{row.entity or '?'} {row.fiscal_year or '?'} {row.source} {row.id[:12]}"
