"""Cells of a workbook: words stay words, numbers are numbers, columns as wide as they need."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import regex

if TYPE_CHECKING:
    from openpyxl.cell import Cell as Box
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

HEAD = "E8ECF1"
_NUMERAL = regex.compile(
    r"[-+]?(?!0\d)(?:\d{1,3}(?P<groups>,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?(?P<percent>%?)"
)
_UNPRINTABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What Excel takes in one cell.
_LONGEST = 32_000
_WIDEST = 40
_TALLEST, _LINE = 27, 15


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | None,
    *,
    bold: bool = False,
    fill: str = "",
) -> Box:
    """Write a number as a number, and words as words that nothing runs."""
    box = cast("Box", sheet.cell(row, column))  # nothing here is merged
    match = _NUMERAL.fullmatch(value) if isinstance(value, str) else None
    if match is not None and len(match[0]) < 16:
        box.value = Decimal(match[0].replace(",", "").rstrip("%"))
        decimals = "." + "0" * len(match["decimals"]) if match["decimals"] else ""
        whole = "#,##0" if match["groups"] else "0"
        box.number_format = whole + decimals + ('"%"' if match["percent"] else "")
    elif isinstance(value, str) and value:
        text = _UNPRINTABLE.sub("", value)[:_LONGEST]
        box.value = text
        box.data_type = "s"
        if text.startswith(_FORMULA_STARTS):
            box.quotePrefix = True
    elif value is not None and not isinstance(value, str):
        box.value = value
    if bold or fill:
        _head(box, fill)
    return box


def put_formula(sheet: Worksheet, row: int, column: int, formula: str) -> None:
    """Write what a spreadsheet works out."""
    box = sheet.cell(row, column)
    box.value = formula
    box.number_format = "#,##0.00##"


def put_heads(sheet: Worksheet, names: Sequence[str]) -> None:
    """Write the names of the columns, which stay in sight."""
    for column, name in enumerate(names, start=1):
        put(sheet, 1, column, name, bold=True, fill=HEAD)
    sheet.freeze_panes = "A2"


def _head(box: Box, fill: str) -> None:
    from openpyxl.styles import Font

    box.font = Font(bold=True)
    if fill:
        paint(box, fill)


def paint(box: Box | MergedCell, color: str) -> None:
    """Fill the cell with a colour."""
    from openpyxl.styles import PatternFill

    box.fill = PatternFill("solid", fgColor=color)


def fit(sheet: Worksheet, *, titled: bool = False) -> None:
    """Make columns as wide as their words, up to a limit, behind which they wrap; print all."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    heights: dict[int, int] = {}
    for column, boxes in enumerate(sheet.iter_cols(), start=1):
        # The title of a table runs over the columns beside it.
        words = [
            (row, box, _lines(box.value))
            for row, box in enumerate(boxes, start=1)
            if row > 2 or not titled
        ]
        widest = max((max(map(_width, lines)) for *_, lines in words if lines), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(widest + 2, 10), _WIDEST)
        for row, box, lines in words:
            height = sum(1 + _width(line) // (_WIDEST - 2) for line in lines)
            box.alignment = Alignment(wrap_text=height > 1, vertical="top")
            heights[row] = max(height, heights.get(row, 1))
    for row, height in heights.items():
        if height > 1:
            sheet.row_dimensions[row].height = min(height, _TALLEST) * _LINE


def _lines(value: object) -> list[str]:
    """Return the lines of words; formulas and numbers have none."""
    return value.split("\n") if isinstance(value, str) and value[:1] != "=" else []


def _width(text: str) -> int:
    """Return how wide a text is: a Chinese character is two Latin ones."""
    return sum(2 if char > "\u2e7f" else 1 for char in text)
