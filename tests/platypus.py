"""Prints a report with another tool: the flowing tables of ReportLab, in a font of the reader's."""

from __future__ import annotations

import io
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
from tests.render import heads, is_number, laid_out

_FONT, _BODY = "STSong-Light", 12
_MARGIN = 50
_LEFT, _CENTRE, _RIGHT = range(3)
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
    for block in laid_out(document):
        if isinstance(block, Grid):
            yield _table(block, look, width)
        else:
            yield Paragraph(escape(block), style)


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
    head = heads(grid)
    styles = [_style(look.size, to) for to in (_LEFT, _CENTRE, _RIGHT)]
    data: list[list[object]] = [[""] * grid.width for _ in grid.rows]
    for cell in grid.cells():
        if cell.text:
            to = _RIGHT if is_number(cell.text) else _LEFT
            style = styles[_CENTRE if cell.row < head else to]
            data[cell.row][cell.column] = Paragraph(escape(cell.text), style)
    return Table(
        data,
        colWidths=widths(grid, look, width),
        style=TableStyle([*_commands(look, head), *map(_merged, grid.cells())]),
        repeatRows=head if look.repeated else 0,
        splitInRow=int(look.cut),
    )


def _merged(cell: GridCell) -> tuple[object, ...]:
    last = cell.column + cell.column_span - 1, cell.row + cell.row_span - 1
    return "SPAN", (cell.column, cell.row), last


def _commands(look: Look, head: int) -> Iterator[tuple[object, ...]]:
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
    if look.shaded and head:
        yield "BACKGROUND", (0, 0), (-1, head - 1), colors.lightgrey


def widths(grid: Grid, look: Look, width: float) -> list[float]:
    """Return the widths of the columns, shared by what is printed in them."""
    wanted = [1.0] * grid.width
    for cell in grid.cells():
        if cell.column_span == 1:
            own = sum(0.5 if character < "\x7f" else 1 for character in cell.text)
            own = own if is_number(cell.text) else min(own, _WRAP)
            wanted[cell.column] = max(wanted[cell.column], own)
    room = [size * look.size + 2 * look.padding + 1 for size in wanted]
    spare = width - sum(room)
    if spare > 0:
        return [one + spare / len(room) for one in room]
    return [one * width / sum(room) for one in room]
