"""Rows of a table without lines between its columns: the lines that are drawn between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from math import inf
from operator import attrgetter

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import Box, stand_over, x_of, y_of
from extractor.load.pdf.unruled.line import HIGH, ROWS, Row
from extractor.load.pdf.unruled.values import AMOUNT, counts_columns, is_counted

# Sizes: no row is lower.
_LOW = 0.6
# Points: what is no longer is no line between rows.
_SHORT = 1.0
# Several columns are so many.
_SEVERAL = 2
# A number of a line has no more digits, unlike a code.
_LINE_DIGITS = 2


def between_lines(block: Sequence[Row], edges: Sequence[Box]) -> list[list[Printed]]:
    """Return what stands between drawn lines, nothing where these do not part all rows."""
    top, bottom = block[0].top - HIGH, block[-1].middle
    lying = {
        (round(y), round(x0), round(x1))
        for x0, y, x1, y1 in edges
        if y == y1 and x1 - x0 > _SHORT and top < y < bottom
    }
    levels = _levels({y for y, _, _ in lying}, _LOW * min(row.size for row in block))
    lying = {(levels[y], x0, x1) for y, x0, x1 in lying}
    groups: dict[int, list[Printed]] = defaultdict(list)
    for cell in (cell for row in block for cell in row.cells):
        groups[_line_above(cell, lying)].append(cell)
    # A header that a page break cuts off can have two rows alone, all below lines.
    few = 2 if 0 not in groups and not any(row.is_valued for row in block) else ROWS
    if len(groups) < few or any(map(_holds_rows, groups.values())) or _cut(block, groups):
        return []
    return [groups[line] for line in sorted(groups)]


def _cut(block: Sequence[Row], groups: Mapping[int, Sequence[Printed]]) -> bool:
    """Return whether lines are drawn over some words of a row alone, as under headings of levels.

    Such a row is the last one of amounts, or counts columns.
    """
    lowest = {id(cell) for cell in groups[max(groups)]}
    last = next((row for row in reversed(block) if row.amounts), None)
    if last and lowest < {id(cell) for cell in last.cells}:
        return True
    counted = [{id(cell) for cell in row.cells} for row in block if counts_columns(row.numbers)]
    own = [{id(cell) for cell in group} for group in groups.values()]
    return not all(any(cells <= group for group in own) for cells in counted)


def _levels(heights: Iterable[int], low: float) -> dict[int, int]:
    """Return which height each is taken for: lines with less than a row between them are one."""
    levels: dict[int, int] = {}
    level = -inf
    for height in sorted(heights):
        level = level if height - level < low else height
        levels[height] = int(level)
    return levels


def _holds_rows(cells: Sequence[Printed]) -> bool:
    """Return whether amounts stand below each other, or numbers of lines, which count on."""
    ordered = sorted(cells, key=attrgetter("top"))
    amounts = [cell for cell in ordered if AMOUNT.search(cell.text) or is_counted(cell.text)]
    return _count_on(cells) or any(
        one.bottom <= other.top or stand_over(one, other) for one, other in combinations(amounts, 2)
    )


def _count_on(cells: Iterable[Printed]) -> bool:
    """Return whether three numbers of lines below each other count on, or two in two columns."""
    numbers: dict[int, Printed] = {}
    columns = 0
    for cell in sorted(cells, key=attrgetter("top")):
        if cell.text.isdecimal() and len(cell.text) <= _LINE_DIGITS:
            number = int(cell.text)
            above = [numbers[n] for n in (number - 1, number - 2) if n in numbers]
            over = [stand_over(cell, other) for other in above]
            if over == [True] * (ROWS - 1):
                return True
            columns += over[:1] == [True]
            numbers[number] = cell
    return columns >= _SEVERAL


def _line_above(cell: Printed, lying: Collection[tuple[int, int, int]]) -> int:
    """Return where the nearest line is drawn over a cell; merged cells have fewer over them."""
    x, y = x_of(cell), y_of(cell)
    return max((top for top, x0, x1 in lying if top < y and x0 <= x <= x1), default=0)
