"""Reports laid out as other places lay them out: each consistent, so nothing may be reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import Report, extract
from tests.corpus import ROOT

CASES = sorted((ROOT / "tests" / "cases" / "places").glob("*.txt"))


def described(report: Report) -> set[str]:
    """Return what the case files say: the report, its tables, and every amount by meaning."""
    info = report.report
    tables = [table for table in report.tables if table.id.startswith("T")]
    lines = {f"{info.kind} {info.entity} {info.fiscal_year} {info.unit}"}
    lines.add(" ".join(table.id for table in tables))
    lines |= {
        f"{table.id} {table.kind} {table.title or '-'}"
        for table in report.tables
        if table.id.startswith("A")
    }
    lines |= {
        f"{table.id}/{cell.row_key}/{cell.column_key} {cell.value}"
        for table in tables
        for cell in table.cells
    }
    return lines | {
        f"{section.role} {section.topic or '-'} {section.title}" for section in report.sections
    }


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_place_is_read_as_its_case_says(case: Path) -> None:
    _, _, rest = case.read_text(encoding="utf-8").partition("\n--- text\n")
    text, _, expected = rest.partition("--- expected\n")
    report = extract(text.encode())
    printed = described(report)
    assert [line for line in expected.splitlines() if line not in printed] == []
    assert [check.expression for check in report.checks if check.status == "fail"] == []
    assert report.warnings == ()
