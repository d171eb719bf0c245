"""Relations whose operands are cells of one table: rows that sum to totals, columns to 合计."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks import relations
from extractor.checks.rule import Made, check
from extractor.evidence import Evidence
from rules.loaders.tables import load_across, load_tables


@check("table_arithmetic")
def sums_in_tables(seen: Evidence) -> Iterator[Made]:
    """合计 = Σ类，类 = Σ款，款 = Σ项；合计 = 各栏之和；总计 = 本年合计 + 结转结余。"""
    for rule in load_tables(seen.kind):
        view = seen.views.get(rule.id)
        if view is not None:
            yield from relations.in_table(view, rule, seen.views)
    own = [rule for rule in load_across(seen.kind) if relations.is_of_one_table(rule)]
    yield from relations.across(seen.views, own)
