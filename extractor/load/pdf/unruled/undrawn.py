"""Tables of which some lines are drawn: where the others would be, told from the words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from extractor.load.pdf.drawing import Drawing
from extractor.load.pdf.grids import SNAP, Field, Ruling
from extractor.load.pdf.lines import Printed, is_spread, lines_of, rows_of
from extractor.load.pdf.objects import Box, Run, left_of, x_of, y_of
from extractor.load.pdf.unruled.aligned import cells_of, is_table, is_total
from extractor.load.pdf.unruled.fills import is_crossed, standing
from extractor.load.pdf.unruled.line import Row
from extractor.load.pdf.unruled.rows import grouped
from extractor.load.pdf.unruled.values import (
    counts_columns,
    is_amount,
    is_number,
    is_value,
    values_of,
)

# So many amounts below each other in one field are of several rows.
_STACKED = 3
# A row that is not parted has two ends; in so many columns values are of several.
_ENDS, _SEVERAL = (0, 1), 2
# Points: a row that is no higher is one. Rows are counted with no more digits.
_HIGH, _DIGITS = 40.0, 4
# A line in more than this part of the height is drawn, though headings stand over it.
_MOST = 0.5
# Sizes: what stands farther apart stands in two columns, whatever is told in a sentence.
_FAR = 1.0
# The first row, and the one behind the last.
_Reach = tuple[int, int]


def undrawn(ruling: Ruling, drawing: Drawing) -> list[Box]:
    """Return the lines between rows and columns that a table has, but does not draw."""
    words, page = drawing.words, drawing.page
    amounts = ruling.hold(word for word in words if is_amount(word.text.strip()))
    held = {
        field: found
        for field, found in ((ruling.fields[n], found) for n, found in amounts.items())
        if len(found) > 1 or field.column_span > 1
    }
    counted = _counted(ruling, drawing)
    lines = list(_beside(ruling, words))
    for first, last in sorted({*map(_reach, held), *counted}):
        band = [field for field in held if _reach(field) == (first, last)]
        box = (ruling.xs[0], ruling.ys[first], ruling.xs[-1], ruling.ys[last])
        rows = rows_of(drawing.placed.inside(box))
        if (
            (first, last) in counted
            or _are_level([held[field] for field in band])
            or any(_is_open(ruling, field, held[field], rows) for field in band)
        ):
            parts = [Row(row, list(cells_of(row, page))) for row in rows]
            lines.extend(_lines(ruling, box, parts, drawing))
    return lines


def _beside(ruling: Ruling, words: Sequence[Run]) -> Iterator[Box]:
    """Yield the lines between rows through a field that has a number for each of them."""
    high = {n for n, field in enumerate(ruling.fields) if field.row_span >= _STACKED}
    numbers = (word for word in words if is_number(word.text.strip()))
    for number, own in ruling.hold(numbers, high).items():
        rows = {bisect_right(ruling.ys, y_of(word)) for word in own}
        if len(own) == len(rows) >= _STACKED:
            field = ruling.fields[number]
            x0, _, x1, _ = ruling.box_of(field)
            for y in ruling.ys[field.row + 1 : field.row + field.row_span]:
                yield x0, y, x1, y


def between(ruling: Ruling, drawing: Drawing) -> list[Box]:
    """Return the standing lines of rows that have none between rows that have them.

    In such a row values stand at one height in the columns of its neighbours, and no words over
    two of them.
    """
    placed = drawing.placed
    sides = [_sides(ruling, row) for row in range(len(ruling.ys) - 1)]
    open_rows = [row for row, xs in enumerate(sides) if len(xs) == len(_ENDS)]
    lines: list[Box] = []
    several = False
    for row in open_rows if len(open_rows) < len(sides) else ():
        above = next((xs for xs in reversed(sides[:row]) if len(xs) > len(_ENDS)), [])
        below = next((xs for xs in sides[row + 1 :] if len(xs) > len(_ENDS)), [])
        top, bottom = ruling.ys[row], ruling.ys[row + 1]
        own = placed.inside((ruling.xs[0], top, ruling.xs[-1], bottom))
        xs = standing(above or below, below or above, own)
        values = values_of(own)
        level = max((v.top for v in values), default=0) < min((v.bottom for v in values), default=1)
        if xs[1:-1] and level and not any(is_crossed(x, own) for x in {*above} & {*below}):
            alike = _begin_as_others(own, placed.inside(ruling.box))
            # A row alone could be a note over the whole width, which begins with the first column.
            behind = alike and bool(own) and min(word.lefts[0] for word in own) > xs[1]
            told = own if (values or alike) and (len(open_rows) > 1 or behind) else values
            columns = {bisect_right(xs, x_of(word)) for word in told}
            several = several or behind or len(columns) >= _SEVERAL
            lines.extend((x, top, x, bottom) for x in xs[1:-1])
    return [*(lines if several else []), *_abreast(ruling, drawing.words)]


def _begin_as_others(own: Sequence[Run], words: Sequence[Run]) -> bool:
    """Return whether all words of a row begin where others of the table do."""
    lefts = Counter(round(word.lefts[0]) for word in words)
    lefts.subtract(round(word.lefts[0]) for word in own)
    return all(lefts[round(word.lefts[0])] > 0 for word in own)


def _abreast(ruling: Ruling, words: Sequence[Run]) -> Iterator[Box]:
    """Yield the standing lines of a field in which each column of other rows has its heading."""
    wide = {n for n, field in enumerate(ruling.fields) if field.column_span >= _STACKED}
    for number, own in ruling.hold(words, wide).items():
        field = ruling.fields[number]
        _, top, _, bottom = ruling.box_of(field)
        inner = ruling.xs[field.column + 1 : field.column + field.column_span]
        if any(is_value(word.text.strip()) for word in own) or any(map(is_spread, rows_of(own))):
            continue
        columns = {bisect_right(inner, x_of(word)) for word in own}
        if len(columns) == field.column_span and not any(is_crossed(x, own) for x in inner):
            yield from ((x, top, x, bottom) for x in inner)


def _sides(ruling: Ruling, row: int) -> list[float]:
    """Return where the fields of a row begin and end, nothing where one reaches over rows."""
    owners = ruling.owners[row]
    fields = [ruling.fields[owner] for owner in dict.fromkeys(owners)]
    if any(field.row_span > 1 for field in fields):
        return []
    return [*(ruling.xs[field.column] for field in fields), ruling.xs[-1]]


def without_framed(ruling: Ruling, drawing: Drawing) -> Iterator[Ruling]:
    """Yield the parts of a table above and below rows that lines frame and do not part."""
    yield from ruling.without(_framed(ruling, drawing.words, drawing.page))


def _framed(ruling: Ruling, words: Sequence[Run], page: int) -> list[_Reach]:
    """Return from where to where fields hold rows of words and numbers in columns of their own."""
    large = {
        number
        for number, field in enumerate(ruling.fields)
        if field.column_span > 1 or _height(ruling, field) > _HIGH or len(ruling.ys) == len(_ENDS)
    }
    held = ruling.hold(words)
    found: set[_Reach] = set()
    if any(number not in large and _holds_several(own, page) for number, own in held.items()):
        return [(0, len(ruling.ys) - 1)]
    held = {number: own for number, own in held.items() if number in large}
    cuts = _cuts(ruling) if held else []
    is_row = len(ruling.ys) == len(_ENDS)
    for number, own in held.items():
        alone = is_row and any(ruling.is_open(ruling.fields[number]))
        rows = [lines_of(row, page, _FAR) for row in rows_of(own)]
        if is_table(rows) or any(map(_holds_values, rows)) or (alone and _are_abreast(own)):
            first, last = _reach(ruling.fields[number])
            found.add((cuts[bisect_right(cuts, first) - 1], cuts[bisect_left(cuts, last)]))
    return sorted(found)


def _cuts(ruling: Ruling) -> list[int]:
    """Return before which rows a table can be cut: no field reaches over there."""
    crossed = {row for f in ruling.fields for row in range(f.row + 1, f.row + f.row_span)}
    return [row for row in range(len(ruling.ys)) if row not in crossed]


def _holds_several(own: Sequence[Run], page: int) -> bool:
    """Return whether so many values stand side by side that nothing parts the columns there."""
    if len(values_of(own)) < _STACKED:
        return False
    return any(
        len(row) >= _STACKED and all(is_value(part.text) for part in row)
        for row in (lines_of(words, page, _FAR) for words in rows_of(own))
    )


def _holds_values(row: Sequence[Printed]) -> bool:
    """Return whether two values stand side by side, such as what was planned and reached."""
    return any(is_value(one.text) and is_value(other.text) for one, other in pairwise(row))


def _are_abreast(own: Sequence[Run]) -> bool:
    """Return whether several words stand far apart on each line, as headings of columns do.

    Such a field beside boxes at the foot of a page is of a header whose other cells have no lines.
    """
    return all(
        len(row) > 1
        and all(
            word.lefts[0] - before.rights[-1] > _FAR * word.size
            for before, word in pairwise(sorted(row, key=x_of))
        )
        for row in rows_of(own)
    )


def _height(ruling: Ruling, field: Field) -> float:
    return ruling.ys[field.row + field.row_span] - ruling.ys[field.row]


def _reach(field: Field) -> _Reach:
    return field.row, field.row + field.row_span


def _counted(ruling: Ruling, drawing: Drawing) -> set[_Reach]:
    """Return from where to where rows are counted, or columns above a row: 1, 2, 3 …"""
    ys = ruling.ys
    high = {(f, t) for f, t in map(_reach, ruling.fields) if ys[t] - ys[f] > _HIGH}
    found: set[_Reach] = set()
    for first, last in high:
        inside = drawing.placed.inside((ruling.xs[0], ys[first], ruling.xs[-1], ys[last]))
        digits = (word.text.strip() for word in inside if len(word.text) <= _DIGITS)
        numbers = {int(text) for text in digits if text.isdecimal()}
        if any({number + 1, number + 2} <= numbers for number in numbers):
            rows = [list(cells_of(row, drawing.page)) for row in rows_of(inside)]
            if _counts_rows(rows, ruling.xs) or _counts_columns(rows):
                found.add((first, last))
    return found


def _counts_rows(rows: Sequence[Sequence[Printed]], xs: Sequence[float]) -> bool:
    """Return whether numbers that stand alone below each other in one column count on."""
    found: dict[int, tuple[int, int]] = {}
    for cell in chain.from_iterable(rows):
        if not cell.text.isdecimal() or len(cell.text) > _DIGITS:
            continue
        column, number = bisect_right(xs, cell.x0), int(cell.text)
        before, count = found.get(column, (-1, 0))
        found[column] = number, count + 1 if number == before + 1 else 1
        if found[column][1] == _STACKED:
            return True
    return False


def _counts_columns(rows: Sequence[Sequence[Printed]]) -> bool:
    """Return whether numbers side by side count columns, and a row stands below them.

    The rest of a name that goes over several lines can stand there, too.
    """
    whole = (at for at, row in enumerate(rows) if len(row) > 1 or is_total(row[0].text))
    last = max(whole, default=0)
    numbers = ([cell.text for cell in row if cell.text.isdecimal()] for row in rows[:last])
    return any(map(counts_columns, numbers))


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


def _is_open(
    ruling: Ruling, field: Field, amounts: Sequence[Run], rows: Sequence[Sequence[Run]]
) -> bool:
    """Return whether a field holds amounts of several columns, or of several rows."""
    own = {id(amount) for amount in amounts}
    x0, _, x1, _ = ruling.box_of(field)
    inner = [x for x in ruling.xs if x0 < x < x1]
    alone = columns = prose = beside = 0
    for row in rows:
        inside = [word for word in row if x0 <= x_of(word) <= x1]
        inside.sort(key=left_of)
        alone += len(inside) == 1 and id(inside[0]) in own
        free = [x for x in inner if not is_crossed(x, inside)]
        pairs = [pair for pair in pairwise(inside) if own & {id(word) for word in pair}]
        if pairs:
            parted = all(_is_between(free, *pair) for pair in pairs)
            columns, prose = columns + parted, prose + (not parted)
            beside += parted and sum(is_number(word.text.strip()) for word in inside) > 1
    return alone >= _STACKED or (columns > prose and (columns >= _STACKED or beside > 0))


def _are_level(fields: Sequence[Sequence[Run]]) -> bool:
    """Return whether several fields have amounts below each other, at the same heights."""
    heights = Counter(tuple(sorted(round(word.top) for word in own)) for own in fields)
    return any(
        count >= _SEVERAL and 1 < len(tops) == len({*tops}) for tops, count in heights.items()
    )


def _is_between(borders: Sequence[float], before: Run, after: Run) -> bool:
    return any(before.rights[-1] < x < after.lefts[0] for x in borders)


def _lines(ruling: Ruling, box: Box, rows: Sequence[Row], drawing: Drawing) -> Iterator[Box]:
    """Yield lines between the rows of a part of the table, and between its columns.

    Above where a line begins to be drawn, headings stand over both of its sides.
    """
    groups = grouped(rows, [])
    tops = [min(cell.top for cell in group) for group in groups]
    bottoms = [max(cell.bottom for cell in group) for group in groups]
    inner = [(above + below) / 2 for above, below in zip(bottoms, tops[1:], strict=False)]
    for y in inner:
        yield box[0], y, box[2], y
    begun = _begun(ruling, box, drawing.edges)
    for top, bottom in pairwise([box[1], *inner, box[3]]):
        own = drawing.placed.inside((box[0], top, box[2], bottom))
        for x in ruling.xs[1:-1]:
            if bottom > begun.get(x, top) + SNAP and not is_crossed(x, own):
                yield x, top, x, bottom
