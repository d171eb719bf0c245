"""Finds the cells that a person means by ``T05:2010301:小计`` or ``T09::决算数/合计``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from extractor.model import Cell, Report, Span
from extractor.text import squeeze

_NUMBERING = regex.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、])")
_UNIT = regex.compile(r"（(?:万元|元|%)）$")
_ROW_NUMBER = regex.compile(r"\d{1,2}")
# A person writes the usual name of a column that a table abbreviates or cuts.
_USUAL = regex.compile(r"维护|支出$")


class CellAddresses:
    """The cells of one report by what they mean."""

    def __init__(self, report: Report) -> None:
        self.cells: dict[str, Cell] = {}
        self._spans: dict[str, Span] = {}
        self._by_table: dict[str, list[Cell]] = defaultdict(list)
        for table in report.tables:
            self._spans[table.id] = table.span
            self._by_table[table.id].extend(table.cells)
            self.cells.update({cell.id: cell for cell in table.cells})

    def span(self, ref: str) -> Span | None:
        """Return the place of a cell or a table."""
        cell = self.cells.get(ref)
        return cell.span if cell else self._spans.get(ref)

    def official(self) -> Iterator[Cell]:
        """Yield the cells of the official tables."""
        for table, cells in self._by_table.items():
            if table.startswith("T"):
                yield from cells

    def find(self, address: str) -> list[Cell]:
        """Return the cells at ``table:row:column``: as worded, else by the core of the words."""
        table, row, column = address.split(":", 2)
        cells = self._by_table.get(table, [])
        path = tuple(squeeze(level) for level in column.split("/"))
        for same_row in (_is_row, _is_like_row):
            rows = [cell for cell in cells if same_row(cell, squeeze(row))]
            for same_column in (_ends_with, _is_like_column, _is_cut_column):
                found = [cell for cell in rows if same_column(_path(cell), path)]
                if found:
                    return found
        return []


def _path(cell: Cell) -> tuple[str, ...]:
    return tuple(_UNIT.sub("", squeeze(level)) for level in cell.column_header)


def _is_row(cell: Cell, row: str) -> bool:
    """Return whether the row is called so, has this code, or is the only one of its table."""
    if not row:
        return True
    if _ROW_NUMBER.fullmatch(row):
        return cell.row == int(row)
    code = cell.account.code if cell.account else None
    key = (cell.row_key or "").rpartition(":")[2]
    return row in (squeeze(cell.row_header), code, key)


def _is_like_row(cell: Cell, row: str) -> bool:
    name = squeeze(cell.account.name) if cell.account else None
    bare = _NUMBERING.sub("", row)
    if row == "合计" and cell.row_key == "total":
        return True
    return bare in (_NUMBERING.sub("", squeeze(cell.row_header)), name)


def _ends_with(header: tuple[str, ...], path: tuple[str, ...]) -> bool:
    return header[-len(path) :] == path


def _is_like_column(header: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Return whether every level is there, whatever their order and wording."""
    usual = {_USUAL.sub("", level) for level in header}
    return bool(header) and all(_USUAL.sub("", level) in usual for level in path)


def _is_cut_column(header: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Return whether the table prints the beginning of each level: 公务用车 for 公务用车购置费."""
    return len(header) == len(path) and all(map(str.startswith, path, header))
