"""The command that holds reports against each other: `gouji across`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rules.terms import Lang
from service.cli.console import Exit, fail_to_store, fail_without
from service.cli.files import spare, whole
from service.cli.options import DB, Language, MadeDb, Out
from service.outputs.across import ACROSS_OUTPUTS, AcrossFormat

if TYPE_CHECKING:
    from extractor.model import CrossReport
    from service.store import Store


def across(
    db: MadeDb = DB,
    form: Annotated[
        AcrossFormat, typer.Option("--format", help="csv: one row per finding.")
    ] = "text",
    output: Out = None,
    lang: Language = "zh",
) -> None:
    """Hold the reports of a database against each other.

    A unit's years, its plan and its outcome, a department and its units, both versions of one
    report. What is found goes into the database, too, and people's decisions stay.
    """
    from service.store import Store, StoreError

    if not db.exists():
        fail_without(db, lang)
    spare(output, [db], lang)
    try:
        with Store.open(db) as store:
            reports = store.comparable()
            document = _compared(store, [report for report, *_ in reports], lang)
            store.put_cross(document.findings, reports)
    except StoreError as error:
        fail_to_store(db, error, lang)
    page = io.StringIO()
    ACROSS_OUTPUTS[form](document, page, lang)
    _write(page.getvalue(), output, lang)
    worst = any(finding.severity == "error" for finding in document.findings)
    raise typer.Exit(Exit.FINDINGS if worst else Exit.CLEAN)


def _compared(store: Store, reports: Iterable[str], lang: Lang) -> CrossReport:
    from extractor.across import Brief, Side, brief_of, compare_all, read_brief
    from extractor.model import Report

    def opened(report: str) -> Side:
        return Side(Report.model_validate_json(store.document(report, text=True) or ""))

    def brief(report: str) -> Brief:
        kept = store.brief(report)
        return read_brief(kept) if kept else brief_of(opened(report))

    return compare_all([brief(report) for report in reports], opened, lang)


def _write(text: str, output: Path | None, lang: Lang) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    with whole(output, lang) as half:
        half.write_text(text, encoding="utf-8", newline="\n")
