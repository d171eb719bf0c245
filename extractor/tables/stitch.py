"""Grids → sheets: one table that a page break or a blank line cut is one rectangle again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from extractor.document import Document, Grid, GridCell
from extractor.tables.captions import Caption, caption_above, is_furniture, lines_above
from extractor.tables.numerals import amount
from extractor.text import squeeze

# Longer cells are prose: no rule asks for their words, but markup in them must not be torn.
_MAX_LABEL, _MAX_SQUEEZED = 80, 200
# Markup, and brackets that would be of another width than elsewhere.
_DRESSED = re.compile(r"[<*$\\(]")
_NUMBER = re.compile(r"-?[\d，.]+")
_HEADER_ROWS = 4
# The widest official table has some forty columns; a file can hold a line of a million tabs.
_MAX_WIDTH = 64

_CONTENTS_ENTRY = re.compile(
    r"(?:第.{1,3}部分|[一二三四五六七八九十]+、|（.{1,3}）|\d{1,2}[.、．]).*"
)
_PAGE_NUMBER = re.compile(r"[.…·]*\d{1,3}")
_HEADER_START = re.compile(
    r"序号|项目|收入|支出|本年收入|财政拨款收入|预算数|决算数|人员经费|.*(?:科目|编码|代码|分类)"
)
_FORM_START = re.compile(r"(?:项目|单位|部门)(?:（单位）)?名称(?:：.*)?")

Row = list[GridCell | None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as a rectangle: ``cells`` and, of the same shape, their squeezed ``texts``.

    A place that no cell fills, because a merged cell covers it, is None and an empty text.
    ``flowing`` says that it was put together from words in reading order, ``columns`` where those
    of its last part stand.
    """

    caption: Caption
    cells: list[Row]
    texts: list[list[str]]
    start: int
    end: int
    flowing: bool = False
    columns: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.texts), default=0)


def stitch(document: Document) -> list[Sheet]:
    """Return the tables of the document in order; a table of contents is none."""
    sheets: list[Sheet] = []
    floor = 0
    for grid in document.grids:
        sheet = _sheet(document, grid, floor)
        floor = grid.end
        dropped = _continues(document, sheets[-1], sheet) if sheets else None
        if dropped is None:
            sheets.append(sheet)
        else:
            sheets[-1] = _joined(sheets[-1], sheet, dropped)
    return [sheet for sheet in sheets if not _is_contents(sheet)]


def flat(text: str) -> str:
    """Return the words of a cell in one width without blanks; prose is cut short.

    >>> flat("财政拨 款收入"), flat("1, 115. 55"), flat("**1,300.00**")
    ('财政拨款收入', '1,115.55', '1,300.00')
    """
    if len(text) > _MAX_LABEL:
        return squeeze(text[:_MAX_SQUEEZED])[:_MAX_LABEL]
    return _flat_label(text)


# The same labels and numbers stand in many tables.
@lru_cache(maxsize=4096)
def _flat_label(text: str) -> str:
    if text.isascii() and not _DRESSED.search(text):
        return text.replace(" ", "")
    words = squeeze(text)
    return words.replace("，", ",") if _NUMBER.fullmatch(words) else words


def _sheet(document: Document, grid: Grid, floor: int) -> Sheet:
    width = min(grid.width, _MAX_WIDTH)
    cells: list[Row] = []
    texts: list[list[str]] = []
    for printed in grid.rows:
        row: Row = [None] * width
        words = [""] * width
        for cell in printed[:_MAX_WIDTH]:
            if cell.column < width:
                row[cell.column] = cell
                words[cell.column] = flat(cell.text) if cell.text else ""
        cells.append(row)
        texts.append(words)
    caption = caption_above(document, floor, grid.start)
    return Sheet(caption, cells, texts, grid.start, grid.end, grid.flowing)


