"""Reports as web pages, printed by browsers and by WeasyPrint: a look is its style sheet."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial

from extractor.document import Document, Grid, GridCell
from tests.render import Block, heads, is_number, laid_out
from tests.renderings.tools import Tool, made_by, shares

_STYLE = """
@page { size: A4; margin: 2cm }
body { font: 12pt/1.7 "Noto Serif CJK SC"; margin: 0 }
p { margin: 0; text-indent: 2em } .title { text-align: center } .unit { text-align: right }
table { width: 100%; font-size: 8pt; line-height: 1.3; border-collapse: collapse; margin: 4pt 0 }
td { padding: 2pt 4pt; border: 0 solid black } thead td { text-align: center }
td.number { text-align: right }
"""
_GRID = "td { border-width: .5pt }"
_WIDE = "@page { size: A4 landscape }"
_BLANK = "td { padding: 3pt 8pt }" + _WIDE
LOOKS = {
    "ruled": _GRID,
    "ruled wide": _GRID + _WIDE,
    "ruled A5": _GRID + "@page { size: A5; margin: 1cm } table { font-size: 6pt }",
    "double": "td { border: 2pt double black }",
    "dotted": "td { border: .7pt dotted gray }",
    "two columns": _GRID + "body { columns: 2; font-size: 10pt } table { column-span: all }",
    "narrow": _GRID + "body { width: 11cm } table { font-size: 6pt; width: 17cm }",
    "letters apart": _GRID + "body { letter-spacing: 2pt } table { letter-spacing: .5pt }",
    "tight": _GRID + "td { padding: 0; line-height: 1 }",
    "fixed": _GRID
    + "body { font: 16pt 'AR PL KaitiM GB' } col { width: auto !important }"
    + "table { table-layout: fixed; font-size: 7pt }",
    "bottom": _GRID + "td { height: 26pt; vertical-align: bottom } td.number { text-align: left }",
    "large": _GRID + "body { font-size: 20pt } table { font-size: 9pt } @page { margin: 1cm }",
    "justified": _GRID + "p { text-align: justify; font-family: 'Noto Sans CJK SC' }",
    "once": _GRID + "thead { display: table-row-group }",
    "cut": _GRID + "tr { break-inside: auto } td { vertical-align: top; line-height: 2 }",
    "apart": "table { border-collapse: separate; border-spacing: 1pt }" + _GRID,
    "lying": "td { border-top-width: .5pt; border-bottom-width: .5pt }" + _WIDE,
    "booktabs": _BLANK
    + "thead tr:first-child td { border-top-width: 1pt }"
    + "thead tr:last-child td { border-bottom-width: .5pt }"
    + "tbody tr:last-child td { border-bottom-width: 1pt }",
    "zebra": _BLANK + "tbody tr:nth-child(even) td { background: #eee }",
    "zebra head": _BLANK
    + "tbody tr:nth-child(odd) td { background: #dde } thead td { background: #99c }",
    "zebra lines": _BLANK
    + "tbody tr:nth-child(even) td { background: #eef }"
    + "thead td { border-bottom-width: 1pt }",
    "first shaded": _BLANK + "td:first-child { background: #eee } thead td { background: #ddd }",
    "white lines": _WIDE
    + "td { background: #e8eef7; border: 1pt solid white } thead td { background: #4472c4 }",
    "head": _BLANK + "thead td { background: #ccc }",
    "boxed head": _BLANK + "thead td { border: .5pt solid black }",
    "bare": _BLANK,
    "bare kaiti": _BLANK
    + "body { font-family: 'AR PL KaitiM GB' } td { padding: 2pt 5pt } table { font-size: 9pt }",
    "bare tight": _WIDE + "tr { line-height: 1.1 } td { padding: 1pt 6pt }",
    "framed": _BLANK + "table { border: 1pt solid black }",
    "framed page": _GRID + "@page { border: 1pt solid black }",
    "framed text": _GRID + "p { border: solid black; border-width: 0 .5pt; padding: 2pt }",
    "rounded": "table { border-collapse: separate; border-spacing: 0 }"
    + "td { border: .5pt solid black; border-radius: 3pt }",
    "sideways": _GRID + "thead td { writing-mode: vertical-rl; text-orientation: sideways }",
    "underlined": _GRID + "td.number { text-decoration: underline }",
    "padded": _GRID + "td { padding: 7pt 1pt } p { line-height: 2.2 }",
    "watermark": _GRID
    + "body::before { content: '内部公开 2024'; position: fixed; top: 40%; left: 10%; "
    + "font-size: 60pt; color: #ddd; transform: rotate(-40deg) }",
    "heads apart": _GRID
    + "thead td { text-align-last: justify; font-weight: bold; font-size: 9pt }",
    "open sides": _GRID + "td:first-child, td:last-child { border-left: 0; border-right: 0 }",
}
_UNIT = re.compile(r".*(单位[:：]|公开|预算)\s*(\d+\s*表|万?元)$")


def page(document: Document, style: str = "") -> bytes:
    """Return the page that shows the lines and grids of a document."""
    body = "\n".join(map(_shown, laid_out(document)))
    head = f'<meta charset="utf-8"><style>{_STYLE}{style}</style>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def _shown(block: Block) -> str:
    if isinstance(block, Grid):
        parts = (("thead", block.rows[: heads(block)]), ("tbody", block.rows[heads(block) :]))
        inner = (f"<{tag}>{''.join(map(_row, rows))}</{tag}>" for tag, rows in parts if rows)
        columns = "".join(f'<col style="width: {share:.1%}">' for share in shares(block))
        return f"<table><colgroup>{columns}</colgroup>{''.join(inner)}</table>"
    kind = "unit" if _UNIT.match(block) else "title" if block.endswith("表") else ""
    return f'<p class="{kind}">{html.escape(block)}</p>'


def _row(row: tuple[GridCell, ...]) -> str:
    return f"<tr>{''.join(_cells(row))}</tr>"


def _cells(row: tuple[GridCell, ...]) -> Iterator[str]:
    for cell in row:
        kind = ' class="number"' if is_number(cell.text) else ""
        spans = f' rowspan="{cell.row_span}" colspan="{cell.column_span}"'
        yield f"<td{kind}{spans}>{html.escape(cell.text)}</td>"


def _chromium(style: str, document: Document) -> bytes:
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    command = ("chromium", *options, "--print-to-pdf={}/out.pdf", "{}/in.html")
    return made_by(command, page(document, style), "in.html")


def _weasyprint(style: str, document: Document) -> bytes:
    from weasyprint import HTML  # type: ignore[import-not-found, unused-ignore]

    return bytes(HTML(string=page(document, style).decode()).write_pdf())


def _wkhtmltopdf(style: str, document: Document) -> bytes:
    command = ["wkhtmltopdf", "-q", "-s", "A5" if "A5" in style else "A4"]
    command += ["-O", "Landscape"] if "landscape" in style else []
    return made_by([*command, "in.html", "out.pdf"], page(document, style), "in.html")


TOOLS = (
    Tool("chromium", ("chromium",), {n: partial(_chromium, s) for n, s in LOOKS.items()}),
    Tool("weasyprint", ("weasyprint",), {n: partial(_weasyprint, s) for n, s in LOOKS.items()}),
    Tool("wkhtmltopdf", ("wkhtmltopdf",), {n: partial(_wkhtmltopdf, s) for n, s in LOOKS.items()}),
)
