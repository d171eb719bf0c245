"""Where other places print the “三公” table: items in rows, years in rows, two years abreast."""

from __future__ import annotations

import pytest

from extractor import Report, extract

Rows = tuple[str, ...]

_FINAL = """江州市临河区水务局
2023年度部门决算公开

第二部分 2023年度部门决算表

七、一般公共预算财政拨款“三公”经费支出决算表
编制单位：江州市临河区水务局    单位：万元
{table}

第三部分 2023年度部门决算情况说明

七、“三公”经费支出决算情况说明

2023年度“三公”经费财政拨款支出预算为20.00万元，支出决算为16.50万元，完成预算的82.50%。\
其中：公务用车购置及运行费支出决算为13.50万元，完成预算的90%；公务接待费支出决算为3.00万元，\
完成预算的60%。
"""
_PLAN = """江州市临河区水务局
2024年部门预算公开

第二部分 2024年部门预算表

表7 一般公共预算“三公”经费支出预算表
编制单位：江州市临河区水务局    单位：万元
{table}

第三部分 2024年部门预算情况说明

三、2024年“三公”经费预算情况说明

2024年“三公”经费财政拨款预算16.50万元，比2023年预算减少1.50万元，下降8.33%。\
其中：公务用车购置及运行费13.50万元；公务接待费3.00万元。
"""
_YEARS_DOWN: Rows = (
    "年度|合计|因公出国（境）费|公务用车购置及运行费|||公务接待费",
    "|||小计|购置费|运行费|",
    "2022年决算数|18.00|0.00|14.00|0.00|14.00|4.00",
    "2023年预算数|20.00|0.00|15.00|0.00|15.00|5.00",
    "2023年决算数|16.50|0.00|13.50|0.00|13.50|3.00",
    "增减%|-8.33||-3.57||-3.57|-25.00",
)
_ITEMS_DOWN: Rows = (
    "项目|2022年决算数|2023年预算数|2023年决算数|比上年增减%",
    "“三公”经费合计|18.00|20.00|16.50|-8.33",
    "1.因公出国（境）费用|0.00|0.00|0.00|",
    "2.公务接待费|4.00|5.00|3.00|-25.00",
    "3.公务用车费|14.00|15.00|13.50|-3.57",
    "其中：（1）公务用车运行维护费|14.00|15.00|13.50|-3.57",
    "（2）公务用车购置|0.00|0.00|0.00|",
)
_PAIRS: Rows = (
    "合计  因公出国（境）费  公务用车购置及运行费  公务接待费  机关运行经费",
    "预算数  决算数  预算数  决算数  小计  公务用车购置费  公务用车运行费  预算数  决算数  决算数",
    "预算数  决算数  预算数  决算数  预算数  决算数",
    "20.00  16.50  0.00  0.00  15.00  13.50  0.00  0.00  15.00  13.50  5.00  3.00  88.00",
)
_PLANS_DOWN: Rows = (
    "年度|合计|因公出国（境）费|公务用车购置及运行费|||公务接待费",
    "|||小计|购置费|运行费|",
    "2023年|18.00|0.00|14.00|0.00|14.00|4.00",
    "2024年|16.50|0.00|13.50|0.00|13.50|3.00",
    "增减%|-8.33||-3.57||-3.57|-25.00",
)
_PLANS_IN_LINES: Rows = tuple("  ".join(filter(None, row.split("|"))) for row in _PLANS_DOWN)
_ITEMS_IN_LINES: Rows = tuple("  ".join(filter(None, row.split("|"))) for row in _ITEMS_DOWN)
_NUMBERED_LINES: Rows = (
    "项目  行次  预算数  决算数",
    "栏次  1  2",
    "一、“三公”经费支出  1  20.00  16.50",
    "（一）因公出国（境）费  2",
    "（二）公务用车购置及运行维护费  3  15.00  13.50",
    "1.公务用车购置费  4",
    "2.公务用车运行维护费  5  15.00  13.50",
    "（三）公务接待费  6  5.00  3.00",
    "二、相关统计数  7  —  —",
)
_PLANS_ABREAST: Rows = (
    "2023年预算数  2024年预算数",
    "合计  因公出国（境）费  公务用车购置及运行费  公务接待费  "
    "合计  因公出国（境）费  公务用车购置及运行费  公务接待费",
    "小计  公务用车购置费  公务用车运行费  小计  公务用车购置费  公务用车运行费",
    "18.00  0.00  14.00  0.00  14.00  4.00  16.50  0.00  13.50  0.00  13.50  3.00",
)
_RATES_IN_PERCENT: Rows = (
    "项目|本年预算数|上年预算数|增减额|增减幅度",
    "合计|16.50|18.00|-1.50|-8.33%",
    "1.因公出国（境）费||||",
    "2.公务接待费|3.00|4.00|-1.00|-25%",
    "3.公务用车购置及运行维护费|13.50|14.00|-0.50|-3.57%",
    "（1）公务用车购置费||||",
    "（2）公务用车运行维护费|13.50|14.00|-0.50|-3.57%",
)
_CASES = {
    "years_down": (_FINAL, _YEARS_DOWN),
    "items_down": (_FINAL, _ITEMS_DOWN),
    "items_in_lines": (_FINAL, _ITEMS_IN_LINES),
    "numbered_lines": (_FINAL, _NUMBERED_LINES),
    "pairs_in_lines": (_FINAL, _PAIRS),
    "plans_down": (_PLAN, _PLANS_DOWN),
    "plans_in_lines": (_PLAN, _PLANS_IN_LINES),
    "plans_abreast": (_PLAN, _PLANS_ABREAST),
    "rates_in_percent": (_PLAN, _RATES_IN_PERCENT),
}


