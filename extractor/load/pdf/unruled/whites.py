"""Which rows of a table without lines begin one: what white, and numbers beside names, tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import inf

import regex

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import stand_over
from extractor.load.pdf.unruled.levels import LEAD, MIDWAY, MORE_WHITE
from extractor.load.pdf.unruled.line import Row
from extractor.load.pdf.unruled.values import begin_alike, is_amount, is_value

# So many names tell how wide their column is.
_SEVERAL = 3
# Sizes: where names are so much wider, one would not have been wrapped.
_ROOM = 2.0
# So many lines go on with a name beside whose middle a number stands.
_TOLD = 3
# A page shows no more lines of a name that it cuts.
_CUT = 3
_HAN = regex.compile(r"\p{Han}")
# Points: what tools round to moves rows no farther.
_PIXEL = 0.8


def banded_starts(
    block: Sequence[Row], body: int, names: Sequence[Printed], white: Sequence[float]
) -> list[bool]:
    """Return which rows below the header begin one where the white over them is of two heights.

    Nothing is returned where it is not, or where numbers of one row would stand below each other.
    A little more white tells rows where the numbers of each stand beside the middle of its names.
    """
    heights = sorted(max(each, 0.0) for each in white)
    steps = sorted(((more - less, less) for less, more in pairwise(heights)), reverse=True)
    below, over = block[body:], [inf, *whites_of(block)][body:]
    size = max((row.size for row in below), default=0.0)
    for step, less in steps if below else ():
        starts = [each > less + step / 2 for each in over]
        is_most = step == steps[0][0] and step >= MORE_WHITE * size
        if less > LEAD * size or not (is_most or step > _PIXEL):
            continue
        pushed = set() if is_most else _pushed(below, starts, names)
        starts = [each and at not in pushed for at, each in enumerate(starts)]
        sure = is_most or _are_midway(below, starts, pushed)
        if sure and _are_rows(below, [True, *starts[1:]], names):
            return starts
    return []


def midway_body(block: Sequence[Row], body: int, is_known: bool) -> tuple[int, list[bool]]:
    """Return where the body begins, and which of its rows do if numbers midway beside names tell.

    A page, and what is below a header, can begin with the first lines of a name alone.
    """
    if not is_known and (starts := _midway_starts(block)):
        return 0, starts
    heads = [at for at, row in enumerate(block[:body]) if len(row.cells) > 1]
    for at in range(body if is_known else max(heads, default=0) + 1, body):
        if starts := _midway_starts(block[at:], 0):
            return at, starts
    return body, _midway_starts(block[body:])


def _midway_starts(rows: Sequence[Row], cut: int = _CUT) -> list[bool]:
    """Return which rows begin one where numbers stand midway beside all names.

    Nothing is returned where they do not, or where names go over too few lines to tell. The rows
    can begin with the last lines of a name, no more than ``cut``.
    """
    cells = [cell for row in rows for cell in row.cells]
    codes = _codes(cells)
    coded = {*map(id, codes)}
    values = [[c for c in row.cells if is_value(c.text) and id(c) not in coded] for row in rows]
    beside = [_middle(numbers) for numbers in values if numbers]
    if len(rows) < len(beside) + _TOLD or beside != sorted(beside):
        return []
    owners: dict[int, int] = {}
    told = 0
    names = [cell for cell in cells if not is_value(cell.text) and id(cell) not in coded]
    for column in filter(None, (codes, *_columns(names))):
        owned, more = _beside(column, beside, cut)
        if not owned:
            return []
        owners.update((id(line), number) for line, number in zip(column, owned, strict=True))
        told += more
    number = iter(range(len(beside)))
    found: list[int] = []
    for row, numbers in zip(rows, values, strict=True):
        own = {owners[id(cell)] for cell in row.cells if id(cell) in owners}
        own |= {next(number)} if numbers else set()
        if len(own) > 1 or (found and min(own) < found[-1]):
            return []
        found += own
    return [True, *(one != other for one, other in pairwise(found))] if told >= _TOLD else []


def _codes(cells: Sequence[Printed]) -> list[Printed]:
    """Return what stands on the left of all names, but no amounts: codes, which go over lines."""
    left = min((cell.x0 for cell in cells if _HAN.search(cell.text)), default=-inf)
    found = sorted((cell for cell in cells if cell.x1 < left), key=lambda cell: cell.top)
    return [] if any(is_amount(cell.text) for cell in found) else found


def _beside(
    column: Sequence[Printed], heights: Sequence[float], most: int
) -> tuple[list[int], int]:
    """Return beside which of the heights each line of a column is, nothing where one is by none.

    The middle of all lines of a name is there, unless a page cuts the first one or the last: how
    many lines go on with a name that has its middle there is returned, too.
    """
    for cut in range(min(most + 1, len(column))):
        owned: list[int] = []
        first = cut
        for at in range(cut, len(column)):
            middle = _middle(column[first : at + 1])
            near = bisect_right(heights, middle - MIDWAY)
            if near < len(heights) and heights[near] < middle + MIDWAY:
                owned += [near] * (at + 1 - first)
                first = at + 1
        tail, above = column[first:], max(heights[:-1], default=-inf)
        if owned and len(tail) <= _CUT and all(line.top > above for line in tail):
            told = len(owned) - len(set(owned))
            owned = [*[min(owned[0], 1) - 1] * cut, *owned, *[len(heights) - 1] * len(tail)]
            if _are_nearer(column, owned):
                return owned, told
    return [], 0


def _are_nearer(column: Sequence[Printed], owned: Sequence[int]) -> bool:
    """Return whether the lines of each name are nearer to each other than any to other names."""
    whites = [below.top - line.bottom for line, below in pairwise(column)]
    same = [one == other for one, other in pairwise(owned)]
    within = [white for white, is_within in zip(whites, same, strict=True) if is_within]
    between = [white for white, is_within in zip(whites, same, strict=True) if not is_within]
    return max(within, default=-inf) < min(between, default=inf)


def _columns(cells: Sequence[Printed]) -> list[list[Printed]]:
    """Return the cells that begin alike, from top to bottom."""
    columns: list[list[Printed]] = []
    for cell in sorted(cells, key=lambda cell: cell.x0):
        if not columns or not begin_alike(columns[-1][-1], cell):
            columns.append([])
        columns[-1].append(cell)
    return [sorted(column, key=lambda cell: cell.top) for column in columns]


def whites_of(rows: Sequence[Row]) -> list[float]:
    """Return how high the white is over each row but the first."""
    whites: list[float] = []
    end = 0.0
    for row in rows:
        whites.append(row.top - end)
        end = max(end, row.bottom)
    return whites[1:]


def _are_rows(block: Sequence[Row], starts: Sequence[bool], names: Sequence[Printed]) -> bool:
    """Return whether each row has but one number in a column, and no name that had room."""
    cells: list[Printed] = []
    for at, row in enumerate(block):
        numbers = [cell for cell in row.cells if is_value(cell.text)]
        if starts[at]:
            cells = []
        elif any(stand_over(one, other) for one in cells for other in numbers):
            return False
        if not starts[at] and has_room(block, at, names):
            return False
        cells += numbers
    return True


def _pushed(block: Sequence[Row], starts: Sequence[bool], names: Sequence[Printed]) -> set[int]:
    """Return the rows that go on with names above them, though farther off than other lines.

    Some tools push down a line of a row, and all below it. Those names fill their lines, and have
    no numbers beside them.
    """
    return {
        at
        for at in range(1, len(block))
        if starts[at - 1] and starts[at] and block[at].is_valued
        if all(
            not is_value(name.text)
            and is_full(name, names)
            and any(begin_alike(name, below) for below in block[at].cells)
            for name in block[at - 1].cells
        )
    }


def _are_midway(block: Sequence[Row], starts: Sequence[bool], pushed: set[int]) -> bool:
    """Return whether the numbers of each row but pushed ones stand beside the middle of its names.

    Where some are pushed, the names of others go over several lines. The first row can begin above.
    """
    groups: list[list[Printed]] = [[]]
    exempt: set[int] = set()
    lines = 0
    for at, (row, starts_row) in enumerate(zip(block, starts, strict=True)):
        groups += [[]] if starts_row else []
        groups[-1] += row.cells
        if at in pushed:
            exempt.add(len(groups) - 1)
        lines += at > 0 and not starts_row and at not in pushed
    told = [group for at, group in enumerate(groups) if at and at not in exempt]
    return (lines > 0 or not pushed) and all(map(_is_midway, told))


def _is_midway(cells: Sequence[Printed]) -> bool:
    """Return whether the numbers of a row are level, and its names have their middle there."""
    numbers = [cell for cell in cells if is_value(cell.text)]
    names = [cell for cell in cells if not is_value(cell.text)]
    columns = [[cell for cell in names if stand_over(cell, name)] for name in names]
    return bool(numbers) and all(
        abs(_middle(numbers) - _middle(each)) < MIDWAY
        for each in (*([number] for number in numbers), *columns)
    )


def _middle(cells: Sequence[Printed]) -> float:
    return (min(cell.top for cell in cells) + max(cell.bottom for cell in cells)) / 2


def is_full(name: Printed, names: Sequence[Printed]) -> bool:
    """Return whether a name leaves no room in its column, in which there are others."""
    rights = [other.x1 for other in names if stand_over(other, name)]
    return len(rights) > _SEVERAL and name.x1 + name.size > max(rights)


def has_room(block: Sequence[Row], at: int, names: Sequence[Printed]) -> bool:
    """Return whether words above others had room for more: names below them are wider."""
    for above in block[at - 1].cells:
        if any(stand_over(above, below) for below in block[at].cells):
            widths = (name.x1 - name.x0 for name in names if stand_over(name, above))
            if above.x1 - above.x0 + _ROOM * above.size < max(widths, default=0.0):
                return True
    return False
