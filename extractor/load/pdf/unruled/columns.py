"""Rows of words without lines → cells: what stands below each other is a column."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations, pairwise, takewhile

from extractor.load.pdf.grids import SNAP
from extractor.load.pdf.lines import Printed, rows_of
from extractor.load.pdf.objects import stand_over, x_of
from extractor.load.pdf.places import merged
from extractor.load.pdf.tables import DATA, HEADER, Held, Ruled
from extractor.load.pdf.unruled.aligned import Aligned
from extractor.load.pdf.unruled.headings import Column, Over, beneath, headed, parts_of, split
from extractor.load.pdf.unruled.line import ROWS
from extractor.load.pdf.unruled.seams import parted
from extractor.load.pdf.unruled.values import AMOUNT, begin_alike, counts_columns, is_number

# Points that a heading may stand off the middle of its column.
_OFF = 6.0
# Points: a column ends so far before the words of the next one.
_BESIDE = 1.0
# Points: words are no farther off the left side of a column whose width they do not need.
_PADDING = 10.0

# The lines of each cell by its first column, and how many columns it spans.
_Cells = dict[int, tuple[list[Printed], int]]


def ruled(tables: Sequence[Aligned]) -> list[Ruled]:
    """Return the parts of one table that goes over pages, all with the same columns."""
    rows = iter(parted([row for table in tables for row in table.rows]))
    tables = [replace(table, rows=[next(rows) for _ in table.rows]) for table in tables]
    columns = _columns(tables)
    return [placed_in(table, columns) for table in tables]


def ruled_as(table: Ruled, more: Sequence[Aligned]) -> list[Ruled]:
    """Return the parts of a table in the columns that it has on the page before, or behind.

    Nothing is returned where its numbers do not stand in these, or where they neither repeat its
    header, or are it, nor stand in line with words of its columns, nor go on below them. Those
    that count the columns stand below any header.
    """
    columns = list(pairwise(table.xs))
    rows = [row for part in more for row in part.rows]
    if table.page < more[0].page and are_apart(rows, table.xs):
        counted = counts_columns([cell.text for cell in rows[0] if is_number(cell.text)])
        if (counted and table.is_header) or (
            not _is_heading(rows[0]) and any(_stands_below(row, table, columns) for row in rows)
        ):
            return [placed_in(part, columns) for part in more]
    if not all(_stands_in(row, columns) for row in rows):
        return []
    heads = list(takewhile(_is_heading, rows))
    if table.page > more[-1].page and _begins_header(table, heads):
        rows = rows[len(heads) :]
    valued = not rows or any(AMOUNT.search(cell.text) for row in rows for cell in row)
    below = valued and all(_stands_below(row, table, columns) for row in rows)
    if below or _repeats_header(table, rows):
        return [placed_in(part, columns) for part in more]
    return []


def are_apart(rows: Sequence[Sequence[Printed]], xs: Sequence[float]) -> bool:
    """Return whether all words of rows have columns of their own between these borders."""
    columns = list(pairwise(xs))
    cells = [cell for row in rows for cell in row]
    return (
        xs[0] - SNAP < min(cell.x0 for cell in cells)
        and max(cell.x1 for cell in cells) < xs[-1] + SNAP
        and not any(
            set(at) & set(other) and not stand_over(one, two)
            for row in rows
            for (one, at), (two, other) in combinations(_within(row, columns), 2)
        )
    )


def _begins_header(table: Ruled, heads: Iterable[Sequence[Printed]]) -> bool:
    """Return whether headings all keep as far off the left sides of the columns of a table.

    Or whether all stand in the middle of one, or of several. Where the first column begins is not
    always drawn, and the numbers of columns can stand on the right.
    """
    words = (part for row in heads for part in row if not is_number(part.text))
    parts = [part for part in words if part.x1 > table.xs[1]]
    at = [bisect_right(table.xs, part.x0) - 1 for part in parts]
    if len(set(at)) < ROWS or min(at) < 0:
        return False
    off = [part.x0 - table.xs[each] for part, each in zip(parts, at, strict=True)]
    if max(off) - min(off) < _BESIDE and max(off) < _PADDING:
        return True
    sides = list(combinations(table.xs, 2))
    return all(
        any(abs(left + right - part.x0 - part.x1) < 2 * _BESIDE for left, right in sides)
        for part in parts
    )


def _repeats_header(table: Ruled, rows: Sequence[Sequence[Printed]]) -> bool:
    """Return whether rows begin with headings that are those of a table."""
    said = {_squeezed(line) for row in table.rows[:HEADER] for held in row for line in held.lines}
    heads = [cell for row in takewhile(_is_heading, rows) for cell in row]
    named = [_squeezed(cell) for cell in heads if not is_number(cell.text)]
    return len(named) >= ROWS and all(any(name in one for one in said) for name in named)


def _stands_below(row: Sequence[Printed], table: Ruled, columns: Sequence[Column]) -> bool:
    """Return whether a row of several words has none but such as stand in line with others."""
    parts = parts_of(row, columns)
    return len(parts) >= ROWS and all(
        _is_below(part, table, beneath(part, columns)) for part in parts
    )


def _is_below(part: Printed, table: Ruled, over: Sequence[int]) -> bool:
    lines = (
        line
        for row in table.rows
        for held in row
        if over and held.column <= over[-1] and over[0] < held.column + held.column_span
        for line in held.lines
    )
    return any(
        begin_alike(line, part) or abs(line.x1 - part.x1) < _BESIDE or _are_centred(line, part)
        for line in lines
    )


def _are_centred(line: Printed, part: Printed) -> bool:
    """Return whether the middles of two words are in line."""
    return abs(x_of(line) - x_of(part)) < _BESIDE


def _squeezed(line: Printed) -> str:
    return line.text.replace(" ", "")


def _is_heading(row: Sequence[Printed]) -> bool:
    return not any(DATA.search(cell.text) for cell in row)


def _stands_in(row: Sequence[Printed], columns: Sequence[Column]) -> bool:
    """Return whether each number of a row has a column for itself."""
    over = [beneath(part, columns) for part in parts_of(row, columns) if is_number(part.text)]
    return all(len(ats) == 1 for ats in over) and len({at for (at,) in over}) == len(over)


def _columns(tables: Sequence[Aligned]) -> list[Column]:
    """Return where the columns reach: those of rows with numbers, then what stands beside them."""
    rows = [row for table in tables for row in table.rows]
    valued = [row for row in rows if len(row) > 1 and any(is_number(c.text) for c in row)]
    gaps = Counter(gap for row in rows for gap in _gaps(row))
    columns = merged((c.x0, c.x1) for row in valued for c in row if not _is_over(c, gaps))
    # What stands over two cells makes a column only where these make none.
    for over_two in (False, True):
        for row in reversed(rows):
            for part in (part for cell in row for part in split(cell, columns)):
                if not beneath(part, columns) and (over_two or not _is_over_two(part, rows)):
                    columns = sorted([*columns, (part.x0, part.x1)])
    cells = [cell for row in rows for cell in row]
    columns = [part for column in columns for part in _divided(column, gaps, cells)]
    return _without_halves(rows, headed(tables, columns))


def _divided(
    column: Column, gaps: Mapping[tuple[int, int], int], cells: Sequence[Printed]
) -> Iterator[Column]:
    """Yield the parts of a column in which so many rows have two cells side by side.

    A form changes its columns on the way down: a cell of other rows can stand over both.
    """
    open_parts = [column]
    while open_parts:
        x0, x1 = open_parts.pop()
        place = _between(x0, x1, gaps, cells)
        if place is None:
            yield x0, x1
        else:
            open_parts += [(place, x1), (x0, place)]


def _between(
    x0: float, x1: float, gaps: Mapping[tuple[int, int], int], cells: Sequence[Printed]
) -> float | None:
    """Return where most rows have white inside a column, with few cells over it."""
    inside = Counter({gap: n for gap, n in gaps.items() if x0 < gap[0] and gap[1] < x1})
    if inside.total() < ROWS:
        return None
    cells = [cell for cell in cells if x0 < cell.x1 and cell.x0 < x1]
    ends, begins = (sorted(gap[side] for gap in inside.elements()) for side in (0, 1))
    lefts, rights = sorted(cell.x0 for cell in cells), sorted(cell.x1 for cell in cells)

    def shown(x: int) -> int:
        crossed = bisect_left(lefts, x - _BESIDE) - bisect_right(rights, x)
        return bisect_left(ends, x) - bisect_left(begins, x) - crossed

    best = max(sorted(inside), key=lambda gap: (shown(gap[1]), gap[1]))[1]
    # Words on the left can be wider in rows that are blank on the right.
    before = ends[bisect_left(ends, best) - 1]
    return best - min(_BESIDE, (best - before) / 2) if shown(best) >= ROWS else None


def _gaps(row: Sequence[Printed]) -> Iterator[tuple[int, int]]:
    """Yield where cells end that another one follows, and where that begins."""
    for before, after in pairwise(row):
        if before.x1 < after.x0:
            yield round(before.x1), round(after.x0)


def _is_over(cell: Printed, gaps: Mapping[tuple[int, int], int]) -> bool:
    """Return whether words stand over two columns: on so many rows over two cells."""
    x0, x1 = cell.x0, cell.x1
    over = sum(count for (end, begin), count in gaps.items() if x0 < end and begin < x1)
    return over >= ROWS and not is_number(cell.text)


def _is_over_two(part: Printed, rows: Iterable[Sequence[Printed]]) -> bool:
    """Return whether words stand over, or under, two cells of a row: these make its columns."""
    return any(
        one.x1 <= other.x0
        for row in rows
        for one, other in pairwise(_from_left([cell for cell in row if stand_over(part, cell)]))
    )


def _without_halves(rows: Sequence[Sequence[Printed]], columns: list[Column]) -> list[Column]:
    """Return the columns, two as one where a heading stands over both and no row fills both.

    `—` on the left of numbers, and a heading on the left of all of them, make no columns.
    """
    places = [set(_places(row, columns)) for row in rows]
    bridged = {at for row in places for first, last in row for at in range(first, last)}
    kept: list[Column] = []
    begin = 0
    for at, column in enumerate(columns):
        if at - 1 in bridged and not any(_fills_both(row, begin, at) for row in places):
            kept[-1] = kept[-1][0], column[1]
        else:
            kept.append(column)
            begin = at
    return kept


def _fills_both(row: Collection[tuple[int, int]], begin: int, at: int) -> bool:
    """Return whether a row has a part in columns before another one, and one in that."""
    return (at, at) in row and any(begin <= first and last < at for first, last in row)


def _places(row: Sequence[Printed], columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last column of each part of a row."""
    for part in parts_of(row, columns):
        over = beneath(part, columns)
        yield over[0], over[-1]


