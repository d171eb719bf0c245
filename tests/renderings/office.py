"""Reports as Word files and workbooks, printed by LibreOffice: a look is a style of tables."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile

import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from extractor.document import Document, Grid
from tests.render import is_number, laid_out
from tests.renderings.tools import Tool, made_by, shares

_STYLES = (
    *("Normal Table", "Table Grid", "Light Shading", "Light List", "Light Grid"),
    *("Medium Shading 1 Accent 1", "Medium Shading 2", "Medium List 1", "Medium Grid 1"),
    *("Medium Grid 3 Accent 5", "Colorful Shading", "Colorful List"),
    *("Medium List 2", "Colorful Grid"),
)
# Styles whose tables repeat their headers, and the size of their characters.
_REPEATED = {
    **{"Normal Table": 7, "Table Grid": 7, "Light Shading Accent 2": 9, "Light List Accent 3": 9},
    **{"Dark List": 7, "Medium Grid 2": 9, "Light Shading Accent 4": 8, "Light Grid Accent 1": 10},
}
# A header has no more rows.
_HEADER = 5
# Characters: a sheet is so wide, and one of text alone, which is not made to fit its page.
_WIDE, _TEXT = 130, 80
# A table of so many columns may be wider than a page.
_MANY = 7
# So many lines over it, no longer, are its title, its number and its unit.
_OVER, _TITLE = 3, 40
# A code is parted into 类, 款, 项; its name stands behind it.
_CODE_AND_NAME, _NARROW = 4, 0.4
_AMOUNT = re.compile(r"-?[\d,]+\.\d\d")
# Characters: no more are shrunk to one line.
_LINE = 60
# Characters of digits that a Chinese one is as wide as, and points between lines.
_SIZE, _LEADING = 2.2, 16


def as_docx(
    style: str,
    document: Document,
    wide: bool = False,
    size: float = 8,
    repeated: bool = False,
    middle: bool = False,
) -> bytes:
    """Return a document as a Word file whose tables have a style, and can repeat their headers.

    What they say can stand in the ``middle`` of high and low cells, with no white of its own.
    """
    file = docx.Document()
    file.styles["Normal"].font.name = "Noto Serif CJK SC"
    fonts = file.styles["Normal"].element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    section = file.sections[0]
    section.left_margin = section.right_margin = Pt(50)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    width = section.page_width - section.left_margin - section.right_margin
    for block in laid_out(document):
        if isinstance(block, Grid):
            _add(file, block, style, width, size, repeated)
            for cell in file.tables[-1]._cells if middle else ():
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        else:
            file.add_paragraph(block).paragraph_format.first_line_indent = Pt(24)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _add(
    file: docx.document.Document,
    grid: Grid,
    style: str,
    width: int,
    size: float,
    repeated: bool,
) -> None:
    table = file.add_table(rows=len(grid.rows), cols=grid.width, style=style)
    table.autofit = False
    for row in table.rows[: _headers(grid) if repeated else 0]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    places = [row.cells for row in table.rows]
    for share, column in zip(shares(grid), zip(*places, strict=True), strict=True):
        for place in column:
            place.width = int(share * width)
    for cell in grid.cells():
        last = places[cell.row + cell.row_span - 1][cell.column + cell.column_span - 1]
        place = places[cell.row][cell.column].merge(last)
        paragraph = place.paragraphs[0]
        paragraph.add_run(cell.text).font.size = Pt(size)
        if is_number(cell.text):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _headers(grid: Grid) -> int:
    """Return how many rows are the header: those above a total, or with the numbers of columns.

    A form has none.
    """
    for number, row in enumerate(grid.rows[:_HEADER]):
        texts = [cell.text for cell in row]
        if "栏次" in texts:
            return number + 1
        if any(map(_AMOUNT.fullmatch, texts)):
            return number if "合计" in texts else 0
    return 0


def as_workbook(
    side: str | None,
    document: Document,
    fitted: bool = True,
    titled: bool = False,
    gridlines: bool = False,
    headed: bool = False,
    shrunk: bool = False,
) -> bytes:
    """Return a document as a workbook: each table ends its sheet, which is as wide as a page.

    Where it is not fitted, tables of many columns go on upon further pages, each of which can begin
    with their labels. Gridlines are printed around what stands over a table, too. Pages can be
    headed by words that stand over tables, and lie. Words can be shrunk to fit one line.
    """
    book = openpyxl.Workbook()
    sheet = _fitted(book.active)
    for lines, grid in _sheets(document, fitted):
        for line in lines:
            row = sheet.max_row + 1
            place = _written(sheet, row, 1, line)
            to = "center" if line.endswith("表") else None
            place.alignment = Alignment(to, "center", wrap_text=True)
            sheet.row_dimensions[row].height = 16 * (1 + len(line) // 35)
        if grid is None:
            sheet.column_dimensions["A"].width = _TEXT
        else:
            # A line over a table is as wide as the table.
            for row in range(1, sheet.max_row + 1):
                sheet.merge_cells(None, row, 1, row, grid.width)
            _fill(sheet, grid, Side(side), shrunk)
            if not fitted and grid.width >= _MANY:
                sheet.sheet_properties.pageSetUpPr = None
                last = _labels(grid) if titled else 0
                sheet.print_title_cols = f"A:{get_column_letter(last)}" if last else None
        sheet.print_options.gridLines = gridlines
        if headed:
            sheet.oddHeader.left.text = "部门决算公开表"
            sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
            sheet.page_setup.orientation = "landscape"
        sheet = _fitted(book.create_sheet())
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheets(document: Document, fitted: bool) -> Iterator[tuple[list[str], Grid | None]]:
    """Yield the lines over each table with it; a text is fitted, and has a sheet of its own."""
    lines: list[str] = []
    for block in laid_out(document):
        if isinstance(block, str):
            lines.append(block)
            continue
        if not fitted and block.width >= _MANY:
            titles = list(takewhile(lambda line: len(line) < _TITLE, reversed(lines)))[:_OVER]
            if len(titles) < len(lines):
                yield lines[: len(lines) - len(titles)], None
            lines = titles[::-1]
        yield lines, block
        lines = []
    yield lines, None


def _written(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write words, be it that they begin as a formula does."""
    place = sheet.cell(row, column, text)
    place.data_type = "s"
    return place


