"""Performance forms by meaning: bounds, names, and their numbers against the official tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import extract
from extractor.bounds import in_one_unit, read_bound
from extractor.checks import run_checks
from extractor.checks._names import best_match, likeness
from extractor.document import Document
from extractor.load import load
from extractor.model import Table
from extractor.notices import Notice, TableName
from extractor.pipeline import judge, read_evidence
from extractor.tables import read_tables
from extractor.tables.numerals import measured
from rules.loaders.forms import load_forms
from tests.build import FINAL, PLAN, evidence, table
from tests.corpus import REPORTS

PLAN_FORM = """2024年部门整体绩效目标申报表

部门名称\t某区信访局
总体资金情况\t当年金额\t占比\t2023年\t2022年
财政拨款\t{total}\t100%\t180.00\t150.00
合计\t{total}\t100%\t180.00\t150.00
人员类项目支出\t{personnel}\t60%\t100.00\t90.00
运转类项目支出\t30.00\t15%\t30.00\t30.00
特定目标类项目支出\t{project}\t25%\t50.00\t30.00
合计\t{total}\t100%\t180.00\t150.00

2024年项目支出绩效目标申报表

项目名称\t信访维稳工作经费\t项目代码\t4201
项目总预算\t90\t项目当年预算\t{project}
"""
RIGHT = {"total": "200.00", "personnel": "120.00", "project": "50.00"}
TABLES = (
    table("T02", {"total": {"total": "200.00"}}),
    table(
        "T05",
        {
            "total": {
                "total": "200.00",
                "basic": "150.00",
                "personnel": "120.00",
                "public": "30.00",
                "project": "50.00",
            }
        },
    ),
)


def named(one: Table, names: dict[str, str]) -> Table:
    """Return a table whose rows print these names."""
    cells = (
        cell.model_copy(update={"row_header": names.get(cell.row_key or "", cell.row_header)})
        for cell in one.cells
    )
    return one.model_copy(update={"cells": tuple(cells)})


PROJECTS = named(
    table("T10", {"total": {"total": "50.00"}, "project:1": {"total": "50.00"}}),
    {"project:1": "42010322403T000000107 信访维稳专项"},
)


def failed(text: str) -> set[str]:
    """Return the rules that fail for forms beside the tables above."""
    document: Document = load(text.encode())
    forms = [one for one in read_tables(document, (), PLAN).tables if one.id[0] == "A"]
    seen = evidence(*TABLES, PROJECTS, *forms, frame=PLAN)
    return {one.rule for one in run_checks(seen) if one.status == "fail"}


@pytest.mark.parametrize(
    ("changed", "rules"),
    [
        ({}, set()),
        ({"personnel": "130.00"}, {"form.unit.personnel", "form.composition", "form.share"}),
        ({"total": "210.00"}, {"form.unit.total", "form.composition"}),
        ({"project": "40.00"}, {"form.unit.project", "form.project.budget"}),
    ],
    ids=["right", "personnel", "total", "project"],
)
def test_a_plan_s_form_agrees_with_the_budget_tables(
    changed: dict[str, str], rules: set[str]
) -> None:
    assert failed(PLAN_FORM.format(**{**RIGHT, **changed})) >= rules
    assert bool(rules) == bool(failed(PLAN_FORM.format(**{**RIGHT, **changed})))


@pytest.mark.parametrize(("amount", "wrong"), [("20", False), ("10", True)])
def test_a_kind_that_the_end_of_a_name_touches_is_that_of_other_projects(
    amount: str, wrong: bool
) -> None:
    listed = (
        "项目名称\t支出项目类别\t项目总预算\t项目本年度预算\t项目主要支出方向和用途\n"
        "信访专项\t特定目标类\t30\t30\t会议费\n"
        f"维稳 经\t费特定目标类\t{amount}\t{amount}\t宣传费\n"
    )
    form = PLAN_FORM.format(**RIGHT).replace("\n\n2024年项目支出", f"\n{listed}\n2024年项目支出")
    assert ("form.listed" in failed(form)) == wrong


def test_money_for_projects_of_all_funds_is_not_compared_with_one_fund() -> None:
    general = table("T06", {"total": {"total": "180.00", "project": "30.00"}})
    document: Document = load(PLAN_FORM.format(**RIGHT).encode())
    forms = [one for one in read_tables(document, (), PLAN).tables if one.id[0] == "A"]
    checks = run_checks(evidence(*TABLES, general, *forms, frame=PLAN))
    assert "form.unit.project" not in {one.rule for one in checks}


def forms_of(name: str, first: int = 1) -> list[Table]:
    """Return the forms of a plan as another organisation has them."""
    document: Document = load(PLAN_FORM.format(**RIGHT).replace("某区信访局", name).encode())
    read = (one for one in read_tables(document, (), PLAN).tables if one.id[0] == "A")
    return [
        one.model_copy(update={"id": f"A{number:02}"})
        for number, one in enumerate(read, start=first)
    ]


def test_forms_of_several_units_are_not_each_of_the_total() -> None:
    total = table("T02", {"total": {"total": "500.00"}})
    for forms, compared in (
        (forms_of("甲中心"), True),
        (forms_of("甲中心") + forms_of("乙中心", 9), False),
    ):
        rules = {one.rule for one in run_checks(evidence(total, *forms, frame=PLAN))}
        assert ("form.unit.total" in rules) == compared


@pytest.mark.parametrize(("unsure", "found"), [(False, {"fail"}), (True, set())])
def test_a_table_that_can_be_lost_may_have_the_number_of_a_form(
    unsure: bool, found: set[str]
) -> None:
    general = table("T06", {"total": {"total": "180.00"}})
    forms = [one.model_copy(update={"unsure": unsure}) for one in forms_of("某区信访局")]
    checks = run_checks(evidence(general, *forms, frame=PLAN))
    assert {one.status for one in checks if one.rule == "form.unit.total"} == found


def test_money_for_running_costs_is_compared_with_public_expenditure() -> None:
    text = PLAN_FORM.format(**RIGHT).replace("30.00\t15%", "35.00\t15%")
    assert "form.unit.public" in failed(text)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("≥ 7场", "7", None, "场"),
        ("不少于20批次", "20", None, "批次"),
        ("85%以上", "85", None, "%"),
        ("＞98%", "98", None, "%"),
        ("≤5日", None, "5", "日"),
        ("3天以内", None, "3", "天"),
        ("=100%", "100", "100", "%"),
        ("1，223.50万元", "1223.50", "1223.50", "万元"),
        ("97%—100%", "97", "100", "%"),
        ("30-50户", "30", "50", "户"),
        ("11,800 人/次", "11800", "11800", "人/次"),
    ],
)
def test_a_target_is_read_with_its_ends_and_unit(
    text: str, low: str | None, high: str | None, unit: str
) -> None:
    bound = read_bound(text)
    assert bound is not None
    assert (bound.low, bound.high, bound.unit) == (
        low and Decimal(low),
        high and Decimal(high),
        unit,
    )


@pytest.mark.parametrize(
    "text",
    ["", "及时", "≤计划期", "四个办公区", "2024年12月31日前", "0次/0次", "100—97%", "约30次"],
)
def test_words_are_no_target(text: str) -> None:
    assert read_bound(text) is None


@given(st.text(max_size=30))
def test_any_words_are_read_or_not(text: str) -> None:
    bound = read_bound(text)
    assert bound is None or bound.low is not None or bound.high is not None


def test_units_of_one_thing_can_be_compared() -> None:
    alike = load_forms().alike
    assert in_one_unit("人", "名", alike)
    assert in_one_unit("万元", "元", alike)
    assert in_one_unit("", "次", alike)
    assert not in_one_unit("次", "个", alike)


def test_a_name_is_known_by_what_it_shares() -> None:
    names = ["稳定企业改制工作专项经费", "企业托管改制专项经费", "稳定专项资金"]
    assert best_match("稳定、企业改制工作专项经费", names, 0.7) == names[0]
    assert best_match("安全生产专项", names, 0.3) is None
    assert likeness("国资监管业务经费", "国资监管项目") == 1


OVERALL = """2024年度某区司法局整体绩效自评表