def placed_in(table: Aligned, columns: Sequence[Column]) -> Ruled:
    """Return a table in these columns, its headings over all that they stand over."""
    inner = [(before[1] + after[0]) / 2 for before, after in pairwise(columns)]
    borders = [columns[0][0], *inner, columns[-1][1]]
    rows = enumerate(table.rows)
    heads = next((number for number, row in rows if _has_number(row)), len(table.rows))
    taken = [_taken(parts_of(row, columns), columns) for row in table.rows]
    filled: set[int] = set()
    for above, below in reversed(list(pairwise(taken[:heads]))):
        for first, (_, span) in below.items():
            filled.update(range(first, first + span))
        _spread(above, below, filled, borders)
    held = [
        _held(table.page, number, row, taken[number], columns)
        for number, row in enumerate(table.rows)
    ]
    return Ruled(table.page, table.top, borders, held, aligned=True)


def _has_number(row: Sequence[Printed]) -> bool:
    return any(is_number(cell.text) for cell in row)


def _spread(above: _Cells, below: _Cells, filled: set[int], borders: Sequence[float]) -> None:
    """Let the headings of a row reach over the columns with headings below that have none here.

    Where they do not stand in the middle of them, they stand over the first one. A row that begins
    with the first column has a heading over each of the others.
    """
    left, whole = _begin_alike(above, below), 0 in above
    for first, (lines, span) in sorted(above.items()) if not left else ():
        others = {c for f, (_, s) in above.items() if f != first for c in range(f, f + s)}
        reach = _centred(lines[0], (first, span), filled - others, borders, whole)
        del above[first]
        above[reach[0]] = lines, reach[1]
    for first, (lines, span) in sorted(above.items()):
        others = {c for f, (_, s) in above.items() if f != first for c in range(f, f + s)}
        free = filled - others if first in filled else set()
        begin, end = first, first + span
        while end in free:
            end += 1
        while whole and begin - 1 in free and _is_left_of_middle(lines[0], borders, begin, end):
            begin -= 1
        del above[first]
        above[begin] = lines, end - begin


