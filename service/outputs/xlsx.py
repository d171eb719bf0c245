"""One workbook: findings with both sides, every check as a formula, the facts, each table as read.

Words of a report are written as words, whatever they begin with: nothing of it is ever run.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.outputs._book_cells import HEAD, fit, paint, put, put_formula, put_heads
from service.outputs._book_formulas import Number, compared
from service.outputs._book_words import BOOK_WORDS, BookWords
from service.telling.places import Places, account_row, table_name, tidy
from service.telling.words import WORDS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as Box
    from openpyxl.worksheet.worksheet import Worksheet

    from extractor.model import Cell, Report, Table
    from rules.terms import Severity
    from service.outputs._form import Form

_FILLS = {"error": "FFC7C2", "warning": "FFE7A8", "info": "D6E8FF"}


def make(report: Report, _: bytes, form: Form) -> bytes:
    """Return the workbook of one report."""
    # Imported here: only this output needs it.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _Book(book, report, form).fill()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Half:
    """Columns of a table that share their row labels."""

    columns: tuple[int, ...]
    labels: dict[int, str]


class _Book:
    """Writes the sheets; tables and facts first, since the formulas point at them."""

    def __init__(self, book: Workbook, report: Report, form: Form) -> None:
        self._book = book
        self._report = report
        self._form = form
        self._words: BookWords = BOOK_WORDS[form.lang]
        self._places = Places(report, WORDS[form.lang].front)
        self._numbers: dict[str, Number] = {}
        self._addresses: dict[str, str] = {}
        self._worst = self._severities()

    def fill(self) -> None:
        """Write all of it; the findings stand before the rest."""
        findings, checks, facts = (
            self._book.create_sheet(name)
            for name in (self._words.findings, self._words.checks, self._words.facts)
        )
        for table in self._report.tables:
            self._table(self._book.create_sheet(table.id), table)
        self._facts(facts)
        self._checks(checks)
        self._findings(findings)

    def _severities(self) -> dict[str, Severity]:
        """Return the worst that is said of each fact and cell."""
        worst: dict[str, Severity] = {}
        for finding in self._form.shown(self._report):
            for piece in finding.evidence:
                if piece.ref:
                    worst.setdefault(piece.ref, finding.severity)
        return worst

    def _note(self, ref: str, box: Box, unit: str | None) -> None:
        """Remember where a number stands, and colour it where something is wrong with it."""
        sheet = box.parent.title
        self._addresses[ref] = f"'{sheet}'!{box.coordinate}"
        if box.data_type == "n" and (box.value is not None or ref.startswith("T")):
            self._numbers[ref] = Number(f"'{sheet}'!{box.coordinate}", unit)
        if ref in self._worst:
            paint(box, _FILLS[self._worst[ref]])

    # ---- tables and facts ---------------------------------------------------------------------

    def _table(self, sheet: Worksheet, table: Table) -> None:
        put(sheet, 1, 1, table_name(table), bold=True)
        unit = self._words.unit.format(unit=table.unit) if table.unit else ""
        page = self._words.page.format(page=table.span.page) if table.span.page else ""
        put(sheet, 2, 1, "　".join(filter(None, (unit, page))))
        if not table.is_official:
            self._printed_table(sheet, table)
        else:
            self._amounts(sheet, table)
        fit(sheet, titled=True)

    def _printed_table(self, sheet: Worksheet, table: Table) -> None:
        for cell in table.cells:
            box = put(sheet, 2 + cell.row, cell.column, _shown(cell))
            self._note(cell.id, box, cell.unit)

    def _amounts(self, sheet: Worksheet, table: Table) -> None:
        headers = {cell.column: cell.column_header for cell in table.cells}
        top = 3 + max(map(len, headers.values()), default=0)
        rows = {row: top + i for i, row in enumerate(sorted({c.row for c in table.cells}))}
        by_place = {(cell.row, cell.column): cell for cell in table.cells}
        at = 1
        for half in _halves(table.cells):
            put(sheet, top - 1, at, self._words.item, bold=True, fill=HEAD)
            for row, label in half.labels.items():
                put(sheet, rows[row], at, label)
            for column in half.columns:
                at += 1
                for level, words in enumerate(headers[column]):
                    put(sheet, 3 + level, at, tidy(words), bold=True, fill=HEAD)
                for row in half.labels:
                    cell = by_place.get((row, column))
                    if cell is not None:
                        box = put(sheet, rows[row], at, _shown(cell))
                        self._note(cell.id, box, cell.unit or table.unit)
            at += 1
        sheet.freeze_panes = sheet.cell(top, 2).coordinate

    def _facts(self, sheet: Worksheet) -> None:
        put_heads(sheet, self._words.fact_columns)
        kinds = WORDS[self._form.lang].fact_kinds
        for row, fact in enumerate(self._report.facts, start=2):
            told = (fact.id, kinds.get(fact.kind, fact.kind), fact.value, fact.unit, fact.subject)
            where = (fact.period, fact.base_period, self._places.heading(fact.span.start))
            printed = (fact.span.page, tidy(fact.span.text), fact.rule)
            for column, value in enumerate((*told, *where, *printed), start=1):
                box = put(sheet, row, column, value)
                if column == 3:
                    self._note(fact.id, box, fact.unit)
        fit(sheet)

    # ---- checks and findings ------------------------------------------------------------------

    def _checks(self, sheet: Worksheet) -> None:
        put_heads(sheet, self._words.check_columns)
        classes = WORDS[self._form.lang].classes
        for row, check in enumerate(self._report.checks, start=2):
            status = self._words.statuses[check.status]
            both = compared(check, self._numbers)
            sides = (check.actual, None, check.expected, check.difference)
            told = (check.id, classes[check.check_class], check.rule, status, *sides)
            for column, value in enumerate((*told, check.tolerance, check.message), start=1):
                put(sheet, row, column, value)
            if both is not None:
                put(sheet, row, 6, both.relation)
                put_formula(sheet, row, 5, both.stated)
                put_formula(sheet, row, 7, both.recomputed)
                put_formula(sheet, row, 8, f"=E{row}-G{row}")
        fit(sheet)

    def _findings(self, sheet: Worksheet) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink

        put_heads(sheet, self._words.finding_columns)
        words = WORDS[self._form.lang]
        for number, finding in enumerate(self._form.shown(self._report), start=1):
            row, severity = number + 1, words.severity[finding.severity]
            told = [
                (self._places.describe(e.ref, e.span), self._places.quoted(e.ref, e.span))
                for e in finding.evidence
            ]
            first, others = (told[0] if told else ("", "")), told[1:]
            values = (
                *(number, severity, finding.title, finding.explanation),
                *(finding.actual, finding.expected, finding.difference, *first),
                "\n".join(f"{where}：{text or words.blank}" for where, text in others),
                finding.evidence[0].span.page if finding.evidence else None,
                *(words.classes[finding.check_class], finding.rule),
                *self._places.mend(finding),
            )
            for column, value in enumerate(values, start=1):
                put(sheet, row, column, value)
            paint(sheet.cell(row, 2), _FILLS[finding.severity])
            ref = finding.evidence[0].ref if finding.evidence else None
            if ref in self._addresses:
                box = sheet.cell(row, 8)
                box.hyperlink = Hyperlink(ref=box.coordinate, location=self._addresses[ref])
        fit(sheet)


def _halves(cells: Iterable[Cell]) -> list[_Half]:
    """Return the columns of a table, those with the same row labels together."""
    labels: dict[int, dict[int, str]] = {}
    for cell in cells:
        labels.setdefault(cell.column, {})[cell.row] = account_row(cell)
    halves: list[_Half] = []
    for column in sorted(labels):
        own = labels[column]
        if halves and all(halves[-1].labels.get(row, label) == label for row, label in own.items()):
            before = halves.pop()
            halves.append(_Half((*before.columns, column), before.labels | own))
        else:
            halves.append(_Half((column,), own))
    return halves


def _shown(cell: Cell) -> str:
    """Return a cell as printed; a numeral torn by blanks is read, and so shown, as one."""
    return "".join(cell.text.split()) if cell.value is not None else tidy(cell.text)
