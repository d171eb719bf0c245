"""The rows and columns of a table that a finding speaks of, as a small table of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.telling.places import Places, account_row, table_name, tidy

if TYPE_CHECKING:
    from extractor.model import Cell, Table


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell of an excerpt."""

    id: str
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its label, and a cell or None under each column."""

    label: str
    cells: tuple[Shown | None, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A small table: the name of the whole one, header paths, rows."""

    name: str
    unit: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]


def excerpt_of(cells: Iterable[Cell], places: Places) -> Excerpt:
    """Return the rows and columns of these cells of one table, the cells themselves marked."""
    marked = {cell.id: cell for cell in cells}
    first = next(iter(marked.values()))
    table = places.tables[first.id.partition("/")[0]]
    rows = {(cell.row, cell.row_header) for cell in marked.values()}
    columns = sorted({cell.column for cell in marked.values()})
    wanted = [c for c in table.cells if (c.row, c.row_header) in rows and c.column in columns]
    return _excerpt(table, wanted, columns, marked.keys())


def whole_table(table: Table) -> Excerpt:
    """Return the table with all its rows and columns, nothing marked."""
    columns = sorted({cell.column for cell in table.cells})
    return _excerpt(table, table.cells, columns, ())


def _excerpt(
    table: Table, cells: Iterable[Cell], columns: list[int], marked: Collection[str]
) -> Excerpt:
    headers: dict[int, tuple[str, ...]] = {}
    rows: dict[tuple[int, str], dict[int, Shown]] = {}
    labels: dict[tuple[int, str], str] = {}
    for cell in cells:
        headers.setdefault(cell.column, tuple(dict.fromkeys(map(tidy, cell.column_header))))
        # The two halves of a table share row numbers, and have rows of their own.
        key = (cell.row, cell.row_header)
        labels.setdefault(key, account_row(cell))
        rows.setdefault(key, {})[cell.column] = Shown(cell.id, _shown(cell), cell.id in marked)
    return Excerpt(
        name=table_name(table),
        unit=table.unit or "",
        columns=tuple(headers.get(column, ()) for column in columns),
        rows=tuple(
            Row(labels[key], tuple(found.get(column) for column in columns))
            for key, found in sorted(rows.items(), key=lambda item: item[0][0])
        ),
    )


def _shown(cell: Cell) -> str:
    """Return the cell on one line; a numeral torn by blanks is read, and so shown, as one."""
    return "".join(cell.text.split()) if cell.value is not None else tidy(cell.text)
