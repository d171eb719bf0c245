"""Prints a report with another tool: the flowing tables of ReportLab, in a font of the reader's."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from extractor.document import Document, Grid, GridCell

_FONT, _BODY = "STSong-Light", 12
_MARGIN = 50
_LEFT, _CENTRE, _RIGHT = range(3)
_NUMBER = re.compile(r"[-—\d,.%]+")
_DATA = re.compile(r"\d{3,7}|-?[\d,]+\.\d+|[一二三四五六七八九十]+、.*")
# Names wrap after so many characters.
_WRAP = 9


@dataclass(frozen=True)
class Look:
    """How tables look: their rules, what a page break may cut, how much room they have."""

    standing: bool = True
    lying: bool = True
    shaded: bool = False
    repeated: bool = True
    cut: bool = False
    wide: bool = False
    padding: int = 4
    size: int = 8


def as_pdf(document: Document, look: Look) -> bytes:
    """Return the file that prints the lines and grids of a document."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    size = landscape(A4) if look.wide else A4
    template = SimpleDocTemplate(out, pagesize=size, leftMargin=_MARGIN, rightMargin=_MARGIN)
    template.build(list(_story(document, look, template.width - 12)))
    return out.getvalue()


def _story(document: Document, look: Look, width: float) -> Iterator[Flowable]:
    style = _style(_BODY, _LEFT, indent=2 * _BODY)
    grids = iter(document.grids)
    grid = next(grids, None)
    for line in document.lines:
        while grid is not None and grid.end <= line.start:
            yield _table(grid, look, width)
            grid = next(grids, None)
        if grid is None or line.start < grid.start:
            yield Paragraph(escape(line.text), style)
    if grid is not None:
        yield _table(grid, look, width)


def _style(size: int, to: int, indent: int = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size} {to}",
        fontName=_FONT,
        fontSize=size,
        leading=1.25 * size if not indent else 1.7 * size,
        wordWrap="CJK",
        alignment=to,
        firstLineIndent=indent,
    )


def _table(grid: Grid, look: Look, width: float) -> Table:
    rows = grid.rows
    heads = next((n for n, row in enumerate(rows) if any(_DATA.fullmatch(c.text) for c in row)), 0)
    styles = [_style(look.size, to) for to in (_LEFT, _CENTRE, _RIGHT)]
    data: list[list[object]] = [[""] * grid.width for _ in rows]
    for cell in grid.cells():
        if cell.text:
            to = _RIGHT if _NUMBER.fullmatch(cell.text) else _LEFT
            style = styles[_CENTRE if cell.row < heads else to]
            data[cell.row][cell.column] = Paragraph(escape(cell.text), style)
    return Table(
        data,
        colWidths=_widths(grid, look, width),
        style=TableStyle([*_commands(look, heads), *map(_merged, grid.cells())]),
        repeatRows=heads if look.repeated else 0,
        splitInRow=int(look.cut),
    )


def _merged(cell: GridCell) -> tuple[object, ...]:
    last = cell.column + cell.column_span - 1, cell.row + cell.row_span - 1
    return "SPAN", (cell.column, cell.row), last


def _commands(look: Look, heads: int) -> Iterator[tuple[object, ...]]:
    everywhere = (0, 0), (-1, -1)
    # It cannot part a merged cell whose words stand in the middle.
    yield "VALIGN", *everywhere, "TOP" if look.cut else "MIDDLE"
    for side, part in (("LEFT", 1), ("RIGHT", 1), ("TOP", 2), ("BOTTOM", 2)):
        yield f"{side}PADDING", *everywhere, look.padding / part
    if look.standing:
        yield "GRID", *everywhere, 0.5, colors.black
    elif look.lying:
        yield "LINEABOVE", *everywhere, 0.5, colors.black
        yield "LINEBELOW", *everywhere, 0.5, colors.black
    if look.shaded and heads:
        yield "BACKGROUND", (0, 0), (-1, heads - 1), colors.lightgrey


def _widths(grid: Grid, look: Look, width: float) -> list[float]:
    """Return the widths of the columns, shared by what is printed in them."""
    wanted = [1.0] * grid.width
    for cell in grid.cells():
        if cell.column_span == 1:
            own = sum(0.5 if character < "\x7f" else 1 for character in cell.text)
            own = own if _NUMBER.fullmatch(cell.text) else min(own, _WRAP)
            wanted[cell.column] = max(wanted[cell.column], own)
    room = [size * look.size + 2 * look.padding + 1 for size in wanted]
    spare = width - sum(room)
    if spare > 0:
        return [one + spare / len(room) for one in room]
    return [one * width / sum(room) for one in room]
