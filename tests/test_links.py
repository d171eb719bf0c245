"""Which cells a fact belongs to, by its words alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor import Report
from extractor.evidence import Evidence
from extractor.links import with_links
from extractor.model import Account, Fact
from extractor.text import squeeze
from rules.loaders.links import FUNDS, LinkRule, LinkRules, Words, load_links
from rules.loaders.tables import REPORT_KINDS
from tests.build import FINAL, PLAN, evidence, fact, section, table

RULES = [(kind, rule) for kind in REPORT_KINDS for rule in load_links(kind).rules]
WORDED = [(kind, rule) for kind, rule in RULES if not rule.account]


def words(rules: LinkRules, rule: LinkRule) -> Words:
    """Return the words of a fact that a rule is for."""
    topic = next((one for one in rule.topics if one != "none"), "")
    subject = rules.bare(squeeze(rule.example))
    stated = next(fund for fund in FUNDS if fund in rule.funds)
    return Words(
        subject=subject,
        topic=topic,
        fund=rules.fund(subject, topic, None if stated == "none" else stated, None),
        measure=min(rule.measures),
        account=rule.account,
        code=None,
        zero=False,
    )


@pytest.mark.parametrize(("kind", "rule"), WORDED, ids=[f"{k}:{r.id}" for k, r in WORDED])
def test_an_example_is_found_by_its_own_rule(kind: str, rule: LinkRule) -> None:
    rules = load_links(kind)
    found = rules.rule_for(words(rules, rule))
    assert found is not None
    assert found.id == rule.id


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[f"{k}:{r.id}" for k, r in RULES])
def test_a_rule_names_its_norm(kind: str, rule: LinkRule) -> None:
    assert rule.why
    assert rule.cells or rule.id == "unit.other_funds"


def cells_of(facts: tuple[Fact, ...], *tables: object, frame: object = FINAL) -> list[str]:
    """Return the cells that facts are linked to."""
    seen = evidence(*tables, facts=facts, frame=frame)  # type: ignore[arg-type]
    return [one.cell for one in with_links(seen).links]


T01 = table(
    "T01",
    {
        "income_total": {"amount": "100.00"},
        "grand_income": {"amount": "100.00"},
        "grand_expenditure": {"amount": "100.00"},
    },
)
T05 = table(
    "T05",
    {
        "total": {"total": "100.00", "basic": "60.00"},
        "account:201": {"total": "100.00", "basic": "60.00"},
        "account:2010301": {"total": "40.00", "basic": None},
        "account:?事业运行": {"total": "60.00", "basic": "60.00"},
    },
)


def test_one_numeral_for_two_totals_has_two_links() -> None:
    total = fact("F1", "100.00", subject="收、支总计", section="overall")
    assert cells_of((total,), T01) == ["T01/R2/C1", "T01/R3/C1"]


def test_a_link_survives_a_wrong_number() -> None:
    total = fact("F1", "7.00", subject="收、支总计", section="overall")
    assert len(cells_of((total,), T01)) == 2


def test_last_years_amount_is_no_amount_of_this_years_table() -> None:
    total = fact("F1", "100.00", subject="收入合计", section="income", period="2023")
    assert cells_of((total,), T01) == []


def test_an_account_is_found_by_its_code() -> None:
    account = Account(code="2010301", name="行政运行")
    item = fact("F1", "40", subject="行政运行", account=account, section="general_budget.detail")
    assert cells_of((item,), T05) == ["T05/R3/C1"]


def test_an_account_without_a_code_is_found_by_a_name_that_is_there_once() -> None:
    account = Account(code=None, name="事业运行")
    item = fact("F1", "60", subject="事业运行", account=account, section="general_budget.detail")
    assert cells_of((item,), T05) == ["T05/R4/C1"]


def test_the_budget_of_an_item_is_in_no_table_of_outcomes() -> None:
    account = Account(code="2010301", name="行政运行")
    item = fact("F1", "40", measure="initial_budget", account=account, fund="general")
    assert cells_of((item,), T05) == []


def test_basic_expenditure_is_another_number_in_another_section() -> None:
    whole = fact("F1", "60", subject="基本支出", section="expenditure")
    general = fact("F2", "60", subject="基本支出", section="general_budget.detail")
    t03 = table("T03", {"total": {"total": "110", "basic": "70"}})
    assert cells_of((whole,), t03, T05) == ["T03/R1/C2"]
    assert cells_of((general,), t03, T05) == ["T05/R1/C2"]


UNITS = table(
    "T02",
    {
        "total": {"total": "100", "general": "90"},
        "unit:403": {"total": "100", "general": "90"},
        "unit:403001": {"total": "30", "general": "20"},
        "unit:403002": {"total": "50", "general": "50"},
        "unit:403003": {"total": "20", "general": "20"},
    },
)


def test_subordinate_units_are_parts_of_a_sum() -> None:
    below = fact("F1", "70", subject="部门预算收入（所属预算单位）", measure="budget")
    renamed = [cell.model_copy(update={"row_header": "某局本级"}) for cell in UNITS.cells[4:6]]
    own = UNITS.model_copy(update={"cells": (*UNITS.cells[:4], *renamed, *UNITS.cells[6:])})
    links = with_links(Evidence((section("overall"),), (own,), (below,), (), PLAN)).links
    assert [(one.cell, one.relation) for one in links] == [
        ("T02/R4/C1", "part_of_sum"),
        ("T02/R5/C1", "part_of_sum"),
    ]


def test_every_link_of_a_report_joins_a_fact_and_a_cell_once(
    read: Callable[[str], Report], name: str
) -> None:
    report = read(name)
    facts = {one.id for one in report.facts}
    cells = {cell.id for one in report.tables for cell in one.cells}
    pairs = [(one.fact, one.cell) for one in report.links]
    assert len(pairs) == len(set(pairs))
    assert {one for one, _ in pairs} <= facts
    assert {one for _, one in pairs} <= cells
