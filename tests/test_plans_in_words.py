"""The narrative of plans: what it tells of the year before, and what its parts are parts of."""

from __future__ import annotations

from extractor import extract

_PLAN = """江州市临河区水务局2024年部门预算公开

第二部分 2024年部门预算情况说明

一、一般公共预算支出情况说明

基本支出预算100.00万元。项目支出30.00万元，其中：工资福利支出5.00万元，资本性支出25.00万元。

二、2024年“三公”经费预算情况说明

2024年“三公”经费一般公共预算安排12.00万元。

三、2023年“三公”经费决算情况

2023年“三公”经费支出13.00万元。2024年“三公”经费预算较2023年度减少1.00万元。
"""


def test_a_plan_may_tell_what_was_spent_the_year_before() -> None:
    report = extract(_PLAN.encode())
    told = {fact.value: fact for fact in report.facts}
    assert (told["12.00"].subject, told["12.00"].measure) == ("“三公”经费一般公共预算", "budget")
    assert (told["13.00"].period, told["13.00"].measure) == ("2023", "final")
    assert told["-1.00"].of is None
    assert not [one for one in report.findings if one.rule.startswith("attribution")]


def test_what_projects_spend_on_staff_is_not_what_staff_costs_in_all() -> None:
    told = {fact.value: fact for fact in extract(_PLAN.encode()).facts}
    assert told["5.00"].subject == "项目支出（工资福利支出）"
    assert told["5.00"].account is None


def test_sentences_before_the_first_heading_are_read() -> None:
    text = (
        "江州市临河区水务局2024年部门预算\n\n收入预算30.00万元，比上年预算减少2.00万元。\n\n"
        + _PLAN
    )
    assert {"30.00", "-2.00"} <= {fact.value for fact in extract(text.encode()).facts}
