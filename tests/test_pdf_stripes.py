"""The header over striped rows, and the white row below it: where each ends."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows
from tests.test_pdf_bands import XS, filled, written
from tests.test_pdf_shaded import BODY, headed, read


def test_the_rests_of_amounts_fill_the_white_below_the_row_over_what_is_filled() -> None:
    page = headed(Page(), 80)
    page.text(52, 110, "合计", 8)
    for right in (216, 286):
        page.text(right - 24, 110, "1,204.", 8).text(right - 8, 122, "57", 8)
    for number, row in enumerate(BODY):
        top = 134 + 22 * number
        written(filled(page, XS, top, top + 22) if number % 2 == 0 else page, top, row)
    assert read(page)[2] == ["合计", "", "1,204.57", "1,204.57"]


def test_a_line_over_the_first_amounts_ends_the_header_though_a_name_goes_down_as_far() -> None:
    page = Page()
    for y, x0, x1 in ((72, 50, 290), (85, 150, 290), (98, 150, 290)):
        page.line(x0, y, x1, y)
    for x, words in ((52, "编码"), (92, "名称"), (152, "本年支出")):
        page.text(x, 75, words, 8)
    page.text(152, 88, "小计", 8).text(222, 88, "公用经费", 8)
    page.text(52, 101, "208", 8).text(92, 101, "其他社会保障服", 8).text(92, 113, "务支出", 8)
    page.text(200, 101, "25.64", 8).text(270, 101, "12.52", 8)
    for number, row in enumerate(BODY):
        top = 124 + 22 * number
        written(filled(page, XS, top, top + 22) if number % 2 == 0 else page, top, row)
    assert read(page)[:3] == [
        ["编码", "名称", "本年支出"],
        ["小计", "公用经费"],
        ["208", "其他社会保障服务支出", "25.64", "12.52"],
    ]


def test_headings_of_two_lines_beside_two_levels_reach_down_to_striped_rows() -> None:
    xs = [50.0, 100.0, 160.0, 220.0, 280.0, 340.0]
    page = Page()
    page.text(233, 70, "本年拨款", 8)
    for x, words in ((54, "编码"), (104, "名称"), (164, "合计")):
        page.text(x, 82, words, 8)
    for x, first, second in ((224, "一般公共", "预算"), (284, "政府性", "基金预算")):
        page.text(x, 87, first, 8).text(x, 97, second, 8)
    page.text(344, 77, "财政专户", 8).text(344, 87, "管理资金", 8)
    for number in range(5):
        top = 112 + 20 * number
        if number % 2 == 0:
            filled(page, [*xs, 400.0], top, top + 20)
        written(page, top + 4, ["208", "保障支出", "3.00", "2.00", "1.00"], xs)
    grid = load(made(page)).grids[0]
    cells = [cell for row in grid.rows[:2] for cell in row if cell.text]
    heads = {cell.text.replace(" ", ""): cell.row_span for cell in cells}
    assert heads == {
        **{"编码": 2, "名称": 2, "合计": 2, "财政专户管理资金": 2},
        **{"本年拨款": 1, "一般公共预算": 1, "政府性基金预算": 1},
    }


def counted(page: Page, names: tuple[str, ...], *, lines: bool) -> Page:
    """Write a header that counts its columns, a white row below it and a filled one."""
    xs = [50.0, 150.0, 200.0, 250.0, 350.0, 400.0]
    for top, words in ((60, ("项目", "行次", "金额", "项目", "行次", "金额")), (76, names)):
        for x, word in zip(xs, words, strict=True):
            page.text(x + 4, top, word, 8)
    for left, right in zip(xs, [*xs[1:], 450.0], strict=True):
        if lines:
            page.line(left, 90, right, 90)
        filled(page, [left, right], 106, 122)
    for top, row in ((94, ("二、拨款", "31", "", "二、支出", "63", "")), (110, ("总计", "32"))):
        for x, word in zip(xs, row, strict=False):
            if word:
                page.text(x + 4, top, word, 8)
    page.text(380, 110, "64", 8).text(420, 110, "35.42", 8).text(225, 110, "35.42", 8)
    return page


def test_a_white_row_below_the_line_under_a_header_is_none_of_its_levels() -> None:
    names = ("栏次", "", "1", "栏次", "2", "3")
    found = read(counted(Page(), tuple(name or " " for name in names), lines=True))
    assert found[2][:5] == ["二、拨款", "31", "", "二、支出", "63"]


def test_a_row_with_one_word_twice_and_a_number_behind_each_counts_columns() -> None:
    page = Page()
    xs = [50.0, 150.0, 200.0, 250.0, 350.0, 400.0, 450.0]
    for top in (42, 84, 112):
        filled(page, xs, top, top + 14)
    for at, words in enumerate(("项目", "行次", "金额", "项目", "行次", "金额")):
        page.text(xs[at] + 4, 45, words, 8)
    for x, words in ((54, "栏次"), (244, "1"), (254, "栏次"), (444, "2")):
        page.text(x, 59, words, 8)
    for at in range(4):
        top = 73 + 14 * at
        page.text(190, top, str(10 + at), 8).text(254, top, f"{'十' * (at + 1)}、支出", 8)
        page.text(388, top, str(40 + at), 8)
    assert read(page)[1:3] == [
        ["栏次", "", "1", "栏次", "", "2"],
        ["", "10", "", "十、支出", "40", ""],
    ]


def test_a_line_under_the_header_of_the_next_table_does_not_close_this_one() -> None:
    page = headed(Page(), 80)
    body = [*BODY, *BODY][: 2 * (len(BODY) // 2) + 2]
    for number, row in enumerate(body):
        top = 108 + 16 * number
        written(filled(page, XS, top, top + 16) if number % 2 == 0 else page, top, row)
    foot = 108 + 16 * len(body)
    page.text(120, foot + 12, "表二 支出预算表", 12).text(52, foot + 34, "项目", 8)
    page.text(152, foot + 34, "预算数", 8).line(XS[0], foot + 46, XS[-1], foot + 46)
    cells = [cell.text for row in load(made(page)).grids[0].rows for cell in row]
    assert not any("预算表" in cell for cell in cells)


def test_the_rests_of_two_names_above_the_first_filled_row_are_of_one_row() -> None:
    xs = [50.0, 90.0, 180.0, 220.0, 260.0, 350.0]
    page = Page()
    page.text(94, 62, "和家庭的补", 8).text(264, 62, "费用", 8).text(94, 73, "助", 8)
    filled(page, [*xs, 400.0], 84, 107)
    page.text(224, 88, "30299", 8).text(264, 88, "其他商品和", 8).text(360, 88, "9.60", 8)
    page.text(264, 98, "服务支出", 8)
    page.text(54, 112, "人员经费合计", 8).text(186, 112, "43.77", 8)
    page.text(224, 112, "公用经费合计", 8).text(360, 112, "26.21", 8)
    assert read(page)[0][:2] == ["", "和家庭的补 助"]


def test_rows_of_a_form_are_filled_from_borders_of_their_own_on() -> None:
    page = Page()
    table: list[dict[float, str]] = [
        {50: "单位", 170: "某局", 290: "实施单位", 350: "某局"},
        {50: "执行情况", 170: "资金", 230: "预算数", 290: "执行数", 350: "得分"},
        {230: "6.00", 290: "5.94", 350: "19.8"},
        {50: "总目标", 170: "年初目标", 290: "完成情况", 350: "得分"},
        {50: "指标", 170: "走访企业", 290: "已经走访", 350: "20"},
    ]
    for at, row in enumerate(table):
        top = 100 + 14 * at
        if at % 2 == 0:
            filled(page, [*row, 410], top, top + 14)
        for x, words in row.items():
            page.text(x + 2, top + 2, words, 8)
    found = [[cell for cell in row if cell] for row in rows(load(made(page)))]
    assert found == [list(row.values()) for row in table]
