"""Rulings and words → tables: every word in its cell, every cell with its printed lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.load.pdf.grids import Ruling
from extractor.load.pdf.lines import Printed, cut, is_latin, lines_of
from extractor.load.pdf.objects import Box, Run, x_of, y_of

# Sizes: how far below a table that a page cuts the words of its last row can stand, and where
# they can be of several cells.
_FALLEN, _NEXT = 5.0, 2.5
# A border that runs through a gap between two characters parts a word; any other is overrun.
_GAP_SLACK = 0.08
_NUMBER = regex.compile(r"[-+]?[\d,.]+%?")
_POINTS = ",."
# A header has no more rows; it numbers columns, but holds no amounts and no codes.
HEADER = 5
DATA = regex.compile(r"\d\.\d|^\d{3,}$")
# Sizes: the first row is no farther below its header.
_BELOW = 3.0
_ANYWHERE = float("inf")
_CLOSED = (False, False)


@dataclass(frozen=True, slots=True)
class Held:
    """One cell: its place in the table and on the page, and the lines printed in it.

    ``is_open`` says whether nothing closes it on the left, and on the right.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    page: int
    box: Box
    lines: list[Printed]
    is_open: tuple[bool, bool] = _CLOSED

    @property
    def said(self) -> str:
        """What all its lines say."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Ruled:
    """One table on one page; ``xs`` are its column borders.

    ``aligned`` says that none were drawn, ``doubted`` that it is a header whose rows nobody can
    tell, ``closed`` whether a line is above it, and below.
    """

    page: int
    top: float
    xs: list[float]
    rows: list[list[Held]]
    aligned: bool = False
    doubted: bool = False
    closed: tuple[bool, bool] = (True, True)

    @property
    def is_header(self) -> bool:
        """Whether it has no more rows than a header, and none with an amount or a code."""
        lines = (line for row in self.rows for held in row for line in held.lines)
        return len(self.rows) <= HEADER and not any(DATA.search(line.text) for line in lines)

    def is_head_of(self, top: float, size: float) -> bool:
        """Return whether it is drawn, and a header, right over what begins so far down."""
        bottom = max(held.box[3] for row in self.rows for held in row)
        near = -size < top - bottom < _BELOW * size
        return near and not self.aligned and self.is_header


def fill(
    rulings: Sequence[Ruling], words: Sequence[Run], page: int
) -> tuple[list[Ruled], list[Run]]:
    """Return the tables with their words, and the words that stand in none."""
    rulings = [_from_first_row(ruling, words) for ruling in rulings]
    held: list[list[list[Run]]] = [[[] for _ in ruling.fields] for ruling in rulings]
    outside: list[Run] = []
    for word in words:
        number = _innermost(rulings, word)
        if number is None:
            outside.append(word)
        else:
            _put(word, rulings[number], held[number])
    outside = [word for word in outside if not _fell_out(word, rulings, held)]
    tables = [_table(ruling, cells, page) for ruling, cells in zip(rulings, held, strict=True)]
    return [table for table in tables if not _is_stub(table)], outside


def _from_first_row(ruling: Ruling, words: Sequence[Run]) -> Ruling:
    """Return a table without the rest of a cell of the page before, longer than its row.

    Beside it most cells of the row begin, and nothing is printed so far up.
    """
    spans = [ruling.fields[owner].row_span for owner in dict.fromkeys(ruling.owners[0])]
    if ruling.closed[0] or {*spans} != {1, 2} or 2 * spans.count(1) >= len(spans):
        return ruling
    x0, top, x1, _ = ruling.box
    bottom = ruling.ys[1]
    if any(top < _height(word, ruling) < bottom and x0 < x_of(word) < x1 for word in words):
        return ruling
    return ruling.from_second_row()


def _is_stub(table: Ruled) -> bool:
    """Return whether but the ends of standing lines are there, and no word between them."""
    is_open = table.closed != (True, True)
    return is_open and len(table.rows) == 1 and not any(held.lines for held in table.rows[0])


def _fell_out(word: Run, rulings: Sequence[Ruling], held: Sequence[Sequence[list[Run]]]) -> bool:
    """Give a word below a cell that no line ends, as one ends others, to this cell.

    Some tools print a name in the middle of its rows, or at their foot, though a page shows but the
    first of them. Return whether it was given.
    """
    for ruling, cells in zip(rulings, held, strict=True):
        below = word.top - ruling.ys[-1]
        if not any(ruling.foot) or not 0 <= below < _FALLEN * word.size:
            continue
        field = ruling.field_at(x_of(word), ruling.ys[-2])
        if field is None or not _is_over(ruling, field, word):
            continue
        # Below several such cells there can be words of none, such as the number of the page.
        fallen = all(other.top >= ruling.ys[-1] for other in cells[field])
        near = fallen and below < _NEXT * word.size and not word.text.strip().isdecimal()
        if near or ruling.foot.count(False) == 1:
            cells[field].append(word)
            return True
    return False


def _is_over(ruling: Ruling, number: int, word: Run) -> bool:
    """Return whether a field has no line below it, and a word between its sides."""
    field = ruling.fields[number]
    left, _, right, _ = ruling.box_of(field)
    foot = ruling.foot[field.column : field.column + field.column_span]
    return not any(foot) and left <= word.lefts[0] and word.rights[-1] <= right


def _innermost(rulings: Sequence[Ruling], word: Run) -> int | None:
    """Return which table holds the middle of a word: of two the one that begins farther down."""
    x = x_of(word)
    for number in range(len(rulings) - 1, -1, -1):
        x0, top, x1, bottom = rulings[number].box
        if x0 <= x <= x1 and top <= _height(word, rulings[number]) <= bottom:
            return number
    return None


def _height(word: Run, ruling: Ruling) -> float:
    """Return how far down a word stands: one that reaches over an open end does in that row."""
    middle = y_of(word)
    above, below = ruling.closed
    if middle > ruling.ys[-1] and not below:
        return word.top
    return word.bottom if middle < ruling.ys[0] and not above else middle


def _put(word: Run, ruling: Ruling, cells: list[list[Run]]) -> None:
    """Give a word to its cell, or its parts to theirs."""
    ink = word.text.strip()
    if not ink:
        return
    y, begin = _height(word, ruling), word.text.index(ink)
    end = begin + len(ink) - 1
    first = ruling.field_at((word.lefts[begin] + word.rights[begin]) / 2, y)
    last = ruling.field_at((word.lefts[end] + word.rights[end]) / 2, y)
    if first == last and first is not None:
        cells[first].append(word)
        return
    at = _parting(word, ruling)
    if at:
        _put(cut(word, 0, at), ruling, cells)
        _put(cut(word, at, len(word.text)), ruling, cells)
        return
    order = (first, last) if _begins_in(first, last, word, ruling) else (last, first)
    cells[next(field for field in (*order, 0) if field is not None)].append(word)


def _begins_in(first: int | None, last: int | None, word: Run, ruling: Ruling) -> bool:
    """Return whether a word runs over the right border of its cell, as words do, and few numbers.

    Most numbers stand on the right of their cell; one that stands on the left begins at its border.
    """
    if first is None or last is None or not _NUMBER.fullmatch(word.text):
        return last is None or not _NUMBER.fullmatch(word.text)
    left, _, _, _ = ruling.box_of(ruling.fields[first])
    _, _, right, _ = ruling.box_of(ruling.fields[last])
    return word.lefts[0] - left < right - word.rights[-1]


def _parting(word: Run, ruling: Ruling) -> int:
    """Return before which character a border runs between two characters, 0 for none.

    The digits of a number, or of a code, have white between them where they are of two.
    """
    slack = _GAP_SLACK * (word.bottom - word.top)
    for x in ruling.xs:
        if word.lefts[0] < x < word.rights[-1]:
            for at in range(1, len(word.text)):
                end, start = word.rights[at - 1], word.lefts[at]
                one = _is_of_number(word.text[at - 1]) and _is_of_number(word.text[at])
                if end - slack <= x <= start + slack and not (one and start - end < slack):
                    return at
    return 0


def _is_of_number(character: str) -> bool:
    """Return whether a number, or a code, can have it."""
    return is_latin(character) or character in _POINTS


def _table(ruling: Ruling, cells: Sequence[list[Run]], page: int) -> Ruled:
    rows: list[list[Held]] = [[] for _ in ruling.ys[1:]]
    closed = all(ruling.left) and all(ruling.right)
    for field, words in zip(ruling.fields, cells, strict=True):
        lines = lines_of(words, page, _ANYWHERE) if words else []
        is_open = _CLOSED if closed else ruling.is_open(field)
        rows[field.row].append(Held(*field, page, ruling.box_of(field), lines, is_open))
    return Ruled(page, ruling.ys[0], ruling.xs, rows, closed=ruling.closed)
