"""Tables without a frame whose cells are filled, all of them or those of every second row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from extractor.load import load
from extractor.load.pdf.unruled.heads import parted
from tests.pdf import Page, made
from tests.test_pdf import rows
from tests.test_pdf_bands import XS, filled, written

BODY = [
    ["208", "社会保障和就业\n支出", "3.00", "3.00"],
    ["20805", "养老支出", "2.00", ""],
    ["2080502", "离退休", "2.00", ""],
    ["210", "卫生健康", "1.00", "1.00"],
]
YS = [128.0, 150.0, 164.0, 178.0, 192.0]


def headed(page: Page, top: float = 100.0) -> Page:
    """Write a header of two levels over four columns, with lines between them alone."""
    page.text(85, top + 2, "项目", 8).text(204, top + 2, "本年支出", 8)
    page.text(76, top + 16, "栏次", 8).text(183, top + 16, "1", 8).text(253, top + 16, "2", 8)
    for y in (top, top + 14, top + 28):
        page.line(XS[0], y, XS[-1], y)
    return page


def striped(page: Page, xs: Sequence[float] = XS) -> Page:
    """Write the body, its first row and every second one behind it filled."""
    for number, ((top, bottom), row) in enumerate(zip(pairwise(YS), BODY, strict=True)):
        if number % 2 == 0:
            filled(page, xs, top, bottom)
        written(page, top, row)
    return page


def three_rows() -> Page:
    """Write rows of which the second is white, with room for a header over them."""
    page = Page()
    for number, row in enumerate(BODY[1:]):
        top = 142 + 14 * number
        written(filled(page, XS, top, top + 14) if number != 1 else page, top, row)
    return page


def read(page: Page) -> list[list[str]]:
    return rows(load(made(page)))


def without_breaks(table: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cell.replace("\n", "") for cell in row] for row in table]


def test_every_second_row_filled_tells_the_others_and_the_header_over_them() -> None:
    document = load(made(striped(headed(Page())).line(XS[0], 192, XS[-1], 192)))
    grid = document.grids[0]
    assert rows(document)[2:] == without_breaks(BODY)
    assert [cell.column_span for cell in grid.rows[0]] == [2, 2]
    assert not document.lines[len(rows(document)) :]


def test_a_column_that_is_white_in_all_rows_is_of_the_table_too() -> None:
    page = striped(headed(Page()), XS[1:]).line(XS[0], 192, XS[-1], 192)
    assert read(page)[2:] == without_breaks(BODY)


def test_cells_that_are_all_filled_are_the_table_though_no_line_is_drawn() -> None:
    page = filled(filled(Page(), [50, 150, 290], 100, 114), XS, 114, 128)
    page.text(90, 102, "项目", 8).text(205, 102, "本年支出", 8)
    written(page, 114, ["代码", "名称", "合计", "基本"])
    for (top, bottom), row in zip(pairwise(YS), BODY, strict=True):
        written(filled(page, XS, top, bottom), top, row)
    document = load(made(page))
    assert rows(document)[1:] == [["代码", "名称", "合计", "基本"], *without_breaks(BODY)]
    assert [cell.column_span for cell in document.grids[0].rows[0]] == [2, 2]
    assert not document.grids[0].aligned


def test_tables_of_one_width_are_two_where_larger_words_stand_between_them() -> None:
    page = Page()
    for top in (100.0, 170.0):
        for number, row in enumerate(BODY[1:]):
            above = top + 14 * number
            written(filled(page, XS, above, above + 14), above, row)
    page.text(60, 150, "二、支出表", 12)
    assert len(load(made(page)).grids) == 2


def test_rows_between_filled_ones_are_left_to_their_words_where_they_are_several() -> None:
    page = Page()
    table = [["编码", "名称", "合计", "基本"], *BODY[1:], *BODY[1:], *BODY[1:]]
    for number, row in enumerate(table):
        if number in (0, 5, 9):
            filled(page, XS, 100 + 14 * number, 114 + 14 * number)
        written(page, 100 + 14 * number, row)
    document = load(made(page))
    assert rows(document) == table
    assert document.grids[0].aligned


def test_a_header_alone_that_is_filled_tells_of_no_rows() -> None:
    page = Page()
    table = [["编码", "名称", "合计", "基本"], ["栏次", "", "1", "2"], *BODY[1:]]
    for number, row in enumerate(table):
        if number < 2:
            filled(page, XS, 100 + 14 * number, 114 + 14 * number)
        written(page, 100 + 14 * number, row)
    document = load(made(page))
    assert rows(document) == table
    assert document.grids[0].aligned


def test_a_white_row_of_names_alone_at_the_foot_is_of_the_table() -> None:
    names = ["211", "节能环保", "", ""]
    page = striped(headed(Page()))
    written(filled(page, XS, 192, 206), 192, BODY[1])
    written(page, 206, names)
    assert read(page)[-2:] == [BODY[1], names]


def test_a_total_over_the_white_column_and_the_next_is_a_row_of_the_table() -> None:
    page = headed(Page())
    written(filled(page, XS[2:], 128, 142), 128, ["合计", "", "5.00", "4.00"])
    written(page, 142, BODY[1])
    for number, row in enumerate((BODY[2], BODY[3], BODY[1])):
        top = 156 + 14 * number
        written(filled(page, XS[1:], top, top + 14) if number != 1 else page, top, row)
    expected = [BODY[1], BODY[2], BODY[3], BODY[1]]
    assert read(page)[-4:] == expected
    assert [cell for cell in read(page)[2] if cell] == ["合计", "5.00", "4.00"]


def test_white_rows_below_filled_ones_alone_are_left_to_their_words() -> None:
    page = Page()
    table = [["编码", "名称", "合计", "基本"], *BODY[1:], BODY[1]]
    for number, row in enumerate(table):
        if number < 3:
            filled(page, XS, 100 + 14 * number, 114 + 14 * number)
        written(page, 100 + 14 * number, row)
    document = load(made(page))
    assert rows(document) == table
    assert document.grids[0].aligned


def test_where_lines_stand_on_both_sides_a_white_cell_is_as_wide_as_they_say() -> None:
    page = Page()
    for top in (100.0, 114.0, 142.0, 156.0):
        filled(page, XS, top, top + 14)
        for x in XS:
            page.line(x, top, x, top + 14)
    filled(page, XS[:3], 128, 142)
    for x in XS[:3]:
        page.line(x, 128, x, 142)
    for y in (100, 114, 128, 142, 156, 170):
        page.line(XS[0], y, XS[-1], y)
    for number, row in enumerate([*BODY[1:3], ["221", "住房", "无"], *BODY[2:]]):
        written(page, 100 + 14 * number, row)
    document = load(made(page))
    assert not document.grids[0].aligned
    assert [cell.column_span for cell in document.grids[0].rows[2]] == [1, 1, 2]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        # 收入 stands over three columns, 支出 over two.
        ([(70, 90), (190, 210)], [0, 160, 240]),
        # Each over its own.
        ([(20, 30), (60, 75), (100, 120), (140, 160), (190, 210)], [0, 40, 80, 120, 160, 240]),
        # All at the left of their columns.
        ([(2, 30), (82, 100)], [0, 80, 240]),
    ],
)
def test_headings_stand_in_the_middle_of_their_columns(
    headings: Sequence[tuple[float, float]], expected: Sequence[float]
) -> None:
    assert parted([0, 40, 80, 120, 160, 240], headings) == expected


def bare_header(page: Page, top: float = 86.0) -> Page:
    """Write a header of three levels over four columns without a line between them."""
    page.text(85, top, "项目", 8).text(204, top, "本年支出", 8)
    for x, words in ((62, "编码"), (112, "名称"), (177, "合计"), (247, "基本")):
        page.text(x, top + 14, words, 8)
    page.text(112, top + 28, "栏次", 8).text(183, top + 28, "1", 8)
    return page.text(253, top + 28, "2", 8)


HEADER = [["项目", "本年支出"], ["编码", "名称", "合计", "基本"], ["", "栏次", "1", "2"]]


def test_levels_of_a_header_without_lines_over_striped_rows_are_told_by_its_words() -> None:
    document = load(made(striped(bare_header(Page()))))
    assert rows(document) == [*HEADER, *without_breaks(BODY)]
    assert [cell.column_span for cell in document.grids[0].rows[0]] == [2, 2]


def test_a_line_over_a_white_first_row_is_no_header() -> None:
    page = Page().line(XS[0], 110, XS[-1], 110)
    written(page, 114, BODY[1])
    assert read(striped(page)) == [BODY[1], *without_breaks(BODY)]


def test_a_page_of_one_row_stands_in_the_columns_of_the_striped_page_before() -> None:
    first = striped(bare_header(Page()))
    second = bare_header(Page(), 50)
    written(second, 92, ["221", "住房保障", "", "7.00"])
    document = load(made(first, second))
    assert rows(document) == [*HEADER, *without_breaks(BODY), ["221", "住房保障", "", "7.00"]]
    assert len(document.grids) == 1


def test_a_page_of_one_row_stands_in_the_columns_of_the_striped_page_behind() -> None:
    first = bare_header(Page(), 760)
    written(first, 802, ["201", "一般服务", "", "7.00"])
    document = load(made(first, striped(bare_header(Page()))))
    assert rows(document) == [*HEADER, ["201", "一般服务", "", "7.00"], *without_breaks(BODY)]
    assert len(document.grids) == 1


def test_a_row_alone_on_a_page_stands_in_the_columns_that_its_words_begin_in() -> None:
    second = Page()
    written(second, 50, ["221", "住房保障", "", "7.00"])
    second.text(60, 90, "注：本表反映支出情况。", 10)
    grids = load(made(striped(bare_header(Page())), second)).grids
    assert [cell.text for cell in grids[-1].rows[-1]] == ["221", "住房保障", "", "7.00"]


def test_words_at_other_places_on_the_next_page_are_no_row_of_a_table() -> None:
    second = Page()
    written(second, 50, ["编制", "十二人", "", "7.00"], [60.0, 120.0, 190.0, 260.0])
    second.text(60, 90, "注：本表反映支出情况。", 10)
    document = load(made(striped(bare_header(Page())), second))
    assert rows(document) == [*HEADER, *without_breaks(BODY)]
    assert len(document.grids) == 1


def test_a_header_that_is_repeated_with_its_levels_nearer_is_the_same() -> None:
    second = Page()
    for top, bands in ((50, ((85, "项目"), (204, "本年支出"))), (73, ((112, "栏次"),))):
        for x, words in bands:
            second.text(x, top, words, 8)
    for x, words in ((62, "编码"), (112, "名称"), (177, "合计"), (247, "基本")):
        second.text(x, 59, words, 8)
    second.text(183, 73, "1", 8).text(253, 73, "2", 8)
    for number, row in enumerate(BODY[1:]):
        written(second, 87 + 14 * number, row)
    document = load(made(striped(bare_header(Page())), second))
    assert rows(document) == [*HEADER, *without_breaks(BODY), *BODY[1:]]
    assert len(document.grids) == 1


def test_numbers_side_by_side_are_never_in_one_cell_of_a_striped_table() -> None:
    xs = [50.0, 90.0, 130.0, 170.0, 210.0, 250.0, 290.0]
    page = filled(page=filled(Page(), [130.0, 250.0], 86, 100), xs=xs[2:5], top=100, bottom=124)
    page.text(150, 88, "公务用车", 8)
    written(page, 106, ["合计", "出国", "小计", "购置", "接待", "其他"], xs)
    written(page, 126, ["1", "2", "3", "4", "5", "6"], xs)
    cells = [cell for grid in load(made(page)).grids for row in grid.rows for cell in row]
    assert not [cell.text for cell in cells if sum(map(str.isdigit, cell.text)) > 1]


def test_a_name_alone_below_the_numbers_of_columns_stands_in_its_own() -> None:
    xs = [50.0, 70.0, 90.0, 150.0, 170.0, 190.0, 210.0]
    heads = [["类", "款", "名称", "合计", "基本", "项目"], ["栏次", "", "", "1", "2", "3"]]
    body = [[code, "", "社会保障", "3.00", "2.00", "1.00"] for code in ("208", "210", "213")]
    page = Page().text(118, 130, "离休费", 8)
    for number, row in enumerate([*heads, [], *body]):
        if number not in (2, 4):
            filled(page, xs, 100 + 14 * number, 114 + 14 * number)
        written(page, 100 + 14 * number, row, xs)
    assert read(page)[2] == ["", "", "离休费", "", "", ""]


def test_headings_midway_between_two_levels_are_of_both() -> None:
    xs = [50.0, 110.0, 170.0, 230.0, 290.0, 350.0]
    page = Page().text(214, 100, "基本支出", 8)
    for x, heading in ((60, "科目名称"), (130, "合计"), (310, "项目")):
        page.text(x, 108, heading, 8)
    for x, heading in ((190, "小计"), (250, "公用")):
        page.text(x, 116, heading, 8)
    body = [[name, "6.00", "3.00", "2.00", "1.00"] for name in ("合计", "教育", "卫生", "交通")]
    for number, row in enumerate(body):
        if number % 2:
            filled(page, xs, 128 + 14 * number, 142 + 14 * number)
        written(page, 128 + 14 * number, row, xs)
    (grid,) = load(made(page)).grids
    heads = [[(cell.text, cell.column_span) for cell in row if cell.text] for row in grid.rows[:2]]
    assert heads == [
        [("科目名称", 1), ("合计", 1), ("基本支出", 2), ("项目", 1)],
        [("小计", 1), ("公用", 1)],
    ]


def test_a_heading_over_some_columns_alone_is_a_level_of_its_own() -> None:
    xs = [50.0, 110.0, 170.0, 230.0, 290.0, 350.0]
    page = Page().text(72, 100, "收入", 8).text(222, 100, "支出", 8).text(278, 108, "决算数", 8)
    for x, heading in zip(xs, ("项目", "金额", "科目", "小计", "公用"), strict=False):
        page.text(x + 20, 116, heading, 8)
    body = [[name, "6.00", name, "2.00", "1.00"] for name in ("合计", "教育", "卫生", "交通")]
    for number, row in enumerate(body):
        if number % 2:
            filled(page, xs, 128 + 14 * number, 142 + 14 * number)
        written(page, 128 + 14 * number, row, xs)
    told = [[cell for cell in row if cell] for row in read(page)[:3]]
    assert told == [["收入", "支出"], ["决算数"], ["项目", "金额", "科目", "小计", "公用"]]


def test_the_rest_of_a_name_that_a_page_break_cuts_is_above_the_first_filled_row() -> None:
    first = striped(headed(Page()))
    written(filled(first, XS, 192, 206), 192, ["21011", "各行政事业单位", "1.00", "1.00"])
    second = Page().text(92, 105, "医疗补助和其他", 8).text(92, 116, "支出", 8)
    striped(second)
    assert read(second)[0] == ["", "医疗补助和其他支出", "", ""]
    document = load(made(first, second))
    assert rows(document)[6] == ["21011", "各行政事业单位医疗补助和其他支出", "1.00", "1.00"]
    assert len(document.grids) == 1


def ruled_apart(page: Page) -> Page:
    """Write a header and a total with more white around the lines below them than rows have."""
    for x, words in ((52, "编码"), (92, "名称"), (177, "合计"), (247, "基本")):
        page.text(x, 90, words, 8)
    page.text(92, 114, "合计", 8).text(177, 114, "6.00", 8).text(247, 114, "4.00", 8)
    for y in (87, 106):
        page.line(XS[0], y, XS[-1], y)
    return striped(page).line(XS[0], 192, XS[-1], 192)


def test_a_line_between_header_and_rows_holds_them_together() -> None:
    assert read(ruled_apart(Page()))[:2] == [
        ["编码", "名称", "合计", "基本"],
        ["", "合计", "6.00", "4.00"],
    ]


def test_a_row_below_the_line_that_ends_a_header_is_of_the_table() -> None:
    page = Page()
    head = [["", "", "支出", ""], ["合计", "出国", "用车", "接待"], ["1", "2", "3", "4"]]
    for number, row in enumerate(head):
        top = 100 + 14 * number
        written(filled(page, XS, top, top + 14) if number < 2 else page, top, row)
    for y in (98, 142, 162):
        page.line(XS[0], y, XS[-1], y)
    written(page, 148, ["0.92", "", "0.92", ""])
    assert read(page)[-1] == ["0.92", "", "0.92", ""]


def test_a_total_over_two_columns_is_a_row_though_it_crosses_what_is_filled() -> None:
    page = three_rows()
    page.text(60, 188, "人员经费和公用合计", 8).text(177, 188, "3.00", 8).text(247, 188, "1.00", 8)
    page.line(XS[0], 202, XS[-1], 202)
    assert read(headed(page, 114))[-1][-2:] == ["3.00", "1.00"]


def test_a_code_that_runs_over_its_column_leaves_its_amounts_in_theirs() -> None:
    page = three_rows()
    page.text(52, 186, "2080502离退休", 8).text(152, 186, "3.00", 8).text(222, 186, "1.00", 8)
    assert read(headed(page, 114))[-1][-2:] == ["3.00", "1.00"]


def test_the_last_row_of_a_page_can_stand_a_little_farther_down() -> None:
    page = three_rows()
    written(page, 192, ["2101102", "事业单位医疗", "1.00", ""])
    assert read(headed(page, 114))[-1] == ["2101102", "事业单位医疗", "1.00", ""]


def test_a_name_alone_in_its_column_is_a_row_above_the_first_filled_one_or_below_the_last() -> None:
    page, xs = Page(), [50.0, 180.0, 250.0, 410.0, 480.0]
    table = [["", "", f"某某{name}类支出", ""] for name in "甲乙丙丁戊己庚辛壬"]
    table[5:7] = [["收入合计", "9.00", "支出合计", "9.00"], ["上年结余", "", "年末结余", ""]]
    for number, row in enumerate(table):
        top = 50 + 14 * number
        written(filled(page, xs, top, top + 14) if number % 2 else page, top, row, xs)
    assert read(page) == table


def beside_filled(page: Page, table: Sequence[Sequence[str]], top: float = 50.0) -> Page:
    """Write a table whose first column is filled in all rows, the others in every second one."""
    xs = [50.0, 130.0, 200.0, 300.0, 370.0]
    for number, row in enumerate(table):
        bottom = top + (23 if any("\n" in cell for cell in row) else 14)
        filled(page, xs if number % 2 else xs[:2], top, bottom)
        written(page, top, row, xs)
        top = bottom
    return page


def test_a_name_alone_of_two_lines_beside_what_is_filled_begins_no_header() -> None:
    table = [
        ["", "", name, ""]
        for name in ("某某和其他有关的事务费\n用支出", *(f"{n}支出" for n in "甲乙丙"))
    ]
    table += [["收入总计", "9.00", "支出总计", "9.00"]]
    assert read(beside_filled(Page(), table)) == without_breaks(table)


def test_a_merged_cell_of_a_white_row_can_reach_into_the_filled_row_below() -> None:
    xs = [50.0, 130.0, 200.0, 300.0, 370.0]
    table = [["部门", "名称", "单位", "某局"], ["预算情况", "年度财政支出的总", "预算数", "执行数"]]
    table += [["", "", "6.00", "5.40"], ["年度目标", "绩效指标", "数量", "质量"]]
    page = filled(Page(), xs, 100, 114)
    # The first cell of the second row reaches into the third, too.
    for left, top, bottom in ((0, 114, 142), (2, 128, 142), (0, 142, 156)):
        filled(page, xs[left:] if left else xs[:2], top, bottom)
    for number, row in enumerate(table):
        written(page, 100 + 14 * number, row, xs)
    assert read(page.text(132, 124, "额", 8)) == [
        table[0],
        ["预算情况", "年度财政支出的总额", *table[1][2:]],
        table[2][2:],
        table[3],
    ]


def test_two_filled_rows_at_the_head_of_a_page_end_the_table_before() -> None:
    rest = [["年初结余", "1.00", "年末结余", "2.00"], ["总计", "9.00", "总计", "9.00"]]
    page = beside_filled(Page(), [rest[1], rest[0]]).line(50, 50, 130, 50).line(50, 64, 130, 64)
    assert read(page.text(50, 100, "注：本表反映收支情况。")) == [rest[1], rest[0]]


def test_a_white_row_above_the_first_filled_one_begins_above_its_amounts() -> None:
    page, xs = Page(), (50, 190, 250, 340, 430, 520)
    for x, words in ((98, "编码"), (210, "项目"), (287, "单位"), (373, "合计"), (463, "预算")):
        page.text(x, 61 if x > 300 else 66, words, 8)
    page.text(373, 71, "金额", 8).text(463, 71, "金额", 8)
    for number in range(4):
        top = 82 + 36 * number
        if number % 2:
            filled(page, xs, top, top + 36)
        written(page, top + 11, [f"X{number}", "", "", "8.00", "8.00"], xs)
        written(page, top + 6, ["", "某专项\n的经费"], xs)
        written(page, top + 1, ["", "", "某区的\n某某服务\n中心"], xs)
    assert [[cell.replace(" ", "") for cell in row] for row in read(page)[-4:]] == [
        [f"X{number}", "某专项的经费", "某区的某某服务中心", "8.00", "8.00"] for number in range(4)
    ]


def test_the_white_half_of_a_bracket_can_stand_on_the_other_side_of_a_line() -> None:
    page = Page()
    for number, name in enumerate(("公共服务", "公共安全", "教育支出", "科学技术", "文化支出")):
        top = 100 + 14 * number
        if number % 2 == 0:
            filled(page, XS, top, top + 14)
        # What is in front of it is blank in white rows.
        written(page, top, ["拨款", "", "", "1.00"] if number % 2 else ["拨款", "2.00", "", "1.00"])
        page.text(XS[2] - 1, top + 2, f"（一）{name}", 6)
    assert [row[2] for row in read(page)] == [
        "（一）公共服务",
        "（一）公共安全",
        "（一）教育支出",
        "（一）科学技术",
        "（一）文化支出",
    ]


@pytest.mark.parametrize(
    ("second", "heading", "below"),
    [(112.0, "项目编码", ["合计"]), (115.0, "项目编", ["码", "合计"])],
)
def test_a_line_of_a_heading_beside_a_line_under_others_is_no_level(
    second: float, heading: str, below: Sequence[str]
) -> None:
    page = Page().line(XS[0], 100, XS[-1], 100).line(XS[2], 112.5, XS[-1], 112.5)
    page.text(52, 101, "项目编", 8).text(52, second, "码", 8).text(92, 101, "名称", 8)
    page.text(172, 101, "本年支出", 8).text(172, 115, "合计", 8)
    table = read(striped(page).line(XS[0], 192, XS[-1], 192))
    assert table[0][0] == heading
    assert [cell for cell in table[1] if cell] == below


def test_a_filled_header_that_ends_a_page_has_the_white_column_beside_it() -> None:
    first = Page().text(60, 100, "注：本表反映支出情况。", 10)
    heads = ["编码", "名称", "合计", "基本"]
    written(filled(first, XS[1:], 790, 804), 790, heads)
    assert read(first) == [heads]


def test_the_rest_of_a_code_that_a_page_break_cuts_is_above_the_first_filled_row() -> None:
    page = Page().text(92, 99, "专项经费", 8).text(52, 99, "000000104", 8).text(52, 110, "15", 8)
    body = [["4201T00\n000115", "资产监管", "3.00", "3.00"], *BODY[1:3]]
    for number, row in enumerate(body):
        top = 122 + 24 * number
        written(filled(page, XS, top, top + 24) if number != 1 else page, top, row)
    assert read(page)[0] == ["00000010415", "专项经费", "", ""]
