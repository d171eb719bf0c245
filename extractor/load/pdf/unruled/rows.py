"""Words side by side → the rows of a table without lines, the lines of wrapped cells together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import inf
from statistics import median

import regex

from extractor.load.pdf.joints import ITEM
from extractor.load.pdf.lines import Printed, is_stretched
from extractor.load.pdf.objects import Box, stand_over
from extractor.load.pdf.unruled.between import between_lines
from extractor.load.pdf.unruled.levels import (
    LEAD,
    levels_of,
    lines_of_headings,
)
from extractor.load.pdf.unruled.line import Row
from extractor.load.pdf.unruled.seams import is_coded
from extractor.load.pdf.unruled.values import (
    SAME_LEFT,
    begin_alike,
    counts_columns,
    is_value,
)
from extractor.load.pdf.unruled.whites import (
    banded_starts,
    has_room,
    is_full,
    midway_body,
    whites_of,
)

# The lines of one cell stand closer than the rows: by this part of the usual distance.
TIGHT = 0.9
# Words that stand so much closer to the row below are the first line of its name, unless they
# follow the row above as the next line does, at so many sizes.
_NEARER, _LEADING = 0.8, 1.3
# Sizes: headings beside two levels stand no farther off the middle of these.
_OFF = 0.25
# Several headings, or values, are so many.
_SEVERAL = 2
_OPENED, _CLOSED = regex.compile(r"[(（]"), regex.compile(r"[)）]")
_REST = regex.compile(r"[^(（]*[)）]")


def grouped(
    block: Sequence[Row], edges: Sequence[Box], whole: Sequence[Row] = (), end: float = -inf
) -> list[list[Printed]]:
    """Return the rows of a table; the lines of a wrapped cell belong to the row beside them.

    Of a part of a table the ``whole`` tells how far its rows stand apart. ``end`` is where its
    header does, if that is known.
    """
    if drawn := between_lines(block, edges):
        return drawn
    starts, heads, first = _starts(block, whole or block, end)
    groups: list[list[Row]] = []
    for row, starts_row in zip(block[first:], starts[first:], strict=True):
        if starts_row or not groups:
            groups.append([])
        groups[-1].append(row)
    rows = [*heads, *([cell for row in group for cell in row.cells] for group in groups)]
    _close_brackets(rows)
    return [row for row in rows if row]


def _close_brackets(rows: Sequence[list[Printed]]) -> None:
    """Take up the end of a bracket from the next row where the name that opens it is of several.

    Its lines stand beside the middle of these: the rows around have nothing in its column.
    """
    around = zip([[], *rows], rows, rows[1:], [*rows[2:], []], strict=False)
    for over, above, below, under in around:
        for cell, rest in [(c, r) for c in above for r in below if begin_alike(c, r)]:
            if (
                len(_OPENED.findall(cell.text)) > len(_CLOSED.findall(cell.text))
                and _REST.match(rest.text)
                and rest.top - cell.bottom < LEAD * cell.size
                and not any(begin_alike(cell, other) for other in (*over, *under))
            ):
                below.remove(rest)
                above.append(rest)


def _starts(
    block: Sequence[Row], whole: Sequence[Row], end: float
) -> tuple[list[bool], list[list[Printed]], int]:
    """Return which rows begin one, by the white between them if that tells.

    And the levels of the header, if that tells them, and how many rows they are.
    """
    body = next((at for at, row in enumerate(block) if row.is_valued), len(block))
    known = sum(row.top < end for row in block)
    body = (known or body) if block[0] is whole[0] else 0
    body, midway = midway_body(block, body, known > 0)
    heads = (cell for row in block[:body] for cell in row.cells if not _is_group(cell, block))
    names = [cell for row in block[body:] for cell in row.cells if not is_value(cell.text)]
    names += heads
    starts, rests = _body_started(block, whole, body, midway, names)
    rows = [white for at, white in enumerate(whites_of(block), start=1) if at > body and starts[at]]
    # The white over the first row is as high as that between others.
    low = min(rows or [inf, *whites_of(whole)][body : body + 1], default=0.0)
    head = [row.cells for row in block[:body]]
    near, line = lines_of_headings(head, None if midway else low)
    for at in range(body if near else 1, min(body + 1, len(block))):
        starts[at] = starts[at] or has_room(block, at, names)
    if not near:
        starts = _levels_started(block, starts, body)
    starts = [starts_row and at not in rests for at, starts_row in enumerate(starts)]
    starts = _headed_starts(block, starts, body)
    for at in _items(block):
        starts[at] = True
    starts = [starts_row or 0 < at == known for at, starts_row in enumerate(starts)]
    if not near:
        return starts, [], 0
    first = max((at for at in range(body + 1) if at == len(block) or starts[at]), default=0)
    cells = [cell for row in block[:first] for cell in row.cells]
    return starts, levels_of(cells, near, line), first


def _body_started(
    block: Sequence[Row],
    whole: Sequence[Row],
    body: int,
    midway: Sequence[bool],
    names: Sequence[Printed],
) -> tuple[list[bool], set[int]]:
    """Return which rows begin one, and which are certainly the rest of the names above them.

    Numbers ``midway`` beside names tell, else white of two heights, else how far rows stand apart.
    """
    valued = [row.is_valued for row in block]
    starts = _spaced_starts(block, valued)
    if _is_one_row(block[body:], valued[body:]):
        starts[body:] = [True, *[False] * len(block[body + 1 :])]
    banded = midway or banded_starts(block, body, names, whites_of(_body(whole)))
    rests = set() if banded else {body + at for at in _rests(block[body:])}
    if banded:
        starts = [*starts[:body], starts[body] or banded[0], *banded[1:]]
    for at, white in enumerate(whites_of(block), start=1):
        if white > LEAD * block[at].size and not starts[at]:
            starts[at] = _is_no_rest(block, at, names if at > body else (), valued[at])
    return starts, rests


def _levels_started(block: Sequence[Row], starts: Sequence[bool], body: int) -> list[bool]:
    """Return which rows begin one where what stands beside two levels of the header tells it."""
    found = [*starts]
    for at in range(1, body):
        # Of three rows the one between the others can be of both levels.
        alone = found[at - 1] and (at + 1 == body or found[at + 1])
        found[at] = found[at] or (alone and _are_levels(block[at - 1], block[at]))
    for at in range(1, body - 1):
        if _is_beside_both(block[at - 1], block[at], block[at + 1 : body]):
            found[at : at + 2] = [False, True]
    for at in range(1, body):
        found[at] = found[at] and not _goes_on(block[at - 1], block[at])
    return found


def _is_one_row(block: Sequence[Row], valued: Sequence[bool]) -> bool:
    """Return whether below one row of values there are but the lines of a name, all of them full.

    A page break can leave no more of a table.
    """
    lines = [row.cells[0] for row in block[1:] if len(row.cells) == 1]
    if (
        not block
        or len(lines) != len(block) - 1
        or not lines
        or not valued[0]
        or counts_columns(block[0].numbers)
    ):
        return False
    right = max(line.x1 for line in lines)
    name = [cell for cell in block[0].cells if begin_alike(cell, lines[0])]
    near = all(
        begin_alike(below, lines[0]) and below.top - line.bottom < LEAD * line.size
        for line, below in pairwise([*name, *lines])
    )
    return bool(name) and near and all(c.x1 + c.size > right for c in [*name, *lines][:-1])


def _goes_on(above: Row, row: Row) -> bool:
    """Return whether all words of a row stand below others, at their left side and no wider.

    White between the characters of some tells that they fill their line, as the last one need not.
    """
    over = [
        [o for o in above.cells if begin_alike(cell, o) and cell.x1 < o.x1 + SAME_LEFT]
        for cell in row.cells
    ]
    return all(over) and any(is_stretched(cell) for cells in over for cell in cells)


def _headed_starts(block: Sequence[Row], starts: Sequence[bool], body: int) -> list[bool]:
    """Return which rows begin one: values below headings do, though a name stands beside both.

    Without a name only those right below the header: elsewhere words can be names themselves. So do
    the last words, headings of passages, below values.
    """
    found: list[bool] = []
    group: list[Row] = []
    for at, row in enumerate(block):
        below = [] if any(starts[at + 1 : at + 2]) else block[at + 1 : at + 2]
        told = len(group) > 1 or (at == body and group)
        apart = row is block[-1] and _is_below_values(row, group)
        found.append(starts[at] or apart or bool(told and _is_below_heads(row, group, below)))
        group = [row] if found[-1] else [*group, row]
    return found


def _is_below_values(row: Row, group: Sequence[Row]) -> bool:
    """Return whether several words stand below all values of a line, and under none of its cells.

    In one row with these they would go on with others that do, or stand beside them.
    """
    return (
        len(group) == 1
        and group[0].is_valued
        and len(row.cells) >= _SEVERAL
        and row.top >= group[0].bottom
        and not any(is_value(cell.text) for cell in row.cells)
        and not any(stand_over(cell, other) for cell in row.cells for other in group[0].cells)
    )


def _is_below_heads(row: Row, group: Sequence[Row], below: Sequence[Row]) -> bool:
    """Return whether words begin some lines and values end them, in columns of their own.

    In one row they would stand at one height, but for the first lines of names that go on.
    """
    first, *others = group
    between = [cell for line in others for cell in line.cells]
    rests = [cell for line in (row, *below) for cell in line.cells if not is_value(cell.text)]
    values = [cell for cell in row.cells if is_value(cell.text)]
    if any(is_value(cell.text) for cell in first.cells):
        return False
    return _several_alone(values, between) and _several_alone(first.cells, [*between, *rests])


def _several_alone(cells: Sequence[Printed], others: Sequence[Printed]) -> bool:
    """Return whether at least two cells stand over or under no others."""
    return sum(not any(stand_over(cell, other) for other in others) for cell in cells) >= _SEVERAL


def _rests(body: Sequence[Row]) -> set[int]:
    """Return the rows without a value if each is the rest of names that had no room above it.

    The next item of a list is none.
    """
    bare = {at for at, row in enumerate(body) if not any(is_value(c.text) for c in row.cells)}
    bare = {at for at in bare if not (at and _is_next_item(body[at - 1], body[at]))}
    names = [cell for row in body for cell in row.cells if not is_value(cell.text)]
    feet = list(accumulate((row.foot for row in body), max))
    if 0 in bare or not all(_is_rest(body[at - 1], body[at], names, feet[at - 1]) for at in bare):
        return set()
    return bare


def _items(block: Sequence[Row]) -> Iterator[int]:
    """Yield the rows with an item of a list alone, where others have values, and those below."""
    items = [list(filter(_is_item, row.cells)) for row in block]
    valued = [cell for row, own in zip(block, items, strict=True) if row.is_valued for cell in own]
    alone: list[Printed] = []
    end = -inf
    for at, (row, own) in enumerate(zip(block, items, strict=True)):
        above, alone = alone, own if len(row.cells) == 1 else []
        listed = (sum(begin_alike(cell, each) for each in valued) >= _SEVERAL for cell in alone)
        # What stands beside the row above, a little lower, is of it.
        if row.top > end and (
            any(listed) or any(begin_alike(cell, over) for cell in own for over in above)
        ):
            yield at
        end = row.bottom


def _is_next_item(above: Row, row: Row) -> bool:
    """Return whether words that begin as an item of a list, or with a code, stand below others."""
    return any(
        begin_alike(cell, other)
        and any(is_item(cell) and is_item(other) for is_item in (_is_item, is_coded))
        for cell in row.cells
        for other in above.cells
    )


def _is_item(cell: Printed) -> bool:
    return ITEM.match(cell.text) is not None


def _is_rest(above: Row, row: Row, names: Sequence[Printed], foot: float) -> bool:
    """Return whether all words of a row stand below some that reach as far as any there.

    Beside the last lines of what is torn it is enough that they begin where those above them do.
    """
    over = [[other for other in above.cells if begin_alike(cell, other)] for cell in row.cells]
    beside = foot > row.middle
    return all(any(beside or is_full(other, names) for other in cells) for cells in over)


def _is_no_rest(block: Sequence[Row], at: int, names: Sequence[Printed], is_valued: bool) -> bool:
    """Return whether no words of a row are the next lines of those above it.

    None stand below any there, or these had room for more.
    """
    row, above = block[at], block[at - 1]
    if not any(stand_over(cell, other) for cell in row.cells for other in above.cells):
        return True
    if is_valued:
        return has_room(block, at, names)
    return bool(names) and _had_room(row, above, names)


def _had_room(row: Row, above: Row, names: Sequence[Printed]) -> bool:
    """Return whether all words of a row stand below some that reach less far than others there."""
    return all(
        any(begin_alike(cell, other) and not is_full(other, names) for other in above.cells)
        for cell in row.cells
    )


def _body(table: Sequence[Row]) -> Sequence[Row]:
    """Return the rows below the header."""
    first = next((at for at, row in enumerate(table) if row.is_valued or row.passage), len(table))
    return table[first:]


def _spaced_starts(block: Sequence[Row], anchors: Sequence[bool]) -> list[bool]:
    """Return which rows begin one: those that stand as far below the last as rows usually do."""
    gaps = _gaps(block)
    usual = usual_gap(block)
    starts = [True]
    anchored = anchors[0]
    for at, gap in enumerate(gaps, start=1):
        # Two rows of numbers are never one; words alone are of the row that they stand nearer to.
        nearer = at < len(gaps) and gaps[at] < _NEARER * gap and gap > _LEADING * block[at].size
        apart = gap > TIGHT * usual or _collide(block[at - 1], block[at])
        apart = apart or (anchored and anchors[at]) or (nearer and not anchors[at])
        apart = apart or any(counts_columns(row.numbers) for row in block[at - 1 : at + 1])
        starts.append(apart)
        anchored = anchors[at] or (anchored and not apart)
    return starts


def _is_group(name: Printed, block: Sequence[Row]) -> bool:
    """Return whether words stand over several that stand side by side: they have more room."""
    return any(sum(stand_over(name, cell) for cell in row.cells) >= _SEVERAL for row in block)


def _are_levels(above: Row, below: Row) -> bool:
    """Return whether some headings have none below them, and some below have none above.

    The lines of wrapped headings, however they stand in their cells, do not.
    """
    if below.middle - above.middle < _LEADING * above.size:
        return False
    pairs = [(one, other) for one in above.cells for other in below.cells if stand_over(one, other)]
    ends = len({id(one) for one, _ in pairs}) < len(above.cells)
    return ends and len({id(other) for _, other in pairs}) < len(below.cells)


def _is_beside_both(above: Row, row: Row, lower: Sequence[Row]) -> bool:
    """Return whether headings reach over the levels of those above and below: they stand midway.

    The first column is theirs: its heading is over no others, and below none. Or several above
    stand over some below, farther than lines of one do, with no room for another line between.
    """
    below = lower[0]
    others = [cell for each in (above, *lower) for cell in each.cells]
    off = abs(above.middle + below.middle - 2 * row.middle) / 2
    groups = [
        cell
        for cell in above.cells
        if any(stand_over(cell, c) and c.top - cell.bottom > LEAD * row.size for c in below.cells)
    ]
    is_first = row.cells[0].x0 < min(cell.x0 for cell in others)
    steps = row.middle - above.middle, below.middle - row.middle
    return (
        off < _OFF * row.size
        and (is_first or (len(groups) >= _SEVERAL and min(steps) < _LEADING * row.size))
        and below.middle - above.middle > _LEADING * row.size
        and len(below.cells) > len(above.cells)
        and not any(stand_over(cell, other) for cell in row.cells for other in others)
    )


def usual_gap(block: Sequence[Row]) -> float:
    """Return how far rows of numbers stand below each other; none are where all names wrap.

    The lines of a code are numbers, too, but no amounts, and amounts of one row can stand a little
    below each other, but in different columns.
    """
    gaps = _gaps(block)
    between: list[float] = []
    of_amounts: list[float] = []
    for gap, (above, below) in zip(gaps, pairwise(block), strict=True):
        if not (above.is_valued and below.is_valued):
            continue
        ones, others = above.amounts, below.amounts
        if any(stand_over(one, other) for one in ones for other in others):
            of_amounts.append(gap)
        elif not (ones or others):
            between.append(gap)
    told = of_amounts or between
    return median(told) if told else max(gaps, default=0.0)


def _gaps(block: Sequence[Row]) -> list[float]:
    """Return how far each row stands below the one before, or below the last line torn there."""
    feet = accumulate((row.foot for row in block), max)
    return [
        below.middle - above.middle - (max(foot - above.bottom, 0.0) if foot < below.top else 0.0)
        for (above, below), foot in zip(pairwise(block), feet, strict=False)
    ]


def _collide(row: Row, other: Row) -> bool:
    """Return whether words of one row stand over or under a number of the other.

    So do two codes that names stand close behind.
    """
    codes = [cell for cell in row.cells if is_coded(cell)]
    if any(is_coded(cell) and stand_over(cell, code) for code in codes for cell in other.cells):
        return True
    for words, numbers in ((row, other), (other, row)):
        worded = [cell for cell in words.cells if not is_value(cell.text)]
        for number in (cell for cell in numbers.cells if is_value(cell.text)):
            if any(stand_over(cell, number) for cell in worded):
                return True
    return False
