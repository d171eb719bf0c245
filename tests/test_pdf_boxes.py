"""Boxes a few points below each other are tables, or paragraphs, of their own."""

from __future__ import annotations

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

_XS = [50, 150, 300]


def _read(page: Page) -> tuple[list[list[list[str]]], list[str]]:
    """Return the tables of a page, and the lines that stand in none."""
    document = load(made(page))
    tables = [rows(document, number) for number in range(len(document.grids))]
    inside = [line for line in document.lines if document.in_grid(line.start)]
    return tables, [line.text for line in document.lines if line not in inside]


@pytest.mark.parametrize("gap", [2.5, 3, 4, 5])
def test_paragraphs_in_boxes_of_their_own_are_no_rows_of_the_table_below(gap: float) -> None:
    page, top = Page(), 100.0
    said = ["某局支出决算情况说明如下。", "支出合计为三万元。", "支出决算表"]
    for words in said:
        page.ruled([50, 300], [top, top + 20], [[words]])
        top += 20 + gap
    page.ruled(_XS, [top, top + 20, top + 40], [["项目", "金额"], ["合计", "3.00"]])
    top += 40 + gap
    page.ruled([50, 300], [top, top + 20], [["注：数据取自账簿。"]])
    assert _read(page) == ([[["项目", "金额"], ["合计", "3.00"]]], [*said, "注：数据取自账簿。"])


def test_two_tables_of_other_columns_that_all_but_touch_are_two() -> None:
    one, other = (
        [["项目", "金额"], ["收入", "3.00"]],
        [["科目", "款", "决算数"], ["支出", "", "3.00"]],
    )
    page = Page().ruled(_XS, [100, 120, 140], one)
    page.ruled([50, 120, 200, 300], [144, 164, 184], other)
    assert _read(page)[0] == [one, other]


def test_a_double_line_in_a_table_parts_no_rows_from_its_header() -> None:
    page = Page().ruled(_XS, [100, 120], [["项目", "金额"]])
    page.ruled(_XS, [123, 143, 163], [["收入", "3.00"], ["支出", "3.00"]])
    assert [row for row in _read(page)[0][0] if any(row)] == [
        ["项目", "金额"],
        ["收入", "3.00"],
        ["支出", "3.00"],
    ]


def test_cells_with_white_around_each_are_of_one_table() -> None:
    page = Page()
    for row, words in enumerate([["项目", "金额"], ["收入", "3.00"], ["支出", "4.00"]]):
        for column, word in enumerate(words):
            x, y = 50 + 103 * column, 100 + 23 * row
            page.ruled([x, x + 100], [y, y + 20], [[word]])
    (table,), _ = _read(page)
    assert [row for row in table if any(row)] == [
        ["项目", "金额"],
        ["收入", "3.00"],
        ["支出", "4.00"],
    ]