def _is_left_of_middle(line: Printed, borders: Sequence[float], begin: int, end: int) -> bool:
    """Return whether a heading is nearer to the middle of its columns with one more on the left."""
    off = line.x0 + line.x1 - borders[end]
    return abs(off - borders[begin - 1]) < abs(off - borders[begin])


def _begin_alike(above: _Cells, below: _Cells) -> bool:
    """Return whether all headings with others below begin where the first of these do."""
    pairs = [
        (lines[0], below[first][0][0]) for first, (lines, _) in above.items() if first in below
    ]
    return bool(pairs) and all(begin_alike(*pair) for pair in pairs)


def _centred(
    line: Printed, own: tuple[int, int], free: set[int], borders: Sequence[float], whole: bool
) -> tuple[int, int]:
    """Return the columns, around its own ones, that a heading stands in the middle of.

    These are as many as can be if the ``whole`` row has headings.
    """
    first, span = own
    middle = x_of(line)
    best, reach = min(abs(_middle(borders, first, span) - middle), _OFF), own
    begin = first
    while begin == first or begin in free:
        size = first + span - begin
        while size == first + span - begin or begin + size - 1 in free:
            off = abs(_middle(borders, begin, size) - middle)
            if off < best or (whole and size > reach[1] and off < _OFF):
                best, reach = off, (begin, size)
            size += 1
            if begin + size >= len(borders):
                break
        begin -= 1
    return reach


