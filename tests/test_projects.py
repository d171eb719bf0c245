"""项目支出预算表 whose projects have no codes: known by their names, and never summed wrongly."""

from __future__ import annotations

import pytest

from extractor import Report, extract

PLAN = """某某区某某局2025年部门预算公开

第二部分 2025年部门预算表

2025年支出预算总表
预算03表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t160.00\t60.00\t100.00
201\t一般公共服务支出\t160.00\t60.00\t100.00

2025年项目支出预算表
预算10表
单位：万元
{table}
第三部分 2025年部门预算情况说明

三、支出预算情况说明

2025年支出预算160.00万元，其中：基本支出60.00万元，项目支出100.00万元。{told}
"""
TOLD = "项目支出主要包括：稳定工作专项经费{}万元，信息化运行维护项目{}万元。"
HEAD = "合计\t一般公共预算\t政府性基金预算\n"
CODED = (
    f"项目编码\t项目名称\t项目单位\t{HEAD}"
    "合计\t\t\t100.00\t100.00\t\n403001\t某某局本级\t\t100.00\t100.00\t\n"
    "31\t本级支出项目\t\t100.00\t100.00\t\n"
    "42010322403T000000107\t稳定工作专项经费\t某某局本级\t60.00\t60.00\t\n"
    "\t信息化运行维护\t某某局本级\t40.00\t40.00\t\n"
)
NAMED = (
    f"项目名称\t{HEAD}合计\t100.00\t100.00\t\n稳定工作专项经费\t60.00\t60.00\t\n"
    "信息化运行维护\t40.00\t40.00\t\n"
)
OF_UNITS = (
    f"单位编码\t单位名称\t项目名称\t{HEAD}\t合计\t\t100.00\t100.00\t\n"
    "403001\t某某局本级\t\t60.00\t60.00\t\n403001\t某某局本级\t稳定工作专项经费\t60.00\t60.00\t\n"
    "403002\t某某中心\t\t40.00\t40.00\t\n403002\t某某中心\t信息化运行维护\t40.00\t40.00\t\n"
)


def read(table: str, told: str = "") -> Report:
    return extract(PLAN.format(table=table, told=told).encode())


def outcomes(report: Report, rule: str) -> set[str]:
    return {check.status for check in report.checks if check.rule == rule}


def told(report: Report) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in report.findings]


@pytest.mark.parametrize("table", [CODED, NAMED, OF_UNITS])
def test_what_adds_up_is_checked_by_name(table: str) -> None:
    report = read(table)
    assert told(report) == []
    assert outcomes(report, "T10.hierarchy") == outcomes(report, "T10.across") == {"pass"}
    assert not [ref for ref in report.coverage.cells.unchecked if ref.startswith("T10")]


def test_what_is_carried_over_in_one_column_is_a_part_of_the_total() -> None:
    table = (
        "项目名称\t合计\t一般公共预算\t上年结转\n合计\t100.00\t85.00\t15.00\n"
        "稳定工作专项经费\t60.00\t60.00\t\n信息化运行维护\t40.00\t25.00\t15.00\n"
    )
    assert told(read(table)) == []
    assert outcomes(read(table), "T10.across.carry") == {"pass"}
    assert outcomes(read(table.replace("25.00", "52.00")), "T10.across.carry") == {"pass", "fail"}


@pytest.mark.parametrize("table", [CODED, NAMED])
def test_what_may_be_no_project_is_not_held_against_the_sum(table: str) -> None:
    """A row without a code can be a group of projects, too: 本级支出项目."""
    total = "合计\t100.00\t100.00" if table is NAMED else "本级支出项目\t\t100.00\t100.00"
    group = "其他运转类\t100.00\t100.00" if table is NAMED else "\t其他运转类\t\t100.00\t100.00"
    report = read(table.replace(total, f"{total}\t\n{group}"))
    assert "fail" not in outcomes(report, "T10.hierarchy")
    assert told(report) == []


def test_projects_below_the_row_of_their_unit_add_up_to_it() -> None:
    report = read(OF_UNITS.replace("信息化运行维护\t40.00\t40.00", "信息化运行维护\t30.00\t30.00"))
    assert "fail" in outcomes(report, "T10.hierarchy")
    assert {severity for _, severity in told(report)} == {"error"}


def test_a_project_whose_unit_has_no_row_may_be_part_of_another_row() -> None:
    rows = OF_UNITS.replace("403002\t某某中心\t\t40.00\t40.00\t\n", "")
    wider = rows.replace("403001\t某某局本级\t\t60.00", "403\t某某局\t\t60.00")
    for table in (rows, wider):
        assert told(read(table)) == []


def test_a_row_is_held_against_its_own_columns() -> None:
    report = read(NAMED.replace("信息化运行维护\t40.00\t40.00", "信息化运行维护\t40.00\t41.00"))
    assert ("T10.across", "error") in told(report)


@pytest.mark.parametrize("table", [CODED, NAMED, OF_UNITS])
def test_a_project_that_the_narrative_names_is_compared_with_its_row(table: str) -> None:
    assert told(read(table, TOLD.format("60.00", "40.00"))) == []
    assert outcomes(read(table, TOLD.format("60.00", "40.00")), "link.project.all") == {"pass"}
    wrong = read(table, TOLD.format("60.00", "41.00"))
    (finding,) = [one for one in wrong.findings if one.rule == "link.project.all"]
    assert finding.severity == "warning"
    assert "41.00万元" in finding.explanation
    assert "40.00万元" in finding.explanation


def test_two_projects_of_one_name_are_compared_with_nothing() -> None:
    twice = NAMED.replace(
        "信息化运行维护\t40.00\t40.00\t\n",
        "信息化运行维护\t30.00\t30.00\t\n信息化运行维护\t10.00\t10.00\t\n",
    )
    report = read(twice, TOLD.format("60.00", "40.00"))
    assert told(report) == []
    refs = [o.ref for c in report.checks if c.rule == "link.project.all" for o in c.operands]
    assert [ref for ref in refs if ref.startswith("T10")] == ["T10/R2/C1"]


def test_a_project_that_no_row_is_called_is_nothing_of_the_table() -> None:
    empty = f"项目名称\t{HEAD}合计\t\t\t\n"
    for table in (NAMED, empty):
        report = read(table, "项目支出主要包括：绿化养护项目12.00万元。")
        assert outcomes(report, "link.project.all") == set()


@pytest.mark.parametrize("fund", ["一般公共预算", "政府性基金预算", "国有资本经营预算"])
def test_expenditure_of_a_fund_s_budget_is_planned_in_a_plan(fund: str) -> None:
    """公共预算支出 has 共…支出 in it, which elsewhere says that money was spent."""
    report = read(NAMED, f"{fund}支出160.00万元，其中：基本支出60.00万元。")
    facts = report.facts[3:]
    assert [(one.subject, one.measure) for one in facts] == [
        (f"{fund}支出", "budget"),
        ("基本支出", "budget"),
    ]