def _labels(grid: Grid) -> int:
    """Return how many columns stand before those of amounts; 0 for too many, or too wide ones.

    Nobody repeats those of a form, where cells reach over labels and values.
    """
    last = min((cell.column for cell in grid.cells() if _AMOUNT.fullmatch(cell.text)), default=0)
    over = any(cell.column < last < cell.column + cell.column_span for cell in grid.cells())
    return last if last <= _CODE_AND_NAME and sum(shares(grid)[:last]) < _NARROW and not over else 0


def _fitted(sheet: Worksheet) -> Worksheet:
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def _fill(sheet: Worksheet, grid: Grid, line: Side, shrunk: bool) -> None:
    """Write a table below what is in a sheet."""
    room = [share * _WIDE for share in shares(grid)]
    for column, width in enumerate(room, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    above = sheet.max_row + 1
    for cell in grid.cells():
        top, left = above + cell.row, 1 + cell.column
        bottom, right = top + cell.row_span - 1, left + cell.column_span - 1
        place = _written(sheet, top, left, cell.text)
        # Rows are as high as their names wrap.
        lines = 1 + int(_SIZE * len(cell.text) / sum(room[left - 1 : right]))
        height = sheet.row_dimensions[top].height or 0
        sheet.row_dimensions[top].height = max(height, _LEADING * lines / cell.row_span)
        to = "right" if is_number(cell.text) else None
        fits = shrunk and len(cell.text) < _LINE
        place.alignment = Alignment(to, "center", wrap_text=not fits, shrink_to_fit=fits)
        for places in sheet.iter_rows(top, bottom, left, right):
            for one in places:
                one.border = Border(line, line, line, line)
        if (top, left) != (bottom, right):
            sheet.merge_cells(None, top, left, bottom, right)


def printed(data: bytes, ending: str) -> bytes:
    """Return the PDF that LibreOffice makes of a file."""
    profile = "-env:UserInstallation=file://{}/profile"
    command = ("soffice", profile, "--headless", "--convert-to", "pdf", f"in.{ending}")
    return made_by(command, data, f"in.{ending}", "in.pdf")


def _word(
    style: str,
    wide: bool,
    size: float,
    document: Document,
    repeated: bool = False,
    middle: bool = False,
) -> bytes:
    return printed(as_docx(style, document, wide, size, repeated, middle), "docx")


def _sheet(
    side: str | None,
    fitted: bool,
    document: Document,
    titled: bool = False,
    gridlines: bool = False,
    headed: bool = False,
    shrunk: bool = False,
) -> bytes:
    data = as_workbook(side, document, fitted, titled, gridlines, headed, shrunk)
    return printed(data, "xlsx")


TOOLS = (
    Tool(
        "libreoffice",
        ("soffice",),
        {
            **{style: partial(_word, style, False, 8) for style in _STYLES},
            "Table Grid wide": partial(_word, "Table Grid", True, 10),
            "Table Grid small": partial(_word, "Table Grid", False, 6),
            "Normal Table wide": partial(_word, "Normal Table", True, 8),
            "Normal Table middle": partial(_word, "Normal Table", True, 8, middle=True),
            "Light Shading wide": partial(_word, "Light Shading", True, 8),
            **{
                f"{style} repeated": partial(_word, style, False, size, repeated=True)
                for style, size in _REPEATED.items()
            },
            "sheet": partial(_sheet, "thin", True),
            "sheet bare": partial(_sheet, None, True),
            "sheet headed": partial(_sheet, "thin", True, headed=True),
            "sheet bare headed": partial(_sheet, None, True, headed=True),
            "sheet gridlines": partial(_sheet, None, True, gridlines=True),
            "sheet shrunk": partial(_sheet, "thin", True, shrunk=True),
            "sheet in parts": partial(_sheet, "thin", False),
            "sheet in parts titled": partial(_sheet, "thin", False, titled=True),
        },
    ),
)