def _middle(borders: Sequence[float], first: int, span: int) -> float:
    return (borders[first] + borders[first + span]) / 2


def _held(
    page: int, number: int, row: Sequence[Printed], taken: _Cells, columns: Sequence[Column]
) -> list[Held]:
    """Return the cells of a row, blank ones too."""
    top, bottom = min(cell.top for cell in row), max(cell.bottom for cell in row)
    held: list[Held] = []
    column = 0
    while column < len(columns):
        lines, span = taken.get(column, ([], 1))
        box = columns[column][0], top, columns[column + span - 1][1], bottom
        held.append(Held(number, column, 1, span, page, box, lines))
        column += span
    return held


def _taken(cells: Sequence[Printed], columns: Sequence[Column]) -> _Cells:
    """Return the lines of each cell by its first column, and how many columns it spans."""
    cells = list(chain.from_iterable(map(_from_left, rows_of(cells))))
    spans: list[tuple[int, int, list[Printed]]] = []
    for cell, over in _own(cells, columns):
        first, last, lines = over[0], over[-1], [cell]
        for other in [own for own in spans if own[0] <= last and first <= own[1]]:
            spans.remove(other)
            first, last = min(first, other[0]), max(last, other[1])
            lines = [*other[2], *lines]
        spans.append((first, last, lines))
    return {first: (lines, last - first + 1) for first, last, lines in spans}


def _from_left(row: Sequence[Printed]) -> list[Printed]:
    """Return what stands side by side from left to right, on whatever base lines."""
    return sorted(row, key=lambda cell: cell.x0)


def _within(row: Sequence[Printed], columns: Sequence[Column]) -> Over:
    """Return the columns that each part of a row takes."""
    return _own(parts_of(row, columns), columns)


def _own(cells: Sequence[Printed], columns: Sequence[Column]) -> Over:
    """Return the columns of each cell: of two side by side, each has those that it stands over.

    In a wide column words in its middle, or over it and the next, reach where others begin.
    """
    taken = [(cell, beneath(cell, columns)) for cell in cells]
    for cell, over in taken:
        for other, others in taken if len(over) > 1 else ():
            shared = set(over) & set(others)
            beside = (cell.x0 < other.x0) == (cell.x1 < other.x1)
            if shared and beside and cell.top < other.bottom and other.top < cell.bottom:
                own = [at for at in over if at not in shared]
                over[:] = own or over
    return taken
