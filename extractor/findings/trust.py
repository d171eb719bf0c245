"""Which numbers were read beyond doubt: those in drawn cells, and those whose column adds up.

Where a table has no lines, what stands below each other was taken for a column. A number that was
taken for another column's, or lost, is missing where it stood: there a blank cell disagrees, or a
whole is larger than its parts. Where nothing is missing like that, what disagrees is the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import regex

from extractor.evidence import Evidence
from extractor.findings.formula import parse
from extractor.model import Cell, Check, Table
from extractor.readings import is_unreadable
from rules.loaders.tables import load_across

# So many numbers that come out together are no chance.
_TOGETHER = 3
_HUNDRED = Decimal(100)
# A sum may have to be 100 in all.
_SUMS = ("sum", "whole")
_AMOUNT = regex.compile(r"-?[\d,]+\.\d\d")
# Sums of the rows of a small table, of which one alone may have been told.
_OF_ROWS = frozenset({"form.details", "form.listed", "form.composition"})
_OF_CELLS = ("table_arithmetic", "table_table", "narrative_table")


@dataclass(frozen=True)  # no slots: what the sums say is found once, when first asked for
class Trust:
    """What the checks of a report say of how its numbers were read."""

    checks: Sequence[Check]
    seen: Evidence

    def is_unsure(self, check: Check) -> bool:
        """Return whether a number of the check may have been misread."""
        if self.seen.proves_nothing:
            return True
        document = self.seen.document
        if document is None or not self._is_doubtful:
            return False
        # Blank cells are no operands of a sum over several tables; one of them can be lost.
        return (
            any(map(document.is_unsure, check.quotes))
            or any(self._may_be_misread(operand.ref) for operand in check.operands)
            or not self._torn.isdisjoint(self._tables_of.get(check.rule, ()))
            or self._lacks_a_row(check)
        )

    @cached_property
    def _is_doubtful(self) -> bool:
        """Whether anything was read without lines, from a picture, in doubt or over two pages."""
        document = self.seen.document
        if document is None:
            return False
        aligned = any(grid.aligned for grid in document.grids)
        guessed = bool(document.recognized or document.doubtful) or document.is_out_of_order
        return aligned or guessed or bool(self._losing_rows)

    @cached_property
    def _tables_of(self) -> dict[str, frozenset[str]]:
        """The tables that each relation between tables takes."""
        return {
            equal.id: frozenset(term.path[0] for term in equal.equation.terms)
            for equal in load_across(self.seen.kind)
        }

    # ---- numbers ------------------------------------------------------------------------------

    def _may_be_misread(self, ref: str) -> bool:
        document, place = self.seen.document, self.seen.span(ref)
        if document is None or (
            place is not None and (document.is_recognized(place) or document.is_doubtful(place))
        ):
            return True
        table = _table_of(ref)
        if self._lacks_lines(table):
            cell = self.seen.cell_by_id.get(ref)
            return cell is None or not self._is_borne_out(cell, table)
        return place is not None and document.is_unsure(place)

    def _is_borne_out(self, cell: Cell, table: str) -> bool:
        """Return whether the column of a number adds up; in a form, it or its label tells."""
        if cell.id in self._halves:
            return False
        if table in self.seen.views:
            return table not in self._torn and (table, cell.column) in self._columns
        return cell.id in self._calculated or cell.id in self._labelled

    def _lacks_lines(self, table: str) -> bool:
        """Return whether a table is not drawn, wholly or in part."""
        found = self.seen.table_by_id.get(table)
        return found is not None and found.unsure

    @cached_property
    def _sums(self) -> list[list[Cell]]:
        """The numbers of every sum in a table without lines that holds, and is more than 0 = 0."""
        held = (
            self._cells_of(check)
            for check in self.checks
            if check.check_class == "table_arithmetic"
            and check.status != "fail"
            and self._lacks_lines(_table_of(check.operands[0].ref))
        )
        sums = ([cell for cell in cells if Decimal(cell.value or 0)] for cells in held)
        return [cells for cells in sums if len(cells) > 1]

    @cached_property
    def _columns(self) -> frozenset[tuple[str, int]]:
        """The columns that add up over several rows."""
        down = (cells for cells in self._sums if len({cell.row for cell in cells}) > 1)
        return frozenset((_table_of(cell.id), cell.column) for cells in down for cell in cells)

    @cached_property
    def _rows(self) -> frozenset[tuple[str, int]]:
        """The rows that add up."""
        along = (cells for cells in self._sums if len({cell.row for cell in cells}) == 1)
        return frozenset((_table_of(cells[0].id), cells[0].row) for cells in along)

    @cached_property
    def _calculated(self) -> frozenset[str]:
        """The numbers that come out together: no three are in wrong places and do so."""
        together = (cells for cells in self._sums if len(cells) >= _TOGETHER)
        return frozenset(cell.id for cells in together for cell in cells)

    @cached_property
    def _labelled(self) -> frozenset[str]:
        """The numbers of forms that stand right behind their label, in no column."""
        single = (cells for form in self.seen.forms for cells in form.single.values())
        return frozenset(cell.id for cells in single for cell in cells)

    @cached_property
    def _halves(self) -> frozenset[str]:
        """The numbers of which one may go on in the next: 1,360.9 above 6."""
        unsure = (table for table in self.seen.tables if table.unsure)
        return frozenset(
            half.id for table in unsure for pair in _halves(table.cells) for half in pair
        )

    # ---- tables that lost a number --------------------------------------------------------------

    @cached_property
    def _torn(self) -> frozenset[str]:
        """The tables without lines that lost a number, by a check or by a piece of one."""
        unsure = [table for table in self.seen.tables if table.unsure]
        if not unsure:
            return frozenset()
        failed = (check for check in self.checks if check.status == "fail")
        lacking = (c for c in failed if c.check_class in _OF_CELLS and self._lacks_a_number(c))
        refs = (operand.ref for check in lacking for operand in check.operands)
        pieced = (table.id for table in unsure if any(map(is_unreadable, table.cells)))
        return frozenset([*map(_table_of, refs), *pieced])

    def _lacks_a_number(self, check: Check) -> bool:
        cells = self._cells_of(check)
        if any(cell.value is None for cell in cells):
            return True
        if check.check_class != "table_arithmetic" or Decimal(check.difference or 0) <= 0:
            return False
        if len({cell.row for cell in cells}) > 1 and (
            self._short[_row_of(cells[0])] > 1 or self._is_alone(cells[0])
        ):
            # A row is lost: its numbers are missing in all columns, be they several or one.
            return True
        return any(cell.value is None for cell in self._other_parts(cells))

    @cached_property
    def _short(self) -> Counter[tuple[str, int]]:
        """In how many columns of each row the rows below it add up to less, or hold nothing."""
        failed = (
            self._cells_of(check)
            for check in self.checks
            if check.status == "fail"
            and check.check_class == "table_arithmetic"
            and Decimal(check.difference or 0) > 0
        )
        down = (cells for cells in failed if len(cells) == 1 or len({c.row for c in cells}) > 1)
        wholes = {cells[0].id: cells[0] for cells in down}
        return Counter(map(_row_of, wholes.values()))

    def _is_alone(self, cell: Cell) -> bool:
        """Return whether a row, or its half, has no other number."""
        others = self.seen.table_by_id[_table_of(cell.id)].cells
        row = (c for c in others if c.row == cell.row and c.row_key == cell.row_key)
        return sum(c.value is not None and c.column_key is not None for c in row) == 1

    def _other_parts(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return the cells where a part of the first one can be missing, its own sum too."""
        whole, table = cells[0], _table_of(cells[0].id)
        rows = {cell.row for cell in cells}
        others = self.seen.table_by_id[table].cells
        if len(rows) == 1:
            return [cell for cell in others if cell.row == whole.row]
        return [
            cell
            for cell in others
            if cell.column == whole.column and _is_below(cell, whole) and not self._adds_up(cell)
        ]

    def _adds_up(self, cell: Cell) -> bool:
        return _row_of(cell) in self._rows

    def _cells_of(self, check: Check) -> list[Cell]:
        found = (self.seen.cell_by_id.get(operand.ref) for operand in check.operands)
        return [cell for cell in found if cell is not None]

    # ---- forms that lost a row ----------------------------------------------------------------

    def _lacks_a_row(self, check: Check) -> bool:
        """Return whether a sum of a form fails as if a row were lost, or the whole were a part."""
        if check.check_class != "table_arithmetic":
            return False
        refs = [operand.ref for operand in check.operands]
        if _table_of(refs[0]) not in self._losing_rows or refs[-1] in self._labelled:
            return False
        values = [Decimal(operand.value or 0) for operand in check.operands]
        if check.expression.startswith("100 = "):
            values = [_HUNDRED, *values]
        is_sum = len(values) >= _TOGETHER and parse(check).form in _SUMS
        if not is_sum and check.rule not in _OF_ROWS:
            return False
        whole, *parts = values
        return whole > sum(parts) or whole in parts

    @cached_property
    def _losing_rows(self) -> frozenset[str]:
        """The forms that may have lost rows: no line parts them, or they go over a page break."""
        forms = (table for table in self.seen.tables if not table.is_official)
        return frozenset(form.id for form in forms if self._may_lose_rows(form))

    def _may_lose_rows(self, form: Table) -> bool:
        document = self.seen.document
        if document is None or form.unsure or document.is_flowing(form.span):
            return True
        return document.pages is not None and len({cell.span.page for cell in form.cells}) > 1


def _table_of(ref: str) -> str:
    return ref.partition("/")[0]


def _row_of(cell: Cell) -> tuple[str, int]:
    return _table_of(cell.id), cell.row


def _halves(cells: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Yield each number and the one in the next row that may be the rest of it."""
    at = {(cell.row, cell.column): cell for cell in cells}
    for cell in cells:
        below = at.get((cell.row + 1, cell.column))
        if (
            below is not None
            and not _AMOUNT.fullmatch(cell.text)
            and not _AMOUNT.fullmatch(below.text)
            and _AMOUNT.fullmatch(cell.text + below.text)
        ):
            yield cell, below


def _is_below(cell: Cell, whole: Cell) -> bool:
    """Return whether a row can be a part of another: of an account its own, of a total any."""
    key = whole.row_key or ""
    return not key.startswith("account:") or (cell.row_key or "").startswith(key)
