"""Frames around pages that tables touch: the text between them is of no table."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows, texts

_FIRST = [["科目", "预算数", "决算数"], ["办公费", "1.00", "2.00"]]
_SECOND = [["编码", "科目", "合计", "基本支出"], ["201", "教育", "3.00", "3.00"]]


def framed(top: float, bottom: float) -> Page:
    """Return a page with two tables that reach from side to side of its frame."""
    page = Page().ruled([50, 150, 250, 450], [100, 116, 132], _FIRST)
    page.ruled([50, 120, 220, 330, 450], [200, 216, 232], _SECOND)
    for x in (50, 450):
        page.line(x, top, x, bottom)
    return page


def test_tables_that_touch_a_frame_are_apart_and_have_their_own_columns() -> None:
    page = framed(60, 300)
    for y in (60, 300):
        page.line(50, y, 450, y)
    page.text(60, 64, "表一 支出表", 8).text(380, 80, "单位：万元", 8)
    page.text(60, 140, "注：略。", 8).text(200, 156, "表二 基金支出表", 8)
    page.text(380, 180, "单位：万元", 8)
    page.text(60, 240, "一、支出决算情况说明", 8).text(60, 256, "本年支出3.00万元。", 8)
    document = load(made(page))
    assert rows(document, 0) == _FIRST
    assert rows(document, 1) == _SECOND
    assert [cell.column_span for cell in document.grids[1].rows[0]] == [1, 1, 1, 1]
    assert "一、支出决算情况说明" in texts(page)


def test_a_title_alone_below_the_last_table_is_of_the_next_page() -> None:
    page = framed(100, 260).line(50, 260, 450, 260)
    page.text(60, 156, "表二 基金支出表", 8).text(380, 180, "单位：万元", 8)
    page.text(200, 240, "表三 资本支出表", 8)
    document = load(made(page))
    assert [len(grid.rows) for grid in document.grids] == [2, 2]
    assert texts(page)[-1] == "表三 资本支出表"


def test_columns_of_two_tables_in_a_frame_that_are_nearly_at_one_place_are_apart() -> None:
    xs = (50, 120, 246, 330, 450)
    page = Page().ruled([50, 326, 450], [640, 656, 672], [["科目", "决算数"], ["办公费", "2.00"]])
    page.ruled(xs, [720, 736, 752], [["编码", "科目", "合计", "项目"], ["208", "保障", "2", "2"]])
    page.text(60, 680, "表二 支出表", 8).text(380, 700, "单位：万元", 8)
    for x in xs:
        page.line(x, 752, x, 765)
    # The page cuts the row: its name goes to the next one. Its amount ends beside the line.
    page.text(54, 754, "20801", 8).text(304, 754, "101.00", 8).text(334, 754, "101.00", 8)
    for x in (50, 450):
        page.line(x, 640, x, 777)
    page.line(50, 777, 450, 777)
    head = ["编码", "科目", "合计", "项目"]
    rest = Page().ruled(xs, [60, 76, 92], [head, ["", "社会福利", "", ""]])
    document = load(made(page, rest))
    assert len(document.grids) == 2
    assert rows(document, 1)[2:] == [["20801", "社会福利", "101.00", "101.00"]]


def test_a_heading_over_all_columns_is_in_its_table() -> None:
    table = [["一级指标", "指标值"], ["社会效益指标", ""], ["满意度", "95%"]]
    page = Page()
    for y in (100, 116, 132, 148):
        page.line(50, y, 450, y)
    for x, pieces in ((50, [(100, 148)]), (450, [(100, 148)]), (250, [(100, 116), (132, 148)])):
        for top, bottom in pieces:
            page.line(x, top, x, bottom)
    for top, row in zip((100, 116, 132), table, strict=True):
        for x, words in zip((54, 254), row, strict=True):
            page.text(x, top + 3, words, 8)
    assert [len(row) for row in load(made(page)).grids[0].rows] == [2, 1, 2]


def test_lines_that_part_but_the_first_of_many_columns_are_a_frame() -> None:
    page = Page().line(50, 100, 450, 100).line(50, 160, 450, 160)
    for x in (50, 110, 450):
        page.line(x, 100, x, 160)
    for y in (120, 140):
        page.line(50, y, 450, y)
    xs = (60, 120, 200, 280, 360)
    for top, row in (
        (105, ("合计", "因公出国费", "车辆购置费", "车辆运行费", "公务接待费")),
        (125, ("1", "2", "3", "4", "5")),
        (145, ("9.00", "2.00", "1.00", "4.00", "2.00")),
    ):
        for x, words in zip(xs, row, strict=True):
            page.text(x, top, words, 8)
    assert rows(load(made(page)))[-1] == ["9.00", "2.00", "1.00", "4.00", "2.00"]


def test_what_stands_over_a_table_can_be_in_rows_of_its_own_as_on_a_sheet() -> None:
    pages = []
    for title, table in (("2024年度支出决算表", _FIRST), ("2024年度基金支出表", _SECOND)):
        count = len(table[0])
        xs = [50 + 400 * at / count for at in range(count + 1)]
        page = Page().ruled([50, 450], [60, 76, 92, 108], [[title], ["公开03表"], ["单位：万元"]])
        pages.append(page.ruled(xs, [108, 124, 140], table))
    document = load(made(*pages))
    assert [rows(document, at) for at in range(2)] == [_FIRST, _SECOND]
    assert [line.text for line in document.lines[:3]] == [
        *("2024年度支出决算表", "公开03表", "单位：万元")
    ]


def test_paragraphs_in_rows_of_a_frame_over_a_table_are_text() -> None:
    page = Page().text(60, 64, "（二）部门整体支出自评结果", 8)
    for at in range(8):
        words = "标完成较好。" if at % 2 else "本单位开展整体支出自评，资金3.00万元，各项目"
        page.text(60, 84 + 12 * at, words, 8)
    for y in (60, 80, 104, 128, 152, 176):
        page.line(50, y, 450, y)
    for x in (50, 450):
        page.line(x, 60, x, 208)
    page.ruled([50, 150, 250, 450], [176, 192, 208], _FIRST)
    assert rows(load(made(page)), 0) == _FIRST
    assert texts(page)[0] == "（二）部门整体支出自评结果"


def test_rows_of_a_form_that_are_sentences_are_its_own() -> None:
    page = Page().ruled([50, 150, 250, 450], [60, 76, 92], _FIRST)
    for at, line in enumerate(("一、项目完成情况：已完成年度目标，", "资金使用合规。") * 2):
        page.text(54, 94 + 12 * at, line, 8)
    page.text(54, 146, "填表人：张三", 8)
    for y in (92, 118, 144, 160):
        page.line(50, y, 450, y)
    for x in (50, 450):
        page.line(x, 60, x, 160)
    assert len(rows(load(made(page)))) == 5
