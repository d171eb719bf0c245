"""The levels of a header without lines, told by the white between them and between lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from operator import attrgetter

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import stand_over

# Sizes: the white between two rows is that much higher than between the lines of a cell, and that
# is no higher.
MORE_WHITE, LEAD = 0.25, 0.7
# Points: what stands in the middle between two levels, or beside others, is no farther off.
MIDWAY = 1.0
# A header has no more levels: what is over others can be put down again so often.
_PASSES = 3
# What stands over a cell of a header, and how far.
Near = Mapping[int, tuple[Printed, float]]
_Heading = list[Printed]


def lines_of_headings(rows: Sequence[Sequence[Printed]], white: float | None) -> tuple[Near, float]:
    """Return what stands near over the cells of a header, and how far the lines of a heading are.

    Nothing is returned where these are not nearer to each other than levels and than rows, by the
    ``white`` between these, or if that can be no more than between lines, where no group is.
    """
    near: dict[int, tuple[Printed, float]] = {}
    over: list[Printed] = []
    for row in rows:
        for cell in row:
            others = (other for other in over if stand_over(cell, other))
            nearest = max(others, key=attrgetter("bottom"), default=None)
            if nearest:
                near[id(cell)] = nearest, cell.top - nearest.bottom
        over += row
    groups = _below_groups(over, near)
    if white is None:
        white = inf if groups else 0.0
    near |= groups
    size = max((cell.size for cell in over), default=0.0)
    least = min((off for _, off in near.values()), default=inf)
    line = min(least + MORE_WHITE * size, (least + white) / 2)
    parted = any(off > line for _, off in near.values())
    if not parted or least > min(LEAD * size, white - MORE_WHITE * size):
        return {}, 0.0
    return near, line


def _below_groups(cells: Sequence[Printed], near: Near) -> dict[int, tuple[Printed, float]]:
    """Return what is of another level than the heading near over it, however near that is.

    No line of a heading has two below it, at one height. What begins as high as such a heading is
    a level over what begins as high as those below.
    """
    below = [(near[id(cell)][0], cell) for cell in cells if id(cell) in near]
    groups = [
        (heading, cell)
        for heading, cell in below
        if any(
            heading is other and cell is not one and abs(cell.top - one.top) < MIDWAY
            for other, one in below
        )
    ]
    return {
        id(cell): (heading, inf)
        for heading, cell in below
        if any(
            abs(heading.top - other.top) < MIDWAY > abs(cell.top - one.top) for other, one in groups
        )
    }


def levels_of(cells: Sequence[Printed], near: Near, line: float) -> list[list[Printed]]:
    """Return the cells of a header by level, the lines of a heading together.

    A heading is a level below what stands over it. One with nothing over it is of the first level
    if it begins there, or reaches over all levels: it is in the middle of them.
    """
    headings: list[_Heading] = []
    at: dict[int, int] = {}
    over: dict[int, int] = {}
    for cell in cells:
        other, white = near.get(id(cell), (cell, inf))
        if white > line:
            if other is not cell:
                over[len(headings)] = at[id(other)]
            headings.append([])
        at[id(cell)] = len(headings) - 1 if white > line else at[id(other)]
        headings[at[id(cell)]].append(cell)
    depths = [0] * len(headings)
    lower = _lower(headings, over) if over else set()
    for _ in headings[: _PASSES if over else 0]:
        for number, heading in enumerate(headings):
            if number in over:
                depths[number] = max(depths[number], depths[over[number]] + 1)
            elif number in lower:
                beside = (depths[n] for n in over if _off(heading, headings[n]) < MIDWAY)
                depths[number] = max(beside, default=1)
        for number in over:
            beside = (depths[n] for n in over if _off(headings[number], headings[n]) < MIDWAY)
            depths[number] = max(beside)
    levels: list[list[Printed]] = [[] for _ in range(max(depths, default=-1) + 1)]
    for depth, heading in zip(depths, headings, strict=True):
        levels[depth] += heading
    return levels


def _lower(headings: Sequence[_Heading], over: Mapping[int, int]) -> set[int]:
    """Return the headings below the first ones, unless they are in the middle of all levels.

    They are not where they only begin as high as one that stands below another.
    """
    groups = set(over.values())
    top = min(heading[0].top for heading in headings)
    end = min(_bottom(heading) for heading in headings if heading[0].top == top)
    below = {at for at, heading in enumerate(headings) if heading[0].top >= end}
    begin = min((headings[at][0].top for at in below), default=end)
    bottom = max(map(_bottom, headings))
    lower: set[int] = set()
    for at in below:
        off = abs(_middle(headings[at]) - top - bottom) / 2
        beside = min(_off(headings[at], headings[other]) for other in over)
        least = beside if beside < MIDWAY else abs(_middle(headings[at]) - begin - bottom) / 2
        if (
            at in groups
            or least < off
            or any(_begins_with(headings[at], headings[other]) for other in over)
        ):
            lower.add(at)
    return lower


def _begins_with(one: _Heading, other: _Heading) -> bool:
    """Return whether two headings begin at one height, and have their middle at two."""
    is_level = abs(one[0].top - other[0].top) < MIDWAY
    return is_level and abs(_middle(one) - _middle(other)) / 2 > MIDWAY


def _middle(heading: _Heading) -> float:
    """Return twice how far down the middle of a heading is."""
    return heading[0].top + _bottom(heading)


def _off(one: _Heading, other: _Heading) -> float:
    """Return how far from each other two headings begin, or have their middle."""
    return min(abs(one[0].top - other[0].top), abs(_middle(one) - _middle(other)) / 2)


def _bottom(heading: _Heading) -> float:
    return max(cell.bottom for cell in heading)