单位名称\t某区司法局
基本支出总额\t\t300.00万元\t\t项目支出总额\t\t{project}万元
预算执行情况（万元）\t\t部门整体支出总额\t预算数（A）\t执行数（B）\t执行率（B/A）
\t\t\t{budget}\t{final}\t{rate}%

2024年度法律援助经费项目绩效自评表

项目名称\t\t法律援助经费
预算执行情况（万元）\t\t年度财政资金总额\t预算数（A）\t执行数（B）\t执行率（B/A）
\t\t\t84.00\t84.00\t100%
"""
LOST = Notice("table_damaged", details={"table": TableName("支出决算表", "T03")})
READ = {"total": {"total": "384.00", "basic": "300.00", "project": "84.00"}}


def outcomes(tables: Sequence[Table], *notices: Notice, **printed: str) -> dict[str, str]:
    """Return how each rule on forms came out, for a form beside these tables."""
    told = {"project": "84.00", "budget": "384.00", "final": "384.00", "rate": "100", **printed}
    document = load(OVERALL.format(**told).encode())
    forms = [one for one in read_tables(document, (), FINAL).tables if one.id[0] == "A"]
    seen = evidence(*tables, *forms, warnings=notices)
    return {one.rule: one.status for one in run_checks(seen) if one.rule.startswith("form.")}


@pytest.mark.parametrize(
    ("project", "outcome"), [("84.00", "pass"), ("64.00", "fail"), ("94.00", None)]
)
def test_a_form_that_has_less_than_a_part_of_a_lost_table_contradicts_it(
    project: str, outcome: str | None
) -> None:
    """The lost table can have more than the one that was read, and never less."""
    lost = table("T03", {"total": {"total": None}}).model_copy(update={"cells": ()})
    found = outcomes((lost, table("T05", READ)), LOST, project=project)
    assert found.get("form.project") == outcome
    assert found["form.basic"] == "pass"


def test_a_form_beside_a_lost_part_may_agree_with_it() -> None:
    lost = table("T05", {"total": {"total": None}}).model_copy(update={"cells": ()})
    damaged = Notice("table_damaged", details={"table": TableName("支出决算表", "T05")})
    assert "form.project" not in outcomes((table("T03", READ), lost), damaged, project="64.00")
    assert outcomes((table("T03", READ), lost), damaged)["form.project"] == "pass"


@pytest.mark.parametrize(
    ("printed", "within", "overall"),
    [
        ({}, "pass", "pass"),
        # Initial budget, and what became of it.
        ({"budget": "350.00", "rate": "109.71"}, "fail", "pass"),
        # The form itself leaves the projects out of its totals.
        ({"budget": "300.00", "final": "300.00"}, None, "fail"),
        ({"budget": "300.00", "final": "300.00", "project": "94.00"}, "fail", "fail"),
    ],
)
def test_projects_beyond_the_whole_are_told_once(
    printed: dict[str, str], within: str | None, overall: str
) -> None:
    found = outcomes((), **printed)
    assert (found.get("form.budget.within"), found["form.overall"]) == (within, overall)


PURCHASE = """2025年部门预算公开

