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


_CARRIED = """江州市临河区水务局2024年部门预算公开

第二部分 2024年部门预算情况说明

（一）财政拨款收入情况

2024年部门财政拨款收入120.00万元，其中：一般公共预算财政拨款120.00万元。本年收入中，\
一般公共预算财政拨款115.00万元。与上年对比财政拨款收入减少2.00万元，下降1.64%。

二、会议费情况

一般公共预算拨款安排的会议费预算支出1.50万元。

（三）政府采购。2024年政府采购预算总额30.00万元，其中：货物类10.00万元，服务类20.00万元。
"""


def test_what_a_plan_calls_spending_is_planned() -> None:
    told = {fact.value: fact for fact in extract(_CARRIED.encode()).facts}
    assert (told["1.50"].measure, told["1.50"].subject) == (
        "budget",
        "一般公共预算拨款安排的会议费",
    )


def test_this_years_income_is_told_beside_that_with_what_was_carried_over() -> None:
    report = extract(_CARRIED.encode())
    assert [one.rule for one in report.findings if one.severity == "error"] == []
    rate = next(fact for fact in report.facts if fact.kind == "change_rate")
    assert rate.subject == "财政拨款收入"
    assert rate.of == "F1"


def test_a_matter_that_a_paragraph_begins_with_is_a_section() -> None:
    report = extract(_CARRIED.encode())
    assert "政府采购" in {section.title for section in report.sections}
    wrong = extract(_CARRIED.replace("10.00", "11.00").encode())
    assert "sum.procurement" in {one.rule for one in wrong.findings}


_APART = """江州市临河区水务局2024年部门预算公开

第二部分 2024年部门预算情况说明

一、2024年部门预算收支总体情况

2024年支出预算为200.00万元，其中：基本支出150.00万元，项目支出50.00万元。

二、2024年部门预算收支增减变化情况

2024年支出预算为200.00万元，较上年预算增加15.00万元，增长8.11%，其中：基本支出增加9.00万元，\
增长6.38%；项目支出增加6.00万元，增长13.64%。
"""


def test_a_change_is_about_the_amount_that_a_section_before_tells() -> None:
    report = extract(_APART.encode())
    facts = {fact.id: fact for fact in report.facts}
    about = {fact.value: facts[fact.of].value for fact in report.facts if fact.of}
    assert about["9.00"] == about["6.38"] == "150.00"
    assert about["6.00"] == about["13.64"] == "50.00"
    assert [one.rule for one in report.findings if one.severity == "error"] == []
    wrong = extract(_APART.replace("增长6.38%", "增长6.83%").encode())
    assert "rate" in {one.rule for one in wrong.findings}


def test_the_year_that_lines_compare_with_is_not_the_reports() -> None:
    lines = "".join(
        f"{n}.其他收入5.00万元。\n较2020年度决算数减少1.00万元。\n" for n in range(1, 9)
    )
    text = f"江州市临河区水务局\n2021年度单位决算\n\n第三部分 2021年度单位决算情况说明\n\n{lines}"
    text += "一般公共预算财政拨款、政府性基金均无。\n"
    assert extract(text.encode()).report.fiscal_year == 2021
