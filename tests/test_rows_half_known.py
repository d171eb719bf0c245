"""Rows that print less than others do: no number in a known column, no 类 above the 项."""

from __future__ import annotations

import io

import openpyxl

from extractor import Report, extract
from extractor.checks import run_checks
from extractor.links import with_links
from extractor.model import Account, Table
from tests.build import evidence, fact, table

_TOLD = """
第三部分 2023年度部门决算情况说明

五、一般公共预算财政拨款支出决算情况说明

（二）一般公共预算财政拨款支出决算结构情况

2023年度一般公共预算财政拨款支出500.00万元，主要用于以下方面：一般公共服务支出300.00万元，占60%；\
住房保障支出200.00万元，占40%。
"""
_HEAD = """江州市临河区水务局
2023年度部门决算公开

第二部分 2023年度部门决算表
"""
_ITEMS = """
五、一般公共预算财政拨款支出决算表
单位：元
|科目编码|科目名称|本年支出合计|基本支出|项目支出|
|2010301|行政运行|2,000,000.00|2,000,000.00||
|2010302|一般行政管理事务|1,000,000.00||1,000,000.00|
|2210201|住房公积金|2,000,000.00|2,000,000.00||
|合计||5,000,000.00|4,000,000.00|1,000,000.00|
"""


def _serious(report: Report) -> list[str]:
    mild = ("outline", "completeness")
    return [f.rule for f in report.findings if f.severity != "info" and not f.rule.startswith(mild)]


def _loose(whole: Table) -> Table:
    """Return the table with the columns forgotten of what stands in 政府性基金."""
    cells = (
        cell.model_copy(update={"column_key": None}) if cell.column_key == "fund" else cell
        for cell in whole.cells
    )
    return whole.model_copy(update={"cells": tuple(cells)})


def test_a_number_whose_column_is_not_known_accuses_no_blank() -> None:
    rows = {"account:201": {"total": "300.00", "general": None, "fund": "300.00"}}
    summary = _loose(table("T04", rows, name="一般公共服务支出"))
    spent = table("T05", {"account:201": {"total": "300.00"}}, name="一般公共服务支出")
    account = Account(code="201", name="一般公共服务支出")
    told = fact("F1", "300.00", section="general_budget", account=account, fund="general")
    seen = with_links(evidence(summary, spent, facts=(told,)))
    checks = run_checks(seen)
    assert [check.rule for check in checks if check.status == "fail"] == []
    assert ("link.account.general", "unverifiable") in {(c.rule, c.status) for c in checks}


def test_a_class_is_there_where_its_items_are() -> None:
    assert _serious(extract((_HEAD + _ITEMS + _TOLD).encode())) == []
    lost = _ITEMS.replace("2210201|住房公积金", "2010399|其他支出")
    assert "account.unknown" in _serious(extract((_HEAD + lost + _TOLD).encode()))


def test_the_header_of_two_halves_doubles_no_words() -> None:
    book = openpyxl.Workbook()
    words = book.active
    for row, line in enumerate((_HEAD + _TOLD).split("\n"), start=1):
        words.cell(row, 1, line)
    table = book.create_sheet("收入支出决算总表")
    for cells in (("项目", "金额", "项目", "金额"), ("总计", 500.0, "总计", 500.0)):
        table.append(cells)
    out = io.BytesIO()
    book.save(out)
    report = extract(out.getvalue(), filename="x.xlsx")
    assert "editorial.doubled" not in _serious(report)
    assert {"300.00", "200.00"} <= {fact.value for fact in report.facts}
