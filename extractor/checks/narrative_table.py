"""A fact and the cells that hold the same quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Cell, Fact
from extractor.readings import Reading, blank
from extractor.views import BY_NAME
from rules.loaders.links import LinkRule
from rules.terms import PRIOR

_OUTCOME = re.compile(r"执行|决算|完成")


@check("narrative_table")
def facts_against_cells(seen: Evidence) -> Iterator[Made]:
    """情况说明里的数与表里同一个数必须一致；单位不同时换算后一致。"""
    for fact in seen.facts:
        if fact.kind != "amount":
            continue
        rule = seen.rule_for(fact)
        actual = reading_of(seen, fact)
        if rule is not None and actual is not None:
            yield from _against_cells(seen, fact, rule, actual)
            yield from _against_empty_tables(seen, fact, rule, actual)


def _against_cells(seen: Evidence, fact: Fact, rule: LinkRule, actual: Reading) -> Iterator[Made]:
    cells = [seen.cell_by_id[link.cell] for link in seen.links_of.get(fact.id, ())]
    if rule.relation == "compared":
        cells = [cell for address in rule.cells for cell in seen.views.cells_at(address, fact)]
    if rule.relation == "part_of_sum" and len(cells) > 1:
        terms = [(1, reading) for cell in cells if (reading := seen.reading(cell.id))]
        if terms:
            found = verdict.of_sum(actual, terms)
            yield Made(f"link.{rule.id}", meaning(seen, [fact]), rule.why, found)
        return
    for cell in cells:
        reading = seen.reading(cell.id)
        if cell.value is None and _may_stand_elsewhere(seen, cell):
            yield Made(
                f"link.{rule.id}",
                _key(seen, fact, cell),
                rule.why,
                verdict.missing(actual, cell.id),
            )
        elif reading is not None:
            name, found = _compared(seen, rule, cell.id.partition("/")[0], actual, reading)
            yield Made(name, _key(seen, fact, cell), rule.why, found)


def _may_stand_elsewhere(seen: Evidence, cell: Cell) -> bool:
    """Return whether a number of the row, whose column is not known, can be that of this cell."""
    view = seen.views.get(cell.id.partition("/")[0])
    line = view.rows.get(cell.row_key or "") if view else None
    return line is not None and bool(line.doubts)


def _compared(
    seen: Evidence, rule: LinkRule, table: str, actual: Reading, reading: Reading
) -> tuple[str, verdict.Verdict]:
    """Return by which rule a fact and a cell are held together, and whether they are."""
    if table in rule.certain:
        return f"link.{rule.id}.printed", verdict.of_same(actual, reading)
    if any(each.table == table and seen.views.holds(each.when) for each in rule.at_most):
        return f"within.{rule.id}", verdict.of_sum(actual, [(1, reading)], "<=")
    return f"link.{rule.id}", verdict.of_same(actual, reading)


def _against_empty_tables(
    seen: Evidence, fact: Fact, rule: LinkRule, actual: Reading
) -> Iterator[Made]:
    """Compare with a table printed without a data row, which counts as all blank."""
    for address in rule.cells:
        table, view = address.table, seen.views.get(address.table)
        if view is None or view.lines or not seen.views.holds(address.when):
            continue
        if address.row == BY_NAME:
            # What no row is called is no 0.
            continue
        if not view.damaged and address.column not in view.printed_columns:
            continue
        if view.damaged:
            found = verdict.missing(actual, table)
        else:
            found = verdict.of_same(actual, blank(table, view.factor))
        yield Made(f"link.{rule.id}", f"{meaning(seen, [fact])}|{table}", rule.why, found)


@check("narrative_table")
def changes_against_cells(seen: Evidence) -> Iterator[Made]:
    """增减额、增减率与表里两年的数一致。"""
    for fact in seen.facts:
        current = seen.figures.current(fact) if fact.kind in ("change", "change_rate") else None
        actual = reading_of(seen, fact)
        if current is None or actual is None or not _is_since_last_year(seen, fact):
            continue
        for link in seen.links_of.get(current.id, ()):
            cell = seen.cell_by_id[link.cell]
            pair = _both_years(seen, cell, fact) if link.relation == "equals" else None
            if pair is None:
                continue
            now, before = pair
            if fact.kind == "change":
                found = verdict.of_sum(actual, [(1, now), (-1, before)])
                yield made("compared.told", _key(seen, fact, cell), found)
            elif fact.unit == "%" and before.value:
                found = verdict.of_growth(actual, now, before, verdict.HUNDRED)
                yield made("compared.told.rate", _key(seen, fact, cell), found)


def _is_since_last_year(seen: Evidence, change: Fact) -> bool:
    return seen.year is not None and change.base_period == str(int(seen.year) - 1)


def _both_years(seen: Evidence, cell: Cell, change: Fact) -> tuple[Reading, Reading] | None:
    """Return what a table prints of this year and of the last, where that is the base told."""
    table = cell.id.partition("/")[0]
    view = seen.views.get(table)
    now = seen.reading(cell.id)
    line = view.rows.get(cell.row_key or "") if view else None
    before = line.beside.get(f"{PRIOR}{cell.column_key}") if line else None
    if view is None or now is None or before is None:
        return None
    header = "".join(seen.cell_by_id[before.ref].column_header)
    outcome = _OUTCOME.search(header) is not None
    return (now, before) if outcome == (change.base_measure == "final") else None


def _key(seen: Evidence, fact: Fact, cell: Cell) -> str:
    table = cell.id.partition("/")[0]
    return f"{meaning(seen, [fact])}|{table}|{cell.row_key}|{cell.column_key}"
