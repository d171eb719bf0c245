"""Edges → rulings: the lines of a table, its columns and rows, and the cells between them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf
from operator import itemgetter
from typing import NamedTuple

from extractor.load.pdf.boxes import parts_of
from extractor.load.pdf.objects import Box, Run, x_of, y_of
from extractor.load.pdf.places import nearest

# Lines that are no farther apart are one line, drawn twice or a little off.
SNAP = 2.5
# Lines meet, and pieces of one line go on, over gaps no wider.
JOIN = 4.5
# What is shorter is a dot or the stroke of a character.
_SHORT = 4.0
# The dots of one line stand no farther apart than so many of their lengths: those of two lines can.
_APART = 3.0
# Columns and rows are no narrower; two lines that are not much farther apart can be a double one.
_NARROW, _DOUBLE = 3.0, 4.5
# A column alone has at least so many lines: less is a mere frame.
_ROWS_OF_ONE = 4
# More standing lines than these are a table with but one lying line.
_OPEN = 2


class Rule(NamedTuple):
    """A line at one height (or, standing, at one distance from the left), from start to end."""

    at: float
    start: float
    end: float


class Field(NamedTuple):
    """One cell of a ruling, in rows and columns of its lines."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """The lines of one table: columns lie between neighbouring ``xs``, rows between ``ys``.

    ``owners[row][column]`` is the number of the field that covers the place. ``left`` and
    ``right`` say of each row whether the frame is drawn on that side, ``closed`` whether it is
    drawn above the first row, and below the last, ``foot`` in which columns it is there.
    """

    xs: list[float]
    ys: list[float]
    fields: list[Field]
    owners: list[list[int]]
    left: list[bool]
    right: list[bool]
    closed: tuple[bool, bool]
    foot: list[bool]

    @property
    def box(self) -> Box:
        """The outer frame."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def field_at(self, x: float, y: float) -> int | None:
        """Return the number of the field that holds a point, None outside the frame."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.owners[row][column]
        return None

    def hold(
        self, words: Iterable[Run], fields: Collection[int] | None = None
    ) -> dict[int, list[Run]]:
        """Return the words in each field that holds any, of some fields or of all."""
        held: dict[int, list[Run]] = defaultdict(list)
        for word in words if fields is None or fields else ():
            number = self.field_at(x_of(word), y_of(word))
            if number is not None and (fields is None or number in fields):
                held[number].append(word)
        return held

    def is_open(self, field: Field) -> tuple[bool, bool]:
        """Return whether nothing closes a field on the left, and on the right."""
        rows = slice(field.row, field.row + field.row_span)
        last = field.column + field.column_span == len(self.xs) - 1
        return (
            field.column == 0 and not any(self.left[rows]),
            last and not any(self.right[rows]),
        )

    def part(self, first: int, last: int) -> Ruling:
        """Return some of the rows, between which no field reaches over either end.

        Columns that none of their fields begins at are those of other rows.
        """
        own = [n for n, field in enumerate(self.fields) if first <= field.row < last]
        numbers = {number: at for at, number in enumerate(own)}
        begun = sorted({self.fields[n].column for n in own})
        columns = {column: at for at, column in enumerate([*begun, len(self.xs) - 1])}
        fields = [
            self.fields[n]._replace(
                row=self.fields[n].row - first,
                column=columns[self.fields[n].column],
                column_span=columns[self.fields[n].column + self.fields[n].column_span]
                - columns[self.fields[n].column],
            )
            for n in own
        ]
        is_last = last == len(self.owners)
        return Ruling(
            [self.xs[column] for column in columns],
            self.ys[first : last + 1],
            fields,
            [[numbers[row[column]] for column in begun] for row in self.owners[first:last]],
            self.left[first:last],
            self.right[first:last],
            (first > 0 or self.closed[0], not is_last or self.closed[1]),
            [not is_last or self.foot[column] for column in begun],
        )

    def from_second_row(self) -> Ruling:
        """Return it without the first row: what reaches farther down begins with the next one."""
        lower = {
            n: field._replace(row=max(field.row - 1, 0), row_span=field.row_span - (not field.row))
            for n, field in enumerate(self.fields)
        }
        kept = sorted((n for n, field in lower.items() if field.row_span), key=lower.__getitem__)
        numbers = {number: at for at, number in enumerate(kept)}
        return Ruling(
            self.xs,
            self.ys[1:],
            [lower[number] for number in kept],
            [[numbers[owner] for owner in row] for row in self.owners[1:]],
            self.left[1:],
            self.right[1:],
            (True, self.closed[1]),
            self.foot,
        )

    def without(self, reaches: Iterable[tuple[int, int]]) -> Iterator[Ruling]:
        """Yield the parts above, between and below rows: the first ones, and those behind them."""
        begin = 0
        for first, behind in reaches:
            if begin < first:
                yield self.part(begin, first)
            begin = behind
        if begin == 0:
            yield self
        elif begin < len(self.ys) - 1:
            yield self.part(begin, len(self.ys) - 1)

    def box_of(self, field: Field) -> Box:
        """Return the place of a field."""
        return (
            self.xs[field.column],
            self.ys[field.row],
            self.xs[field.column + field.column_span],
            self.ys[field.row + field.row_span],
        )


def find_rulings(edges: Sequence[Box]) -> list[Ruling]:
    """Return the tables that the edges draw, from top to bottom; a mere frame is none."""
    rulings: list[Ruling] = []
    for part in parts_of(edges):
        connected = _connected(lying_rules(part), standing_rules(part))
        found = (_ruling(*together) for together in connected)
        rulings.extend(ruling for ruling in found if ruling is not None)
    return sorted(rulings, key=lambda ruling: (ruling.ys[0], ruling.xs[0]))


def lying_rules(edges: Iterable[Box]) -> list[Rule]:
    """Return the lines that lie."""
    return _rules(((top, x0, x1) for x0, top, x1, bottom in edges if top == bottom), _SHORT)


def standing_rules(edges: Iterable[Box]) -> list[Rule]:
    """Return the lines that stand."""
    return _rules(((x0, top, bottom) for x0, top, x1, bottom in edges if x0 == x1), _NARROW)


def _rules(edges: Iterable[tuple[float, float, float]], least: float) -> list[Rule]:
    """Return the lines, longer than the least, that pieces at nearly one height make up.

    A page can leave little more of a row than that of no column.
    """
    rules: list[Rule] = []
    level: list[tuple[float, float, float]] = []
    for edge in sorted(edges):
        if level and edge[0] - level[0][0] > SNAP:
            rules.extend(_level(level, least))
            level = []
        level.append(edge)
    if level:
        rules.extend(_level(level, least))
    return rules


def _level(pieces: Iterable[tuple[float, float, float]], least: float) -> Iterator[Rule]:
    """Join the pieces at nearly one height that meet: another table has lines of its own."""
    places: list[float] = []
    start, end = inf, -inf
    for at, begin, stop in sorted(pieces, key=itemgetter(1, 2)):
        longest = max(end - start, stop - begin)
        if begin > end + (JOIN if longest > _SHORT else min(JOIN, _APART * longest)):
            if end - start > least:
                yield Rule(sum(places) / len(places), start, end)
            places, start, end = [], begin, stop
        places.append(at)
        end = max(end, stop)
    if end - start > least:
        yield Rule(sum(places) / len(places), start, end)


def _connected(
    lying: Sequence[Rule], standing: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the lines that meet each other, group by group."""
    open_lying = list(lying)
    open_standing = list(standing)
    while open_standing:
        ours, theirs = [open_standing.pop()], list[Rule]()
        found: list[Rule] = ours
        upright = True
        while found:
            pool = open_lying if upright else open_standing
            met = [rule for rule in pool if any(_meet(rule, other) for other in found)]
            for rule in met:
                pool.remove(rule)
            (theirs if upright else ours).extend(met)
            found, upright = met, not upright
        if theirs:
            ours += _loose(ours, theirs, open_lying, open_standing)
        # A browser draws no line where a page break cuts a row: one is left, at its other end.
        if len(theirs) > 1 or (theirs and len(ours) > _OPEN):
            yield theirs, ours


