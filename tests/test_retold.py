"""A report says the same when its text was made anew: cells, facts, and no error of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor import Report, extract
from extractor.load import load
from extractor.tables.flow.marks import page_numbers
from extractor.text import squeeze
from tests.corpus import REPORTS, text_of
from tests.renderings.compare import cells, facts
from tests.retold import Retelling, cell_by_cell, column_by_column, in_columns, in_lines, retold

Read = Callable[[str], Report]

LOOKS = {
    "one blank between cells": Retelling(in_lines, width=40),
    "double spaced, page 3 of 40": Retelling(
        in_lines, feed="\n\n", mark="第 {number} 页 共 {pages} 页"
    ),
    "bare page numbers": Retelling(in_lines, width=38, mark="{number}"),
    "columns, bare page numbers": Retelling(in_columns, width=38, mark="      {number}\n\f"),
    "torn numerals": Retelling(in_lines, width=38, tears=True, mark="- {number} -"),
    "cell by cell": Retelling(cell_by_cell, width=40),
}
# The one row of its 三公 table has values that could stand in several columns.
UNDECIDED = {"004": "T09"}


def wrong(report: Report) -> set[tuple[str, ...]]:
    """Return the errors by what they quote: a form has other places in another text."""
    found = (finding for finding in report.findings if finding.severity == "error")
    return {(f.title, *sorted(squeeze(each.span.text) for each in f.evidence)) for f in found}


@pytest.mark.parametrize("name", ["000", "001", "002", "004"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_text_made_anew_says_the_same(name: str, look: str, read: Read) -> None:
    here, there = (
        extract(retold(load(REPORTS[name].read_bytes()), LOOKS[look]).encode()),
        read(name),
    )
    missing = cells(there) - cells(here)
    assert {table for table, *_ in missing} <= {UNDECIDED.get(name, "")}
    assert cells(here) <= cells(there)
    # A torn count, 2 / 0 次, does not show.
    share = 0.98 if LOOKS[look].tears else 0.99
    assert (facts(here) & facts(there)).total() >= share * facts(there).total()
    assert wrong(here) <= wrong(there)
    if missing:
        assert "column_undecided" in {warning.code for warning in here.warnings}


@pytest.mark.parametrize("name", ["000", "001", "002", "004"])
def test_a_text_that_lost_its_rows_makes_no_error(name: str, read: Read) -> None:
    text = retold(load(REPORTS[name].read_bytes()), Retelling(column_by_column))
    here, there = extract(text.encode()), read(name)
    # What the tables would say to it is lost.
    known = [set(error) for error in wrong(there)]
    assert all(any(set(error) <= more for more in known) for error in wrong(here))
    assert "table_torn" in {warning.code for warning in here.warnings}


@pytest.mark.parametrize("mark", ["— {} —", "- {} -", "{}", "{}/60", "第 {} 页", "\f", "· {} ·"])
def test_page_marks_between_its_lines_change_nothing_in_a_text(mark: str, read: Read) -> None:
    lines = [line for line in text_of("003").splitlines() if line.strip()]
    for number in range(len(lines) // 40, 0, -1):
        lines.insert(40 * number, mark.format(number))
    here, there = extract("\n".join(lines).encode()), read("003")
    assert cells(here) == cells(there)
    assert not facts(there) - facts(here)
    assert wrong(here) == wrong(there)


@pytest.mark.parametrize("texts", [("1", "2", "3"), ("7", "8", "9", "10")])
def test_numbers_that_count_on_a_page_apart_are_those_of_pages(texts: tuple[str, ...]) -> None:
    lines = [line for text in texts for line in (*["一、收入"] * 12, text)]
    document = load("\n".join(lines).encode())
    found = page_numbers(document.lines)
    assert [document.lines[at].text for at in sorted(found)] == list(texts)


def test_line_numbers_and_amounts_are_no_page_numbers() -> None:
    dense = "\n".join(f"{number}\n收入" for number in range(1, 40))
    assert not page_numbers(load(dense.encode()).lines)
    far = "\n".join("收入\n" * 12 + number for number in ("5", "9", "2"))
    assert not page_numbers(load(far.encode()).lines)


LAID_OUT = """\
         某某中心 2024 年度部门决算
                                           2024 年度收入决算表
                                                                                               公开 02 表
                       项目
                                     本年收入合         财政拨款收         上级补助收                 附属单位上
功能分类科                                                                    事业收入   经营收入           其他收入
                            科目名称       计             入             入                    缴收入
 目编码
类     款       项              栏次        1             2             3      4      5       6      7
                  合计                   31.00         30.00              1.00
    205           教育支出                 31.00         30.00              1.00
    20502         普通教育                 31.00         30.00              1.00
    2050201       学前教育                 31.00         30.00              1.00

                           2024 年度财政拨款“三公”经费支出决算表
                                                                                                    公开 09 表
                       预算数                                                     决算数
                   公务用车购置及运行维护费                                            公务用车购置及运行维护费
           因公出国                   公务用车      公务接待                   因公出国                   公务用车      公务接待
 合计                        公务用车                       合计                           公务用车
           （境）费   小计              运行维护        费                    （境）费   小计              运行维护        费
                            购置费                                                     购置费
                                    费                                                       费
  1         2     3          4     5         6            7         8     9          10    11        12
 8.00            8.00             8.00                   8.00            8.00             8.00
