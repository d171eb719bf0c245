"""Tables whose columns are decided → grids, as if the lines had been there."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from extractor.document import Grid, GridCell
from extractor.tables.flow.heads import HeadCell, header_rows
from extractor.tables.flow.pieces import Cell, Piece
from extractor.tables.flow.tables import Block, FlowTable, TableRow

# For each value of a row the columns where it can stand, the likeliest first.
Columns = tuple[tuple[int, ...], ...]


class Placed(Struct, frozen=True, gc=False):
    """Where the values of a row stand; of the ``open`` columns nobody can say what they hold."""

    columns: Columns
    open: frozenset[int]


def to_grid(text: str, table: FlowTable, placed: dict[int, Placed], lost: bool) -> Grid:
    """Return the grid of a table; ``placed`` has the columns by the identity of the row.

    Of a ``lost`` table nobody can say that a place without a value is blank.
    """
    rows = [*_header(table)]
    depth = len(rows)
    for at, line in enumerate(_lines(table.rows)):
        cells: list[GridCell] = []
        blank_at = min(_first_place(row) for row in line)
        column = 0
        for number, block in enumerate(table.blocks):
            row = next((row for row in line if row.block == number), None)
            for cell in _cells(block, row, placed, lost):
                made = cell.at(text, depth + at, column, blank_at)
                blank_at = max(blank_at, made.end)
                cells.append(made)
                column += 1
        rows.append(cells)
    filled = [cell for row in rows for cell in row if cell.text]
    return Grid(
        rows=tuple(tuple(row) for row in rows),
        start=min((cell.start for cell in filled), default=table.region.end),
        end=max((cell.end for cell in filled), default=table.region.end),
        flowing=True,
    )


def _header(table: FlowTable) -> list[list[GridCell]]:
    tops: list[HeadCell | None] = []
    for block in table.blocks:
        columns = [*block.labels, *block.amounts]
        tops.extend([_titled(block.title, columns)] if block.title else columns)
    return header_rows(tops)


def _titled(title: HeadCell, columns: Sequence[HeadCell | None]) -> HeadCell:
    """Return the title of a half with all its columns below it."""
    below = [cell for cell in columns if cell is not None]
    return HeadCell(title.head, title.start, title.end, title.text, below)


def _lines(rows: Sequence[TableRow]) -> list[list[TableRow]]:
    found: dict[int, list[TableRow]] = {}
    for row in rows:
        found.setdefault(row.line, []).append(row)
    return list(found.values())


def _first_place(row: TableRow) -> int:
    pieces = [piece for cell in row.labels for piece in cell.pieces] + list(row.values)
    return min((piece.start for piece in pieces), default=0)


def _cells(block: Block, row: TableRow | None, placed: dict[int, Placed], lost: bool) -> list[Cell]:
    """Return the cells of one half or group of a row, the blank ones too."""
    labels = [Cell()] * len(block.labels)
    amounts = [Cell(undecided=lost)] * block.width
    if row is not None:
        labels[: len(row.labels)] = row.labels
        found, open_ = placed[id(row)].columns, placed[id(row)].open
        amounts = [Cell(undecided=at in open_) for at in range(block.width)]
        for value, columns in zip(row.values, found, strict=False):
            at = _free(columns, amounts)
            if at is not None:
                amounts[at] = Cell((value,), undecided=at in open_)
    return [*labels, *amounts]


def _free(columns: Sequence[int], amounts: Sequence[Cell]) -> int | None:
    """Return the likeliest column right of the values that stand already."""
    last = max((at for at, cell in enumerate(amounts) if cell.pieces), default=-1)
    return next((column for column in columns if column > last), None)


def surplus(block: Block, values: Sequence[Piece]) -> Sequence[Piece]:
    """Return the values that no column is left for."""
    return values[block.width :]
