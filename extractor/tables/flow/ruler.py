"""Columns of tables laid out by blanks, told by the line that counts them: 1 2 3 …

Where sums leave it open to which column a value belongs, the number that it stands under tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.tables.flow.grids import Columns
from extractor.tables.flow.layout import Measure, is_laid_out
from extractor.tables.flow.pieces import Piece, lines_of, pieces_of
from extractor.tables.flow.tables import FlowTable, TableRow
from extractor.tables.flow.wrap import width

_FEWEST = 3


class Ruler:
    """Where the columns of a table stand; none where its text does not tell."""

    def __init__(self, table: FlowTable, decided: Sequence[tuple[TableRow, Columns]]) -> None:
        self._text = table.region.text
        self._middles: list[float] = []
        self._measure: Measure = len
        printed = _numbers(table)
        # Tools count characters, or how wide they print: what is decided shows which.
        for measure in (len, width) if printed else ():
            self._measure = measure
            self._middles = [self._middle(piece) for piece in printed]
            if all(self._agrees(row, columns) for row, columns in decided):
                return
        self._middles = []

    def decide(self, row: TableRow, columns: Columns) -> Columns:
        """Return the columns of the values of a row, the open ones as they are printed."""
        if not self._middles or all(len(possible) < 2 for possible in columns):
            return columns
        under = [self._under(value) for value in row.values]
        fits = all(at in possible for at, possible in zip(under, columns, strict=False))
        if not fits or any(one >= other for one, other in pairwise(under)):
            return columns
        return tuple((at,) for at in under)

    def _agrees(self, row: TableRow, columns: Columns) -> bool:
        return all(
            len(possible) != 1 or self._under(value) == possible[0]
            for value, possible in zip(row.values, columns, strict=False)
        )

    def _under(self, value: Piece) -> int:
        """Return the column that a value stands under."""
        middle = self._middle(value)
        nearest = range(len(self._middles))
        return min(nearest, key=lambda at: abs(self._middles[at] - middle))

    def _middle(self, piece: Piece) -> float:
        begin = self._text.rfind("\n", 0, piece.start) + 1
        left = self._measure(self._text[begin : piece.start])
        return left + self._measure(self._text[piece.start : piece.end]) / 2


def _numbers(table: FlowTable) -> list[Piece]:
    """Return the numbers 1 2 3 … of the columns, none where they are not those of one line."""
    pieces = list(pieces_of(table.region.lines))
    if len(table.blocks) != 1 or not is_laid_out(table.region, pieces):
        return []
    count = table.blocks[0].width
    counted = [str(number) for number in range(1, count + 1)]
    for line in lines_of(pieces):
        numbers = [piece for piece in line if piece.whole]
        if count >= _FEWEST and [piece.text for piece in numbers] == counted:
            return numbers
    return []