def _read(report: str, rows: Rows) -> Report:
    lines = (f"|{row}|" if "|" in row else row for row in rows)
    return extract(report.format(table="\n".join(lines)).encode())


def _errors(report: Report) -> list[str]:
    return [one.rule for one in report.findings if one.severity == "error"]


@pytest.mark.parametrize("case", _CASES)
def test_the_numbers_of_the_year_are_read_and_agree_with_the_words(case: str) -> None:
    report = _read(*_CASES[case])
    assert _errors(report) == []
    linked = {fact.value for fact in report.facts for link in report.links if link.fact == fact.id}
    assert {"16.50", "13.50", "3.00"} <= linked
    assert "cell_unreadable" not in {one.code for one in report.warnings}
    assert not [
        check
        for check in report.checks
        if check.rule == "completion" and check.status == "unverifiable"
    ]


@pytest.mark.parametrize("case", _CASES)
def test_a_number_of_the_year_that_is_off_is_found(case: str) -> None:
    report, rows = _CASES[case]
    wrong = tuple(row.replace("16.50", "16.70") for row in rows)
    assert _errors(_read(report, wrong))


_CELL_BY_CELL = (
    "某区某局2024年度部门决算公开\n"
    "一、2024年度一般公共预算财政拨款“三公”经费支出决算表\n单位:万元\n|\n"
    "{table}"
    "\n二、2024年度一般公共预算财政拨款“三公”经费支出情况说明\n"
    "2024年度“三公”经费支出预算为50万元，支出决算为41.37万元，完成预算的82.74%。\n"
)


def _read_cells(cells: str) -> Report:
    table = "\n".join(f"{cell} |".strip() for cell in cells.split("/"))
    return extract(_CELL_BY_CELL.format(table=table).encode(), filename="bars.txt")


def test_items_and_their_numbers_on_lines_of_their_own_are_rows() -> None:
    report = _read_cells(
        "项 目/预 算 数/决 算 数//合 计/50/41.37//因公出国(境)费/0/0/"
        "/公务接待费/5/3.14//公务用车购置及运行维护费/45/38.23"
    )
    assert report.findings == ()
    assert len(report.links) == 2


@pytest.mark.parametrize(
    "cells",
    [
        "预算数/合计/50/因公出国(境)费/0/公务用车费/45/公务接待费/5/"
        "决算数/合计/41.37/因公出国(境)费/0/公务用车费/38.23/公务接待费/3.14",
        "预算数/合计/1/50/因公出国(境)费/2/0/公务用车费/3/45/公务接待费/4/5",
    ],
    ids=["halves", "counted"],
)
def test_columns_whose_cells_stand_below_each_other_are_no_rows(cells: str) -> None:
    report = _read_cells(cells)
    assert report.findings == ()
    assert report.warnings


def test_a_table_with_the_numbers_of_its_columns_alone_is_empty() -> None:
    report = _read_cells("预算数/合计/1/因公出国(境)费/2/公务用车购置及运行维护费/3/公务接待费/4")
    assert [one.formula for one in report.findings] == ["50 ≠ 0"]
