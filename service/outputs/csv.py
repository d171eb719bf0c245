"""Tables for spreadsheets: one row for each fact, or for each finding.

A byte-order mark comes first, since Excel takes UTF-8 without one for the local code page.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

import regex

from service.telling.places import Places, tidy
from service.telling.words import WORDS

if TYPE_CHECKING:
    from extractor.model import Fact, Finding, Report
    from service.outputs._form import Form

FACT_COLUMNS = (
    *("source", "entity", "fiscal_year", "report_kind", "id", "kind", "value", "unit"),
    *("approximate", "measure", "subject", "account_code", "account_name", "fund", "period"),
    *("base_period", "base_measure", "direction", "reason", "of", "whole", "cells", "section"),
    *("start", "end", "text", "rule", "ocr"),
)
FINDING_COLUMNS = (
    *("source", "entity", "fiscal_year", "report_kind", "id", "severity", "class", "title"),
    *("explanation", "actual", "expected", "difference", "tolerance", "where_1", "text_1"),
    *("where_2", "text_2", "more_places", "consequences", "rule", "key"),
    *("mend_where", "mend_value"),
)
_BOM = "\ufeff"
_NUMBER = regex.compile(r"[-+]?[\d.]*")
# Some editions take the full-width signs, which an input method types, for the plain ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def write_facts(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write one row for each fact."""
    rows = sheet(out, FACT_COLUMNS)
    for report in reports:
        places, cells = Places(report), _cells(report)
        for fact in report.facts:
            rows.writerow(_safe(_head(report) | _fact(fact, cells, places)))


def write_findings(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write one row for each finding that is severe enough."""
    rows = sheet(out, FINDING_COLUMNS)
    for report in reports:
        places = Places(report, WORDS[form.lang].front)
        for finding in form.shown(report):
            rows.writerow(_safe(_head(report) | _finding(finding, places)))


def sheet(out: TextIO, columns: tuple[str, ...]) -> csv.DictWriter[str]:
    """Return a writer of rows with these columns, behind the byte-order mark and their names."""
    out.write(_BOM)
    rows = csv.DictWriter(out, columns, lineterminator="\n")
    rows.writeheader()
    return rows


def _safe(row: Mapping[str, object]) -> dict[str, object]:
    """Return the row with no text that a spreadsheet would run as a formula."""
    return {
        column: quoted(value) if isinstance(value, str) else value for column, value in row.items()
    }


def quoted(text: str) -> str:
    """Return the text so that no spreadsheet runs it."""
    dangerous = text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text)
    return f"'{text}" if dangerous else text


def _head(report: Report) -> dict[str, object]:
    info = report.report
    return {
        "source": info.source,
        "entity": info.entity,
        "fiscal_year": info.fiscal_year,
        "report_kind": info.kind,
    }


def _cells(report: Report) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for link in report.links:
        cells.setdefault(link.fact, []).append(link.cell)
    return cells


def _fact(fact: Fact, cells: Mapping[str, list[str]], places: Places) -> dict[str, object]:
    row: dict[str, object] = fact.model_dump(
        exclude={"account", "reason", "span", "section", "approximate", "ocr"}
    )
    return row | {
        "approximate": str(fact.approximate).lower(),
        "ocr": str(fact.ocr).lower(),
        "account_code": fact.account.code if fact.account else None,
        "account_name": fact.account.name if fact.account else None,
        "reason": fact.reason.text if fact.reason else None,
        "cells": " ".join(cells.get(fact.id, ())),
        "section": places.heading(fact.span.start),
        "start": fact.span.start,
        "end": fact.span.end,
        "text": tidy(fact.span.text),
    }


def _finding(finding: Finding, places: Places) -> dict[str, object]:
    row: dict[str, object] = {
        "id": finding.id,
        "severity": finding.severity,
        "class": finding.check_class,
        "title": finding.title,
        "explanation": finding.explanation,
        "actual": finding.actual,
        "expected": finding.expected,
        "difference": finding.difference,
        "tolerance": finding.tolerance,
        "consequences": " ".join(finding.consequences),
        "rule": finding.rule,
        "key": finding.key,
    }
    told = [
        (places.describe(e.ref, e.span), places.quoted(e.ref, e.span)) for e in finding.evidence
    ]
    for number, (where, text) in enumerate(told[:2], start=1):
        row |= {f"where_{number}": where, f"text_{number}": text}
    row["more_places"] = "; ".join(f"{where}: {text}" for where, text in told[2:])
    where, value = places.mend(finding)
    return row | {"mend_where": where, "mend_value": value}
