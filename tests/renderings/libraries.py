"""Reports printed by Python alone: the flowing tables of ReportLab, and those of fpdf2."""

from __future__ import annotations

import subprocess
from functools import partial
from typing import Any

from extractor.document import Document
from tests.platypus import Look, as_pdf
from tests.render import heads, is_number, laid_out
from tests.renderings.tools import Tool, shares

_REPORTLAB = {
    "ruled": Look(),
    "ruled wide": Look(wide=True, shaded=True),
    "cut": Look(cut=True, repeated=False),
    "lying": Look(standing=False, wide=True),
    "bare": Look(standing=False, lying=False, wide=True, padding=8),
    "bare once": Look(standing=False, lying=False, wide=True, padding=6, repeated=False),
    "head": Look(standing=False, lying=False, wide=True, shaded=True),
    "small": Look(standing=False, lying=False, padding=6, size=6),
}


def _reportlab(look: Look, document: Document) -> bytes:
    return as_pdf(document, look)


_ZEBRA = {"cell_fill_color": 230, "cell_fill_mode": "ROWS", "borders_layout": "NONE"}
_FPDF = {
    "ruled": {},
    "inside": {"borders_layout": "INTERNAL"},
    "few": {"borders_layout": "MINIMAL"},
    "head": {"borders_layout": "SINGLE_TOP_LINE"},
    "lying": {"borders_layout": "HORIZONTAL_LINES"},
    "bare": {"borders_layout": "NONE"},
    "zebra": _ZEBRA,
}


def _font() -> str:
    """Return the file of a Chinese font, as fontconfig finds it."""
    command = ("fc-match", "-f", "%{file}", "WenQuanYi Micro Hei")
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _fpdf(look: dict[str, Any], document: Document) -> bytes:
    from fpdf import FPDF  # type: ignore[import-not-found, unused-ignore]
    from fpdf.fonts import FontFace  # type: ignore[import-not-found, unused-ignore]

    file = FPDF("landscape", "pt", "A4")
    file.add_font("song", "", _font())
    file.add_page()
    for block in laid_out(document):
        if isinstance(block, str):
            file.set_font("song", size=12)
            file.multi_cell(0, 20, block, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")
            continue
        file.set_font("song", size=8)
        head = heads(block)
        options = {"first_row_as_headings": head > 0, "wrapmode": "CHAR", "line_height": 10, **look}
        options |= {"num_heading_rows": head, "padding": 2}
        options |= {"headings_style": FontFace(), "col_widths": tuple(shares(block))}
        with file.table(**options) as table:
            for row in block.rows:
                line = table.row()
                for cell in row:
                    side = "RIGHT" if is_number(cell.text) else "LEFT"
                    line.cell(
                        cell.text, align=side, colspan=cell.column_span, rowspan=cell.row_span
                    )
    return bytes(file.output())


TOOLS = (
    Tool("reportlab", ("reportlab",), {n: partial(_reportlab, s) for n, s in _REPORTLAB.items()}),
    Tool("fpdf2", ("fpdf", "fc-match"), {n: partial(_fpdf, s) for n, s in _FPDF.items()}),
)
