"""Frames whose cells are filled with colour, in every second row: the lines that part them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, permutations
from math import inf

from extractor.load.pdf.grids import JOIN, SNAP, standing_rules
from extractor.load.pdf.objects import Box, Run, x_of
from extractor.load.pdf.unruled.fills import (
    Words,
    are_stacked,
    four_sides,
    is_near,
    side_by_side,
    standing,
    unfilled,
)
from extractor.load.pdf.unruled.shaded import sides_of_shaded
from extractor.load.pdf.unruled.values import AMOUNT

# Points: an area that is lower is no row.
_LOW = 4.0
# Points: so much less two words may keep off a side.
_SLACK = 0.5


def sides_of_bands(
    fills: Iterable[Box], words: Sequence[Run], edges: Sequence[Box], page: int
) -> tuple[list[Box], list[Box]]:
    """Return the sides of filled cells, and of the cells between them left white.

    Also where tables are of which some sides are told from the words alone.
    """
    boxes = sorted({_rounded(box) for box in fills if box[3] - box[1] > _LOW})
    found: list[Box] = []
    if not boxes:
        return found, []
    placed = Words(words)
    for frame in _frames(edges):
        if not _is_whole(frame, placed, boxes):
            column = _column_beside(frame, boxes, edges)
            found.extend(side for cell in column for side in four_sides(cell))
            continue
        cells = _cells(frame, boxes)
        white = _white(frame, cells) if cells else []
        if cells and _are_rows(frame, white, placed, edges):
            found.extend(_edges(frame, cells, white, placed))
        elif any(place[1] > frame[1] for place in white):
            found.extend(side for cell in cells for side in four_sides(cell))
        boxes = [box for box in boxes if not _holds(frame, box[0] + SNAP, box[1], box[3])]
    sides, unsure = sides_of_shaded(boxes, placed, edges, page)
    return found + sides, unsure


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = box
    return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)


def _frames(edges: Iterable[Box]) -> Iterator[Box]:
    """Yield what stands between two lines of one height, and in no other such frame."""
    rules = sorted(standing_rules(edges))
    frames: list[Box] = []
    for at, left in enumerate(rules):
        if any(_holds(frame, left.at, left.start, left.end) for frame in frames):
            continue
        for right in reversed(rules[at + 1 :]):
            if abs(left.start - right.start) < JOIN and abs(left.end - right.end) < JOIN:
                frames.append((left.at, left.start, right.at, left.end))
                yield frames[-1]
                break


def _is_whole(frame: Box, words: Words, boxes: Iterable[Box]) -> bool:
    """Return whether nothing stands beside a frame, as a column outside it does."""
    left, top, right, bottom = frame
    beside = words.between(top, bottom)
    if not all(left < x_of(word) < right for word in beside):
        return False
    levels = (box for box in boxes if top - SNAP < box[1] and box[3] < bottom + SNAP)
    return not any(abs(x0 - right) < SNAP or abs(x1 - left) < SNAP for x0, _, x1, _ in levels)


def _column_beside(frame: Box, boxes: Iterable[Box], edges: Iterable[Box]) -> list[Box]:
    """Return the filled cells on a side of a frame, as high as its rows: their column is of it."""
    left, top, right, bottom = frame
    rows = [top, bottom, *(y for x0, y, x1, y1 in edges if y == y1 and x0 < right and left < x1)]
    ys = sorted(y for y in rows if top - SNAP < y < bottom + SNAP)
    return [
        box
        for box in boxes
        if (abs(box[2] - left) < SNAP or abs(box[0] - right) < SNAP)
        and is_near(box[1], ys)
        and is_near(box[3], ys)
    ]


def _holds(frame: Box, x: float, top: float, bottom: float) -> bool:
    return frame[0] <= x <= frame[2] and frame[1] < bottom and top < frame[3]


# ---- filled cells, and white ones ------------------------------------------------------------


def _cells(frame: Box, boxes: Iterable[Box]) -> list[Box]:
    """Return the boxes in a frame that are cells: side by side, over several of these, or level."""
    left, top, right, bottom = frame
    inside = [
        box
        for box in boxes
        if left - SNAP < box[0]
        and box[2] < right + SNAP
        and top - SNAP < box[1]
        and box[3] < bottom + SNAP
    ]
    beside = {*side_by_side(inside)}
    sides = sorted({x for x0, _, x1, _ in beside for x in (x0, x1)})
    levels = {(top, bottom) for _, top, _, bottom in beside}
    return [
        box
        for box in inside
        if (is_near(box[0], sides) and is_near(box[2], sides)) or box[1::2] in levels
    ]


def _white(frame: Box, cells: Sequence[Box]) -> list[Box]:
    """Return the places in a frame that no cell fills."""
    left, top, right, bottom = frame
    levels = sorted({top, bottom, *(y for cell in cells for y in (cell[1], cell[3]))})
    found: list[Box] = []
    for upper, lower in pairwise(levels):
        if lower - upper < SNAP:
            continue
        middle = (upper + lower) / 2
        row = ((x0, x1) for x0, y0, x1, y1 in cells if y0 < middle < y1)
        for white in unfilled(row, left, right):
            above = next((box for box in reversed(found) if box[::2] == white), None)
            if above and abs(above[3] - upper) < SNAP:
                found.remove(above)
                found.append((white[0], above[1], white[1], lower))
            else:
                found.append((white[0], upper, white[1], lower))
    return found


def _are_rows(frame: Box, white: Iterable[Box], words: Words, edges: Sequence[Box]) -> bool:
    """Return whether no line is drawn in white places, and no values stand below each other."""
    for place in white:
        own = words.inside(place)
        if are_stacked(own) or any(_crosses(edge, place) for edge in edges):
            return False
        # What headings stand over tells the words below them.
        if place[1] == frame[1] and not any(AMOUNT.search(word.text) for word in own):
            return False
    return True


def _crosses(edge: Box, place: Box) -> bool:
    left, top, right, bottom = place
    across = edge[0] < right - SNAP and edge[2] > left + SNAP
    return across and edge[1] < bottom - SNAP and edge[3] > top + SNAP


# ---- edges -----------------------------------------------------------------------------------


def _edges(frame: Box, cells: Sequence[Box], white: Iterable[Box], words: Words) -> Iterator[Box]:
    """Yield the sides of all cells of a frame."""
    for cell in cells:
        yield from four_sides(cell)
    padding = _padding(cells, words)
    parted: list[tuple[Box, list[float]]] = []
    for place in white:
        upper = _sides(cells, place, lowest=True) if place[1] > frame[1] else None
        lower = _sides(cells, place, lowest=False) if place[3] < frame[3] else None
        own = words.inside(place)
        xs = standing(upper or lower or [], lower or upper or [], own)
        yield from ((x, place[1], x, place[3]) for x in xs)
        parted.append((place, xs))
    for (one, _), (other, xs) in permutations(parted, 2):
        if abs(one[3] - other[1]) < SNAP:
            left, right = max(one[0], other[0]), min(one[2], other[2])
            inner = [x for x in xs if left + SNAP < x < right - SNAP]
            for column in pairwise([left, *inner, right]):
                if column[0] < column[1] and _ends(column, other[1], cells, words, padding):
                    yield column[0], other[1], column[1], other[1]


def _padding(cells: Iterable[Box], words: Words) -> float:
    """Return how far words keep off the upper and lower sides of filled cells, at least."""
    return min(
        (
            min(word.top - cell[1], cell[3] - word.bottom)
            for cell in cells
            for word in words.inside(cell)
        ),
        default=0.0,
    )


def _ends(
    column: tuple[float, float],
    y: float,
    cells: Sequence[Box],
    words: Words,
    padding: float,
) -> bool:
    """Return whether a white cell ends here: words above and below keep off the place."""
    filled = [cell for cell in cells if cell[0] < column[1] - SNAP and cell[2] > column[0] + SNAP]
    top = max((cell[3] for cell in filled if cell[3] < y + SNAP), default=0.0)
    bottom = min((cell[1] for cell in filled if cell[1] > y - SNAP), default=inf)
    above = [y - word.bottom for word in words.inside((column[0], top, column[1], y))]
    below = [word.top - y for word in words.inside((column[0], y, column[1], bottom))]
    return bool(above and below) and min(*above, *below) > padding - _SLACK


def _sides(cells: Iterable[Box], place: Box, lowest: bool) -> list[float]:
    """Return where the cells begin and end that lie above a white place, or below it."""
    left, top, right, bottom = place
    side, at = (3, top) if lowest else (1, bottom)
    sides = (x for cell in cells if abs(cell[side] - at) < SNAP for x in (cell[0], cell[2]))
    return sorted({left, right, *(x for x in sides if left + SNAP < x < right - SNAP)})
