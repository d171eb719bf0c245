"""Cells whose lines are drawn in every second row alone: the words of the others tell theirs."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.load import load
from tests.pdf import Page, made

XS = (50.0, 110.0, 170.0, 230.0, 290.0, 350.0)
# Words keep so far off lines.
PAD, TOP = 5.0, 3.0


def written(page: Page, top: float, row: Sequence[str], *, off: float = PAD) -> Page:
    """Write the cells of a row, numbers at the right of their columns; `/` begins a line."""
    for left, right, cell in zip(XS, XS[1:], row, strict=False):
        for number, line in enumerate(filter(None, cell.split("/"))):
            at = right - PAD - 4 * len(line) if line.isascii() else left + off
            page.text(at, top + TOP + 9 * number, line, 8)
    return page


def boxed(page: Page, first: int, last: int, top: float, bottom: float) -> Page:
    """Draw the lines around and between the cells of some columns of a row."""
    page.line(XS[first], top, XS[last], top).line(XS[first], bottom, XS[last], bottom)
    for x in XS[first : last + 1]:
        page.line(x, top, x, bottom)
    return page


def form(*, off: float = PAD) -> Page:
    """Write a form: merged cells, as all of every second row, have no lines of their own."""
    page = Page().line(XS[0], 100, XS[0], 196).line(XS[-1], 100, XS[-1], 196)
    page.line(XS[0], 100, XS[-1], 100).line(XS[0], 196, XS[-1], 196)
    boxed(written(page, 100, ["部门", "名称", "单位", "电话", "备注"]), 0, 5, 100, 115)
    # The first cells go on over the boxes beside them.
    written(page, 115, ["预算情况", "支出总额", "预算数", "执行数", "执行率"], off=off)
    boxed(written(page, 130, ["", "", "6.00", "5.40", "90.00"]), 2, 5, 130, 145)
    written(page, 145, ["年度目标", "绩效指标", "数量", "质量", "得分"], off=off)
    boxed(written(page, 160, ["", "培训人数", "120", "118", "9.80"]), 1, 5, 160, 178)
    return written(page, 178, ["改进措施", "加强管理"])


def told(page: Page) -> list[list[tuple[str, int, int]]]:
    (grid,) = load(made(page)).grids
    return [[(cell.text, cell.row_span, cell.column_span) for cell in row] for row in grid.rows]


def test_words_that_begin_as_others_do_tell_the_cells_that_have_no_lines() -> None:
    head, names, numbers, marks, last, foot = told(form())
    assert head == [(name, 1, 1) for name in ("部门", "名称", "单位", "电话", "备注")]
    assert names[:2] == [("预算情况", 2, 1), ("支出总额", 2, 1)]
    assert names[2:] == [(name, 1, 1) for name in ("预算数", "执行数", "执行率")]
    assert numbers == [(number, 1, 1) for number in ("6.00", "5.40", "90.00")]
    assert marks[0] == ("年度目标", 2, 1)
    assert [cell for cell, *_ in marks] == ["年度目标", "绩效指标", "数量", "质量", "得分"]
    assert [cell for cell, *_ in last] == ["培训人数", "120", "118", "9.80"]
    assert [cell for cell, *_ in foot][:2] == ["改进措施", "加强管理"]


def test_a_table_whose_lines_are_told_from_its_words_is_not_sure() -> None:
    (grid,) = load(made(form())).grids
    assert grid.aligned


def test_words_that_begin_elsewhere_leave_a_field_whole() -> None:
    names = told(form(off=9))[1]
    assert names[0] == ("预算情况 年度目标", 4, 1)


def test_boxes_in_a_field_are_cells_of_the_table_whose_columns_they_have() -> None:
    page = Page().line(XS[0], 100, XS[0], 184).line(XS[-1], 100, XS[-1], 184)
    boxed(written(page, 100, ["目标", "指标", "年初", "完成", "得分"]), 0, 5, 100, 115)
    written(page, 115, ["目标一", "数量", "120", "118", "40"])
    boxed(written(page, 130, ["", "质量", "100", "100"]), 1, 4, 130, 145)
    written(page, 145, ["目标二", "时效", "90", "80", "60"])
    boxed(written(page, 160, ["合计", "两项", "310", "298", "100"]), 0, 5, 160, 184)
    head, first, second, third, last = told(page)
    assert first == [("目标一", 2, 1), ("数量", 1, 1), ("120", 1, 1), ("118", 1, 1), ("40", 2, 1)]
    assert [cell for cell, *_ in second] == ["质量", "100", "100"]
    assert [cell for cell, *_ in third] == ["目标二", "时效", "90", "80", "60"]
    assert len(head) == len(last) == 5


def test_a_table_of_its_own_in_a_field_is_none_of_its_cells() -> None:
    page = Page().line(XS[0], 100, XS[0], 160).line(XS[-1], 100, XS[-1], 160)
    boxed(written(page, 100, ["目标", "指标", "年初", "完成", "得分"]), 0, 5, 100, 115)
    for x in (120.0, 160.0, 200.0):
        page.line(x, 125, x, 140)
    page.line(120, 125, 200, 125).line(120, 140, 200, 140)
    page.text(125, 128, "甲", 8).text(165, 128, "乙", 8).text(55, 145, "说明", 8)
    page.line(XS[0], 160, XS[-1], 160)
    tables = [[[cell.text for cell in row] for row in grid.rows] for grid in load(made(page)).grids]
    assert tables == [[["目标", "指标", "年初", "完成", "得分"], ["说明"]], [["甲", "乙"]]]


def test_words_in_the_middle_of_a_merged_cell_begin_no_cell_below_others() -> None:
    page = Page().line(XS[0], 100, XS[0], 175).line(XS[-1], 100, XS[-1], 175)
    page.line(XS[0], 100, XS[-1], 100).line(XS[0], 175, XS[-1], 175)
    for number, name in enumerate(("数量", "质量", "时效", "成本", "效益")):
        top = 100.0 + 15 * number
        written(page, top, ["年度目标" if number == 2 else "", name, "6.00", "5.40", "0.90"])
        # The first cell that is printed in a row has no line on its left.
        boxed(page, 2 if number in (1, 3) else 1, 5, top, top + 15)
        page.line(XS[1], top, XS[2], top)
    assert told(page)[0][0] == ("年度目标", 5, 1)
