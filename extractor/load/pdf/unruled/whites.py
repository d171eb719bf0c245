"""Which rows of a table without lines begin one, told by the white between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import stand_over
from extractor.load.pdf.unruled.levels import LEAD, MIDWAY, MORE_WHITE
from extractor.load.pdf.unruled.line import Row
from extractor.load.pdf.unruled.values import begin_alike, is_value

# So many names tell how wide their column is.
_SEVERAL = 3
# Sizes: where names are so much wider, one would not have been wrapped.
_ROOM = 2.0
# Points: what tools round to moves rows no farther.
_PIXEL = 1.0


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
