"""Rows of tables laid out by blanks: names that wrap stand above and below the line of values.

The cells of a row share their middle: as many lines of a name stand below the values as above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

from extractor.tables.flow.layout import is_laid_out
from extractor.tables.flow.pieces import Piece
from extractor.tables.flow.regions import Region

_LAYOUTS = frozenset({"accounts", "units", "projects"})


class _Part(Struct, frozen=True, gc=False):
    """A piece with its line and the characters of it that it takes."""

    piece: Piece
    row: int
    left: int
    right: int

    @property
    def is_amount(self) -> bool:
        """Whether it is a number with decimals."""
        return self.piece.number and not self.piece.whole


def in_rows(region: Region, lines: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return the pieces of the body row by row, what wraps with what it goes on with."""
    read = list(chain.from_iterable(lines))
    if region.rule.layout not in _LAYOUTS or not is_laid_out(region, read):
        return read
    parts = [_part(region.text, row, piece) for row, line in enumerate(lines) for piece in line]
    rows = _rows(parts, min((part.left for part in parts if part.is_amount), default=0))
    return list(_relined(rows)) if rows else read


def _rows(parts: Sequence[_Part], border: int) -> list[list[_Part]]:
    """Return the parts by row, labels left of the border; none where they cannot be told."""
    labels = [part for part in parts if part.left < border]
    values: dict[int, list[_Part]] = {}
    for part in parts:
        if part.left >= border:
            values.setdefault(part.row, []).append(part)
    if not all(any(part.piece.number for part in line) for line in values.values()):
        return []
    if all(part.row in values for part in labels) or any(part.right > border for part in labels):
        return []
    dealt = [_dealt(column, list(values)) for column in _columns(labels)]
    if not all(dealt):
        return []
    return [
        [*chain.from_iterable(column[at] for column in dealt), *line]
        for at, line in enumerate(values.values())
    ]


def _columns(labels: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Yield the labels by column: those of one have places of a line in common."""
    column: list[_Part] = []
    right = 0
    for part in sorted(labels, key=lambda part: part.left):
        if column and part.left >= right:
            yield sorted(column, key=lambda part: (part.row, part.left))
            column = []
        column.append(part)
        right = max(right, part.right)
    if column:
        yield sorted(column, key=lambda part: (part.row, part.left))


def _dealt(column: Sequence[_Part], anchors: Sequence[int]) -> list[list[_Part]]:
    """Return the parts of a column for each line of values, none at all where no middle fits."""
    by_row: dict[int, list[_Part]] = {}
    for part in column:
        by_row.setdefault(part.row, []).append(part)
    rows = list(by_row)
    found: list[list[_Part]] = []
    at = 0
    for anchor, following in pairwise((*anchors, max(rows[-1], anchors[-1]) + 1)):
        first = at
        while at < len(rows) and rows[at] < anchor:
            at += 1
        above = at - first
        at += above + (at < len(rows) and rows[at] == anchor)
        if at > len(rows) or (above and rows[at - 1] >= following):
            return []
        found.append([part for row in rows[first:at] for part in by_row[row]])
    return found if at == len(rows) else []


def _relined(rows: Sequence[Sequence[_Part]]) -> Iterator[Piece]:
    """Yield the pieces of the rows as if every row stood on its own lines."""
    line = 0
    for row in rows:
        line += 1
        before = row[0].row
        for at, part in enumerate(row):
            line += part.row != before
            before = part.row
            opens = not at or (part.piece.first and part.left == row[0].left)
            yield replace(part.piece, line=line, first=opens)


def _part(text: str, row: int, piece: Piece) -> _Part:
    left = piece.start - text.rfind("\n", 0, piece.start)
    return _Part(piece, row, left, left + piece.end - piece.start)
