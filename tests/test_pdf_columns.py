"""Columns of tables without lines: which words are of one, and which heading is whose."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows
from tests.test_pdf_layouts import columns


def test_a_number_and_the_name_in_the_next_column_may_touch() -> None:
    page = Page()
    columns(page, 100, (60, "编码"), (101, "科目名称"), (250, "决算数"))
    for top, code, name, amount in (
        (120, "208", "社会保障和就业支出", "210.29"),
        (140, "20805", "行政事业单位养老支出", "210.29"),
        (160, "2080502", "事业单位离退休", "174.99"),
    ):
        columns(page, top, (-100, code), (101, name), (-290, amount))
    columns(page, 180, (64, "人员经费合计"), (-290, "595.57"))
    assert rows(load(made(page))) == [
        ["编码", "科目名称", "决算数"],
        ["208", "社会保障和就业支出", "210.29"],
        ["20805", "行政事业单位养老支出", "210.29"],
        ["2080502", "事业单位离退休", "174.99"],
        ["人员经费合计", "595.57"],
    ]


def test_a_number_and_its_name_in_one_cell_stay_together() -> None:
    page = Page()
    columns(page, 100, (60, "单位"), (250, "决算数"))
    for top, name in (
        (120, "403民政局"),
        (140, "403001民政局本级"),
        (160, "403002福利院"),
        (180, "403003救助站"),
    ):
        columns(page, top, (60, name), (-290, "1.00"))
    assert [row[0] for row in rows(load(made(page)))[1:3]] == ["403民政局", "403001民政局本级"]


def test_headings_on_the_left_and_the_numbers_of_their_columns_on_the_right_are_one() -> None:
    page = Page()
    columns(page, 100, (60, "科目名称"), (200, "合计"), (300, "上级补助"), (400, "其他收入"))
    columns(page, 112, (60, "栏次"), (-270, "1"), (-390, "2"), (-490, "3"))
    for top in (126, 140, 154):
        columns(page, top, (60, "社会保障和就业支出"), (-270, "1,234,567.89"))
    assert rows(load(made(page))) == [
        ["科目名称", "合计", "上级补助", "其他收入"],
        ["栏次", "1", "2", "3"],
        *[["社会保障和就业支出", "1,234,567.89", "", ""]] * 3,
    ]


def test_headings_in_the_middle_of_their_columns_are_not_one_where_they_reach_over_others() -> None:
    page = Page()
    columns(page, 100, (100, "项目"), (182, "决算数"), (228, "分类科目编码"), (340, "决算数"))
    for top, name, amount, code, other in (
        (120, "工资福利", "702.65", "310", "5.00"),
        (140, "基本工资", "125.85", "31002", "5.00"),
        (160, "津贴补贴", "54.89", "31003", "1.00"),
    ):
        columns(page, top, (92, name), (180, amount), (244, code), (344, other))
    columns(page, 180, (192, "公用经费合计"), (340, "856.61"))
    assert rows(load(made(page)))[0] == ["项目", "决算数", "分类科目编码", "决算数"]


def test_a_column_in_which_rows_have_two_cells_is_two() -> None:
    page = Page()
    body = [("电梯维护", "3部"), ("安全保障", "2处"), ("上报数据", "70家"), ("节日慰问", "4次")]
    columns(page, 100, (60, "支出总额"), (205, "2,016.87"), (340, "93.62%"))
    for at, (name, value) in enumerate(body):
        columns(page, 120 + 20 * at, (60, "数量指标"), (130, name), (220, value), (340, value))
    columns(page, 200, (60, "数量指标"), (130, "机关大楼公共设施保养"), (340, "100%"))
    told = rows(load(made(page)))
    assert told[1:5] == [["数量指标", name, value, value] for name, value in body]


def test_a_form_has_a_column_for_a_heading_beside_one_that_is_over_two() -> None:
    page = Page()
    columns(
        page, 100, (60, "基本支出"), (130, "207.87 万元"), (200, "项目支出"), (276, "35.68 万元")
    )
    columns(page, 120, (130, "预算数"), (200, "执行数"), (244, "执行率（%）"), (312, "得分"))
    columns(
        page, 140, (60, "整体支出"), (-154, "1.00"), (-224, "2.00"), (-278, "100%"), (-360, "9")
    )
    columns(
        page,
        160,
        (60, "一级指标"),
        (130, "目标值"),
        (200, "完成值"),
        (244, "完成率（%）"),
        (312, "得分"),
    )
    columns(page, 180, (60, "数量指标"), (130, "3家"), (200, "4家"), (244, "9家"), (-360, "9"))
    said = rows(load(made(page)))
    assert [said[1][-3:], said[3][-3:]] == [
        ["执行率（%）", "得分", ""],
        ["完成率（%）", "得分", ""],
    ]


def test_a_heading_below_a_row_makes_no_column_of_two_that_it_stands_over() -> None:
    page, heads = Page(), ("项目资金", "年度资金总额", "预算数", "执行数", "执行率")
    columns(page, 100, *zip((60, 130, 196, 270, 340), heads, strict=True))
    columns(page, 120, (-260, "6.00"), (-330, "5.94"), (-400, "99.00%"))
    columns(page, 140, (60, "总体目标"), (170, "年初设定目标"), (300, "完成情况"))
    columns(page, 160, (60, "产出指标"), (130, "成本指标"), (270, "100%"), (340, "100%"))
    columns(page, 180, (60, "效益指标"), (130, "社会效益"), (270, "100%"), (340, "100%"))
    assert rows(load(made(page)))[0][:3] == [*heads[:3]]


def test_a_heading_has_a_column_though_none_of_the_cells_below_those_below_it_is_under_it() -> None:
    page = Page()
    columns(page, 100, (100, "本年度的财政资金总额情况"), (340, "得分"))
    columns(page, 120, (60, "年初设定目标"), (188, "全年实际完成的情况"), (-360, "9.00"))
    for top in (140, 160, 180):
        columns(page, top, (60, "数量"), (84, "人"), (210, "年末"), (236, "年初"), (-360, "3.00"))
    told = rows(load(made(page)))
    assert [cell for cell in told[0] if cell] == ["本年度的财政资金总额情况", "得分"]


def test_numbers_that_end_where_their_columns_do_belong_to_the_heading_before_them() -> None:
    page, xs = Page(), (200, 270, 340, 410, 480)
    columns(page, 100, (60, "项目"), *zip(xs, ("本年合计", "基本", "项目", "上缴"), strict=False))
    for at, x in enumerate(xs[:4]):
        page.text(x + 30, 112, str(at + 1))
    page.text(60, 112, "栏次")
    totals = (("1,115.55", "1,070.17", "45.38"), ("718.91", "693.35", "25.56"), ("5.99",) * 3)
    for at, row in enumerate(totals):
        columns(page, 124 + 12 * at, (54, "甲乙丙"[at] + "类支出"))
        columns(page, 124 + 12 * at, *zip((-267, -337, -407), row, strict=True))
    assert rows(load(made(page))) == [
        ["项目", "本年合计", "基本", "项目", "上缴"],
        ["栏次", "1", "2", "3", "4"],
        *([f"{name}类支出", *row, ""] for name, row in zip("甲乙丙", totals, strict=True)),
    ]


def test_a_name_a_little_over_the_end_of_a_code_is_in_the_next_column() -> None:
    page = Page()
    table = [(f"44010822403T000000{at}", "公园绿化", f"{at}.00") for at in (107, 108, 111, 115)]
    table[1:1] = [("403002", "东湖街道", "62.00"), ("31", "本级支出", "62.00")]
    for number, (code, name, amount) in enumerate(table):
        top = 100 + 18 * number
        page.text(138 - 4 * len(code), top, code, 8).text(135, top, name, 8)
        page.text(200, top, amount, 8).text(260, top, amount, 8)
    assert rows(load(made(page))) == [[code, name, n, n] for code, name, n in table]
