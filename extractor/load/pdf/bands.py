"""Cells that are filled with colour, in every second row: the lines that their sides stand for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from extractor.load.pdf.aligned import is_caption
from extractor.load.pdf.grids import SNAP
from extractor.load.pdf.objects import Box, Run
from extractor.load.pdf.rows import AMOUNT, is_value

# Points: lower areas are no rows, and an empty row without colour is no higher.
_LOW, _HIGH = 4.0, 40.0
# So much of a band its cells fill: those of a header can be white in part.
_FULL = 0.6
# Points: words of one table are of one size.
_SAME_SIZE = 0.5
# Sizes: below a band a row begins so near, and its lines follow each other so closely.
_NEAR, _LEAD = 1.0, 0.7
# No other row is so near behind the last one.
_FAR = 3.0


# From where to where a row reaches.
_Row = tuple[float, float]


class _Band(NamedTuple):
    """Filled cells without white between them: one row, or a header of several."""

    top: float
    bottom: float
    cells: list[Box]

    @property
    def ends(self) -> tuple[float, float]:
        return min(cell[0] for cell in self.cells), max(cell[2] for cell in self.cells)


class _Page(NamedTuple):
    """The words of a page from top to bottom, and the lines that are drawn on it."""

    words: list[Run]
    middles: list[float]
    edges: Sequence[Box]

    def between(self, top: float, bottom: float) -> list[Run]:
        first, last = bisect_right(self.middles, top), bisect_left(self.middles, bottom)
        return self.words[first:last]


def sides_of_bands(fills: Iterable[Box], words: Sequence[Run], edges: Sequence[Box]) -> list[Box]:
    """Return the sides of filled cells, and of those between them that are left white."""
    bands = _bands(sorted({_rounded(box) for box in fills if box[3] - box[1] > _LOW}), edges)
    if not bands:
        return []
    ordered = sorted(words, key=_middle)
    page = _Page(ordered, [_middle(word) for word in ordered], edges)
    return [edge for table in _tables(bands, page) for edge in _edges(table, page)]


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = box
    return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)


def _middle(word: Run) -> float:
    return (word.top + word.bottom) / 2


# ---- bands -----------------------------------------------------------------------------------


def _bands(boxes: Sequence[Box], edges: Sequence[Box]) -> list[_Band]:
    """Return the bands that cells side by side make up, and those that span several of them."""
    sides = sorted({x for x0, _, x1, _ in _side_by_side(boxes) for x in (x0, x1)})
    cells = [box for box in boxes if _is_near(box[0], sides) and _is_near(box[2], sides)]
    return [band for band in _piled(cells) if _is_full(band) or _is_framed([band], edges)]


def _side_by_side(boxes: Iterable[Box]) -> Iterator[Box]:
    """Yield the boxes that touch another one of their height on the left, or on the right."""
    begun: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in boxes:
        begun[round(box[1]), round(box[3])].append(box)
    for row in begun.values():
        for one, other in pairwise(sorted(row)):
            if abs(other[0] - one[2]) < SNAP:
                yield one
                yield other


def _piled(cells: Iterable[Box]) -> list[_Band]:
    """Return the cells in bands, parted by white."""
    bands: list[_Band] = []
    for cell in sorted(cells, key=lambda each: each[1]):
        if bands and cell[1] < bands[-1].bottom + SNAP:
            last = bands[-1]
            bands[-1] = _Band(last.top, max(last.bottom, cell[3]), [*last.cells, cell])
        else:
            bands.append(_Band(cell[1], cell[3], [cell]))
    return bands


def _ends_of(bands: Sequence[_Band]) -> tuple[float, float]:
    return min(band.ends[0] for band in bands), max(band.ends[1] for band in bands)


def _is_full(band: _Band) -> bool:
    left, right = band.ends
    filled = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in band.cells)
    return filled > _FULL * (right - left) * (band.bottom - band.top)


def _is_near(x: float, places: Sequence[float]) -> bool:
    """Return whether one of the ordered places is about here."""
    at = bisect_left(places, x - SNAP)
    return at < len(places) and places[at] < x + SNAP


# ---- tables ----------------------------------------------------------------------------------


def _tables(bands: Sequence[_Band], page: _Page) -> Iterator[list[_Band]]:
    """Yield the bands between which one white row each lies; a header alone is no table."""
    table = [bands[0]]
    for band in bands[1:]:
        if not _is_next(table[-1], band, page):
            yield table
            table = []
        table.append(band)
    yield table


def _is_next(above: _Band, below: _Band, page: _Page) -> bool:
    """Return whether but one white row of the same table is between two bands."""
    row = above.bottom, below.top
    near = [abs(one - other) < SNAP for one, other in zip(above.ends, below.ends, strict=True)]
    ends = _ends_of((above, below))
    if not any(near) or _are_lines(ends, row, page.edges):
        return False
    # In a frame rows can begin, or end, with a white cell that reaches over several of them.
    if not all(near) and not _is_framed((above, below), page.edges):
        return False
    words = page.between(*row)
    return _is_row(words, above, ends, page) if words else row[1] - row[0] < _HIGH


def _is_framed(bands: Sequence[_Band], edges: Iterable[Box]) -> bool:
    """Return whether lines stand beside bands that go on from the first to the last."""
    ends = _ends_of(bands)
    top, bottom = bands[0].bottom, bands[-1].top
    beside = [x for x, y0, x1, y1 in edges if x == x1 and y0 < top and y1 > bottom]
    return all(any(abs(x - end) < SNAP for x in beside) for end in ends)


def _are_lines(ends: tuple[float, float], row: _Row, edges: Iterable[Box]) -> bool:
    """Return whether lines are drawn inside a white row."""
    return any(
        x0 < ends[1] - SNAP and x1 > ends[0] + SNAP and y0 < row[1] - SNAP and y1 > row[0] + SNAP
        for x0, y0, x1, y1 in edges
    )


def _is_row(words: Sequence[Run], band: _Band, ends: tuple[float, float], page: _Page) -> bool:
    """Return whether words are of one row: no values below each other, nothing but its words."""
    left, right = ends
    sizes = {round(word.size, 1) for word in page.between(band.top, band.bottom)}
    if min(word.lefts[0] for word in words) < left - SNAP:
        return False
    if max(word.rights[-1] for word in words) > right + SNAP:
        return False
    if sizes and not any(abs(words[0].size - size) <= _SAME_SIZE for size in sizes):
        return False
    if is_caption("".join(word.text for word in words)):
        return False
    values = [word for word in words if is_value(word.text.strip())]
    return not any(_stand_over(one, other) for one, other in combinations(values, 2))


def _stand_over(one: Run, other: Run) -> bool:
    below = one.bottom <= _middle(other) or other.bottom <= _middle(one)
    return below and one.lefts[0] < other.rights[-1] and other.lefts[0] < one.rights[-1]


# ---- the first row, and the last --------------------------------------------------------------


def _end_rows(table: Sequence[_Band], page: _Page) -> list[_Row | None] | None:
    """Return the white rows above and below the bands; None where these are not all of a table."""
    rows: list[_Row | None] = []
    framed = False
    for band, lowest in ((table[0], False), (table[-1], True)):
        drawn = _framed(band, page, lowest)
        row = drawn or _told(band, page, lowest)
        if row is not None and not _is_end(row, band, _ends_of(table), page):
            return None
        if drawn is None and row is not None and _goes_on(row, band, page, lowest):
            return None
        framed = framed or drawn is not None
        rows.append(row)
    if rows[0] is not None and not any(AMOUNT.search(w.text) for w in page.between(*rows[0])):
        # What headings stand over tells the words below them.
        return None
    return rows if framed or len(table) > 1 else None


def _framed(band: _Band, page: _Page, lowest: bool) -> _Row | None:
    """Return the row of which lines are drawn beside it that reach over an end of the bands."""
    at = band.bottom if lowest else band.top
    reach = [
        y1 if lowest else y0
        for x0, y0, x1, y1 in page.edges
        if x0 == x1 and y0 < at < y1 and any(abs(x0 - end) < SNAP for end in band.ends)
    ]
    far = [end for end in reach if abs(end - at) > _LOW]
    if not far or max(far) - min(far) > SNAP:
        return None
    return min(at, far[0]), max(at, far[0])


def _told(band: _Band, page: _Page, lowest: bool) -> _Row | None:
    """Return the row that words close to an end of the bands make up."""
    at = band.bottom if lowest else band.top
    words = list(_following(at, band, page, lowest))
    if _columns(words, band) < 2:
        return None
    return min(at, *(word.top for word in words)), max(at, *(word.bottom for word in words))


def _is_end(row: _Row, band: _Band, ends: tuple[float, float], page: _Page) -> bool:
    words = page.between(*row)
    drawn = _are_lines(ends, row, page.edges)
    return not drawn and (not words or _is_row(words, band, ends, page))


def _goes_on(row: _Row, band: _Band, page: _Page, lowest: bool) -> bool:
    """Return whether more rows are beyond a white one."""
    words = _following(row[lowest], band, page, lowest, _FAR)
    return _columns(words, band) > 1


def _columns(words: Iterable[Run], band: _Band) -> int:
    """Return in how many columns of a band words stand, above it or below it."""
    sides = sorted({x for x0, _, x1, _ in band.cells for x in (x0, x1)})
    return len({bisect_right(sides, (word.lefts[0] + word.rights[-1]) / 2) for word in words})


def _following(
    at: float, band: _Band, page: _Page, lowest: bool, room: float = _NEAR
) -> Iterator[Run]:
    """Yield the words below a band, or above it, as close as those of one row are."""
    left, right = band.ends
    if lowest:
        words = page.words[bisect_right(page.middles, at) :]
    else:
        words = page.words[: bisect_left(page.middles, at)][::-1]
    for word in words:
        gap = word.top - at if lowest else at - word.bottom
        if gap > room * word.size or word.rights[-1] < left or word.lefts[0] > right:
            return
        yield word
        at = max(at, word.bottom) if lowest else min(at, word.top)
        room = _LEAD


# ---- edges -----------------------------------------------------------------------------------


def _edges(table: Sequence[_Band], page: _Page) -> Iterator[Box]:
    """Yield the sides of the cells of a table, white ones too."""
    rows = _end_rows(table, page)
    if rows is None:
        return
    cells = [cell for band in table for cell in band.cells]
    for x0, top, x1, bottom in cells:
        yield from ((x0, top, x1, top), (x0, bottom, x1, bottom))
        yield from ((x0, top, x0, bottom), (x1, top, x1, bottom))
    for white in _white(cells):
        upper, lower = _sides(cells, white, lowest=True), _sides(cells, white, lowest=False)
        yield from _standing(upper, lower, white, page)
    left, right = _ends_of(table)
    for lowest, row in zip((False, True), rows, strict=True):
        if row is not None:
            white = (left, row[0], right, row[1])
            sides = _sides(cells, white, lowest)
            yield from _standing(sides, sides, white, page)
            yield from ((left, y, right, y) for y in row)


def _white(cells: Sequence[Box]) -> list[Box]:
    """Return the places between cells that are left white."""
    left, right = min(cell[0] for cell in cells), max(cell[2] for cell in cells)
    found: list[Box] = []
    levels = sorted({y for _, top, _, bottom in cells for y in (top, bottom)})
    for top, bottom in pairwise(levels):
        if bottom - top < SNAP:
            continue
        end = left
        row = sorted((x0, x1) for x0, y0, x1, y1 in cells if y0 < (top + bottom) / 2 < y1)
        for x0, x1 in (*row, (right, right)):
            if x0 > end + SNAP:
                above = next((box for box in found if box[::2] == (end, x0)), None)
                if above and abs(above[3] - top) < SNAP:
                    found.remove(above)
                    found.append((end, above[1], x0, bottom))
                else:
                    found.append((end, top, x0, bottom))
            end = max(end, x1)
    return found


def _sides(cells: Iterable[Box], white: Box, lowest: bool) -> list[float]:
    """Return where the cells begin and end that lie above a white place, or below it."""
    left, top, right, bottom = white
    side, at = (3, top) if lowest else (1, bottom)
    sides = (x for cell in cells if abs(cell[side] - at) < SNAP for x in (cell[0], cell[2]))
    return sorted({left, right, *(x for x in sides if left + SNAP < x < right - SNAP)})


def _standing(
    upper: Sequence[float], lower: Sequence[float], white: Box, page: _Page
) -> Iterator[Box]:
    """Yield the lines of a white row where no word is in their way.

    Where cells begin only above it, or only below it, words stand on both sides.
    """
    left, top, right, bottom = white
    words = [
        word
        for word in page.between(top, bottom)
        if left < (word.lefts[0] + word.rights[-1]) / 2 < right
    ]
    common = [x for x in upper if _is_near(x, lower)]
    for x in sorted({*common, *(x for x in (*upper, *lower) if not _is_near(x, common))}):
        if any(word.lefts[0] < x < word.rights[-1] for word in words):
            continue
        at = bisect_left(common, x)
        if x in common or _parts(x, common[at - 1], common[at], words):
            yield x, top, x, bottom


def _parts(x: float, left: float, right: float, words: Iterable[Run]) -> bool:
    """Return whether words stand on both sides of a line."""
    places = [(word.lefts[0] + word.rights[-1]) / 2 for word in words]
    return any(left < place < x for place in places) and any(x < place < right for place in places)
