"""Whatever a place's layout is: what was printed is what is read, and it agrees with itself."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import assume, example, given
from hypothesis import strategies as st

from extractor import extract
from extractor.model import Table
from tests.table_reports import TableReport, table_report, table_reports
from tests.typeset import as_pdf


def read(table: Table) -> dict[tuple[str, str], int]:
    """Return the amounts of a table by meaning, in hundredths of its unit, without zeros."""
    return {
        (cell.row_key or cell.row_header, cell.column_key or str(cell.column)): int(
            Decimal(cell.value) * 100
        )
        for cell in table.cells
        if cell.value is not None and Decimal(cell.value)
    }


@given(table_reports)
def test_what_was_printed_is_what_is_read(report: TableReport) -> None:
    found = extract(report.text.encode())
    tables = {table.id: table for table in found.tables if table.id.startswith("T")}
    assert report.amounts.keys() <= tables.keys()
    for key, table in tables.items():
        assert read(table) == report.amounts.get(key, {}), key
        assert table.unit == report.unit


# A “三公” table upright, all noughts or dashes: its first row is no header.
@example(table_report(Random(1583)))
@example(table_report(Random(3008)))
@given(table_reports)
def test_tables_that_agree_raise_nothing(report: TableReport) -> None:
    found = extract(report.text.encode())
    assert [check.expression for check in found.checks if check.status == "fail"] == []
    assert [warning.code for warning in found.warnings] == ["narrative_missing"]


@given(table_reports, st.randoms(use_true_random=False))
def test_what_is_printed_on_pages_is_what_is_read(report: TableReport, random: Random) -> None:
    assume("|" not in report.text)
    found = extract(as_pdf(report.text, random))
    tables = {table.id: table for table in found.tables if table.id.startswith("T")}
    assert {key: read(tables[key]) for key in report.amounts} == report.amounts
    assert [check.expression for check in found.checks if check.status == "fail"] == []


@given(table_reports, st.randoms(use_true_random=False))
def test_what_rests_on_a_table_without_lines_is_no_error(
    report: TableReport, random: Random
) -> None:
    assume("|" not in report.text)
    found = extract(as_pdf(report.text, random, ruled=False))
    assert {f.severity for f in found.findings} <= {"warning", "info"}
