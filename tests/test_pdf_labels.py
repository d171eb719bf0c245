"""Columns that spreadsheets repeat on every page of a wide table are read once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

_LABELS = [["编码", "名称"], ["", "合计"], ["208", "社保"], ["210", "卫生"], ["221", "住房"]]
_LEFT = [["合计", "基本"], ["9.00", "6.00"], ["4.00", "1.00"], ["3.00", "3.00"], ["2.00", "2.00"]]
_RIGHT = [["项目", "经营"], ["3.00", ""], ["3.00", ""], ["", ""], ["", ""]]
_XS, _YS = [50, 100, 250, 350, 450], [100, 120, 140, 160, 180, 200]
_WHOLE = [[*chain(*each)] for each in zip(_LABELS, _LEFT, _RIGHT, strict=True)]


def _page(columns: Sequence[Sequence[str]], first: int = 0, last: int = 5) -> Page:
    both = list(zip(_LABELS, columns, strict=True))[first:last]
    return Page().ruled(_XS, _YS[: len(both) + 1], [[*labels, *row] for labels, row in both])


def _read(*pages: Page) -> list[list[list[str]]]:
    document = load(made(*pages))
    return [rows(document, number) for number in range(len(document.grids))]


def test_labels_on_the_page_of_further_columns_are_no_columns() -> None:
    left = _page(_LEFT).text(50, 60, "某市某局支出决算总表")
    assert _read(left, _page(_RIGHT)) == [_WHOLE]


def test_the_title_and_the_note_are_shown_again_as_far_as_the_labels_reach() -> None:
    left = _page(_LEFT).text(50, 60, "某市某局二〇二四年度各项支出的决算总表")
    left.text(50, 220, "注：数据取自系统，各项以万元计，尾数不调整。")
    right = _page(_RIGHT).text(50, 60, "某市某局二〇二四年度各项支出的决算总表"[:20])
    right.text(50, 220, "注：数据取自系统，各项以万元计，尾数不调"[:20]).text(400, 80, "单位：万元")
    document = load(made(left, right))
    assert rows(document) == _WHOLE
    assert [line.text for line in document.lines if "单位" in line.text] == ["单位：万元"]
    assert document.text.count("某市某局") == document.text.count("注：") == 1


def test_of_a_page_with_one_row_left_the_labels_are_known_by_the_page_before() -> None:
    pages = [_page(each, *part) for each in (_LEFT, _RIGHT) for part in ((0, 4), (4, 5))]
    pages[0].text(50, 60, "某市某局支出决算总表")
    read = _read(*pages)
    assert [row for table in read for row in table] == _WHOLE


def test_a_heading_over_labels_and_amounts_goes_on_behind_the_labels() -> None:
    left = Page().text(50, 40, "某市某局支出决算总表")
    right = Page()
    for page, columns in ((left, _LEFT), (right, _RIGHT)):
        page.line(50, 80, 450, 80).line(50, 80, 50, 100).line(450, 80, 450, 100)
        page.ruled(_XS, _YS, [[*one, *other] for one, other in zip(_LABELS, columns, strict=True)])
        page.text(52, 84, "支出")
    (table,) = load(made(left, right)).grids
    assert [cell.text for cell in table.rows[0] if cell.text] == ["支出"]
    assert [[cell.text for cell in row] for row in table.rows[1:]] == _WHOLE


def test_rows_with_the_same_labels_and_headings_are_no_further_columns() -> None:
    left = _page(_LEFT).text(50, 60, "某市某局支出决算总表")
    read = _read(left, _page([*_LEFT[:1], *_RIGHT[1:]]))
    assert {len(row) for table in read for row in table} == {4}


@pytest.mark.parametrize("title", ["某市某局收入决算总表", "单位名称：某市某局"])
def test_a_table_with_the_same_labels_below_its_own_title_is_another(title: str) -> None:
    left = _page(_LEFT).text(50, 60, "某市某局支出决算总表")
    assert len(_read(left, _page(_RIGHT).text(50, 60, title))) == 2
