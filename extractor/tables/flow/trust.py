"""Which tables were torn so badly that what was read of them cannot be right.

A table that was read rightly adds up by its own totals; a wrong number in it breaks the two or
three sums that it takes part in. Where most sums of a kind fail, the text has lost the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.tables.flow.choices import PrintedRow, Sum
from extractor.tables.flow.grids import Columns, surplus
from extractor.tables.flow.pieces import squeezed
from extractor.tables.flow.sums import Ledger
from extractor.tables.flow.tables import FlowTable, TableRow

# One wrong number can break the sum of its row, of its parent and of its parts.
_MOST_BY_ONE_NUMBER = 3
_HEADER = re.compile(r"科目(?:编码|代码|名称)|[栏行]次")


def torn_tables(ledger: Ledger, columns: Sequence[Columns]) -> list[FlowTable]:
    """Return the tables where most sums along the rows or downwards fail, or rows ran together."""
    tables = list({id(table): table for table, _ in ledger.places}.values())
    return [table for table in tables if _is_torn(ledger, table, columns)]


def _is_torn(ledger: Ledger, table: FlowTable, columns: Sequence[Columns]) -> bool:
    crowded = sum(bool(surplus(table.blocks[row.block], row.values)) for row in table.rows)
    if crowded > 1 or any(map(_holds_header, table.rows)):
        return True
    if table.rule.layout == "halves" and any(map(_is_nameless, table.rows)):
        return True
    failed: Counter[str] = Counter()
    held: Counter[str] = Counter()
    left: Counter[str] = Counter()
    short: Counter[str] = Counter()
    for kind, each in ledger.own_sums(table):
        parts = parts_of(each, ledger.rows, columns)
        # A row with one part equals it in whatever columns they stand.
        if parts is None or not parts or (kind and len(parts) == 2 and not sum(parts)):
            continue
        if is_zero(parts, each):
            held[kind] += 1
        else:
            failed[kind] += 1
            left[kind] += sum(parts)
            short[kind] += sum(parts) > 0 and _has_blanks(each, ledger.rows)
    return any(
        (count >= _MOST_BY_ONE_NUMBER and count > held[kind])
        # What some rows lack stands in others, or nowhere.
        or (kind and count > 1 and (not left[kind] or short[kind] == count))
        for kind, count in failed.items()
    )


def _has_blanks(each: Sum, rows: Sequence[PrintedRow]) -> bool:
    """Return whether a row has fewer values than columns."""
    return any(len(rows[term.row].values) < rows[term.row].width for term in each.terms)


def _holds_header(row: TableRow) -> bool:
    """Return whether the name of a row took up words of a header."""
    return any(_HEADER.search(squeezed(cell.pieces)) for cell in row.labels if len(cell.pieces) > 1)


def _is_nameless(row: TableRow) -> bool:
    """Return whether values stand without a label: it has lost its own."""
    return bool(row.values) and not any(cell.pieces for cell in row.labels)


def parts_of(each: Sum, rows: Sequence[PrintedRow], columns: Sequence[Columns]) -> list[int] | None:
    """Return the printed operands of a sum, None where it is open whether one takes part."""
    parts: list[int] = []
    for term in each.terms:
        signs = {column: sign for sign, column in term.columns}
        values = rows[term.row].values
        for value, place in zip(values, columns[term.row], strict=False):
            possible = {signs.get(column, 0) for column in place}
            if len(possible) > 1:
                return None
            parts.extend(sign * value for sign in possible if sign)
    return parts


def is_zero(parts: Sequence[int], each: Sum) -> bool:
    """Return whether the printed operands of a sum add up, but for their roundings."""
    total, slack = sum(parts), each.half * len(parts)
    return total <= slack and (each.at_most or -total <= slack)