def _loose(
    standing: Sequence[Rule], lying: Sequence[Rule], others: Sequence[Rule], pool: list[Rule]
) -> list[Rule]:
    """Take from the pool the lines that stand in the frame and touch nothing."""
    if not pool:
        return []
    left, right = min(rule.start for rule in lying), max(rule.end for rule in lying)
    top, bottom = min(rule.start for rule in standing), max(rule.end for rule in standing)
    inside = [
        rule
        for rule in pool
        if left < rule.at < right and top <= rule.start and rule.end <= bottom + JOIN
    ]
    loose = [rule for rule in inside if not any(_meet(other, rule) for other in others)]
    for rule in loose:
        pool.remove(rule)
    return loose


def _meet(rule: Rule, other: Rule) -> bool:
    """Return whether a lying and a standing line touch."""
    return (
        other.start - JOIN <= rule.at <= other.end + JOIN
        and rule.start - JOIN <= other.at <= rule.end + JOIN
    )


def _ruling(lying: Sequence[Rule], standing: Sequence[Rule]) -> Ruling | None:
    xs = _positions(standing, lying)
    ys = _positions(lying, standing)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) < _ROWS_OF_ONE):
        return None
    below = borders(lying, ys, xs)
    right = borders(standing, xs, ys)
    if _hangs(below, right):
        del ys[-1], below[-1]
        right = [sides[:-1] for sides in right]
        below[-1] = [True] * len(below[-1])
    fields, owners = _fields(below, right, len(ys) - 1, len(xs) - 1)
    if len(fields) < 2:
        return None
    closed = any(below[0]), any(below[-1])
    return Ruling(xs, ys, fields, owners, right[0], right[-1], closed, below[-1])


