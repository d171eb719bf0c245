"""Tables without lines between their rows: pieces of standing lines tell them, and numbers do."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

_XS = [50.0, 130.0, 210.0, 290.0, 370.0]


def pieces(page: Page, xs: list[float], top: float) -> Page:
    """Draw the standing lines of one row."""
    for x in xs:
        page.line(x, top, x, top + 11)
    return page


def table(page: Page) -> Page:
    """Draw a header of two levels, the first over two columns each, and rows below a line."""
    for y in (100, 122, 155):
        page.line(_XS[0], y, _XS[-1], y)
    pieces(page, _XS[::2], 100)
    for number in range(1, 5):
        pieces(page, _XS, 100 + 11 * number)
    page.text(120, 102, "收入", 7).text(280, 102, "支出", 7)
    for number, row in enumerate(
        (("项目", "金额"), ("甲类", "1.00"), ("乙类", "2.00"), ("总计", "3.00"))
    ):
        for x, words in zip(_XS, 2 * row, strict=False):
            page.text(x + 3, 113 + 11 * number, words, 7)
    return page


def test_rows_end_where_the_pieces_of_standing_lines_do() -> None:
    document = load(made(table(Page())))
    assert rows(document) == [
        ["收入", "支出"],
        2 * ["项目", "金额"],
        2 * ["甲类", "1.00"],
        2 * ["乙类", "2.00"],
        2 * ["总计", "3.00"],
    ]
    assert [cell.column_span for cell in document.grids[0].rows[0]] == [2, 2]
    assert [told.key for told in document.warnings] == ["table_without_lines"]


def test_a_word_in_the_middle_of_two_rows_is_in_a_cell_of_both() -> None:
    page = Page().line(50, 100, 290, 100).line(50, 122, 290, 122).line(50, 144, 290, 144)
    for number in range(4):
        pieces(page, _XS[:4], 100 + 11 * number)
    page.text(60, 107.5, "项目", 7).text(140, 102, "上年", 7).text(220, 102, "本年", 7)
    page.text(140, 113, "决算", 7).text(220, 113, "预算", 7)
    for top, row in ((124, ("甲类", "1.00", "2.00")), (135, ("乙类", "3.00", "4.00"))):
        for x, words in zip(_XS, row, strict=False):
            page.text(x + 3, top, words, 7)
    assert rows(load(made(page))) == [
        ["项目", "上年", "本年"],
        ["决算", "预算"],
        ["甲类", "1.00", "2.00"],
        ["乙类", "3.00", "4.00"],
    ]


def test_two_rows_in_one_are_told_by_amounts_at_the_same_heights_in_several_columns() -> None:
    page = Page()
    for y in (100, 120, 150):
        page.line(50, y, 290, y)
    for x in _XS[:4]:
        page.line(x, 100, x, 150)
    table = (("名称", "合计", "项目"), ("公共服务", "35.42", "35.42"), ("总计", "35.42", "35.42"))
    for top, row in zip((104, 124, 138), table, strict=True):
        for x, words in zip(_XS, row, strict=False):
            page.text(x + 3, top, words, 7)
    assert rows(load(made(page))) == [list(row) for row in table]


def test_numbers_of_lines_below_the_lines_of_a_header_count_its_rows() -> None:
    page = Page()
    for y in (100, 112, 124):
        page.line(50, y, 370, y)
    table = (
        ("收入", "", "本年", ""),
        ("项目", "行次", "小计", "决算数"),
        ("财政拨款", "1", "", "48.50"),
        ("事业收入", "2", "", ""),
        ("经营收入", "3", "", ""),
    )
    for number, row in enumerate(table):
        for x, words in zip(_XS, row, strict=False):
            page.text(x + 3, 102 + 12 * number, words, 7)
    assert [row[0] for row in rows(load(made(page)))] == [row[0] for row in table]


def test_a_piece_that_ends_within_a_merged_cell_parts_nothing() -> None:
    """Word draws the sides of a merged cell a row at a time."""
    page = Page()
    for y in (100, 133, 144, 155, 166):
        page.line(50, y, 290, y)
    for number in range(6):
        pieces(page, _XS[:4], 100 + 11 * number)
    page.text(53, 105, "科目", 7).text(53, 118, "名称", 7).text(140, 111, "上年", 7)
    for number, name in enumerate(("甲类", "乙类", "丙类")):
        page.text(53, 135 + 11 * number, name, 7).text(140, 135 + 11 * number, "1.00", 7)
    document = load(made(page))
    assert rows(document)[0] == ["科目 名称", "上年", ""]
    assert not document.warnings


def test_codes_below_each_other_between_two_lines_are_of_one_row() -> None:
    page = Page()
    for y in (100, 112, 148, 160, 172):
        page.line(50, y, 370, y)
    for top, row in ((102, ("项目", "科目", "决算数")), (125, ("人员经费", "", "6.00"))):
        for x, words in zip(_XS, row, strict=False):
            page.text(x + 3, top, words, 7)
    for number in range(3):
        page.text(133, 114 + 11 * number, f"30{number + 1}", 7)
    for top, name in ((150, "公用经费"), (162, "总计")):
        page.text(53, top, name, 7).text(133, top, "399", 7).text(213, top, "7.00", 7)
    names = [row[0] for row in rows(load(made(page)))]
    assert names == ["项目", "人员经费", "公用经费", "总计"]
