"""Headings over the columns of a table whose header has lines between its levels at most."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import inf
from operator import attrgetter

from extractor.load.pdf.drawing import Drawing
from extractor.load.pdf.grids import JOIN, SNAP, Ruling
from extractor.load.pdf.objects import Box, Run, x_of, y_of
from extractor.load.pdf.places import Extent, merged
from extractor.load.pdf.unruled.fills import Words

# Points: words keep off the left side of their column no farther.
PADDING = 8.0
# Points: what a column without a heading costs against one that stands off the middle, and how
# far a heading may reach over the sides of its columns.
_BLANK, _OVER = 3.0, 2.0
# Points: what is nearer by more is so, and what is no farther apart is at one height.
_NEARER = 0.5
# A level of a header over some columns: from above, to below.
_Level = tuple[float, float]


@dataclass(slots=True)
class _Step:
    """Where lines end a level of some columns: the words on both sides of them.

    ``white`` is the least between words over a line and below it, ``below`` where these reach.
    """

    y: float
    white: float = inf
    below: list[Extent] = field(default_factory=list)


def sides_of_heads(
    place: Box, xs: Sequence[float], edges: Iterable[Box], words: Words
) -> Iterator[Box]:
    """Yield the sides of the cells of a header.

    A heading is as high as the lines over and under it tell, and reaches over the columns that it
    stands in the middle of.
    """
    _, top, _, bottom = place
    columns = list(pairwise(xs))
    lying = [edge for edge in edges if edge[1] == edge[3] and top < edge[1] < bottom]
    levels = [_levels(column, lying, top, bottom) for column in columns]
    steps = _steps(columns, levels, words)
    for level in sorted({level for own in levels for level in own}):
        held = [level in own for own in levels]
        for is_held, group in groupby(range(len(columns)), held.__getitem__):
            if is_held:
                own = list(group)
                borders = [columns[own[0]][0], *(columns[at][1] for at in own)]
                yield from _group(borders, level, steps, words)


def sides_of_first(ruling: Ruling, drawing: Drawing) -> Iterator[Box]:
    """Yield the standing lines of a first row that has none, below a line as wide as the table.

    It is no higher than the other rows, and holds one line of headings, each over some columns.
    """
    left, below, right, _ = ruling.box
    highest = max(lower - upper for upper, lower in pairwise(ruling.ys))
    over = [
        rule.at
        for rule in drawing.lying
        if abs(rule.start - left) <= JOIN >= abs(rule.end - right)
        and SNAP < below - rule.at <= highest + JOIN
    ]
    top = max(over, default=below)
    # Where lines stand on it, it ends another table.
    ends = any(rule.start - SNAP <= top <= rule.end + SNAP for rule in drawing.standing)
    if ends or not ruling.closed[0]:
        return
    inside = drawing.placed.inside((left, top, right, below))
    headings = extents(inside)
    xs = parted(ruling.xs, headings)
    # What stands over a table has several lines.
    is_line = max((word.top for word in inside), default=below) < min(
        (word.bottom for word in inside), default=top
    )
    if is_line and 1 < len(headings) < len(xs):
        yield from ((x, top, x, below) for x in xs)


def _steps(columns: Sequence[Extent], levels: Sequence[set[_Level]], words: Words) -> list[_Step]:
    """Return where lines end levels, from top to bottom."""
    found: dict[float, _Step] = {}
    for (left, right), own in zip(columns, levels, strict=True):
        for (top, y), (_, bottom) in pairwise(sorted(own)):
            step = found.setdefault(y, _Step(y))
            over = words.inside((left, top, right, y))
            below = words.inside((left, y, right, bottom))
            if below:
                step.below.append(_reach(below))
            if over and below:
                step.white = min(step.white, _white(over, below))
    return sorted(found.values(), key=attrgetter("y"))


def _group(
    borders: Sequence[float], level: _Level, steps: Sequence[_Step], words: Words
) -> Iterator[Box]:
    """Yield the sides of the headings of one level over some columns.

    Where lines end a level of other columns, words above and below are of two levels here too.
    """
    top, bottom = level
    inside = words.inside((borders[0], top, borders[-1], bottom))
    yield borders[0], top, borders[-1], top
    yield borders[0], bottom, borders[-1], bottom
    for step in steps:
        if top < step.y < bottom and _are_levels(step, inside, borders):
            yield from _group(borders, (top, step.y), steps, words)
            yield from _group(borders, (step.y, bottom), steps, words)
            return
    for x in parted(borders, extents(inside)):
        yield x, top, x, bottom


def _are_levels(step: _Step, words: Sequence[Run], borders: Sequence[float]) -> bool:
    """Return whether a column has words on both sides of a line, and none is in its way."""
    if any(word.top + SNAP < step.y < word.bottom - SNAP for word in words):
        return False
    over: dict[int, list[Run]] = defaultdict(list)
    below: dict[int, list[Run]] = defaultdict(list)
    for word in words:
        side = over if y_of(word) < step.y else below
        side[bisect_right(borders, x_of(word))].append(word)
    return any(not _goes_on(over[at], below[at], step) for at in over.keys() & below.keys())


def _goes_on(over: Sequence[Run], below: Sequence[Run], step: _Step) -> bool:
    """Return whether words below others are the next line of one heading.

    They are nearer to each other than levels are, and not level with the headings beside them.
    """
    top, bottom = _reach(below)
    return _white(over, below) + _NEARER < step.white < inf and not any(
        min(abs(top - upper), abs(top + bottom - upper - lower) / 2) < _NEARER
        for upper, lower in step.below
    )


def _white(over: Iterable[Run], below: Iterable[Run]) -> float:
    return min(word.top for word in below) - max(word.bottom for word in over)


def _reach(words: Sequence[Run]) -> Extent:
    return min(word.top for word in words), max(word.bottom for word in words)


def _levels(column: Extent, lying: Iterable[Box], top: float, bottom: float) -> set[_Level]:
    """Return the levels that lines part in a column."""
    middle = (column[0] + column[1]) / 2
    over = sorted(y for x0, y, x1, _ in lying if x0 < middle < x1)
    heights = [top]
    for y in over:
        if min(y - heights[-1], bottom - y) > SNAP:
            heights.append(round(y))
    return set(pairwise([*heights, bottom]))


def extents(words: Iterable[Run]) -> list[Extent]:
    """Return from where to where the headings stand, those of several lines as one."""
    return merged(((word.lefts[0], word.rights[-1]) for word in words), _OVER)


def parted(borders: Sequence[float], headings: Sequence[Extent]) -> list[float]:
    """Return the borders between headings, so that each stands in the middle of its columns."""
    best: dict[tuple[int, int], tuple[float, tuple[float, ...]]] = {(0, 0): (0.0, (borders[0],))}
    for last in range(1, len(borders)):
        for used in range(len(headings) + 1):
            ways = []
            if (last - 1, used) in best:
                cost, path = best[last - 1, used]
                ways.append((cost + _BLANK, (*path, borders[last])))
            for first in range(last) if used else ():
                off = _off(borders[first], borders[last], headings[used - 1])
                if off is not None and (first, used - 1) in best:
                    cost, path = best[first, used - 1]
                    ways.append((cost + off, (*path, borders[last])))
            if ways:
                best[last, used] = min(ways)
    end = len(borders) - 1, len(headings)
    return list(best[end][1]) if end in best else list(borders)


def _off(left: float, right: float, heading: Extent) -> float | None:
    """Return how far a heading stands off the middle, None where it reaches over the sides.

    All headings of a table can stand at the left of their columns.
    """
    x0, x1 = heading
    if x0 < left - _OVER or right + _OVER < x1:
        return None
    off = abs(left + right - x0 - x1) / 2
    return min(off, _BLANK / 2) if x0 < left + PADDING else off
