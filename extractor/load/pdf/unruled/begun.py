"""Fields of a table that hold the words of several cells: these begin where others do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.load.pdf.drawing import Drawing
from extractor.load.pdf.grids import SNAP, Field, Rule, Ruling, borders
from extractor.load.pdf.lines import Printed, lines_of
from extractor.load.pdf.objects import Box, Run, y_of
from extractor.load.pdf.unruled.fills import is_crossed, is_near
from extractor.load.pdf.unruled.values import is_value

# Points: words that keep off their lines alike do so by no less than this.
_ALIKE = 0.5
# So many words show how far words keep off lines; so many cells side by side are no chance.
_SHOWN, _CELLS = 3, 3
# Points: with more white over and below words it is told where they stand.
_HIGH = 2.0
# Sizes: what stands farther apart stands in two cells.
_FAR = 1.0
_Held = Mapping[int, Sequence[Run]]
# A row, and the column that a line stands before.
_Cut = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Padding:
    """How far words keep off the lines on their left, values off those on their right, and above.

    None where values do not do so alike, and where words do not stand at the top of high fields.
    """

    left: float
    right: float | None
    top: float | None


def joined(outer: Ruling, drawing: Drawing) -> Iterator[Box]:
    """Yield the sides of lines that lie in a field of a table, all of them at its columns.

    They are cells of the table, between others whose lines are not drawn: their sides go on to
    those of the field.
    """
    for inner in (ruling for ruling in drawing.tables if ruling is not outer):
        left, top, right, bottom = inner.box
        number = outer.field_at((left + right) / 2, (top + bottom) / 2)
        if number is None or not all(is_near(x, outer.xs) for x in inner.xs):
            continue
        x0, upper, x1, lower = outer.box_of(outer.fields[number])
        if x0 - SNAP < left and right < x1 + SNAP and upper - SNAP < top and bottom < lower + SNAP:
            for x in (left, right):
                if not is_crossed(x, drawing.placed.inside((x0, upper, x1, lower))):
                    yield x, upper, x, lower


def begun(ruling: Ruling, drawing: Drawing) -> list[Box]:
    """Return the lines that are not drawn between cells whose words all begin as others do.

    Only where some line is missing for certain: a field reaches beside one over fewer rows.
    """
    if all(field.row_span == field.column_span == 1 for field in ruling.fields):
        return []
    drawn = _Drawn.of(ruling, drawing.lying, drawing.standing)
    if not any(map(drawn.is_open, ruling.fields)):
        return []
    held = ruling.hold(drawing.words)
    padding = _padding(ruling, held)
    if padding is None:
        return []
    cuts: set[_Cut] = set()
    found: list[Box] = []
    sides: list[Box] = []
    for number, field in enumerate(ruling.fields):
        own, is_open = held.get(number, []), drawn.is_open(field)
        tops = _tops(ruling, field, own, padding) if is_open else []
        for first, last in pairwise([field.row, *tops, field.row + field.row_span]):
            part = Field(first, field.column, last - first, field.column_span)
            inside = [word for word in own if ruling.ys[first] < y_of(word) < ruling.ys[last]]
            begins, inner = _columns(ruling, part, inside, padding, drawing.page)
            if is_open and not inside:
                inner = _as_above(ruling, part, cuts, drawn)
            elif inner and (is_open or _are_cells(ruling, part, begins)):
                inner = sorted({*inner, *_beside(ruling, part, cuts, inside)})
            else:
                inner = []
            cuts.update((row, at) for row in range(first, last) for at in inner)
            found += _lines(ruling, part, begins, inner, first in tops)
            if inside and not drawn.left[part.column][first]:
                x = ruling.xs[part.column]
                sides.append((x, ruling.ys[first], x, ruling.ys[first + 1]))
    # What is beside a field that is open, too, can be parted anew where it is.
    return [*found, *sides] if found else []


def _lines(
    ruling: Ruling, part: Field, begins: Sequence[int], inner: Sequence[int], is_below: bool
) -> Iterator[Box]:
    """Yield the lines between the cells of a part, and over those below others."""
    top, bottom = ruling.ys[part.row], ruling.ys[part.row + part.row_span]
    yield from ((ruling.xs[at], top, ruling.xs[at], bottom) for at in inner)
    ends = [*inner, part.column + part.column_span]
    for at in begins if is_below else ():
        yield ruling.xs[at], top, ruling.xs[ends[bisect_right(ends, at)]], top


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Which sides are drawn: over each column at each height, beside each row at each distance."""

    over: list[list[bool]]
    left: list[list[bool]]

    @classmethod
    def of(cls, ruling: Ruling, lying: Iterable[Rule], standing: Iterable[Rule]) -> _Drawn:
        """Return which sides are drawn; those of the frame are."""
        over = borders(_at(lying, ruling.ys), ruling.ys, ruling.xs)
        left = borders(_at(standing, ruling.xs), ruling.xs, ruling.ys)
        for sides in (over, left):
            sides[0] = sides[-1] = [True] * len(sides[0])
        return cls(over, left)

    def is_open(self, field: Field) -> bool:
        """Return whether a line is not drawn between a field and those around it."""
        row, column, rows, columns = field
        return not (
            all(all(self.over[y][column : column + columns]) for y in (row, row + rows))
            and all(all(self.left[x][row : row + rows]) for x in (column, column + columns))
        )


def _at(rules: Iterable[Rule], places: Sequence[float]) -> list[Rule]:
    """Return the lines of a table: others can be those of another one."""
    return [rule for rule in rules if is_near(rule.at, places)]


