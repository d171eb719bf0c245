"""Amounts that wrap in cells too narrow for them, where no line shows the cells."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

# Where the numbers of each column end, and how far rows and the lines of one cell are apart.
RIGHTS, ROW, LINE = (160.0, 220.0, 280.0), 30.0, 12.0
TABLE = [
    ("合计", "1,204.5\n7", "1,180.2\n5", "24.32"),
    ("东湖街道\n办事处", "1,001.0\n0", "980.00", "21.00"),
    ("公园管理\n所", "203.57", "200.25", "3.32"),
]


def printed(table: Sequence[Sequence[str]], row: float = ROW) -> list[list[str]]:
    page = Page()
    for x, heading in zip((60, 144, 204, 264), ("单位", "合计", "基本", "项目"), strict=True):
        page.text(x, 100, heading, 8)
    for number, (name, *amounts) in enumerate(table, start=1):
        top = 100 + row * number
        for at, line in enumerate(name.split("\n")):
            page.text(60, top + LINE * at, line, 8)
        for right, amount in zip(RIGHTS, amounts, strict=True):
            for at, line in enumerate(amount.split("\n")):
                page.text(right - 4 * len(line), top + LINE * at, line, 8)
    return rows(load(made(page)))


def test_the_last_digits_of_an_amount_stand_in_the_next_line() -> None:
    assert printed(TABLE)[1:] == [[cell.replace("\n", "") for cell in row] for row in TABLE]


def test_the_point_ends_a_line_or_begins_one() -> None:
    table = [
        ("合计", "11,204.\n57", "11,180\n.25", "24.32"),
        ("东湖街道\n办事处", "204.57", "180.25", "21.00"),
        ("公园管理\n所", "203.57", "200.25", "3.32"),
    ]
    assert printed(table)[1] == ["合计", "11,204.57", "11,180.25", "24.32"]


def test_the_rest_of_the_last_amount_can_be_on_the_next_page() -> None:
    assert printed([*TABLE, ("植物园", "1,111.2", "1,111.2", "33.33")])[1][1] == "1,204.57"


def test_the_rests_of_amounts_alone_in_a_line_are_no_row_however_near_rows_are() -> None:
    table = [(name.replace("\n", ""), *amounts) for name, *amounts in TABLE]
    page = Page()
    for x, heading in zip((60, 144, 204, 264), ("单位", "合计", "基本", "项目"), strict=True):
        page.text(x, 100, heading, 8)
    for at, (name, *amounts) in enumerate(table):
        top = 112 + 24 * at
        page.text(60, top, name, 8)
        for right, amount in zip(RIGHTS, amounts, strict=True):
            for line, digits in enumerate(amount.split("\n")):
                page.text(right - 4 * len(digits), top + LINE * line, digits, 8)
    assert rows(load(made(page)))[1] == ["合计", "1,204.57", "1,180.25", "24.32"]


def test_a_digit_in_a_row_of_its_own_is_no_rest() -> None:
    table = [
        ("合计", "1,204.5", "1,180.2", "24.3"),
        ("人数", "7", "5", "2"),
        ("一、住房", "203.57", "200.25", "3.32"),
        ("二、其他", "203.57", "200.25", "3.32"),
    ]
    assert printed(table, row=LINE)[1:3] == [list(row) for row in table[:2]]


def test_the_lines_of_a_code_are_no_numbers_of_a_row_beside_the_rests_of_amounts() -> None:
    page = Page()
    for x, heading in zip((60, 204, 264), ("项目编码", "合计", "基本"), strict=True):
        page.text(x, 100, heading, 8)
    amounts = (("1,204.5", "7", "24.32"), ("1,001.0", "0", "21.00"), ("203.57", "", "3.32"))
    for number, (first, rest, other) in enumerate(amounts):
        top = 130 + 30 * number
        page.text(60, top, "4401082", 8).text(60, top + LINE, f"0000{number}", 8)
        page.text(220 - 4 * len(first), top, first, 8).text(264, top, other, 8)
        page.text(220 - 4 * len(rest), top + LINE, rest, 8)
    assert rows(load(made(page)))[1:] == [
        [f"44010820000{number}", first + rest, other]
        for number, (first, rest, other) in enumerate(amounts)
    ]