def _hangs(below: Sequence[Sequence[bool]], right: Sequence[Sequence[bool]]) -> bool:
    """Return whether the last row is but the end of cells that are drawn longer than their row.

    Beside them nothing is drawn: what is printed there is below the table.
    """
    if len(below) <= _OPEN + 1:
        return False
    *_, over, under = below
    longer = [at for at, (above, foot) in enumerate(zip(over, under, strict=True)) if foot]
    free = [at for at in range(len(under)) if at not in longer]
    sides = {side for at in free for side in (at, at + 1)} - {
        side for at in longer for side in (at, at + 1)
    }
    return (
        bool(longer and free)
        and not any(over[at] for at in longer)
        and all(over[at] for at in free)
        and not any(right[side][-1] for side in sides)
    )


def _positions(rules: Sequence[Rule], across: Sequence[Rule]) -> list[float]:
    """Return where lines stand; where the others reach farther, a table is open there."""
    drawn = sorted(rule.at for rule in rules)
    starts, ends = sorted(rule.start for rule in across), sorted(rule.end for rule in across)
    places = drawn[:1]
    for at, place in enumerate(drawn[1:], 1):
        if place - places[-1] > _NARROW and not _is_double(drawn, at):
            places.append(place)
    if _reach_over(drawn[0] - start for start in starts):
        places.insert(0, starts[0])
    if _reach_over(end - drawn[-1] for end in reversed(ends)):
        places.append(ends[-1])
    return places


def _is_double(places: Sequence[float], at: int) -> bool:
    """Return whether a line and the one before it are one, for both are far from all others."""
    gap = places[at] - places[at - 1]
    if gap > _DOUBLE:
        return False
    before = at < 2 or places[at - 1] - places[at - 2] > 2 * gap
    return before and (at + 1 == len(places) or places[at + 1] - places[at] > 2 * gap)


def _reach_over(over: Iterable[float]) -> bool:
    """Return whether a line reaches far over the last one across, or several do a little."""
    reach = list(islice(over, _OPEN + 1))
    return reach[0] > 2 * JOIN or (len(reach) > _OPEN and reach[-1] > _NARROW)


def borders(
    rules: Sequence[Rule], at: Sequence[float], between: Sequence[float]
) -> list[list[bool]]:
    """Return for every line position whether each stretch between the others is drawn there."""
    drawn = [[False] * (len(between) - 1) for _ in at]
    for rule in rules:
        row = drawn[nearest(at, rule.at)]
        for index in range(len(between) - 1):
            begin, end = between[index], between[index + 1]
            slack = min(JOIN, (end - begin) / 3)
            if rule.start <= begin + slack and rule.end >= end - slack:
                row[index] = True
    return drawn


def _fields(
    below: Sequence[Sequence[bool]], right: Sequence[Sequence[bool]], rows: int, columns: int
) -> tuple[list[Field], list[list[int]]]:
    """Return the cells: each reaches right and down until a border stops it."""
    owners = [[-1] * columns for _ in range(rows)]
    fields: list[Field] = []
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] >= 0:
                continue
            across = column + 1
            while across < columns and not right[across][row] and owners[row][across] < 0:
                across += 1
            down = row + 1
            while down < rows and _goes_on(below, right, owners, down, column, across):
                down += 1
            for covered in owners[row:down]:
                covered[column:across] = [len(fields)] * (across - column)
            fields.append(Field(row, column, down - row, across - column))
    return fields, owners


def _goes_on(
    below: Sequence[Sequence[bool]],
    right: Sequence[Sequence[bool]],
    owners: Sequence[Sequence[int]],
    row: int,
    column: int,
    across: int,
) -> bool:
    """Return whether a cell of these columns reaches down into a row."""
    if any(below[row][column:across]) or any(o >= 0 for o in owners[row][column:across]):
        return False
    if _ends_at(right, row - 1, column) and _reaches_over(right, row, column):
        # What is beside the row above is no part of one that reaches farther.
        return False
    return not any(right[inner][row] for inner in range(column + 1, across))


def _ends_at(right: Sequence[Sequence[bool]], row: int, column: int) -> bool:
    """Return whether the last line that stands in a row is on the left of a column."""
    return right[column][row] and not any(sides[row] for sides in right[column + 1 :])


def _reaches_over(right: Sequence[Sequence[bool]], row: int, column: int) -> bool:
    """Return whether no line stands in a row on the left of a column, but one beyond it."""
    return not right[column][row] and any(sides[row] for sides in right[column + 1 :])
