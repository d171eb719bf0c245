"""Prints a report as text in reading order, in the ways in which tools make text of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from extractor.document import Document, Grid
from tests.render import laid_out

_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?%?")
_GAP, _INDENT = 3, 2

Table = Callable[[Grid], Iterator[str]]


@dataclass(frozen=True)
class Retelling:
    """How cells, lines and pages of a text look; ``width`` is where its lines break."""

    table: Table
    feed: str = "\n"
    width: int = 0
    # Whether a break may part a numeral.
    tears: bool = False
    # What stands at the end of each page, with its number.
    mark: str = ""
    page: int = 36


def in_columns(grid: Grid) -> Iterator[str]:
    """Yield the rows with blanks that set the columns apart, as ``pdftotext -layout`` does."""
    widths = [_GAP - 1] * grid.width
    for cell in grid.cells():
        if cell.column_span == 1:
            widths[cell.column] = max(widths[cell.column], _width(cell.text))
    for row in grid.rows:
        texts = [""] * grid.width
        for cell in row:
            texts[cell.column] = cell.text
        padded = map(_padded, texts, widths)
        yield (" " * _INDENT + (" " * _GAP).join(padded)).rstrip()


def in_lines(grid: Grid) -> Iterator[str]:
    """Yield the rows with one blank between cells; those that are blank leave no trace."""
    for row in grid.rows:
        yield " ".join(cell.text for cell in row if cell.text)


def cell_by_cell(grid: Grid) -> Iterator[str]:
    """Yield the cells, each as a line of its own; those that are blank leave no trace."""
    for row in grid.rows:
        yield from (cell.text for cell in row)


def column_by_column(grid: Grid) -> Iterator[str]:
    """Yield the cells of each column below each other: the rows are lost."""
    for column in range(grid.width):
        yield from (cell.text for cell in grid.cells() if cell.column == column)


def retold(document: Document, look: Retelling) -> str:
    """Return the text that prints the lines and grids of a document."""
    lines = [line for line in _lines(document, look) if line.strip()]
    if look.mark:
        pages = -(-len(lines) // look.page)
        for number in range(pages - 1, 0, -1):
            lines.insert(number * look.page, look.mark.format(number=number, pages=pages))
    return look.feed.join(lines)


def _lines(document: Document, look: Retelling) -> Iterator[str]:
    for block in laid_out(document):
        if isinstance(block, Grid):
            yield from look.table(block)
        else:
            yield from _broken(block, look)


def _broken(text: str, look: Retelling) -> Sequence[str]:
    parts: list[str] = []
    while look.width and len(text) > look.width:
        cut = look.width
        while not look.tears and re.match(r"[\d.,]{2}|.[，。；：、）%]", text[cut - 1 : cut + 1]):
            cut -= 1
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]


def _padded(text: str, width: int) -> str:
    room = " " * max(width - _width(text), 0)
    return room + text if _NUMBER.fullmatch(text) else text + room


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
