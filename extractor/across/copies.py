"""Two files of one report, such as its PDF and its text, or two reports that differ?"""

from __future__ import annotations

from collections import Counter

from extractor.across.side import Side
from extractor.text import squeeze

_Place = tuple[str, str, str]


def is_copy(one: Side, other: Side) -> bool:
    """Return whether two reports of one unit, year and kind say the same.

    A file may lose what another one keeps, but what both have must agree: numbers at one place of
    the tables, and the sentences' quantities, where a corrected report has another instead.
    """
    cells, others = _cells(one), _cells(other)
    shared = cells.keys() & others.keys()
    if any(cells[place] != others[place] for place in shared):
        return False
    facts, theirs = _facts(one), _facts(other)
    return bool(shared or facts & theirs) and not (facts - theirs and theirs - facts)


def _cells(side: Side) -> dict[_Place, list[str]]:
    """Return the numbers of the official tables by their places, as printed there."""
    found: dict[_Place, list[str]] = {}
    for table in side.seen.tables:
        for cell in table.cells if table.is_official else ():
            if cell.value is not None and cell.column_key is not None:
                row = cell.row_key or squeeze(cell.row_header)
                place = table.id, row, cell.column_key
                found.setdefault(place, []).append(_plain(cell.value))
    return found


def _facts(side: Side) -> Counter[tuple[str, str]]:
    return Counter((_plain(fact.value), fact.unit or "") for fact in side.seen.facts)


def _plain(value: str) -> str:
    """Return a number without the zeros that one format keeps and another one drops."""
    return value.rstrip("0").rstrip(".") if "." in value else value
