"""Numbers of groups, guests and vehicles: those of a table against those of the narrative."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Cell, Fact
from extractor.readings import read_number
from extractor.text import squeeze
from rules.loaders.statistics import Statistic, load_statistics

# 4.公务用车保有量（辆）: such rows say in brackets what they count.
_COUNTS = regex.compile(r"[（(](?P<unit>个|批次?|人次?|辆|台)[）)]")


@check("narrative_table")
def statistics_told(seen: Evidence) -> Iterator[Made]:
    """表里的保有量、批次、人次等统计数，与情况说明里写的相同。"""
    cells = _counting_cells(seen)
    if not cells:
        return
    rules = load_statistics()
    told = [
        fact
        for topic in rules.topics
        for fact in seen.figures.under(topic)
        if fact.kind == "count" and fact.period in (None, seen.year)
    ]
    for rule in rules.statistics:
        printed = [cell for name, cell in cells.items() if rule.row.search(name)]
        if len(printed) == 1:
            yield from _compared(seen, rule, printed[0], told)


def _counting_cells(seen: Evidence) -> dict[str, Cell]:
    """Return the last number of each row that counts things, by the name of the row."""
    found: dict[str, Cell] = {}
    for table in (table for table in seen.tables if table.is_official):
        for cell in table.cells:
            if cell.value is not None and _COUNTS.search(cell.row_header):
                found[squeeze(cell.row_header)] = cell
    return found


def _compared(seen: Evidence, rule: Statistic, cell: Cell, told: list[Fact]) -> Iterator[Made]:
    """Compare a number with the one that the narrative tells, or the one that fits."""
    number = Decimal(cell.value or 0)
    facts = [
        fact for fact in told if fact.unit in rule.units and rule.subject.search(seen.subject(fact))
    ]
    readings = {
        reading.value: (fact, reading)
        for fact in reversed(facts)
        if (reading := reading_of(seen, fact)) is not None and (reading.value or not number)
    }
    unit = _COUNTS.search(cell.row_header)
    printed = read_number(cell.id, cell.value or "0", unit["unit"] if unit else None)
    if printed is None:
        return
    fitting = [pair for value, pair in readings.items() if value == number]
    for fact, reading in fitting or (list(readings.values()) if len(readings) == 1 else []):
        found = verdict.of_same(reading, printed)
        yield made("statistic", meaning(seen, [fact]), found)
        return
