"""The rows of a table whose cells are filled: which cells lie white between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from extractor.load.pdf.grids import SNAP
from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Placed, Run, x_of
from extractor.load.pdf.places import Extent, apart
from extractor.load.pdf.tables import Held
from extractor.load.pdf.unruled.aligned import Aligned, cells_of
from extractor.load.pdf.unruled.columns import placed_in
from extractor.load.pdf.unruled.fills import Words, are_stacked, four_sides, standing, unfilled
from extractor.load.pdf.unruled.heads import extents, parted, sides_of_heads
from extractor.load.pdf.unruled.line import ROWS, Row
from extractor.load.pdf.unruled.rows import grouped
from extractor.load.pdf.unruled.values import begin_alike, counts_columns, is_value, values_of

# Points: words that reach over a line are no higher.
_HIGH = 40.0
# A table has so many columns.
_COLUMNS = 3
# A row that is filled from end to end, and one that is white.
FULL, _WHITE = (True,), (False,)
# Of each part of a row whether it is filled.
_Pattern = tuple[bool, ...]


@dataclass(slots=True)
class Shaded:
    """Cells that are filled, and how far the table reaches: its header is above ``body``.

    ``rest`` says that no header is there, but the rest of a row that a page break cuts, and
    ``inner`` where rows part that are white both.
    """

    cells: list[Box]
    left: float
    top: float
    body: float
    right: float
    bottom: float
    rest: bool = False
    inner: Sequence[float] = ()

    @property
    def box(self) -> Box:
        """The place of the table."""
        return self.between(self.top, self.bottom)

    def between(self, top: float, bottom: float) -> Box:
        """Return the place of the table between two heights."""
        return self.left, top, self.right, bottom


def sides_of(table: Shaded, words: Words, lying: Sequence[Box], page: int) -> Iterator[Box]:
    """Yield the sides of all cells of a table, nothing where what is filled makes no rows."""
    rows, xs = list(rows_in(table)), borders(table)
    headed = table.top < table.body - SNAP and not table.rest
    # Less is a line of text on a coloured ground, or the end of a table that a page break cuts.
    if (
        (len(rows) + 2 * headed >= ROWS or _is_at_end(table, words))
        and len(xs) > _COLUMNS
        and _is_regular(table, rows, words, page)
    ):
        parts = list(_parts(table, rows, words))
        if any(_hold_abreast(part, words) for part in parts):
            return
        yield from _sides(table, parts, words)
        if table.rest:
            yield table.left, table.top, table.right, table.top
            yield from ((x, table.top, x, table.body) for x in xs)
        elif headed:
            place = table.between(table.top, table.body)
            if any(table.top + SNAP < edge[1] < table.body - SNAP for edge in lying):
                yield from sides_of_heads(place, xs, lying, words)
            else:
                yield from _sides_of_levels(table, xs, words, page)


def _is_at_end(table: Shaded, words: Words) -> bool:
    """Return whether a page begins with the last row of a table, or ends with the first.

    Values stand side by side in what is filled, or words in all of it.
    """
    filled = [words.inside(cell) for cell in table.cells]
    if not words.between(-inf, table.top):
        return sum(bool(values_of(cell)) for cell in filled) > 1
    return not words.between(table.bottom, inf) and len(filled) >= ROWS and all(filled)


def _sides_of_levels(table: Shaded, xs: Sequence[float], words: Words, page: int) -> Iterator[Box]:
    """Yield the sides of the cells of a header without lines, whose words alone tell its levels.

    A heading with none below it reaches down to the body, or to the numbers of columns.
    """
    inside = words.inside(table.box)
    rows = [Row(row, list(cells_of(row, page))) for row in rows_of(inside)]
    head = [row for row in rows if row.middle < table.body]
    if not head:
        return
    header = Aligned(page, table.top, grouped(head, (), rows), sure=True, lines=[])
    levels = placed_in(header, list(pairwise(xs))).rows
    heights = [table.top, *(_between(*pair) for pair in pairwise(levels)), table.body]
    ends: dict[int, int] = {}
    for at, level in enumerate(levels):
        for held in level:
            if ends.get(held.column, 0) > at:
                continue
            last = at + 1
            while held.lines and last < len(levels) and _is_free(held, levels[last]):
                last += 1
            reach = range(held.column, held.column + held.column_span)
            ends.update(dict.fromkeys(reach, last))
            yield from four_sides((held.box[0], heights[at], held.box[2], heights[last]))


def _between(level: Sequence[Held], below: Sequence[Held]) -> float:
    """Return where a level of headings ends: what has none below it can reach farther down."""
    over = [held for held in level if held.lines and _below(held, below)]
    end = max(line.bottom for held in over or level for line in held.lines)
    return (end + min(line.top for held in below for line in held.lines)) / 2


def _is_free(heading: Held, level: Sequence[Held]) -> bool:
    """Return whether a level has no heading below another, nor counts the columns."""
    return not (_below(heading, level) or any(held.said.isdecimal() for held in level))


def _below(heading: Held, level: Sequence[Held]) -> list[Held]:
    """Return the headings of a level that stand below one of another."""
    first, last = heading.column, heading.column + heading.column_span
    return [
        held
        for held in level
        if held.lines and held.column < last and first < held.column + held.column_span
    ]


def rows_in(table: Shaded) -> Iterator[Extent]:
    """Yield where each row begins and ends."""
    ys = [table.body]
    for y in sorted({*table.inner, *(y for cell in table.cells for y in (cell[1], cell[3]))}):
        if y > ys[-1] + SNAP:
            ys.append(y)
    if table.bottom > ys[-1] + SNAP:
        ys.append(table.bottom)
    yield from pairwise(ys)


def below_counts(table: Shaded, words: Words) -> Iterator[float]:
    """Yield where another row follows on one that counts the columns, both of them white."""
    for top, bottom in rows_in(table):
        lines = rows_of(words.inside(table.between(top, bottom)))
        for line, below in pairwise(lines):
            end, start = max(word.bottom for word in line), min(word.top for word in below)
            if counts_columns_in(line) and end < start:
                yield (end + start) / 2


def _white(table: Shaded, row: Extent) -> list[Extent]:
    """Return from where to where nothing is filled in a row."""
    middle = (row[0] + row[1]) / 2
    filled = ((x0, x1) for x0, top, x1, bottom in table.cells if top < middle < bottom)
    return list(unfilled(filled, table.left, table.right))


def _beside(table: Shaded, white: Extent, y: float, below: bool) -> list[float]:
    """Return where cells begin and end that are filled in the nearest row above or below."""
    left, right = white
    over = [c for c in table.cells if left - SNAP < c[0] and c[2] < right + SNAP]
    near = [c for c in over if (c[1] > y - SNAP if below else c[3] < y + SNAP)]
    if not near:
        return []
    at = min(c[1] for c in near) if below else max(c[3] for c in near)
    row = [c for c in near if abs((c[1] if below else c[3]) - at) < SNAP]
    inner = {x for c in row for x in (c[0], c[2]) if left + SNAP < x < right - SNAP}
    return sorted({left, right, *inner})


def borders(table: Shaded) -> list[float]:
    """Return where any cell begins or ends."""
    inner = (x for cell in table.cells for x in (cell[0], cell[2]))
    return apart([table.left, table.right, *inner], SNAP)


def _standing(table: Shaded, white: Extent, row: Extent, words: Words) -> list[float]:
    """Return where the lines of a white part of a row stand."""
    upper = _beside(table, white, row[0], below=False)
    lower = _beside(table, white, row[1], below=True)
    own = words.inside((white[0], row[0], white[1], row[1]))
    return standing(upper or lower or [*white], lower or upper or [*white], own)


def _over_heads(table: Shaded, white: Extent, row: Extent, words: Words) -> list[float]:
    """Return where the lines of a white part of a header stand."""
    left, right = white
    own = words.inside((left, row[0], right, row[1]))
    xs = [left, *(x for x in borders(table) if left + SNAP < x < right - SNAP), right]
    return parted(xs, extents(own))


def _is_regular(table: Shaded, rows: Sequence[Extent], words: Words, page: int) -> bool:
    """Return whether white rows lie between filled ones, with one value in a column of each."""
    found, heads = patterns(table), _heads(rows, table, words)
    if not _alternate(found, heads, table):
        found = _without_merged(table, rows)
    if not _alternate(found, heads, table) or _hold_stacked(table, rows[heads:], words):
        return False
    return (
        {each for each in found[heads:] if any(each)} == {FULL}
        or sum(map(any, found)) > 1
        or counts(table, words)
        or _lacks_a_column(table, rows, words, page)
    )


def _without_merged(table: Shaded, rows: Sequence[Extent]) -> list[_Pattern]:
    """Return the patterns of the rows, filled where merged cells of a white row reach into one."""
    whites = [_white(table, row) for row in rows]
    return [
        FULL if _goes_on(white, above) else pattern
        for pattern, white, above in zip(patterns(table), whites, [[], *whites], strict=False)
    ]


def _goes_on(white: Sequence[Extent], above: Sequence[Extent]) -> bool:
    """Return whether all that is white in a row is in wider parts of the row above."""
    return bool(white) and all(
        any(
            left - SNAP < x0 and x1 < right + SNAP and x1 - x0 + SNAP < right - left
            for left, right in above
        )
        for x0, x1 in white
    )


def _alternate(found: Sequence[_Pattern], heads: int, table: Shaded) -> bool:
    """Return whether rows are filled alike, with white ones between them.

    Some columns can be white, or filled, in all rows. A header that is filled tells of no rows;
    one with white rows is one of bands.
    """
    body = set(found[heads:])
    filled = {pattern for pattern in body if any(pattern)}
    banded = table.top < table.body - SNAP or any(each != FULL for each in found[:heads])
    first = found.index(_WHITE) if _WHITE in found else len(found)
    between = first == len(found) or any(map(any, found[first:]))
    alike = len(filled) == 1 or (len(filled) == 2 and FULL in filled)
    if len(body - filled) > 1:
        return False
    return alike and (between or banded) if filled else banded


def _hold_stacked(table: Shaded, rows: Iterable[Extent], words: Words) -> bool:
    """Return whether values stand below each other in what would be one row."""
    return any(are_stacked(words.inside(table.between(top, bottom))) for top, bottom in rows)


def _lacks_a_column(table: Shaded, rows: Iterable[Extent], words: Words, page: int) -> bool:
    """Return whether what is white in each filled row is one column."""
    parts = {part for row in rows for part in _white(table, row)} - {(table.left, table.right)}
    places = ((left, table.top, right, table.bottom) for left, right in parts)
    beside = (row for place in places for row in rows_of(words.inside(place)))
    return not any(len(list(cells_of(row, page))) > 1 for row in beside)


def counts(table: Shaded, words: Words) -> bool:
    """Return whether a row of the table counts its columns: 1, 2, 3 …"""
    inside = words.inside(table.box)
    return any(map(counts_columns_in, rows_of(inside)))


def counts_columns_in(row: Iterable[Run]) -> bool:
    """Return whether words side by side count columns: two of them beside one word twice."""
    texts = [word.text.strip() for word in sorted(row, key=x_of)]
    values = [text for text in texts if is_value(text)]
    return counts_columns(values) or (bool(values) and texts == [texts[0], "1", texts[0], "2"])


def patterns(table: Shaded) -> list[_Pattern]:
    """Return of each row which of its parts are filled."""
    return [tuple(_pattern(table, row)) for row in rows_in(table)]


def _pattern(table: Shaded, row: Extent) -> Iterator[bool]:
    """Yield whether each part of a row is filled; it may end a column farther where it is wider."""
    end = table.left
    for x0, x1 in _white(table, row):
        if x0 > end + SNAP:
            yield True
        yield False
        end = x1
    if table.right > end + SNAP:
        yield True


def _heads(rows: Iterable[Extent], table: Shaded, words: Words) -> int:
    """Return how many rows are above the first value, that of column numbers among them."""
    if table.top < table.body - SNAP:
        return 0
    everything = words.inside(table.box)
    for number, (top, bottom) in enumerate(rows):
        inside = words.inside(table.between(top, bottom))
        texts = [word.text.strip() for word in sorted(inside, key=x_of)]
        values = [text for text in texts if is_value(text)]
        if _is_name(inside) and begin_so(inside[0], everything):
            return number
        if values:
            return number + counts_columns(values)
    return 0


def _is_name(words: Sequence[Run]) -> bool:
    """Return whether words are those of one name, in a line or in several below each other."""
    return bool(words) and all(begin_alike(word, words[0]) for word in words)


def begin_so(first: Placed, words: Iterable[Run]) -> bool:
    """Return whether so many words begin where one does."""
    return sum(begin_alike(word, first) for word in words) >= ROWS


def _parts(
    table: Shaded, rows: Sequence[Extent], words: Words
) -> Iterator[tuple[Extent, list[float]]]:
    """Yield the white parts of the rows: from above to below, and where their lines stand."""
    heads = _heads(rows, table, words)
    for number, row in enumerate(rows):
        for white in _white(table, row):
            yield row, (_over_heads if number < heads else _standing)(table, white, row, words)


def _hold_abreast(part: tuple[Extent, list[float]], words: Words) -> bool:
    """Return whether values stand side by side in what would be one cell."""
    (top, bottom), xs = part
    cells = (words.inside((left, top, right, bottom)) for left, right in pairwise(xs))
    return any(len(values_of(cell)) > 1 for cell in cells)


def _sides(
    table: Shaded, parts: Iterable[tuple[Extent, list[float]]], words: Words
) -> Iterator[Box]:
    """Yield the sides of all cells of the rows."""
    for cell in table.cells:
        yield from four_sides(cell)
    for (top, bottom), xs in parts:
        left, right = xs[0], xs[-1]
        yield from ((x, top, x, bottom) for x in xs)
        for y in (top, bottom):
            across = words.inside((left, y - _HIGH, right, y + _HIGH))
            if not any(word.top + SNAP < y < word.bottom - SNAP for word in across):
                yield left, y, right, y
