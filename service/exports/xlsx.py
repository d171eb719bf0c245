"""A workbook: one sheet, and more where one does not hold all rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_ROWS = 1_048_575
_LONGEST = 32_767


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write the rows; text stays text, whatever sign it begins with."""
    book = Workbook(write_only=True)
    remaining = iter(rows)
    first: Sequence[Any] | None = next(remaining, None)
    while True:
        sheet = book.create_sheet()
        sheet.freeze_panes = "A2"
        sheet.append(columns)
        if first is None:
            break
        for row in chain([first], islice(remaining, _ROWS - 1)):
            sheet.append([_cell(sheet, value) for value in row])
        first = next(remaining, None)
        if first is None:
            break
    book.save(path)


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST])
    # A text that begins with = would be a formula.
    cell.data_type = "s"
    return cell
