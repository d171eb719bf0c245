"""Relations whose operands are cells of one table: rows that sum to totals, columns to 合计."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from extractor.checks import relations, verdict
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.readings import blank
from extractor.views import Line, TableView
from rules.loaders.tables import load_across, load_tables
from rules.terms import CHANGE, PRIOR, RATE


@check("table_arithmetic")
def sums_in_tables(seen: Evidence) -> Iterator[Made]:
    """合计 = Σ类，类 = Σ款，款 = Σ项；合计 = 各栏之和；总计 = 本年合计 + 结转结余。"""
    for rule in load_tables(seen.kind):
        view = seen.views.get(rule.id)
        if view is not None:
            yield from relations.in_table(view, rule, seen.views)
    own = [rule for rule in load_across(seen.kind) if relations.is_of_one_table(rule)]
    yield from relations.across(seen.views, own)


@check("table_arithmetic")
def years_compared(seen: Evidence) -> Iterator[Made]:
    """增减额 = 本年数 − 上年数；增减率 = 增减额 ÷ 上年数。"""
    for rule in load_tables(seen.kind):
        view = seen.views.get(rule.id)
        if view is None:
            continue
        for line, item in product(view.lines, view.items_of_last_year):
            yield from _compared(view, line, item)


def _compared(view: TableView, line: Line, item: str) -> Iterator[Made]:
    """Yield how the printed differences of a row compare with the amounts of the two years."""
    current = view.of_line(line, item)
    prior = line.beside.get(PRIOR + item) or blank(view.id, view.factor)
    doubt = line.doubts[0] if line.doubts else None
    change, rate = line.beside.get(CHANGE + item), line.beside.get(RATE + item)
    if change is not None:
        found = verdict.of_sum(change, [(1, current), (-1, prior)])
        yield made("compared.change", f"{view.id}|{line.key}|{item}", found.unless(doubt))
    if rate is not None and prior.value:
        found = verdict.of_growth(rate, current, prior, verdict.HUNDRED)
        yield made("compared.rate", f"{view.id}|{line.key}|{item}", found.unless(doubt))
