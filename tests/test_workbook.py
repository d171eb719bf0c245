"""The workbook: tables as read, facts, checks as formulas, findings; nothing of a report is run."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import regex
from openpyxl.workbook import Workbook

from extractor import Report
from rules.terms import Lang
from service.outputs import xlsx
from service.outputs._book_formulas import Number, compared
from service.outputs._book_words import BOOK_WORDS
from service.outputs._form import Form
from tests.reports import make_check, make_finding, make_report

_FORMULA = regex.compile(r"=[\d.\s+\-*/()]*(?:'[^']+'![A-Z]+\d+[\d.\s+\-*/()]*)*")


def book_of(report: Report, lang: Lang = "zh") -> Workbook:
    """Return the workbook of a report as a spreadsheet program would load it."""
    return openpyxl.load_workbook(io.BytesIO(xlsx.make(report, b"", Form(lang=lang))))


def value_at(book: Workbook, formula: str) -> Any:
    """Return what a formula over the cells of a workbook comes to."""

    def read(match: regex.Match[str]) -> str:
        return repr(float(book[match["sheet"]][match["cell"]].value or 0))

    source = regex.sub(r"'(?P<sheet>[^']+)'!(?P<cell>[A-Z]+\d+)", read, formula.lstrip("="))
    assert regex.fullmatch(r"[\de.\s+\-*/()]*", source)
    return eval(source)


def test_every_table_has_a_sheet_with_every_number(
    read: Callable[[str], Report], name: str
) -> None:
    report = read(name)
    book = book_of(report)
    for table in report.tables:
        printed = [box.value for row in book[table.id].iter_rows() for box in row]
        numbers = [float(value) for value in printed if isinstance(value, int | float)]
        for cell in table.cells:
            if table.is_official and cell.value is not None:
                assert float(cell.value) in numbers, cell.id


def test_the_formulas_of_the_checks_come_to_what_the_program_found(
    read: Callable[[str], Report], name: str
) -> None:
    report = read(name)
    book = book_of(report)
    sheet = book[BOOK_WORDS["zh"].checks]
    assert sheet.max_row == len(report.checks) + 1
    compared_ = 0
    for row, check in enumerate(report.checks, start=2):
        stated, recomputed = (sheet.cell(row, column).value for column in (5, 7))
        # A target counted in 万 is told in ones by the check, and in 万 by its cell.
        if not str(recomputed).startswith("=") or check.rule == "form.target":
            continue
        compared_ += 1
        assert _FORMULA.fullmatch(str(recomputed)), recomputed
        assert value_at(book, str(stated)) == pytest.approx(float(check.actual or "nan"))
        assert value_at(book, str(recomputed)) == pytest.approx(
            float(check.expected or "nan"), abs=0.06
        )
    assert compared_ > len(report.checks) / 2


def test_no_words_of_a_report_are_a_formula(read: Callable[[str], Report], name: str) -> None:
    book = book_of(read(name))
    checks = BOOK_WORDS["zh"].checks
    for sheet in book.worksheets:
        found = [b.coordinate for row in sheet.iter_rows() for b in row if b.data_type == "f"]
        assert sheet.title == checks or found == []


@pytest.mark.parametrize(
    "words", ["=1+1", "+1+1|cmd", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")']
)
def test_words_that_look_like_a_formula_are_written_as_words(words: str) -> None:
    book = book_of(make_report(make_finding(explanation=words)))
    box = book[BOOK_WORDS["zh"].findings]["D2"]
    assert (box.value, box.data_type, box.quotePrefix) == (words, "s", True)


@pytest.mark.parametrize("words", ["a\x00b", "a\x0bb", "x" * 40_000])
def test_what_a_workbook_cannot_hold_is_left_out(words: str) -> None:
    book = book_of(make_report(make_finding(explanation=words)))
    assert book[BOOK_WORDS["zh"].findings]["D2"].value.startswith(words[0])


def test_the_sheets_speak_the_language_asked_for() -> None:
    for lang, words in BOOK_WORDS.items():
        book = book_of(make_report(make_finding()), lang)
        assert book.sheetnames[:3] == [words.findings, words.checks, words.facts]
        for name, columns in (
            (words.findings, words.finding_columns),
            (words.checks, words.check_columns),
            (words.facts, words.fact_columns),
        ):
            assert tuple(box.value for box in book[name][1]) == columns


def test_a_finding_has_both_sides_and_leads_to_the_first(read: Callable[[str], Report]) -> None:
    report = read("000")
    sheet = book_of(report)[BOOK_WORDS["zh"].findings]
    assert sheet.max_row == len(report.findings) + 1
    for row in sheet.iter_rows(min_row=2):
        assert row[7].value
        if row[7].hyperlink is not None:
            assert regex.match(r"'[^']+'![A-Z]+\d+", row[7].hyperlink.location)


def test_amounts_of_other_units_are_brought_to_one() -> None:
    check = make_check("K1", "pass").model_copy(
        update={
            "expression": "F1 = T01/R1/C1",
            "operands": tuple(
                operand.model_copy(update={"ref": ref, "value": "1"})
                for operand, ref in zip(
                    make_check("K1", "pass").operands[:1] * 2, ("F1", "T01/R1/C1"), strict=True
                )
            ),
        }
    )
    numbers = {"F1": Number("'a'!A1", "亿元"), "T01/R1/C1": Number("'b'!B2", "万元")}
    found = compared(check, numbers)
    assert found is not None
    assert (found.stated, found.recomputed) == ("='a'!A1", "='b'!B2/10000")
