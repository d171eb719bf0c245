"""What is read of one table before its columns are known: blocks of columns, rows of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from extractor.tables.columns import column_keys
from extractor.tables.flow.heads import HeadCell
from extractor.tables.flow.pieces import Cell, Piece
from extractor.tables.flow.regions import Region
from extractor.tables.headers import Block as HeaderBlock
from extractor.tables.headers import Header
from rules.loaders.tables import TableRule


@dataclass(frozen=True)
class Block:
    """One half or group of a table: its label columns, then its amount columns as a tree."""

    labels: tuple[HeadCell | None, ...]
    amounts: tuple[HeadCell, ...]
    title: HeadCell | None = None

    @cached_property
    def width(self) -> int:
        """The number of amount columns."""
        return sum(len(list(cell.leaves())) for cell in self.amounts)


class TableRow(Struct, frozen=True, gc=False):
    """One row of one block; rows of one ``line`` stand side by side.

    ``key`` is its meaning where the code or the label tells it: total, account:208, unit:403.
    """

    line: int
    block: int
    labels: tuple[Cell, ...]
    values: tuple[Piece, ...]
    key: str
    code: str = ""


@dataclass(frozen=True)
class FlowTable:
    """One official table as printed: which columns its values stand in is not yet decided."""

    rule: TableRule
    region: Region
    blocks: tuple[Block, ...]
    rows: tuple[TableRow, ...]

    @cached_property
    def keys(self) -> tuple[tuple[str | None, ...], ...]:
        """The meaning of every amount column, block by block."""
        paths = [path for block in self.blocks for cell in block.amounts for path in cell.paths()]
        header = Header(0, tuple(range(len(paths))), tuple(paths), tuple(_blocks(self.blocks)), "")
        found = column_keys(self.rule, header)
        keys: list[tuple[str | None, ...]] = []
        for block in self.blocks:
            keys.append(found[: block.width])
            found = found[block.width :]
        return tuple(keys)


def _blocks(blocks: Sequence[Block]) -> list[HeaderBlock]:
    first = 0
    found = []
    for block in blocks:
        found.append(HeaderBlock(range(0), first + 1, tuple(range(first, first + block.width))))
        first += block.width
    return found
