"""The reports of the corpus in other formats: the same words and tables, as they get published."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

import docx
import openpyxl

from extractor.document import Document, Grid
from extractor.load import load
from extractor.numbers import parse_decimal
from tests.corpus import REPORTS

Block = str | Grid

_NUMBER = re.compile(r"[-—\d,.%]+")
_DATA = re.compile(r"\d{3,7}|-?[\d,]+\.\d+|[一二三四五六七八九十]+、.*")


def blocks(name: str) -> Iterator[Block]:
    """Yield the lines and grids of a report in their order."""
    return laid_out(load(REPORTS[name].read_bytes()))


def laid_out(document: Document) -> Iterator[Block]:
    """Yield the lines and grids of a document in their order."""
    grids = iter(document.grids)
    grid = next(grids, None)
    for line in document.lines:
        while grid is not None and grid.end <= line.start:
            yield grid
            grid = next(grids, None)
        if grid is None or line.start < grid.start:
            yield line.text
    if grid is not None:
        yield grid


def is_number(text: str) -> bool:
    """Return whether a cell holds a number, which stands on its right."""
    return _NUMBER.fullmatch(text) is not None


def heads(grid: Grid) -> int:
    """Return how many rows of a grid are its header; none where a cell goes on below them."""
    rows = enumerate(grid.rows)
    head = next((n for n, row in rows if any(_DATA.fullmatch(cell.text) for cell in row)), 0)
    beyond = any(cell.row < head < cell.row + cell.row_span for cell in grid.cells())
    return 0 if beyond else head


def as_docx(name: str) -> bytes:
    """Return a report as a Word file."""
    file = docx.Document()
    for block in blocks(name):
        if isinstance(block, str):
            file.add_paragraph(block)
            continue
        table = file.add_table(rows=len(block.rows), cols=block.width)
        places = [row.cells for row in table.rows]
        for cell in block.cells():
            places[cell.row][cell.column].text = cell.text
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


_PAGE = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<meta name="ArticleTitle" content="{title}"><title>某区人民政府门户网站</title>
<script>var amount = "1234.56万元";</script><style>p {{ text-indent: 2em }}</style></head>
<body><div class="nav"><ul>{menu}</ul></div>
<table width="100%"><tr><td><div id="zoom">{body}</div></td></tr></table>
<div class="footer"><a href="/map">网站地图</a> 主办：某区人民政府办公室</div></body></html>"""


def as_html(name: str) -> bytes:
    """Return a report as a page of a government site: in GB18030, inside a table for layout."""
    menu = "".join(f'<li><a href="/{n}">栏目{n}政务公开</a></li>' for n in range(30))
    body = "\n".join(_html(block) for block in blocks(name))
    return _PAGE.format(title="部门决算公开", menu=menu, body=body).encode("gb18030")


def _html(block: Block) -> str:
    if isinstance(block, str):
        words = html.escape(block).replace(" ", "&nbsp;")
        return f'<p><span style="font-family: 仿宋">　　{words}</span></p>'
    rows = (
        "".join(f"<td><p>{html.escape(cell.text) or '&nbsp;'}</p></td>" for cell in row)
        for row in block.rows
    )
    return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def as_markdown(name: str) -> bytes:
    """Return a report as Markdown, its tables as rows between pipes under a dashed line."""
    return "\n\n".join(_markdown(block) for block in blocks(name)).encode()


def _markdown(block: Block) -> str:
    if isinstance(block, str):
        return block
    rows = ["| " + " | ".join(_inline(cell.text) for cell in row) + " |" for row in block.rows]
    return "\n".join([rows[0], "|" + " --- |" * block.width, *rows[1:]])


def _inline(text: str) -> str:
    return text.replace("\n", "<br>").replace("|", "\\|")


# Title, number, year, 部门 and 单位 stand on lines of their own.
_ABOVE = 5


def as_xlsx(name: str) -> bytes:
    """Return the tables of a report as a workbook, amounts as numbers, each under its title."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    above: list[str] = []
    for block in blocks(name):
        if isinstance(block, str):
            above = [*above, block][-_ABOVE:]
            continue
        if not any("单位" in title for title in above):
            continue
        sheet = book.create_sheet(f"GK{len(book.worksheets) + 1:02}")
        for title in above:
            sheet.append([title])
        for row in block.rows:
            sheet.append([_value(cell.text) for cell in row])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, float):
                    cell.number_format = "#,##0.00"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _value(text: str) -> str | float | None:
    """Return an amount as a number; codes and line numbers stay text."""
    if "." not in text:
        return text or None
    value = parse_decimal(text.replace(",", "")) if text.replace(",", "").count(".") == 1 else None
    return float(value) if value is not None else text


def narrative_of(name: str) -> bytes:
    """Return a report without its tables."""
    return "\n".join(block for block in blocks(name) if isinstance(block, str)).encode()
