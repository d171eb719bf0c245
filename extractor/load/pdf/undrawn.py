"""Tables of which some lines are drawn: where the others would be, told from the words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.load.pdf.aligned import cells_of
from extractor.load.pdf.grids import Field, Ruling
from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Run
from extractor.load.pdf.rows import AMOUNT, Row, grouped, is_number

# So many amounts below each other in one field are of several rows.
_STACKED = 3


def undrawn(ruling: Ruling, words: Sequence[Run], page: int) -> list[Box]:
    """Return the lines between rows and columns that a table has, but does not draw."""
    amounts: dict[int, list[Run]] = defaultdict(list)
    for word in words:
        if AMOUNT.search(word.text) and is_number(word.text.strip()):
            number = _field_of(ruling, word)
            if number is not None:
                amounts[number].append(word)
    several = {ruling.fields[n]: found for n, found in amounts.items() if len(found) > 1}
    if not several:
        return []
    lines: list[Box] = []
    for first, last in sorted({(f.row, f.row + f.row_span) for f in several}):
        band = [
            field for field in several if (field.row, field.row + field.row_span) == (first, last)
        ]
        box = (ruling.xs[0], ruling.ys[first], ruling.xs[-1], ruling.ys[last])
        inside = [word for word in words if _is_in(box, word)]
        rows = rows_of(inside)
        if any(_is_open(ruling, field, several[field], rows) for field in band):
            lines.extend(_lines(ruling, box, [Row(r, list(cells_of(r, page))) for r in rows]))
    return lines


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


def _lines(ruling: Ruling, box: Box, rows: Sequence[Row]) -> Iterator[Box]:
    """Yield lines between the rows of a part of the table, and between its columns."""
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
            if not _is_crossed(x, own):
                yield x, top, x, bottom
