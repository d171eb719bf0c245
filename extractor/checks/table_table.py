"""The same quantity in two tables, and what one table contains of another."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks import relations
from extractor.checks.rule import Made, check
from extractor.evidence import Evidence
from rules.loaders.tables import load_across, load_tables

# Reports without such money often leave these tables out.
_OTHER_FUNDS = ("government_fund", "state_capital")


@check("table_table")
def equals_across_tables(seen: Evidence) -> Iterator[Made]:
    """各表之间同一个数必须相同；部分不会大于全部。"""
    rules = [rule for rule in load_across(seen.kind) if not relations.is_of_one_table(rule)]
    funds = {table.id for table in load_tables(seen.kind) if table.kind in _OTHER_FUNDS}
    yield from relations.across(seen.views, rules, frozenset(funds))
