"""Rows of tables laid out by blanks: names that wrap stand above and below the line of values.

The cells of a row share their middle: as many lines of a name stand below the values as above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import regex

from extractor.tables.flow_pieces import Piece
from extractor.tables.flow_regions import Region

_APART = regex.compile(r"\S {2,}\S")
_LAYOUTS = frozenset({"accounts", "units", "projects"})


class _Part(NamedTuple):
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
    if region.rule.layout not in _LAYOUTS or not read:
        return read
    if not _APART.search(region.text, read[0].start, read[-1].end):
        return read
    parts = [_part(region.text, row, piece) for row, line in enumerate(lines) for piece in line]
    border = min((part.left for part in parts if part.is_amount), default=0)
    anchors = sorted({part.row for part in parts if part.left >= border and part.piece.number})
    labels = [part for part in parts if part.left < border]
    if any(part.row not in anchors for part in parts if part.left >= border):
        return read
    if all(part.row in anchors for part in labels) or any(p.right > border for p in labels):
        return read
    dealt = [_dealt(column, anchors) for column in _columns(labels)]
    if any(column is None for column in dealt):
        return read
    rows = [
        [
            *chain.from_iterable(column[at] for column in dealt if column),
            *(part for part in parts if part.row == anchor and part.left >= border),
        ]
        for at, anchor in enumerate(anchors)
    ]
    return list(_relined(rows))


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


def _dealt(column: Sequence[_Part], anchors: Sequence[int]) -> list[list[_Part]] | None:
    """Return the parts of a column for each line of values, None where no middle fits."""
    by_row: dict[int, list[_Part]] = {}
    for part in column:
        by_row.setdefault(part.row, []).append(part)
    waiting = sorted(by_row)
    found: list[list[_Part]] = []
    for anchor, following in pairwise((*anchors, max(waiting[-1], anchors[-1]) + 1)):
        above = [row for row in waiting if row < anchor]
        own = [row for row in waiting if row == anchor]
        below = [row for row in waiting if anchor < row < following][: len(above)]
        if len(below) < len(above):
            return None
        taken = [*above, *own, *below]
        found.append([part for row in taken for part in by_row[row]])
        waiting = waiting[len(taken) :]
    return None if waiting else found


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
            yield part.piece._replace(line=line, first=opens)


def _part(text: str, row: int, piece: Piece) -> _Part:
    left = piece.start - text.rfind("\n", 0, piece.start)
    return _Part(piece, row, left, left + piece.end - piece.start)
