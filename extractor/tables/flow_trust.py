"""Which tables were torn so badly that what was read of them cannot be right.

A table that was read rightly adds up by its own totals; a wrong number in it breaks the two or
three sums that it takes part in. Where most sums of a kind fail, the text has lost the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractor.tables.flow_choices import PrintedRow, Sum
from extractor.tables.flow_grids import Columns, surplus
from extractor.tables.flow_sums import Ledger
from extractor.tables.flow_tables import FlowTable

# One wrong number can break the sum of its row, of its parent and of its parts.
_MOST_BY_ONE_NUMBER = 3


def torn_tables(ledger: Ledger, columns: Sequence[Columns]) -> list[FlowTable]:
    """Return the tables where most sums along the rows or downwards fail, or rows ran together."""
    tables = list({id(table): table for table, _ in ledger.places}.values())
    return [table for table in tables if _is_torn(ledger, table, columns)]


def _is_torn(ledger: Ledger, table: FlowTable, columns: Sequence[Columns]) -> bool:
    crowded = sum(bool(surplus(table.blocks[row.block], row.values)) for row in table.rows)
    if crowded > 1:
        return True
    failed: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for kind, each in ledger.own_sums(table):
        parts = _parts(each, ledger.rows, columns)
        # A row with one part equals it in whatever columns they stand.
        if parts is None or not parts or (kind and len(parts) == 2 and not sum(parts)):
            continue
        (held if _is_zero(parts, each) else failed)[kind] += 1
    return any(
        count >= _MOST_BY_ONE_NUMBER and count > held[kind] for kind, count in failed.items()
    )


def _parts(each: Sum, rows: Sequence[PrintedRow], columns: Sequence[Columns]) -> list[int] | None:
    """Return the printed operands of a sum, None where one of their columns is open."""
    parts: list[int] = []
    for term in each.terms:
        places = columns[term.row]
        if any(len(place) > 1 for place in places):
            return None
        values = rows[term.row].values
        stands = {place[0]: value for place, value in zip(places, values, strict=False) if place}
        parts.extend(sign * stands[at] for sign, at in term.columns if at in stands)
    return parts


def _is_zero(parts: Sequence[int], each: Sum) -> bool:
    total, slack = sum(parts), each.half * len(parts)
    return total <= slack and (each.at_most or -total <= slack)