第二部分 2025年部门预算情况说明

一、收支预算总体情况说明

2025年收支总预算200.00万元，比2024年增加20.00万元，增长11.11%，主要原因是人员增加。

2025年项目支出绩效目标申报表

项目名称\t资产监管经费\t项目代码\t4201
项目总预算\t4\t项目当年预算\t4
项目内容\t测算依据及说明\t本级财政拨款金额\t上级转移支付金额
评估费\t租金评估费用5000元/户*8户=4万元\t4.00\t
品名\t数量\t金额
评估服务\t{}\t4.00
"""


@pytest.mark.parametrize(
    ("quantity", "status"), [("8户", ["pass"]), ("6户", ["fail"]), ("1批", [])]
)
def test_a_purchase_counts_what_its_calculation_counts(quantity: str, status: list[str]) -> None:
    report = extract(PURCHASE.format(quantity).encode())
    assert [one.status for one in report.checks if one.rule == "form.bought"] == status


# A form whose row 项目名称 was not read, or that has none.
NAMELESS = """2024年度
某区司法局部门决算公开

第三部分 2024年度部门决算情况说明

一、收入支出决算总体情况说明

2024年度收、支总计400.00万元，与2023年度相比，增加10.00万元。

二、预算绩效情况说明

我单位组织对本单位开展整体支出绩效自评，资金384.00万元。

