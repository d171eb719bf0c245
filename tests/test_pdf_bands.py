"""Frames whose cells are filled in every second row, and that have no other lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

XS = [50.0, 90.0, 150.0, 220.0, 290.0]
HEADS = ["编码", "名称", "合计", "基本"]
TWO = [["20805", "养老支出", "2.00", "2.00"], ["2080502", "离退休", "2.00", ""]]


def filled(page: Page, xs: Sequence[float], top: float, bottom: float) -> Page:
    """Fill cells side by side."""
    for left, right in pairwise(xs):
        page.raw(f"0.8 g {left} {page.height - bottom} {right - left} {bottom - top} re f 0 g")
    return page


def written(page: Page, top: float, row: Sequence[str], xs: Sequence[float] = XS) -> None:
    for left, words in zip(xs, row, strict=False):
        for number, line in enumerate(words.split("\n")):
            if line:
                page.text(left + 2, top + 2 + 9 * number, line, 8)


def framed(page: Page, ys: Sequence[float], xs: Sequence[float] = XS) -> Page:
    """Draw a frame."""
    for x in (xs[0], xs[-1]):
        page.line(x, ys[0], x, ys[-1])
    for y in (ys[0], ys[-1]):
        page.line(xs[0], y, xs[-1], y)
    return page


def banded(page: Page, ys: Sequence[float], table: Sequence[Sequence[str]]) -> Page:
    """Draw a table with a frame, its header and every second row filled."""
    framed(page, ys)
    for number, (top, bottom, row) in enumerate(zip(ys, ys[1:], table, strict=False)):
        if number % 2 == 0:
            filled(page, XS, top, bottom)
        written(page, top, row)
    return page


def test_a_row_between_two_filled_ones_is_one_though_its_names_wrap() -> None:
    table = [
        HEADS,
        ["208", "社会保障和就业\n支出", "3.00", "3.00"],
        ["210", "卫生健康", "", ""],
        ["", "", "", ""],
        ["213", "资源勘探工业信\n息等支出", "1.00", ""],
        ["221", "灾害防治及应急\n管理支出", "1.00", "1.00"],
    ]
    document = load(made(banded(Page(), [100, 114, 136, 150, 164, 186, 208], table)))
    assert rows(document) == [[cell.replace("\n", "") for cell in row] for row in table]
    assert not document.grids[0].aligned


def test_filled_rows_of_a_page_on_its_side_are_rows_too() -> None:
    table = [HEADS, *([f"{code}", "支出", "3.00", ""] for code in (208, 210))]
    upright = banded(Page(842, 595), [100, 114, 128, 142], table)
    page = Page(595, 842).raw("0 1 -1 0 595 0 cm")
    page.content += upright.content
    document = load(made(page))
    assert rows(document) == table
    assert not document.grids[0].aligned


def test_a_header_alone_that_is_filled_leaves_the_rows_to_their_words() -> None:
    page = framed(filled(Page(), XS, 100, 114), (100, 170))
    table = [HEADS, *(["208", f"支出{name}", "3.00", "1.00"] for name in "甲乙丙丁")]
    for number, row in enumerate(table):
        written(page, 100 + 14 * number, row)
    document = load(made(page))
    assert rows(document) == table
    assert document.grids[0].aligned


def test_filled_rows_with_several_between_them_leave_these_to_their_words() -> None:
    page = framed(filled(filled(Page(), XS, 100, 114), XS, 170, 184), (100, 198))
    table = [HEADS, *(["208", f"支出{name}", "3.00", "1.00"] for name in "甲乙丙丁戊己")]
    for number, row in enumerate(table):
        written(page, 100 + 14 * number, row)
    document = load(made(page))
    assert rows(document) == table
    assert document.grids[0].aligned


def test_a_header_over_fewer_cells_parts_a_row_as_the_one_below_does() -> None:
    page = filled(filled(Page(), [50, 150, 220, 290], 100, 114), XS, 128, 142)
    framed(page, (100, 142))
    written(page, 100, ["栏次", "1", "2"], [50, 150, 220])
    written(page, 114, ["208", "社会保障", "3.00", "3.00"])
    written(page, 128, ["20805", "养老", "3.00", "3.00"])
    document = load(made(page))
    assert rows(document)[1:] == [
        ["208", "社会保障", "3.00", "3.00"],
        ["20805", "养老", "3.00", "3.00"],
    ]


def test_the_cells_of_a_header_that_are_white_end_where_words_below_them_begin() -> None:
    page = framed(filled(Page(), [50, 150, 290], 100, 114), (100, 170))
    filled(page, [90, 150], 128, 142)
    filled(page, [150, 220], 128, 142)
    filled(page, XS, 156, 170)
    written(page, 100, ["预算数", "决算数"], [50, 150])
    written(page, 121, ["合计"])
    page.text(130, 116, "公务用车", 8).text(252, 123, "接待费", 8)
    written(page, 128, ["", "小计", "购置"])
    written(page, 142, ["1", "2", "3", "4"])
    assert rows(load(made(page)))[1:] == [
        ["合计", "公务用车", "接待费"],
        ["小计", "购置"],
        ["1", "2", "3", "4"],
        ["", "", "", ""],
    ]


def test_words_that_reach_over_the_frame_are_no_harm() -> None:
    page = banded(Page(), (100, 114, 128, 142), [HEADS, ["", "甲", "", ""], HEADS])
    page.text(45, 116, "2080502", 8)
    assert rows(load(made(page)))[1] == ["2080502", "甲", "", ""]


def test_a_frame_beside_which_words_stand_is_no_whole_table() -> None:
    page = Page()
    table = [HEADS, *([f"20{n}", f"支出{n}", "3.00", "1.00"] for n in range(5))]
    for number, row in enumerate(table):
        written(page, 100 + 14 * number, row)
        if number % 2 == 1:
            filled(page, XS[1:], 100 + 14 * number, 114 + 14 * number)
    framed(page, (114, 184), XS[1:])
    assert [line.text.split() for line in load(made(page)).lines] == table


def test_a_filled_column_beside_the_lines_of_its_rows_is_of_their_table() -> None:
    page, ys = Page(), [100.0, 114.0, 128.0]
    for row, (top, bottom) in zip(TWO, pairwise(ys), strict=True):
        written(filled(page, XS, top, bottom), top, row)
    for x in XS[1:]:
        page.line(x, ys[0], x, ys[-1])
    for y in ys:
        page.line(XS[1], y, XS[-1], y)
    assert rows(load(made(page))) == TWO


def test_the_lines_of_a_code_between_two_filled_rows_are_of_one_row() -> None:
    table = [
        HEADS,
        ["208", "养老支出", "3.00", "3.00"],
        ["4401082\n4403T00\n0000107", "树木修剪", "1.00", ""],
        ["213", "农林支出", "2.00", ""],
    ]
    page = Page()
    for number, (top, row) in enumerate(zip((100, 114, 128, 164), table, strict=True)):
        if number != 2:
            filled(page, XS, top, top + 14)
        written(page, top, row)
    expected = [[cell.replace("\n", "") for cell in row] for row in table]
    assert rows(load(made(page))) == expected
    assert rows(load(made(framed(page, (100, 178))))) == expected


def test_the_lines_of_a_code_in_a_row_without_standing_lines_are_of_one_row() -> None:
    page = Page()
    table = [
        HEADS,
        ["208", "养老支出", "3.00", "3.00"],
        ["4401082\n4403T00\n0000107", "修剪", "1.00", ""],
    ]
    table += [["213", "农林支出", "2.00", ""], ["4401082\n4403T00\n0000108", "修缮", "1.00", ""]]
    ys = (100, 114, 128, 164, 178, 214)
    for number, ((top, bottom), row) in enumerate(zip(pairwise(ys), table, strict=True)):
        written(framed(page, (top, bottom)), top, row)
        for x in XS[1:-1] if number % 2 == 1 or number == 0 else ():
            page.line(x, top, x, bottom)
    assert rows(load(made(page))) == [[cell.replace("\n", "") for cell in row] for row in table]


def test_a_filled_heading_at_the_height_of_others_is_a_cell_though_it_stands_alone() -> None:
    page = Page()
    xs = [50.0, 110.0, 170.0, 230.0, 290.0, 350.0, 410.0]
    ys = (100, 114, 128, 142)
    heads, numbers = (
        ["编码", "结余", "收入", "小计", "基本", "结余"],
        ["栏次", "1", "2", "3", "4", "5"],
    )
    framed(page, ys, xs).line(50, 114, 110, 114).line(230, 114, 350, 114).line(50, 128, 410, 128)
    for x in xs[1:-1]:
        page.line(x, 100, x, 114).line(x, 128, x, 142)
    filled(filled(page, xs[1:4], 100, 114), xs[-2:], 100, 114)
    written(page, 100, heads, xs)
    written(page, 114, numbers, [52, *(x + 46 for x in xs[1:-1])])
    page.text(70, 130, "合计", 8)
    assert rows(load(made(page))) == [heads, numbers, ["合计", "", "", "", "", ""]]
