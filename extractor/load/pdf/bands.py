"""Frames whose cells are filled with colour, in every second row: the lines that part them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise, permutations
from math import inf

from extractor.load.pdf.grids import JOIN, SNAP, standing_rules
from extractor.load.pdf.objects import Box, Run
from extractor.load.pdf.rows import AMOUNT, is_value

# Points: an area that is lower is no row.
_LOW = 4.0
# Points: so much less two words may keep off a side.
_SLACK = 0.5


class _Words:
    """The words of a page, found by where their middles are."""

    def __init__(self, words: Iterable[Run]) -> None:
        self._words = sorted(words, key=_y)
        self._heights = [_y(word) for word in self._words]

    def inside(self, place: Box) -> list[Run]:
        left, top, right, bottom = place
        first, last = bisect_right(self._heights, top), bisect_left(self._heights, bottom)
        return [word for word in self._words[first:last] if left < _x(word) < right]


def sides_of_bands(fills: Iterable[Box], words: Sequence[Run], edges: Sequence[Box]) -> list[Box]:
    """Return the sides of filled cells in frames, and of the cells between them left white."""
    boxes = sorted({_rounded(box) for box in fills if box[3] - box[1] > _LOW})
    found: list[Box] = []
    if not boxes:
        return found
    placed = _Words(words)
    for frame in _frames(edges):
        cells = _cells(frame, boxes) if _is_whole(frame, placed) else []
        white = _white(frame, cells) if cells else []
        if cells and _are_rows(frame, white, placed, edges):
            found.extend(_edges(frame, cells, white, placed))
    return found


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


def _is_whole(frame: Box, words: _Words) -> bool:
    """Return whether no words stand beside a frame, as those of a column outside it do."""
    left, top, right, bottom = frame
    beside = words.inside((-inf, top, inf, bottom))
    return all(left < _x(word) < right for word in beside)


def _holds(frame: Box, x: float, top: float, bottom: float) -> bool:
    return frame[0] <= x <= frame[2] and frame[1] < bottom and top < frame[3]


def _x(word: Run) -> float:
    """Return where the middle of a word is from the left, as ``_y`` from above."""
    return (word.lefts[0] + word.rights[-1]) / 2


def _y(word: Run) -> float:
    return (word.top + word.bottom) / 2


# ---- filled cells, and white ones ------------------------------------------------------------


def _cells(frame: Box, boxes: Iterable[Box]) -> list[Box]:
    """Return the boxes in a frame that are cells side by side, or reach over several of them."""
    left, top, right, bottom = frame
    inside = [
        box
        for box in boxes
        if left - SNAP < box[0]
        and box[2] < right + SNAP
        and top - SNAP < box[1]
        and box[3] < bottom + SNAP
    ]
    sides = sorted({x for x0, _, x1, _ in _side_by_side(inside) for x in (x0, x1)})
    return [box for box in inside if _is_near(box[0], sides) and _is_near(box[2], sides)]


def _side_by_side(boxes: Iterable[Box]) -> Iterator[Box]:
    """Yield the boxes that touch another one of their height on the left, or on the right."""
    rows: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in boxes:
        rows[round(box[1]), round(box[3])].append(box)
    for row in rows.values():
        for one, other in pairwise(sorted(row)):
            if abs(other[0] - one[2]) < SNAP:
                yield one
                yield other


def _is_near(x: float, places: Sequence[float]) -> bool:
    """Return whether one of the ordered places is about here."""
    at = bisect_left(places, x - SNAP)
    return at < len(places) and places[at] < x + SNAP


def _white(frame: Box, cells: Sequence[Box]) -> list[Box]:
    """Return the places in a frame that no cell fills."""
    left, top, right, bottom = frame
    levels = sorted({top, bottom, *(y for cell in cells for y in (cell[1], cell[3]))})
    found: list[Box] = []
    for upper, lower in pairwise(levels):
        if lower - upper < SNAP:
            continue
        middle, end = (upper + lower) / 2, left
        row = sorted((x0, x1) for x0, y0, x1, y1 in cells if y0 < middle < y1)
        for x0, x1 in (*row, (right, right)):
            if x0 > end + SNAP:
                above = next((box for box in reversed(found) if box[::2] == (end, x0)), None)
                if above and abs(above[3] - upper) < SNAP:
                    found.remove(above)
                    found.append((end, above[1], x0, lower))
                else:
                    found.append((end, upper, x0, lower))
            end = max(end, x1)
    return found


def _are_rows(frame: Box, white: Iterable[Box], words: _Words, edges: Sequence[Box]) -> bool:
    """Return whether no line is drawn in white places, and no values stand below each other."""
    for place in white:
        own = words.inside(place)
        values = [word for word in own if is_value(word.text.strip())]
        if any(_stand_over(one, other) for one, other in combinations(values, 2)):
            return False
        if any(_crosses(edge, place) for edge in edges):
            return False
        # What headings stand over tells the words below them.
        if place[1] == frame[1] and not any(AMOUNT.search(word.text) for word in own):
            return False
    return True


def _crosses(edge: Box, place: Box) -> bool:
    left, top, right, bottom = place
    across = edge[0] < right - SNAP and edge[2] > left + SNAP
    return across and edge[1] < bottom - SNAP and edge[3] > top + SNAP


def _stand_over(one: Run, other: Run) -> bool:
    below = one.bottom <= _y(other) or other.bottom <= _y(one)
    return below and one.lefts[0] < other.rights[-1] and other.lefts[0] < one.rights[-1]


# ---- edges -----------------------------------------------------------------------------------


def _edges(frame: Box, cells: Sequence[Box], white: Iterable[Box], words: _Words) -> Iterator[Box]:
    """Yield the sides of all cells of a frame."""
    for x0, top, x1, bottom in cells:
        yield from ((x0, top, x1, top), (x0, bottom, x1, bottom))
        yield from ((x0, top, x0, bottom), (x1, top, x1, bottom))
    padding = _padding(cells, words)
    parted: list[tuple[Box, list[float]]] = []
    for place in white:
        upper = _sides(cells, place, lowest=True) if place[1] > frame[1] else None
        lower = _sides(cells, place, lowest=False) if place[3] < frame[3] else None
        own = words.inside(place)
        xs = list(_standing(upper or lower or [], lower or upper or [], own))
        yield from ((x, place[1], x, place[3]) for x in xs)
        parted.append((place, xs))
    for (one, _), (other, xs) in permutations(parted, 2):
        if abs(one[3] - other[1]) < SNAP:
            left, right = max(one[0], other[0]), min(one[2], other[2])
            inner = [x for x in xs if left + SNAP < x < right - SNAP]
            for column in pairwise([left, *inner, right]):
                if column[0] < column[1] and _ends(column, other[1], cells, words, padding):
                    yield column[0], other[1], column[1], other[1]


def _padding(cells: Iterable[Box], words: _Words) -> float:
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
    words: _Words,
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


def _standing(
    upper: Sequence[float], lower: Sequence[float], words: Sequence[Run]
) -> Iterator[float]:
    """Yield where the lines of a white place stand: where no word is in their way.

    Where cells begin only above it, or only below it, words stand on both sides.
    """
    ends = {*upper[:1], *upper[-1:]}
    free = [x for x in sorted({*upper, *lower}) if x in ends or not _is_crossed(x, words)]
    common = [x for x in free if _is_near(x, upper) and _is_near(x, lower)]
    for x in free:
        at = bisect_left(common, x)
        if x in common or _parts(x, common[at - 1], common[at], words):
            yield x


def _is_crossed(x: float, words: Iterable[Run]) -> bool:
    return any(word.lefts[0] < x < word.rights[-1] for word in words)


def _parts(x: float, left: float, right: float, words: Iterable[Run]) -> bool:
    """Return whether words stand on both sides of a line."""
    places = [_x(word) for word in words]
    return any(left < place < x for place in places) and any(x < place < right for place in places)
