"""XLSX: every visible sheet as one table or as text, numbers as the sheet shows them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby

import openpyxl
import regex
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from extractor.document import Document
from extractor.errors import CorruptInput
from extractor.load import media
from extractor.load.blocks import Block, Held, Paragraph, Ruled, write
from extractor.load.limits import Limits
from extractor.notices import Detail, Notice

# The longest official table has some two thousand rows, the widest some forty columns.
_MOST_ROWS, _MOST_COLUMNS = 20_000, 200
# Title, number (公开01表), and 部门 with 单位 stand above the header.
_TITLE_ROWS = 6
_ABOVE = regex.compile(r"单位\s*[：:]|部门\s*[：:]|(?:公开|预算|财决)\s*\d+\s*表")
_SIGNIFICANT = 15
_DECIMALS = regex.compile(r"\.([0#?]+)")
_BROKEN = (
    AttributeError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    SyntaxError,  # what the XML parser of the standard library raises
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def load(data: bytes, _: Limits) -> Document:
    """Return the document of a workbook; raises the InputError that fits."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        every = [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)]
        sheets = [sheet for sheet in every if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in every if sheet not in sheets]
        blocks = [block for sheet in sheets for block in _blocks(sheet)]
    except _BROKEN as error:
        raise CorruptInput(
            "Excel 文件已损坏或不是标准的 .xlsx。请用 Excel/WPS 打开后另存为 .xlsx，再重试。",
            "The workbook is damaged, or no standard .xlsx. Save it anew as .xlsx and try again.",
        ) from error
    return write(blocks, media.XLSX, [*map(_hidden, hidden), *_cut(sheets)])


def _hidden(title: str) -> Notice:
    return Notice("hidden_sheet", details={"sheet": title})


def _cut(sheets: Iterable[Worksheet]) -> Iterator[Notice]:
    most: dict[str, Detail] = {"rows": _MOST_ROWS, "columns": _MOST_COLUMNS}
    for sheet in sheets:
        if (sheet.max_row or 0) > _MOST_ROWS or (sheet.max_column or 0) > _MOST_COLUMNS:
            yield Notice("sheet_cut", details={"sheet": sheet.title, **most})


def _blocks(sheet: Worksheet) -> Iterator[Block]:
    """Yield a sheet: title, number and unit as paragraphs, then its cells as one table.

    The sheet's name is its title where no row above the header holds one.
    """
    rows = [list(row) for _, row in groupby(_held(sheet), key=lambda cell: cell.row)]
    above = _title_rows(rows)
    titles = ["\t".join(cell.text for cell in row if cell.text) for row in rows[:above]]
    if not any("表" in title for title in titles):
        yield Paragraph(sheet.title)
    yield from (Paragraph(title) for title in titles if title)
    top = rows[above][0].row if above < len(rows) else 0
    cells = [replace(cell, row=cell.row - top) for row in rows[above:] for cell in row]
    if cells:
        yield Ruled(tuple(cells))


def _title_rows(rows: list[list[Held]]) -> int:
    """Return how many rows stand above the header; all of them where each holds a paragraph."""
    if all(sum(1 for cell in row if cell.text) <= 1 for row in rows):
        return len(rows)
    for index, row in enumerate(rows[:_TITLE_ROWS]):
        texts = [cell.text for cell in row if cell.text]
        if len(texts) > 1 and not any(_ABOVE.search(text) for text in texts):
            return index
    return min(_TITLE_ROWS, len(rows))


def _held(sheet: Worksheet) -> Iterator[Held]:
    """Yield the cells row by row."""
    spans = {
        (area.min_row, area.min_col): (
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
        )
        for area in sheet.merged_cells.ranges
    }
    rows = min(sheet.max_row or 0, _MOST_ROWS)
    columns = min(sheet.max_column or 0, _MOST_COLUMNS)
    for row, cells in enumerate(sheet.iter_rows(max_row=rows, max_col=columns), start=1):
        for column, cell in enumerate(cells, start=1):
            if isinstance(cell, Cell):  # what a merged area covers is none
                row_span, column_span = spans.get((row, column), (1, 1))
                yield Held(row - 1, column - 1, _text(cell), row_span, column_span)


def _text(cell: Cell) -> str:
    """Return a cell as the sheet shows it.

    A number keeps the decimals of its format; 0.1 + 0.2 is shown as 0.3.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "General")
    if isinstance(value, datetime | date | time):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def _number(value: int | float, form: str) -> str:
    """Return a number in its format.

    >>> _number(517.2, "#,##0.00"), _number(0.925, "0.0%"), _number(12, "General")
    ('517.20', '92.5%', '12')
    """
    exact = Decimal(f"{value:.{_SIGNIFICANT}g}") if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return ""
    shown = form.partition(";")[0]
    percent = "%" in shown
    exact = exact * 100 if percent else exact
    decimals = _DECIMALS.search(shown)
    if decimals:
        exact = exact.quantize(Decimal(1).scaleb(-len(decimals[1])))
    elif shown != "General" and "0" in shown:
        exact = exact.quantize(Decimal(1))
    return format(exact, "f") + ("%" if percent else "")
