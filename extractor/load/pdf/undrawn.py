"""Tables of which some lines are drawn: where the others would be, told from the words."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractor.load.pdf.aligned import cells_of
from extractor.load.pdf.grids import SNAP, Field, Ruling
from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Run
from extractor.load.pdf.rows import AMOUNT, Row, counts_columns, grouped, is_number

# So many amounts below each other in one field are of several rows.
_STACKED = 3
# Points: a row that is no higher is one. Rows are counted with no more digits.
_HIGH, _DIGITS = 40.0, 4
# A line in more than this part of the height is drawn, though headings stand over it.
_MOST = 0.5
# The first row, and the one behind the last.
_Reach = tuple[int, int]


def undrawn(ruling: Ruling, words: Sequence[Run], edges: Sequence[Box], page: int) -> list[Box]:
    """Return the lines between rows and columns that a table has, but does not draw."""
    amounts: dict[int, list[Run]] = defaultdict(list)
    for word in words:
        if AMOUNT.search(word.text) and is_number(word.text.strip()):
            number = _field_of(ruling, word)
            if number is not None:
                amounts[number].append(word)
    several = {ruling.fields[n]: found for n, found in amounts.items() if len(found) > 1}
    counted = _counted(ruling, words)
    lines: list[Box] = []
    for first, last in sorted({*map(_reach, several), *counted}):
        band = [field for field in several if _reach(field) == (first, last)]
        box = (ruling.xs[0], ruling.ys[first], ruling.xs[-1], ruling.ys[last])
        inside = [word for word in words if _is_in(box, word)]
        rows = rows_of(inside)
        if (first, last) in counted or any(
            _is_open(ruling, field, several[field], rows) for field in band
        ):
            parts = [Row(row, list(cells_of(row, page))) for row in rows]
            lines.extend(_lines(ruling, box, parts, _begun(ruling, box, edges)))
    return lines


def _reach(field: Field) -> _Reach:
    return field.row, field.row + field.row_span


def _counted(ruling: Ruling, words: Sequence[Run]) -> set[_Reach]:
    """Return from where to where rows are counted, or columns above a row: 1, 2, 3 …"""
    ys = ruling.ys
    high = {(f, t) for f, t in map(_reach, ruling.fields) if ys[t] - ys[f] > _HIGH}
    if not high:
        return set()
    short = (word for word in words if len(word.text) <= _DIGITS)
    digits = [word for word in short if word.text.strip().isdecimal()]
    return {
        (first, last)
        for first, last in high
        if _counts_rows(inside := _between(digits, ys[first], ys[last]), ruling.xs)
        or _counts_columns(inside, _between(words, ys[first], ys[last]))
    }


def _between(words: Sequence[Run], top: float, bottom: float) -> list[Run]:
    inside = (word for word in words if top < (word.top + word.bottom) / 2 < bottom)
    return sorted(inside, key=lambda word: word.top + word.bottom)


def _counts_rows(digits: Sequence[Run], xs: Sequence[float]) -> bool:
    """Return whether numbers below each other in one column follow each other."""
    found: dict[int, tuple[int, int]] = {}
    for word in digits:
        column, number = bisect_right(xs, word.lefts[0]), int(word.text)
        before, count = found.get(column, (-1, 0))
        found[column] = number, count + 1 if number == before + 1 else 1
        if found[column][1] == _STACKED:
            return True
    return False


def _counts_columns(digits: Sequence[Run], words: Sequence[Run]) -> bool:
    """Return whether numbers side by side count columns, and words stand below them."""
    for row in rows_of(digits) if len(digits) >= _STACKED else ():
        row.sort(key=lambda word: word.lefts[0])
        if counts_columns([word.text.strip() for word in row]):
            return words[-1].top > max(word.bottom for word in row)
    return False


def _begun(ruling: Ruling, box: Box, edges: Sequence[Box]) -> dict[float, float]:
    """Return from which height on the lines stand that are drawn in most of a part of the table."""
    begun: dict[float, float] = {}
    for x in ruling.xs[1:-1]:
        pieces = [
            (max(top, box[1]), min(bottom, box[3]))
            for x0, top, x1, bottom in edges
            if x0 == x1 and abs(x - x0) < SNAP and top < box[3] and bottom > box[1]
        ]
        if pieces:
            first, last = min(pieces)[0], max(bottom for _, bottom in pieces)
            if last - first > _MOST * (box[3] - box[1]):
                begun[x] = first
    return begun


def _field_of(ruling: Ruling, word: Run) -> int | None:
    return ruling.field_at((word.lefts[0] + word.rights[-1]) / 2, (word.top + word.bottom) / 2)


def _is_in(box: Box, word: Run) -> bool:
    x, y = (word.lefts[0] + word.rights[-1]) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_open(
    ruling: Ruling, field: Field, amounts: Sequence[Run], rows: Sequence[Sequence[Run]]
) -> bool:
    """Return whether a field holds amounts of several columns, or of several rows."""
    own = {id(amount) for amount in amounts}
    x0, _, x1, _ = ruling.box_of(field)
    inner = [x for x in ruling.xs if x0 < x < x1]
    alone = columns = prose = beside = 0
    for row in rows:
        inside = [word for word in row if x0 <= (word.lefts[0] + word.rights[-1]) / 2 <= x1]
        inside.sort(key=lambda word: word.lefts[0])
        held = sum(id(word) in own for word in inside)
        alone += held == len(inside) == 1
        free = [x for x in inner if not _is_crossed(x, inside)]
        pairs = [pair for pair in pairwise(inside) if own & {id(word) for word in pair}]
        if pairs:
            parted = all(_is_between(free, *pair) for pair in pairs)
            columns, prose = columns + parted, prose + (not parted)
            beside += parted and held > 1
    return alone >= _STACKED or (columns > prose and (columns >= _STACKED or beside > 0))


def _is_between(borders: Sequence[float], before: Run, after: Run) -> bool:
    return any(before.rights[-1] < x < after.lefts[0] for x in borders)


def _is_crossed(x: float, words: Sequence[Run]) -> bool:
    return any(word.lefts[0] < x < word.rights[-1] for word in words)


def _lines(
    ruling: Ruling, box: Box, rows: Sequence[Row], begun: Mapping[float, float]
) -> Iterator[Box]:
    """Yield lines between the rows of a part of the table, and between its columns.

    Above where a line begins to be drawn, headings stand over both of its sides.
    """
    groups = grouped(rows, [])
    tops = [min(cell.top for cell in group) for group in groups]
    bottoms = [max(cell.bottom for cell in group) for group in groups]
    inner = [(above + below) / 2 for above, below in zip(bottoms, tops[1:], strict=False)]
    for y in inner:
        yield box[0], y, box[2], y
    words = [word for row in rows for word in row.words]
    for top, bottom in pairwise([box[1], *inner, box[3]]):
        own = [word for word in words if _is_in((box[0], top, box[2], bottom), word)]
        for x in ruling.xs[1:-1]:
            if bottom > begun.get(x, top) + SNAP and not _is_crossed(x, own):
                yield x, top, x, bottom
