"""The order of columns whose heads stand on several lines, told by what the row adds up to.

公务用车购置及运行费
合计 因公出国（境）费 公务接待费
小计 购置费 运行费

Reading order prints a heading of several columns before those beside it, wherever it stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice, product

from extractor.tables.flow.heads import HeadCell
from extractor.tables.flow.sums import Ledger
from extractor.tables.flow.tables import Block, FlowTable
from extractor.tables.flow.trust import is_zero, parts_of

# A header of so many lines that there are more orders is read as printed.
_MOST_ORDERS = 200


def ordered(table: FlowTable, report_kind: str) -> FlowTable:
    """Return the table of one row with its columns in the order in which fewest sums fail."""
    if table.rule.layout != "single_row" or not table.rows:
        return table
    (block,), values = table.blocks, table.rows[0].values
    if len(values) != block.width:
        return table
    starts = [line.start for line in table.region.lines]
    orders = islice(_orders(block.amounts, starts), _MOST_ORDERS)
    tables = [replace(table, blocks=(Block(block.labels, amounts),)) for amounts in orders]
    return min(tables, key=lambda each: _failures(each, report_kind))


def _failures(table: FlowTable, report_kind: str) -> int:
    """Return how many sums fail where the values stand in the columns one by one."""
    ledger = Ledger([table], report_kind)
    columns = [tuple((at,) for at in range(len(row.values))) for row in ledger.rows]
    sums = [each for _, each in ledger.own_sums(table)]
    parts = [parts_of(each, ledger.rows, columns) for each in sums]
    return sum(not is_zero(terms or (), each) for terms, each in zip(parts, sums, strict=True))


def _orders(cells: Sequence[HeadCell], starts: Sequence[int]) -> Iterator[tuple[HeadCell, ...]]:
    """Yield the heads in every order that keeps those of one line as printed, the printed first."""
    below = [list(_below(cell, starts)) for cell in cells]
    for chosen in product(*below):
        lines = groupby(
            sorted(chosen, key=lambda cell: cell.start),
            key=lambda cell: bisect_right(starts, cell.start),
        )
        yield chosen
        yield from _merged([tuple(line) for _, line in lines])


def _below(cell: HeadCell, starts: Sequence[int]) -> Iterator[HeadCell]:
    if not cell.below:
        yield cell
        return
    for order in _orders(cell.below, starts):
        yield replace(cell, below=list(order))


def _merged(lines: Sequence[tuple[HeadCell, ...]]) -> Iterator[tuple[HeadCell, ...]]:
    """Yield every way to put lines into one another."""
    filled = [line for line in lines if line]
    if not filled:
        yield ()
    for at, line in enumerate(filled):
        rest = [*filled[:at], line[1:], *filled[at + 1 :]]
        for order in _merged(rest):
            yield (line[0], *order)