def _padding(ruling: Ruling, held: _Held) -> _Padding | None:
    """Return how far words keep off the lines around their fields, None where not alike."""
    left: list[float] = []
    right: list[float] = []
    heights: list[tuple[float, float]] = []
    for number, own in held.items():
        x0, y0, x1, y1 = ruling.box_of(ruling.fields[number])
        heights.append((min(w.top for w in own) - y0, y1 - max(w.bottom for w in own)))
        if all(is_value(word.text.strip()) for word in own):
            right.append(x1 - max(word.rights[-1] for word in own))
        else:
            left.append(min(word.lefts[0] for word in own) - x0)
    usual = _usual(left)
    return None if usual is None else _Padding(usual, _least(right), _top(heights))


def _top(heights: Sequence[tuple[float, float]]) -> float | None:
    """Return how far words keep off the line above, None where they can stand in the middle.

    Each height is how much white is over words, and how much below them.
    """
    least = _least([over for over, _ in heights])
    high = [
        over for over, below in heights if least is not None and over + below > 2 * least + _HIGH
    ]
    at_top = sum(over < (least or 0.0) + _ALIKE for over in high)
    return least if at_top > 1 and 2 * at_top > len(high) else None


def _usual(offs: Sequence[float]) -> float | None:
    """Return how far most words keep off a line, None where there is no such distance."""
    usual = median(offs) if len(offs) >= _SHOWN else 0.0
    alike = sum(abs(off - usual) < _ALIKE for off in offs)
    return usual if alike >= _SHOWN and 2 * alike > len(offs) else None


def _least(offs: Sequence[float]) -> float | None:
    """Return how far the nearest words keep off a line; others stand on the other side."""
    ordered = sorted(offs)
    return next(
        (
            one
            for one, third in zip(ordered, ordered[_SHOWN - 1 :], strict=False)
            if third - one < _ALIKE
        ),
        None,
    )


def _tops(ruling: Ruling, field: Field, own: Sequence[Run], padding: _Padding) -> list[int]:
    """Return before which rows of a field words begin as far below a line as others do."""
    found: list[int] = []
    for row in range(field.row + 1, field.row + field.row_span):
        y = ruling.ys[row]
        below = min((word.top for word in own if y_of(word) > y), default=None)
        if padding.top is None or below is None or any(w.top < y < w.bottom for w in own):
            continue
        if abs(below - y - padding.top) < _ALIKE:
            found.append(row)
    return found


def _columns(
    ruling: Ruling,
    part: Field,
    own: Sequence[Run],
    padding: _Padding,
    page: int,
) -> tuple[list[int], list[int]]:
    """Return the columns that words of some rows begin in, and where lines part them.

    Nothing is returned where any begin elsewhere.
    """
    last = part.column + part.column_span
    begins: set[int] = set()
    inner: set[int] = set()
    for line in lines_of(own, page, _FAR):
        sides = _sides(ruling, part, line, padding)
        if sides is None:
            return [], []
        begins.add(sides[0])
        inner.update(sides)
    inner = {at for at in inner if part.column < at < last}
    crossed = any(is_crossed(ruling.xs[at], own) for at in inner)
    return ([], []) if crossed else (sorted(begins), sorted(inner))


def _are_cells(ruling: Ruling, part: Field, begins: Sequence[int]) -> bool:
    """Return whether words begin so many cells, or all at lines of the row above or below."""
    around = (part.row - 1, part.row + part.row_span)
    rows = [row for row in around if 0 <= row < len(ruling.owners)]
    return len(begins) >= _CELLS or all(
        at == part.column or any(_is_parted(ruling, row, at, ()) for row in rows) for at in begins
    )


def _sides(ruling: Ruling, part: Field, line: Printed, padding: _Padding) -> Sequence[int] | None:
    """Return the column that words begin in, behind it the one that they end in, if they tell."""
    first, behind = part.column, part.column + part.column_span
    for at in range(first, behind):
        if abs(line.x0 - ruling.xs[at] - padding.left) < _ALIKE:
            return (at,)
    if padding.right is not None and is_value(line.text):
        for at in range(first, behind):
            if abs(ruling.xs[at + 1] - line.x1 - padding.right) < _ALIKE:
                return at, at + 1
    return None


def _as_above(ruling: Ruling, part: Field, cuts: Collection[_Cut], drawn: _Drawn) -> list[int]:
    """Return where lines part cells above that reach down into a part without words."""
    closed = drawn.over[part.row]
    return [
        at
        for at in range(part.column + 1, part.column + part.column_span)
        if part.row
        and not (closed[at - 1] or closed[at])
        and _is_parted(ruling, part.row - 1, at, cuts)
    ]


def _beside(
    ruling: Ruling, part: Field, cuts: Collection[_Cut], own: Sequence[Run]
) -> Iterator[int]:
    """Yield where lines stand in the rows above and below, with no word in their way."""
    above, below = part.row - 1, part.row + part.row_span
    rows = (above, below) if above >= 0 and below < len(ruling.owners) else ()
    for at in range(part.column + 1, part.column + part.column_span) if rows else ():
        if not is_crossed(ruling.xs[at], own) and all(
            _is_parted(ruling, row, at, cuts) for row in rows
        ):
            yield at


def _is_parted(ruling: Ruling, row: int, at: int, cuts: Collection[_Cut]) -> bool:
    owners = ruling.owners[row]
    return owners[at - 1] != owners[at] or (row, at) in cuts