社区矫正项目绩效自评综述：全年预算数为{}万元，执行数为44.00万元，完成预算的96.70%。

第四部分 附件

2024年度{}项目支出绩效自评表

主管部门\t某区司法局\t\t实施单位\t某区司法局
项目资金（万元）\t年度财政资金总额\t预算数（A）\t执行数（B）\t执行率（B/A）
\t\t45.50\t44.00\t96.70%
"""


def test_a_form_of_a_project_whose_name_was_not_read_is_none_of_the_whole() -> None:
    report = extract(NAMELESS.format("45.50", "社区矫正").encode())
    assert [one.kind for one in report.tables] == ["performance_project"]
    assert not [one for one in report.checks if one.rule == "form.told.whole"]


@pytest.mark.parametrize(
    ("budget", "title", "told"),
    [
        ("45.50", "社区矫正", ["pass"] * 3),
        ("46.50", "社区矫正", ["fail", "pass", "pass"]),
        ("46.50", "某区司法局", []),
        ("46.50", "部门预算", []),
    ],
)
def test_a_form_without_the_name_of_its_project_is_known_by_its_title(
    budget: str, title: str, told: list[str]
) -> None:
    report = extract(NAMELESS.format(budget, title).encode())
    assert [one.status for one in report.checks if one.rule == "form.told"] == told


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_to_ask_for_a_number_changes_no_finding(name: str) -> None:
    first, second = (read_evidence(load(REPORTS[name].read_bytes())) for _ in range(2))
    for cell in (cell for read in second.tables for cell in read.cells):
        second.reading(cell.id)
    told, again = ([one.explanation for one in judge(seen)[1]] for seen in (first, second))
    assert told == again


@pytest.mark.parametrize("numeral", ["1" * 30, f"0.{'3' * 30}", f"{'2' * 24}.5"])
def test_a_number_too_long_to_be_one_is_neither_computed_with_nor_nothing(numeral: str) -> None:
    text = PLAN_FORM.format(**RIGHT | {"project": numeral})
    report = extract(f"某区信访局2024年部门预算公开\n收支总体情况\n{text}".encode())
    cells = [cell for read in report.tables for cell in read.cells if cell.text == numeral]
    assert cells
    assert all(cell.value is None for cell in cells)
    failed = {part.ref for one in report.checks if one.status == "fail" for part in one.operands}
    assert failed.isdisjoint(cell.id for cell in cells)


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        *(("不高于5%", "5", "%"), ("至少3次", "3", "次"), ("大于等于90%", "90", "%")),
        *(("超过30人", "30", "人"), ("<=5", "5", None), ("90%以上", "90", "%")),
        *(("约5次", "5", "次"), ("四个办公区", None, None), ("3—5次", None, None)),
    ],
)
def test_a_cell_has_the_value_that_its_limit_is_checked_by(
    words: str, value: str | None, unit: str | None
) -> None:
    found = measured(words)
    assert found == (None if value is None else (value, unit))


def test_a_form_with_lines_whose_first_cell_is_blank_is_read_once() -> None:
    printed = [
        ["", "填报日期：2025年2月10日"],
        ["单位名称", "某区某中心"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "得分"],
        ["", "产出指标", "数量指标", "活动场数", "7场", "8场", "14"],
        ["", "满意度指标", "服务对象满意度指标", "企业满意度", "95%", "95%", "13"],
    ]
    cells = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in printed)
    page = f"<html><p>2024年度整体绩效自评表</p><table>{cells}</table></html>"
    tables = read_tables(load(page.encode()), (), FINAL).tables
    assert [cell.text for form in tables for cell in form.cells].count("14") == 1
