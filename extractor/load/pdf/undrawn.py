"""Tables of which some lines are drawn: where the others would be, told from the words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractor.load.pdf.aligned import cells_of
from extractor.load.pdf.grids import SNAP, Field, Ruling
from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Run
from extractor.load.pdf.rows import AMOUNT, Row, grouped, is_number

# So many amounts below each other in one field are of several rows.
_STACKED = 3
# Points: a row that is no higher is one. Rows are counted with no more digits.
_HIGH, _DIGITS = 40.0, 3
# A line in more than this part of the height is drawn, though headings stand over it.
_MOST = 0.5


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
    for first, last in sorted({(f.row, f.row + f.row_span) for f in (*several, *counted)}):
        band = [
            field for field in several if (field.row, field.row + field.row_span) == (first, last)
        ]
        box = (ruling.xs[0], ruling.ys[first], ruling.xs[-1], ruling.ys[last])
        inside = [word for word in words if _is_in(box, word)]
        rows = rows_of(inside)
        is_counted = any((f.row, f.row + f.row_span) == (first, last) for f in counted)
        if is_counted or any(_is_open(ruling, field, several[field], rows) for field in band):
            parts = [Row(row, list(cells_of(row, page))) for row in rows]
            lines.extend(_lines(ruling, box, parts, _begun(ruling, box, edges)))
    return lines


def _counted(ruling: Ruling, words: Sequence[Run]) -> list[Field]:
    """Return the fields in which numbers below each other count rows: 1, 2, 3 …"""
    if all(below - above < _HIGH for above, below in pairwise(ruling.ys)):
        return []
    last: dict[tuple[int, int], tuple[int, int]] = {}
    found: set[int] = set()
    for word in sorted(words, key=lambda each: each.top):
        text = word.text.strip()
        number = _field_of(ruling, word) if text.isdecimal() and len(text) <= _DIGITS else None
        if number is None:
            continue
        column = number, sum(x < word.lefts[0] for x in ruling.xs)
        before, count = last.get(column, (-1, 0))
        count = count + 1 if int(text) == before + 1 else 1
        last[column] = int(text), count
        if count >= _STACKED:
            found.add(number)
    return [ruling.fields[number] for number in sorted(found)]


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