"""  # noqa: E501


def test_headings_that_wrap_between_columns_of_blanks_are_whole() -> None:
    tables = {table.id: table for table in extract(LAID_OUT.encode()).tables}
    income = {column.column: "".join(column.header) for column in tables["T02"].columns}
    named = [squeeze(income[at]) for at in sorted(income) if "收入" in income[at]]
    assert named == [
        *("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入"),
        *("附属单位上缴收入", "其他收入"),
    ]
    schools = [c.value for c in tables["T02"].cells if squeeze(c.row_header).endswith("学前教育")]
    assert schools == ["31.00", "30.00", None, "1.00", None, None, None]
    paths = [tuple(map(squeeze, column.header)) for column in tables["T09"].columns]
    vehicles = "公务用车购置及运行维护费"
    parts = [("合计",), ("因公出国（境）费",), (vehicles, "小计"), (vehicles, "公务用车购置费")]
    parts += [(vehicles, "公务用车运行维护费"), ("公务接待费",)]
    assert [cell.value for cell in tables["T09"].cells] == ["8.00", None] * 6
    assert paths == [(stage, *part) for stage in ("预算数", "决算数") for part in parts]


CENTRED = """\
        某某局 2025 年部门预算
          2025 年项目支出预算表
                                                    单位：万元
                                                  本年拨款
 项目编码           项目名称       项目单位        合计
                                              一般公共预算     政府性基金预算
                合计                    9.00     7.50       1.50
              某某区人民政府
401           机关事务管理                  9.00     7.50       1.50
              局
                         某某区人民政府
42010325401   办公用房维修
                         机关事务管理       6.00     6.00
T000000107    专项经费
                         局
                         某某区人民政府
42010325401
              会议服务       机关事务管理       3.00     1.50       1.50
T000000108
                         局
"""


def test_the_cells_of_a_row_share_their_middle() -> None:
    table = next(table for table in extract(CENTRED.encode()).tables if table.id == "T10")
    rows: dict[str, list[str | None]] = {}
    for cell in table.cells:
        rows.setdefault(squeeze(cell.row_header), []).append(cell.value)
    assert list(rows.values()) == [
        *(["9.00", "7.50", "1.50"], ["9.00", "7.50", "1.50"]),
        *(["6.00", "6.00", None], ["3.00", "1.50", "1.50"]),
    ]
    names = [name for name in rows if "T000000" in name]
    assert [name.rpartition("10")[2][1:] for name in names] == ["办公用房维修专项经费", "会议服务"]


DETAILS = """
2025 年某某区项目支出绩效目标申报表
项目名称 办公用房维修
项目当年预算 9.00
2025 年预算申报项目资金来源
来源项目 2025 年预算申报数
当年预算合计 9.00
1.财政拨款收入 9.00
2025 年项目支出明细及依据
项目内容 测算依据及说明 本级财政拨款金额 上级转移支付金额 其他资金
屋面维修
三处屋面，每处 2 万元，按合同价计算。
6.00
门窗更换
两层门窗，按询价结果计算{amount}
"""


@pytest.mark.parametrize(
    ("amount", "status"),
    [("。\n3.00", "pass"), ("。\n2.00", "fail"), ("，共计三万元。", "unverifiable")],
)
def test_a_row_without_its_amount_leaves_the_sum_open(amount: str, status: str) -> None:
    text = f"某某局 2025 年部门预算\n一般公共预算 基本支出 项目支出\n{DETAILS}".replace(
        "{amount}", amount
    )
    checks = [check for check in extract(text.encode()).checks if check.rule == "form.details"]
    assert [check.status for check in checks] == [status]


def test_a_total_below_its_values_has_them() -> None:
    text = """某某局 2024 年度部门决算
2024 年度支出决算表
单位：万元
科目编码 科目名称 本年支出合计 基本支出 项目支出
9.00 6.00 3.00
类 款 项
合计
205 教育支出 9.00 6.00 3.00
20502 普通教育 9.00 6.00 3.00
"""
    table = next(table for table in extract(text.encode()).tables if table.id == "T03")
    total = [cell.value for cell in table.cells if cell.row_key == "total"]
    assert total[:3] == ["9.00", "6.00", "3.00"]


def test_halves_whose_values_lost_their_labels_are_not_checked() -> None:
    text = """某某局 2024 年度部门决算
2024 年度财政拨款收入支出决算总表
单位：万元
收入 支出
项目 决算数 项目 合计 一般公共预算财政拨款
9.00
一、一般公共预算财政拨款 一、教育支出 9.00 9.00
本年收入合计 9.00 本年支出合计 9.00 9.00
总计 9.00 总计 9.00 9.00
"""
    report = extract(text.encode())
    assert "table_torn" in {warning.code for warning in report.warnings}
    assert not wrong(report)
