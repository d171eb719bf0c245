"""Headers that are drawn over rows that are not, and headers whose rows nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.document import Document
from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

XS = [50, 110, 200, 260, 320]
HEAD = ["编码", "名称", "合计", "基本支出"]
BODY = [
    ["", "合计", "9.00", "7.00"],
    ["201", "一般公共服务及其他管\n理支出", "6.00", "4.00"],
    ["208", "保障支出", "3.00", "3.00"],
]


def boxed(page: Page, body: Sequence[Sequence[str]], top: float = 100) -> Page:
    """Draw a header, and write rows below it without a line."""
    page.ruled(XS, [top, top + 16], [HEAD])
    top += 22
    for row in body:
        lines = [cell.split("\n") for cell in row]
        for x, own in zip(XS, lines, strict=False):
            for at, line in enumerate(own):
                if line:
                    page.text(x + 4, top + 10 * at, line, 8)
        top += 10 * (max(map(len, lines)) - 1) + 16
    return page


def joined(table: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cell.replace("\n", "") for cell in row] for row in table]


def read(*pages: Page) -> Document:
    return load(made(*pages))


def test_rows_without_lines_stand_in_the_columns_of_the_header_that_is_drawn_over_them() -> None:
    document = read(boxed(Page(), BODY))
    assert rows(document) == [HEAD, *joined(BODY)]
    assert document.grids[0].aligned


def test_each_page_can_repeat_the_header_that_is_drawn() -> None:
    more = [["210", "医疗支出", "2.00", "1.00"], ["221", "住房支出", "1.00", "1.00"]]
    document = read(boxed(Page(), BODY), boxed(Page(), [*more, *BODY]))
    assert rows(document) == [HEAD, *joined([*BODY, *more, *BODY])]


def test_the_rows_of_a_form_are_not_in_the_columns_of_one_that_has_fewer() -> None:
    page = Page().ruled([50, 110, 320], [100, 116], [["项目", "某某经费"]])
    for number, row in enumerate(BODY * 2):
        for x, words in zip(XS, row, strict=False):
            page.text(x + 4, 122 + 16 * number, words.replace("\n", "") or " ", 8)
    assert [len(row) for row in rows(read(page), 1)[:2]] == [4, 4]


@pytest.mark.parametrize(
    ("below", "doubted"),
    [
        (["201 公共服务支出 6.00 4.00"], True),
        (["注：本部门没有这项支出，上年为 6.00 万元，减少 6.00 万元。"], False),
        (["表五 支出预算表", "单位：万元"], False),
    ],
)
def test_a_header_without_a_row_is_in_doubt_where_one_can_stand_below(
    below: Sequence[str], doubted: bool
) -> None:
    page = Page().ruled(XS, [100, 116, 132], [HEAD, ["栏次", "", "1", "2"]])
    for number, words in enumerate(below):
        page.text(52, 150 + 18 * number, words)
    document = read(page.text(50, 400, "另有说明。"))
    assert document.grids[0].aligned == doubted
    assert [notice.key for notice in document.warnings] == ["table_without_rows"] * doubted