def _joined(sheet: Sheet, more: Sheet, dropped: int) -> Sheet:
    """Return one sheet of both; the narrower rows are filled up on the right."""
    if dropped or len(sheet.columns) != more.width:
        columns = _columns(sheet.texts[:dropped], more.texts[:dropped], more.width)
    else:
        columns = sheet.columns
    cells = sheet.cells + [_put(row, columns, None) for row in more.cells[dropped:]]
    texts = sheet.texts + [_put(row, columns, "") for row in more.texts[dropped:]]
    width = max(map(len, texts))
    return Sheet(
        sheet.caption,
        [row + [None] * (width - len(row)) for row in cells],
        [row + [""] * (width - len(row)) for row in texts],
        sheet.start,
        more.end,
        sheet.flowing,
        columns,
    )


def _columns(ours: list[list[str]], theirs: list[list[str]], width: int) -> tuple[int, ...]:
    """Return which column of a header each one is below the same header, repeated elsewhere.

    Of one part of a table all codes and names can stand in one column, of the other in two.
    """
    known = {
        there: here
        for row, other in zip(ours, theirs, strict=True)
        for here, there in zip(_filled(row), _filled(other), strict=True)
    }
    found: list[int] = []
    for column in range(width):
        at = known.get(column, found[-1] + 1 if found else 0)
        found.append(max(at, found[-1] + 1) if found else at)
    return tuple(found)


def _filled(row: list[str]) -> list[int]:
    return [column for column, text in enumerate(row) if text]


def _put(row: list[T], columns: tuple[int, ...], blank: T) -> list[T]:
    """Return a row with its cells in other columns."""
    moved = [blank] * (columns[len(row) - 1] + 1 if row else 0)
    for column, cell in zip(columns, row, strict=False):
        moved[column] = cell
    return moved


def _continues(document: Document, sheet: Sheet, more: Sheet) -> int | None:
    """Return how many repeated header rows to drop where ``more`` goes on, else None."""
    repeated = _repeated_header(sheet, more)
    if more.caption.title:
        same = more.caption.name == sheet.caption.name
        # 附件：…表 goes on as …表（续）.
        akin = more.caption.continues and sheet.caption.name.endswith(more.caption.name)
        return repeated if akin or (same and repeated) else None
    if repeated:
        return repeated
    between = (squeeze(line.text) for line in lines_above(document, sheet.end, more.start))
    if all(map(is_furniture, between)) and not _starts_anew(sheet, more):
        return 0
    return None


def _repeated_header(sheet: Sheet, more: Sheet) -> int:
    """Return how many of the first rows of ``more`` say what the first rows of the sheet said."""
    count = 0
    for ours, theirs in zip(sheet.texts, more.texts, strict=False):
        if [text for text in ours if text] != [text for text in theirs if text] or not any(theirs):
            break
        count += 1
    if count and _FORM_START.fullmatch(next(filter(None, more.texts[0]))):
        return 0
    return count


def _starts_anew(sheet: Sheet, more: Sheet) -> bool:
    """Return whether the first row begins a table of its own, though no title says so."""
    first = [text for text in more.texts[0] if text]
    if not first:
        return False
    if _FORM_START.fullmatch(first[0]):
        return True
    known = {text for row in sheet.texts[:_HEADER_ROWS] for text in row}
    if not _HEADER_START.fullmatch(first[0]) or 2 * len(known & set(first)) >= len(first):
        return False
    return not _completes(sheet, more)


def _completes(sheet: Sheet, more: Sheet) -> bool:
    """Return whether the sheet is the upper part of a header, whose columns ``more`` names."""
    if len(sheet.texts) > _HEADER_ROWS or any(map(amount, chain.from_iterable(sheet.texts))):
        return False
    named = {column for row in sheet.texts for column, text in enumerate(row) if text}
    below = {column for column, text in enumerate(more.texts[0]) if text}
    return sheet.width <= more.width and not below <= named


def _is_contents(sheet: Sheet) -> bool:
    """Return whether the rows are headings with page numbers."""
    entries = 0
    for row in sheet.texts:
        words = [text for text in row if text]
        if words and not _CONTENTS_ENTRY.fullmatch(words[0]):
            return False
        entries += len(words) == 2 and bool(_PAGE_NUMBER.fullmatch(words[1]))
    return entries > 1 and 2 * entries > len(sheet.texts)
