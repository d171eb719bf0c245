"""Headers of two levels that no line parts, and headers that a page break parts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.document import Document
from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows
from tests.test_pdf_bands import filled, written


@pytest.mark.parametrize("lines", [(), (66, 93, 120)])
def test_headings_in_the_middle_of_two_levels_are_of_both(lines: Sequence[int]) -> None:
    page = Page(842, 595)
    for y in lines:
        page.line(51, y, 791, y)
    page.text(471, 71.3, "基本支出", 6.5)
    for x, words in ((56, "编码"), (149, "名称"), (332, "合计"), (610, "项目支出")):
        page.text(x, 76.3, words, 6.5)
    page.text(425, 81.4, "人员经费", 6.5).text(518, 81.4, "公用经费", 6.5)
    for number, amount in enumerate(("1,346.04", "276.95", "13.00")):
        page.text(56, 98 + 9 * number, "208", 6.5).text(149, 98 + 9 * number, "支出", 6.5)
        for x in (332, 425, 518, 610):
            page.text(x, 98 + 9 * number, amount, 6.5)
    upper, lower = (list(filter(None, row)) for row in rows(load(made(page)))[:2])
    assert upper == ["编码", "名称", "合计", "基本支出", "项目支出"]
    assert lower == ["人员经费", "公用经费"]


def test_a_header_that_a_page_began_stands_in_the_columns_of_the_striped_rows_behind() -> None:
    xs = [50.0, 90.0, 150.0, 220.0, 290.0, 360.0]
    first = Page().text(60, 760, "表五 支出预算表", 12)
    written(first, 800, ["编码", "名称", "合计", "基本支出"], xs)
    second = Page()
    written(filled(second, xs[3:], 50, 64), 50, ["", "", "", "人员", "公用"], xs)
    table = [("", "合计", "3.00", "2.00", "1.00")] + 3 * [("208", "养老", "3.00", "2.00", "1.00")]
    for number, row in enumerate(table):
        top = 64 + 14 * number
        written(filled(second, xs, top, top + 14) if number % 2 else second, top, row, xs)
    grid = load(made(first, second)).grids[0]
    assert [cell.text for cell in grid.rows[0]] == ["编码", "名称", "合计", "基本支出", ""]
    assert [cell.text for cell in grid.rows[1]][-2:] == ["人员", "公用"]


def test_the_title_of_a_form_ends_the_one_before_though_white_parts_it() -> None:
    page = Page()
    for top in (100, 220):
        page.text(150, top, "2024", 9).text(190, top, "年度某某项目自评表", 9)
        for number, name in enumerate(("年度财政资金总额", "参加人数", "活动场次", "合格率")):
            page.text(56, top + 20 + 16 * number, name, 9)
            for x, amount in ((200, "14.00"), (300, "12.00"), (400, "98.53")):
                page.text(x, top + 20 + 16 * number, amount, 9)
    assert [len(grid.rows) for grid in load(made(page)).grids] == [4, 4]


def test_headings_in_the_middle_of_wide_columns_are_over_names_on_the_left_of_them() -> None:
    page = Page(842, 595)
    page.text(205, 60, "收入", 8).text(605, 60, "支出", 8)
    for left in (15, 415):
        page.text(left + 122, 75, "项目", 8).text(left + 320, 75, "预算数", 8)
        for number, amount in enumerate(("1,346.04", "14.92", "", "3.10")):
            page.text(left, 90 + 13 * number, ("甲类收入", "乙类", "丙类的收入", "总计")[number], 8)
            page.text(left + 392 - 4.5 * len(amount), 90 + 13 * number, amount, 8)
    assert rows(load(made(page))) == [
        ["收入", "支出"],
        2 * ["项目", "预算数"],
        2 * ["甲类收入", "1,346.04"],
        2 * ["乙类", "14.92"],
        2 * ["丙类的收入", ""],
        2 * ["总计", "3.10"],
    ]


def test_a_total_beside_the_codes_of_its_column_is_in_that_column() -> None:
    page = Page(842, 595)
    for left in (15, 415):
        for x, words in ((22, "科目代码"), (150, "科目名称"), (320, "决算数")):
            page.text(left + x, 75, words, 8)
        for number in range(4):
            page.text(left + 52, 90 + 13 * number, f"3010{number}", 8)
            page.text(left + 80, 90 + 13 * number, "某某支出", 8)
            page.text(left + 370, 90 + 13 * number, "1.50", 8)
        page.text(left, 142, "人员合计", 8).text(left + 370, 142, "6.00", 8)
    table = rows(load(made(page)))
    assert table[0] == 2 * ["科目代码", "科目名称", "决算数"]
    assert table[1] == 2 * ["30100", "某某支出", "1.50"]
    assert table[-1] == 2 * ["人员合计", "", "6.00"]


def test_an_empty_table_can_have_its_total_below_the_row_that_begins_a_page() -> None:
    xs = (60, 160, 260, 360)
    first, second = Page().text(60, 740, "表七 基金支出表", 12), Page()
    written(first, 780, ["科目", "本年收入", "本年支出", "年末结余"], xs)
    written(first, 795, ["科目名称"], xs)
    written(second, 50, ["栏次", "1", "2", "3"], xs)
    second.text(100, 66, "合计", 8).text(60, 90, "注：本单位没有这些收入支出。", 12)
    first_row, *_, last_row = (list(filter(None, row)) for row in rows(load(made(first, second))))
    assert first_row == ["科目", "本年收入", "本年支出", "年末结余"]
    assert last_row == ["合计"]


def test_two_lines_with_no_room_for_a_row_between_them_are_one() -> None:
    page = Page()
    for number in range(5):
        page.line(50, 60 + 15 * number, 450, 60 + 15 * number)
    page.line(50, 63, 150, 63)
    table = [("合计", "3.00", "2.00"), ("养老", "1.00", "1.00"), ("教育", "2.00", "1.00")]
    for number, row in enumerate(table):
        written(page, 64 + 15 * number, row, (60, 200, 300))
    assert rows(load(made(page))) == [list(row) for row in table]


def test_a_header_in_the_middle_of_its_columns_can_begin_a_page_before_its_striped_rows() -> None:
    xs = [50.0, 150.0, 290.0, 430.0, 570.0]
    first, second = Page().text(60, 760, "表五 支出预算表", 12), Page()
    first.text(162, 785, "科目", 8).text(422, 785, "金额", 8)
    for x, words in ((84, "科目编码"), (204, "科目名称"), (352, "合计"), (484, "基本支出")):
        first.text(x, 798, words, 8)
    for number in range(4):
        if number % 2:
            filled(second, xs, 50 + 14 * number, 64 + 14 * number)
        written(second, 50 + 14 * number, [f"20{number}", "某某支出", "3.00", "2.00"], xs)
    table = rows(load(made(first, second)))
    assert table[1] == ["科目编码", "科目名称", "合计", "基本支出"]
    assert len(table) == 6


def test_a_header_at_the_foot_of_a_page_of_which_lines_box_some_headings_is_one() -> None:
    xs = [50.0, 90.0, 130.0, 210.0, 290.0, 370.0]
    first = Page().text(60, 750, "表五 支出预算表", 12)
    written(first, 788, ["项目编\n码", "项目名\n称", "本年拨款", "", "单位资"], xs)
    written(first, 800, ["", "", "一般公共", "政府性"], xs)
    first.line(50, 812, 370, 812).line(130, 799, 290, 799).text(292, 799, "金", 8)
    for x in xs[2:5]:
        first.line(x, 799, x, 812)
    table = [(f"20{n}", "某某支出", "3.00", "2.00", "1.00") for n in range(4)]
    second = Page().ruled(xs, [40 + 16 * n for n in range(5)], table)
    (grid,) = load(made(first, second)).grids
    assert [cell.text for cell in grid.rows[0]] == ["项目编", "项目名", "本年拨款", "单位资"]
    assert [cell.text for cell in grid.rows[-1]] == list(table[-1])
    assert {len(row) for row in grid.rows[1:]} == {5}


def test_the_last_rows_of_a_table_can_stand_on_a_page_of_their_own_one_without_amounts() -> None:
    xs = [50.0, 190.0, 250.0, 310.0, 430.0]
    first, second = Page(), Page()
    table = [
        ("项目", "行次", "户数", "金额"),
        *((f"第{n}项", f"{n}1", "7", "1.00") for n in range(5)),
    ]
    for number, row in enumerate(table):
        top = 700 + 14 * number
        written(filled(first, xs, top, top + 14) if number % 2 else first, top, row, xs)
    rest = [("第6项", "61", "7", ""), ("总计", "71", "7", "5.00")]
    for top, row in zip((50, 64), rest, strict=True):
        written(second, top, row, xs)
    assert rows(load(made(first, second)), 1) == [list(row) for row in rest]


def test_the_row_that_counts_columns_is_one_of_its_own_below_a_header_that_is_filled() -> None:
    page, xs = Page(), [50.0, 150.0, 250.0, 350.0, 450.0]
    for left, right, bottom in ((50, 150, 124), (150, 350, 112), (350, 450, 124)):
        filled(page, [left, right], 100, bottom)
    filled(page, xs[1:4], 112, 124)
    table = [
        ["科目名称", "本年收支", "", "年末结余"],
        ["", "收入", "支出", ""],
        ["栏次", "1", "2", "3"],
        ["合计", "", "", ""],
    ]
    for number, row in enumerate(table):
        written(page, 100 + 12 * number, row, xs)
    assert rows(load(made(page)))[-2:] == table[-2:]


def test_a_name_in_brackets_close_behind_a_number_is_in_the_next_column() -> None:
    page = Page()
    for number, (amount, name) in enumerate(
        (
            ("1.50", "（一）教育"),
            ("1,234.50", "（二）科技"),
            ("14.50", "（三）文化"),
            ("", "（四）农林"),
        )
    ):
        top = 60 + 14 * number
        page.text(60, top, f"第{number}项", 8).text(298 - 4 * len(amount), top, amount, 8)
        page.text(300, top, name, 8).text(400, top, "2.00", 8)
    assert rows(load(made(page)))[1] == ["第1项", "1,234.50", "（二）科技", "2.00"]


def test_a_heading_with_white_between_all_its_characters_is_over_one_column() -> None:
    page = Page()
    for x, words in ((60, "科目名称"), (160, "一般公共"), (350, "其他收入")):
        page.text(x, 60, words, 8)
    for at, character in enumerate("国有资本经营预"):
        page.text(250 + 9 * at, 60, character, 8)
    page.text(250, 70, "算", 8)
    for number in range(3):
        for x, words in ((60, f"第{number}项"), (176, "1.00"), (295, "2.00"), (366, "3.00")):
            page.text(x, 84 + 12 * number, words, 8)
    table = rows(load(made(page)))
    assert [len(row) for row in table] == [4] * len(table)
    assert table[-1] == ["第2项", "1.00", "2.00", "3.00"]


_BODY = (("合计", "招待", "合计", "招待"), ("1.00", "0.50", "2.00", "0.75"))


def _open(page: Page, top: float, headings: Sequence[tuple[float, float, str]]) -> Page:
    """Draw a table whose sides are open, and words below a line as wide as it."""
    xs, ys = [50.0, 150.0, 250.0, 350.0, 450.0], [top + 16, top + 32, top + 48]
    for y in (top, *ys):
        page.line(xs[0], y, xs[-1], y)
    for x in xs[1:-1]:
        page.line(x, ys[0], x, ys[-1])
    for y, row in zip(ys, _BODY, strict=False):
        written(page, y + 3, row, xs)
    for x, y, words in headings:
        page.text(x, y, words, 8)
    return page


@pytest.mark.parametrize("places", [(138, 338), (52, 252)])
def test_a_first_row_without_standing_lines_has_its_headings_over_their_columns(
    places: tuple[float, float],
) -> None:
    headings = [(x, 103, words) for x, words in zip(places, ("预算数", "决算数"), strict=True)]
    grid = load(made(_open(Page(), 100, headings))).grids[0]
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["预算数", "决算数"],
        *map(list, _BODY),
    ]
    assert [cell.column_span for cell in grid.rows[0]] == [2, 2]


@pytest.mark.parametrize(
    "over", [[(60, 101, "表九"), (200, 105, "某某支出表"), (380, 109, "单位：万元")], []]
)
def test_what_stands_over_a_table_is_not_its_first_row(
    over: list[tuple[float, float, str]],
) -> None:
    assert rows(load(made(_open(Page(), 100, over)))) == list(map(list, _BODY))


def test_a_line_that_ends_another_table_begins_no_row_of_the_next_one() -> None:
    page = _open(Page(), 100, [(52, 103, "注：略。"), (400, 103, "单位：万元")])
    page.ruled([50, 250, 450], [70, 85, 100], [["项目", "金额"], ["办公", "3.00"]])
    document = load(made(page))
    assert rows(document, 0) == [["项目", "金额"], ["办公", "3.00"]]
    assert rows(document, 1) == list(map(list, _BODY))


@pytest.mark.parametrize(("middle", "tops"), [(False, (60, 60)), (True, (78, 84.5))])
def test_the_levels_of_a_header_are_told_by_the_white_between_them(
    middle: bool, tops: tuple[float, float]
) -> None:
    page = Page(842, 595).text(250 if middle else 180, 60, "本年拨款与上年的结转", 8)
    headings = (
        (50, tops[0], ("项目编", "码")),
        (130, tops[1], ("合计",)),
        (180, 83, ("一般公", "共预算")),
        (300, 83, ("政府性", "基金预", "算")),
        (400, 83, ("其他",)),
    )
    for x, top, lines in headings:
        for number, line in enumerate(lines):
            page.text(x, top + 13 * number, line, 8)
    for number, amount in enumerate(("66.00", "22.00", "44.00")):
        for x, words in ((50, f"20{number}"), (130, amount), (180, amount), (300, amount)):
            page.text(x, 134 + 26 * number, words, 8)
    upper, lower = (list(filter(None, row)) for row in rows(load(made(page)))[:2])
    assert sorted([*upper, *lower]) == sorted(
        ["项目编码", "合计", "本年拨款与上年的结转", "一般公共预算", "政府性基金预算", "其他"]
    )
    assert upper[0] == "项目编码"
    assert upper[-1] == "本年拨款与上年的结转"
    assert lower[-3:] == ["一般公共预算", "政府性基金预算", "其他"]


def test_headings_in_the_middle_of_the_two_lower_levels_are_below_the_first_one() -> None:
    page = Page(842, 595)
    for left in (50, 430):
        page.text(left + 150, 60, "预算数" if left == 50 else "决算数", 8)
        page.text(left, 82, "合", 8).text(left, 92, "计", 8)
        page.text(left + 60, 87, "因公出国费", 8).text(left + 190, 75, "车辆购置及运行费", 8)
        page.text(left + 130, 99, "小计", 8).text(left + 205, 94, "购置", 8)
        page.text(left + 205, 104, "费用", 8).text(left + 270, 99, "运行费", 8)
        page.text(left + 310, 87, "接待费", 8)
        for number, amount in enumerate(("66.00", "22.00", "44.00")):
            for x in (0, 60, 130, 205, 270, 310):
                page.text(left + x, 124 + 16 * number, amount, 8)
    heads = rows(load(made(page)))[:3]
    assert list(filter(None, heads[0])) == ["预算数", "决算数"]
    assert list(filter(None, heads[1])) == 2 * ["合计", "因公出国费", "车辆购置及运行费", "接待费"]
    assert list(filter(None, heads[2])) == 2 * ["小计", "购置费用", "运行费"]


def test_headings_beside_two_levels_can_stand_behind_the_first_columns() -> None:
    page = Page(842, 595)
    for x, top, words in (
        *((60, 100, "项目"), (310, 100, "本年支出")),
        *((180, 106.7, "年初结余"), (250, 106.7, "本年收入"), (470, 106.7, "年末结余")),
        *(
            (60, 115.7, "编码"),
            (120, 115.7, "名称"),
            (310, 115.7, "小计"),
            (355, 115.7, "基本支出"),
        ),
        *((410, 115.7, "项目支出"), (60, 149.5, "合计")),
    ):
        page.text(x, top, words, 6)
    page.text(60, 131.5, "栏次", 6)
    for number, x in enumerate((240, 297, 340, 397, 450, 530), start=1):
        page.text(x, 131.5, str(number), 6)
    upper, lower = (list(filter(None, row)) for row in rows(load(made(page)))[:2])
    assert upper == ["项目", "年初结余", "本年收入", "本年支出", "年末结余"]
    assert lower == ["编码", "名称", "小计", "基本支出", "项目支出"]


@pytest.mark.parametrize("step", [7, 8])
def test_headings_that_far_below_the_first_level_are_one_of_their_own(step: float) -> None:
    page = Page(842, 595).text(30, 60, "预算数", 8).text(420, 60, "决算数", 8)
    middle = 60 + 14 + step
    for left in (30, 420):
        page.text(left, middle, "合计", 8).text(left + 35, middle, "因公出国", 8)
        page.text(left + 330, middle, "接待费", 8).text(left + 110, 74, "车辆购置及运行费", 8)
        for number, name in enumerate(("小计", "购置", "运行费")):
            page.text(left + 110 + 80 * number, 74 + 2 * step, name, 8)
        for number, amount in enumerate(("66.00", "22.00", "44.00")):
            for x in (0, 35, 110, 190, 270, 330):
                page.text(left + x, 90 + 2 * step + 16 * number, amount, 8)
    heads = [list(filter(None, row)) for row in rows(load(made(page)))[:-3]]
    assert heads[0] == ["预算数", "决算数"]
    assert heads[-1] == ["小计", "购置", "运行费"] * 2


def test_lines_of_headings_beside_others_are_no_levels() -> None:
    page = Page(842, 595)
    for x, upper, lower in ((60, "单位代", "码"), (130, "单位名称及其", "简称")):
        page.text(x, 60, upper, 8).text(x, 70.5, lower, 8)
    for x, name in ((200, "合计"), (280, "基本"), (360, "项目"), (440, "其他")):
        page.text(x, 65.2, name, 8)
    page.text(520, 70.5, "小计", 8)
    for number, amount in enumerate(("66.00", "22.00", "44.00")):
        page.text(60, 92 + 16 * number, f"20{number}", 8)
        for x in (200, 280, 360, 440):
            page.text(x, 92 + 16 * number, amount, 8)
    assert {"单位代码", "单位名称及其简称"} <= set(rows(load(made(page)))[0])


def test_a_heading_over_two_side_by_side_is_a_level_though_it_is_as_near_as_lines_are() -> None:
    page = Page(842, 595).text(60, 68.5, "项目编码", 6).text(130, 68.5, "合计", 6)
    page.text(200, 60, "本年拨款", 6).text(380, 60, "上年结转和结余的拨款", 6)
    for x, lines in (
        (200, "一般公共预"),
        (260, "政府性基金预"),
        (380, "一般公共预"),
        (430, "政府性基金预"),
    ):
        page.text(x, 68.5, lines, 6).text(x, 77.3, "算", 6)
    page.text(510, 64.1, "专户管理资", 6).text(510, 73, "金", 6)
    for number, amount in enumerate(("66.00", "22.00", "44.00")):
        page.text(60, 98 + 16 * number, f"20{number}", 6)
        for x in (130, 210, 270, 390, 440, 530):
            page.text(x, 98 + 16 * number, amount, 6)
    heads = [list(filter(None, row)) for row in rows(load(made(page)))[:-3]]
    assert len(heads) == 2
    assert "上年结转和结余的拨款" in heads[0]
    assert [name for name in heads[1] if "算" in name] == ["一般公共预算", "政府性基金预算"] * 2


def test_the_one_group_of_headings_is_over_all_below_that_have_no_other() -> None:
    page = Page(842, 595).text(50, 72, "编码", 8).text(150, 72, "合计", 8).text(434, 60, "收入", 8)
    names = ("小计", "一般公共预", "基金预算", "国有资本", "事业收入", "经营收入", "其他收入")
    for number, name in enumerate(names):
        page.text(220 + 70 * number, 80, name, 8)
    page.text(290, 90, "算", 8).text(50, 82, "号", 8)
    for number, amount in enumerate(("66.00", "22.00", "44.00")):
        for x in (150, *range(220, 700, 70)):
            page.text(x, 112 + 20 * number, amount, 8)
        page.text(50, 112 + 20 * number, f"20{number}", 8)
    grid = load(made(page)).grids[0]
    spans = {cell.text: cell.column_span for cell in grid.rows[0]}
    assert spans == {"编码号": 1, "合计": 1, "收入": 7}


_HEADS = [(50, 100, "编码"), (150, 100, "名称"), (260, 100, "本年支出")]
_HEADS += [(260, 112, "小计"), (340, 112, "基本支出"), (420, 112, "项目支出")]


def _captioned(caption: str, heads: Sequence[tuple[float, float, str]]) -> Document:
    page = Page().text(72, 50, "表八 某某支出表", 11).text(72, 70, caption, 11)
    for x, top, words in heads:
        page.text(x, top, words, 8)
    page.text(72, 140, "注：本单位没有某某支出", 11)
    for number in range(12):
        page.text(50, 200 + 20 * number, "本单位按照有关规定安排支出。" * 3, 11)
    return load(made(page))


@pytest.mark.parametrize("caption", ["预算 08 表", "部门：某某局 单位：万元"])
def test_a_header_below_the_code_or_the_unit_of_a_table_is_one_without_a_row(caption: str) -> None:
    first, second = rows(_captioned(caption, _HEADS))
    assert list(filter(None, first)) == ["编码", "名称", "本年支出"]
    assert list(filter(None, second)) == ["小计", "基本支出", "项目支出"]


@pytest.mark.parametrize(
    ("caption", "heads"),
    [
        ("单位：万元 某某项目", _HEADS),
        ("某某支出情况", _HEADS),
        ("预算 08 表", _HEADS[:2]),
        ("预算 08 表", [*_HEADS, (50, 124, "支出已经完成，"), (180, 124, "情况良好")]),
    ],
)
def test_words_side_by_side_elsewhere_are_no_header(
    caption: str, heads: Sequence[tuple[float, float, str]]
) -> None:
    assert not _captioned(caption, heads).grids


@pytest.mark.parametrize("off", [0.0, 1.0])
def test_headings_beside_two_levels_can_stand_a_little_off_their_middle(off: float) -> None:
    page = Page(842, 595).text(548, 80, "基本支出", 5.5)
    for x, words in ((56, "编码"), (149, "名称"), (332, "合计"), (703, "项目支出")):
        page.text(x, 87 - off, words, 5.5)
    for x, words in ((425, "小计"), (518, "人员经费"), (610, "公用经费")):
        page.text(x, 94, words, 5.5)
    for number, amount in enumerate(("1,346.04", "276.95", "13.00", "9.00")):
        page.text(56, 110 + 14 * number, "208", 5.5).text(149, 110 + 14 * number, "支出", 5.5)
        for x in (392, 485, 578, 670, 767):
            page.text(x, 110 + 14 * number, amount, 5.5)
    upper, lower = (list(filter(None, row)) for row in rows(load(made(page)))[:2])
    assert upper == ["编码", "名称", "合计", "基本支出", "项目支出"]
    assert lower == ["小计", "人员经费", "公用经费"]


def test_two_lines_that_begin_as_high_as_the_second_level_are_not_in_the_middle_of_three() -> None:
    page = (
        Page()
        .text(50, 100, "预算数", 6.25)
        .text(420, 100, "决算数", 6.25)
        .text(420, 120, "合计", 6.25)
    )
    for x, words in ((50, "合计"), (110, "因公出国"), (170, "公务用车购置费"), (350, "接待费")):
        page.text(x, 120, words, 6.25)
    page.text(110, 130, "（境）费", 6.25)
    for x, words in ((170, "小计"), (230, "公务用车"), (290, "公务用车")):
        page.text(x, 140, words, 6.25)
    page.text(230, 150, "购置", 6.25).text(290, 150, "运行维护", 6.25)
    for top in (172, 192, 212):
        for x in (80, 140, 200, 260, 320, 380, 440):
            page.text(x, top, "0.92", 6.25)
    heads = [[cell.replace(" ", "") for cell in row] for row in rows(load(made(page)))[:3]]
    assert [list(filter(None, row)) for row in heads] == [
        ["预算数", "决算数"],
        ["合计", "因公出国（境）费", "公务用车购置费", "接待费", "合计"],
        ["小计", "公务用车购置", "公务用车运行维护"],
    ]


def test_the_levels_of_a_header_are_told_where_but_one_row_stands_below_it() -> None:
    page = Page().text(190, 720, "本年拨款", 8).text(286, 720, "结转结余", 8)
    page.text(60, 735, "编码", 8).text(110, 735, "合计", 8)
    for at, words in enumerate(("一般公共", "政府基金", "一般公共", "政府基金")):
        page.text(150 + 50 * at, 736, words, 8).text(150 + 50 * at, 745, "预算", 8)
    page.text(60, 762, "403", 8).text(110, 762, "9.00", 8).text(150, 762, "8.00", 8)
    page.text(200, 762, "1.00", 8)
    below = Page()
    for at in range(4):
        for x, said in ((60, "404"), (110, "5.00"), (150, "3.00"), (200, "2.00")):
            below.text(x, 100 + 18 * at, said, 8)
    upper, lower = (list(filter(None, row)) for row in rows(load(made(page, below)))[:2])
    assert upper == ["编码", "合计", "本年拨款", "结转结余"]
    assert lower == 2 * ["一般公共预算", "政府基金预算"]


def test_notes_and_titles_below_a_header_at_the_foot_of_a_page_are_no_row_of_it() -> None:
    page = Page().text(50, 600, "2024年度政府性基金预算支出表").text(50, 620, "单位：万元")
    page.text(50, 650, "科目编码", 8).text(150, 650, "科目名称", 8).text(250, 650, "本年支出", 8)
    page.text(250, 664, "基本支出", 8).text(350, 664, "项目支出", 8)
    page.text(74, 690, "注：本部门无政府性基金预算支出").text(74, 715, "2024年度项目支出预算表")
    document = load(made(page, Page().text(50, 60, "公开10表 单位：万元")))
    assert [cell.text for cell in document.grids[-1].rows[-1]][-2:] == ["基本支出", "项目支出"]
