"""Which column the amounts of a form's details belong to: each column adds up to its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from extractor.tables.flow.choices import PrintedRow, Sum, Term
from extractor.tables.flow.form_rows import FormRow, HeadWord
from extractor.tables.flow.pieces import Cell, Piece
from extractor.tables.flow.place import Placement

_SCALE = 10_000
# 0.005 in the smallest unit: forms print amounts with two decimals at most.
_HALF = 50

Fields = Iterable[tuple[str, tuple[Piece, ...]]]


def decided(
    rows: Iterable[FormRow], words: Sequence[HeadWord], fields: Fields
) -> Iterator[FormRow]:
    """Yield the rows, open amounts put into the columns that the sources of the money demand."""
    made = list(rows)
    open_rows = [row for row in made if row.values]
    sources = _sources(words, fields) if open_rows else []
    if not any(sources):
        yield from made
        return
    printed = [
        PrintedRow(tuple(_amount(cell) for _, cell in _amounts(row)), len(sources))
        for row in open_rows
    ]
    placement = Placement(
        [*printed, *(PrintedRow((amount,), 1) for amount in sources)],
        [_sum(column, len(open_rows)) for column in range(len(sources))],
    )
    placement.settle()
    for row in made:
        yield _placed(row, placement.columns(open_rows.index(row))) if row.values else row


def _sum(column: int, rows: int) -> Sum:
    terms = [Term(row, ((1, column),)) for row in range(rows)]
    return Sum((*terms, Term(rows + column, ((-1, 0),))), _HALF)


def _sources(words: Sequence[HeadWord], fields: Fields) -> list[int]:
    """Return for each amount column the sum of the fields that pay for it."""
    contents = [(label, pieces) for label, pieces in fields if pieces and pieces[0].number]
    return [
        sum(
            int(Decimal(pieces[0].amount) * _SCALE)
            for label, pieces in contents
            if head.word.sources.search(label)
        )
        for head in words
        if head.role == "value"
    ]


def _amounts(row: FormRow) -> list[tuple[int, Cell]]:
    return [(column, cell) for column, cell in row.cells if column in row.values]


def _amount(cell: Cell) -> int:
    return int(Decimal(cell.pieces[0].amount) * _SCALE)


def _placed(row: FormRow, columns: tuple[tuple[int, ...], ...]) -> FormRow:
    """Return the row with its amounts where they belong, as far as that is decided."""
    others = [cell for cell in row.cells if cell[0] not in row.values]
    moved = [
        (row.values[possible[0]], replace(cell, undecided=len(possible) > 1))
        for (_, cell), possible in zip(_amounts(row), columns, strict=True)
    ]
    return replace(row, cells=tuple(sorted([*others, *moved], key=lambda cell: cell[0])))
