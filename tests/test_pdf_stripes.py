"""The header over striped rows, and the white row below it: where each ends."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
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
