"""Headings of tables without lines: which columns are theirs, though they stand beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, pairwise
from operator import sub
from statistics import median

import regex

from extractor.load.pdf.lines import Printed, part_of
from extractor.load.pdf.objects import x_of
from extractor.load.pdf.unruled.aligned import Aligned
from extractor.load.pdf.unruled.line import ROWS
from extractor.load.pdf.unruled.seams import seam_of
from extractor.load.pdf.unruled.values import AMOUNT, counts_columns, is_number

# Between the columns of a header there is at least this much.
_SLIT = 0.12
_NIL = regex.compile(r"[0—–-]+")

Column = tuple[float, float]
# The parts of a row, and the columns that each stands over.
Over = list[tuple[Printed, list[int]]]
# The row that a part is of, and the part.
_At = tuple[int, Printed]


def headed(tables: Sequence[Aligned], columns: list[Column]) -> list[Column]:
    """Return the columns, those of numbers as one with their heading beside them.

    In a wide column the heading stands in the middle and the numbers on the right: they need not
    overlap. So it is with a heading on the left and the number of its column.
    """
    heads, counted, body = _headings(tables, columns)
    counterparts = _in_turn(heads, columns, {**dict.fromkeys(counted, ()), **body})
    if counterparts:
        return counterparts
    named = {at for row in heads for _, ats in row for at in ats}
    numbers = {at for at, cells in body.items() if _are_numbers(part for _, part in cells)}
    # What ends where its column does has no heading farther right.
    parts = [[part for _, part in body[at]] for at in numbers]
    beside = (1,) if _end_columns(parts) else (-1, 1)
    numbers |= counted - named - body.keys()
    gaps: dict[int, float] = {}
    for at in named - body.keys():
        for other in numbers & {at + step for step in beside}:
            twice = at in counted and other in counted
            if not twice and _lacks_heading(heads, columns, at, other):
                first, second = min(at, other), max(at, other)
                gaps[first] = columns[second][0] - columns[first][1]
    for first in sorted(_pairs(gaps), reverse=True):
        columns = [
            *columns[:first],
            (columns[first][0], columns[first + 1][1]),
            *columns[first + 2 :],
        ]
    # A heading, the number of its column and what is below can all stand beside each other.
    return headed(tables, columns) if gaps else columns


def _in_turn(
    heads: Sequence[Over], columns: Sequence[Column], body: Mapping[int, Sequence[_At]]
) -> list[Column]:
    """Return the filled columns, each as one with its heading, where there are as many headings.

    Headings stand in the middle, names on the left and numbers on the right: in a wide column they
    need not overlap, and a heading need not be over what is nearest. Words of a few rows can stand
    beside those of all others in their column: no row fills both.
    """
    filled = sorted(body)
    if len(filled) == len(columns):
        return []
    rows = {at: {row for row, _ in body[at]} for at in filled}
    joined = [at for before, at in pairwise(filled) if _is_one(rows[before], rows[at])]
    parts = [[part for part, _ in row] for row in heads]
    for last in range(len(heads), 0, -1):
        lowest = _lowest(parts[:last])
        begins = [at for at in filled if len(lowest) == len(filled) or at not in joined]
        if len(begins) != len(lowest) or len(lowest) < ROWS:
            continue
        ends = [*(filled[filled.index(at) - 1] for at in begins[1:]), filled[-1]]
        found = [
            (min(part.x0, columns[first][0]), max(part.x1, columns[end][1]))
            for part, first, end in zip(lowest, begins, ends, strict=True)
        ]
        if all(one[1] <= other[0] for one, other in pairwise(found)) and all(
            _is_below(row, found) for row in parts[last:]
        ):
            return _reaching(found, chain.from_iterable(parts))
    return []


def _is_below(row: Sequence[Printed], columns: Sequence[Column]) -> bool:
    """Return whether each part of a row is in one of the columns, and alone there."""
    places = [beneath(part, columns) for part in row]
    return all(len(at) == 1 for at in places) and len({at for (at,) in places}) == len(places)


def _is_one(rows: set[int], others: set[int]) -> bool:
    """Return whether what stands beside a column is of it: it fills a few rows, and no others."""
    fewer, more = sorted((len(rows), len(others)))
    return 0 < fewer < ROWS <= more and rows.isdisjoint(others)


def _lowest(heads: Sequence[Sequence[Printed]]) -> list[Printed]:
    """Return the headings of the last row, and those above it that stand beside all of these."""
    lowest: list[Printed] = []
    for row in reversed(heads):
        left = min((part.x0 for part in lowest), default=0.0)
        right = max((part.x1 for part in lowest), default=0.0)
        lowest += [part for part in row if part.x1 <= left or part.x0 >= right]
    return sorted(lowest, key=lambda part: part.x0)


def _reaching(columns: list[Column], heads: Iterable[Printed]) -> list[Column]:
    """Return the columns, the nearest one as far as a heading that stands between two."""
    for part in heads:
        if not beneath(part, columns):
            at = min(
                range(len(columns)),
                key=lambda each: max(columns[each][0] - part.x1, part.x0 - columns[each][1]),
            )
            columns[at] = min(columns[at][0], part.x0), max(columns[at][1], part.x1)
    return columns


def _pairs(gaps: Mapping[int, float]) -> Iterator[int]:
    """Yield the columns that are one with the next: all of them where that leaves none over.

    Otherwise the nearest go first.
    """
    linked: list[int] = []
    for first in sorted(gaps):
        if linked and first > linked[-1] + 1:
            yield from _paired(linked, gaps)
            linked = []
        linked.append(first)
    yield from _paired(linked, gaps)


def _paired(linked: Sequence[int], gaps: Mapping[int, float]) -> Iterator[int]:
    if len(linked) % 2:
        yield from linked[::2]
        return
    taken: set[int] = set()
    for first in sorted(linked, key=lambda each: (gaps[each], each)):
        if not taken & {first, first + 1}:
            taken |= {first, first + 1}
            yield first


def _headings(
    tables: Sequence[Aligned], columns: Sequence[Column]
) -> tuple[list[Over], set[int], dict[int, list[_At]]]:
    """Return the headings of each header row, the columns that one counts, and what is below."""
    heads: list[Over] = []
    counted: set[int] = set()
    body: dict[int, list[_At]] = defaultdict(list)
    number = count()
    for table in tables:
        below = False
        for row in table.rows:
            at_row = next(number)
            below = below or any(AMOUNT.search(c.text) or _NIL.fullmatch(c.text) for c in row)
            over = [(part, beneath(part, columns)) for part in parts_of(row, columns)]
            if below:
                for part, ats in over:
                    for at in ats:
                        body[at].append((at_row, part))
            else:
                numbers = [each for each in over if is_number(each[0].text)]
                if counts_columns([part.text for part, _ in numbers]):
                    counted.update(at for _, ats in numbers for at in ats)
                    over = [each for each in over if each not in numbers]
                heads.append(over)
    return heads, counted, body


def _are_numbers(cells: Iterable[Printed]) -> bool:
    return all(is_number(cell.text) or _NIL.fullmatch(cell.text) for cell in cells)


def _end_columns(columns: Iterable[Sequence[Printed]]) -> bool:
    """Return whether the numbers of each column end at one place and begin at several."""
    lefts = [{round(cell.x0) for cell in cells} for cells in columns]
    rights = [{round(cell.x1) for cell in cells} for cells in columns]
    several = [ends for begins, ends in zip(lefts, rights, strict=True) if len(begins) > 1]
    return bool(several) and all(max(ends) - min(ends) <= 1 for ends in several)


def _lacks_heading(heads: Sequence[Over], columns: Sequence[Column], at: int, other: int) -> bool:
    """Return whether a column of numbers has no heading but those over the column beside it."""
    own = [[part for part, ats in row if other in ats and at not in ats] for row in heads]
    deepest = max((n for n, row in enumerate(heads) if any(at in ats for _, ats in row)), default=0)
    # The heading of a group can stand over the numbers of its first column, farther right.
    groups = all(x_of(part) > columns[other][1] for row in own for part in row)
    return groups and bool(heads) and not own[deepest]


def beneath(part: Printed, columns: Sequence[Column]) -> list[int]:
    """Return the columns that a part of a row stands over; glyphs can have no width."""
    return [
        at
        for at, (x0, x1) in enumerate(columns)
        if x0 == part.x0 or (x0 < part.x1 and part.x0 < x1)
    ]


def split(cell: Printed, columns: Sequence[Column]) -> list[Printed]:
    """Return the parts of words that stand close, but in different columns."""
    slack = _SLIT * cell.size
    # Justified words have white between all their characters.
    usual = median(map(sub, cell.lefts[1:], cell.rights)) if len(cell.text) > 1 else 0.0
    # A number and the name in the next column may touch.
    seam = seam_of(cell)
    for before, after in pairwise(columns):
        if not (cell.x0 < before[1] and after[0] < cell.x1):
            continue
        for at in range(1, len(cell.text)):
            start = cell.lefts[at]
            begins = abs(cell.x0 - before[0]) <= slack and abs(start - after[0]) <= slack
            # What begins a column may have a blank before it.
            end = cell.rights[len(cell.text[:at].rstrip()) - 1 if begins else at - 1]
            # 支 出 is one word, unless each of both begins a column.
            least = slack + max(usual, 0.0)
            if min(at, len(cell.text.rstrip()) - at) == 1 and not begins:
                least = cell.size
            if at == seam:
                least = -slack
            if start - end > least and end <= after[0] + slack and start >= before[1] - slack:
                return [*split(part_of(cell, 0, at), columns), *split(part_of(cell, at), columns)]
    return [cell]


def parts_of(row: Sequence[Printed], columns: Sequence[Column]) -> list[Printed]:
    return [part for cell in row for part in split(cell, columns)]
