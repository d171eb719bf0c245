"""Lines that are doubled or apart, and parts of a table whose columns are not alike."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.load import load
from extractor.load.pdf.grids import find_rulings
from extractor.load.pdf.objects import Box
from tests.pdf import Page, made
from tests.test_pdf import rows

_XS, _YS = [50, 150, 250, 350], [100, 115, 130]
_CELLS = [["科目", "预算数", "决算数"], ["培训支出", "1.00", "2.00"]]


def _lines(xs: Sequence[float], ys: Sequence[float]) -> list[Box]:
    lying = [(xs[0], y, xs[-1], y) for y in ys]
    return [*lying, *((x, ys[0], x, ys[-1]) for x in xs)]


def test_each_table_of_a_page_has_its_lines_where_they_are_drawn() -> None:
    above, below = [50.0, 150.0, 350.0], [50.0, 152.0, 350.0]
    edges = [*_lines(above, [100, 115, 130]), *_lines(below, [200, 215, 230])]
    assert [ruling.xs for ruling in find_rulings(edges)] == [above, below]


@pytest.mark.parametrize("apart", [1.0, 2.0, 3.0, 4.0])
def test_cells_with_borders_of_their_own_make_one_table(apart: float) -> None:
    page = Page()
    for top, row in zip((100, 115 + apart), _CELLS, strict=True):
        for left, words in zip((50, 150 + apart, 250 + 2 * apart), row, strict=True):
            page.ruled([left, left + 100], [top, top + 15], [[words]])
    assert rows(load(made(page))) == _CELLS


def test_double_lines_are_one_each() -> None:
    page = Page().ruled(_XS, _YS, _CELLS)
    for x in _XS:
        page.line(x + 3.2, _YS[0], x + 3.2, _YS[-1])
    for y in _YS:
        page.line(_XS[0], y + 3.2, _XS[-1], y + 3.2)
    assert rows(load(made(page))) == _CELLS


def test_columns_under_the_same_header_are_the_same_however_wide() -> None:
    page = Page().ruled([50, 110, 300, 350], _YS, [_CELLS[0], ["会议支出", "3.00", "4.00"]])
    document = load(made(Page().ruled(_XS, _YS, _CELLS), page.text(50, 200, "注：略。")))
    assert rows(document) == [*_CELLS, ["会议支出", "3.00", "4.00"]]


def test_a_header_may_be_cut_below_its_first_row_though_that_names_all_columns() -> None:
    head, below = ["科目", "支出", "支出"], ["", "基本支出", "项目支出"]
    body = ["培训支出", "1.00", "2.00"]
    first = Page().ruled(_XS, [700, 715], [head])
    second = Page().ruled(_XS, [*_YS, 145], [below, body, body])
    assert rows(load(made(first, second))) == [head, below, body, body]


def test_dots_of_two_lines_are_nearer_to_each_other_than_to_those_below() -> None:
    page, ys = Page().text(60, 82, "合计", 8), [80.0, 96.0, 100.5, 105.0]
    for y in ys:
        for number in range(201):
            page.raw(f"{50 + 1.5 * number} {842 - y} .75 .75 re f")
    for x in (50.0, 150.0, 250.0, 350.0):
        for number in range(17):
            page.raw(f"{x} {842 - 80 - 1.5 * number} .75 .75 re f")
    page.text(160, 82, "1.00", 8).text(260, 82, "2.00", 8)
    assert rows(load(made(page))) == [["合计", "1.00", "2.00"], *2 * [["", "", ""]]]


@pytest.mark.parametrize(("below", "count"), [(2.0, 2), (3.4, 3), (8.0, 3)])
def test_a_row_that_a_page_cuts_is_one_though_little_of_it_shows(below: float, count: int) -> None:
    lying = [(50.0, y, 350.0, y) for y in (100.0, 115.0, 130.0)]
    standing = [(float(x), 100.0, float(x), 130 + below) for x in _XS]
    (ruling,) = find_rulings([*lying, *standing])
    assert len(ruling.ys) - 1 == count


def test_what_stands_beside_a_cell_drawn_longer_than_its_row_is_below_the_table() -> None:
    table = [*_CELLS, ["会议支出", "3.00", "4.00"]]
    page = Page().ruled(_XS, _YS, _CELLS)
    for x, words in zip(_XS, table[-1], strict=False):
        page.text(x + 2, 132, words, 8)
    for x, bottom in zip(_XS, (165, 165, 145, 145), strict=True):
        page.line(x, 130, x, bottom)
    page.line(150, 145, 350, 145).line(50, 165, 150, 165)
    document = load(made(page.text(54, 150, "注：本表反映部门本年度的各项支出情况。", 9)))
    assert rows(document) == table
    assert [line.text for line in document.lines[-1:]] == ["注：本表反映部门本年度的各项支出情况。"]


def test_a_row_that_is_cut_to_a_few_points_is_one_of_the_next_page_too() -> None:
    foot = [(50.0, 13.2, 350.0, 13.2), *((float(x), 9.8, float(x), 13.2) for x in _XS)]
    (ruling,) = find_rulings(foot)
    assert (ruling.ys, ruling.closed) == ([9.8, 13.2], (False, True))


def test_a_row_that_reaches_farther_than_the_one_above_keeps_what_is_on_its_right() -> None:
    page = Page()
    for y, right in ((100, 350), (115, 350), (130, 350), (145, 358), (160, 358)):
        page.line(50, y, right, y)
    for x in (50, 150, 250):
        page.line(x, 100, x, 160)
    page.line(350, 100, 350, 130).line(358, 130, 358, 160)
    table = [*_CELLS, ["会议支出", "3.00", "45.38"], ["其他支出", "5.00", "6.00"]]
    for number, row in enumerate(table):
        for left, words in zip(_XS, row, strict=False):
            right = 348 if number < 2 else 356
            at = left + 2 if left < 250 else right - 4 * len(words)
            page.text(at, 102 + 15 * number, words, 8)
    assert [[cell for cell in row if cell] for row in rows(load(made(page)))] == table


def test_an_amount_wider_than_its_cell_is_not_cut_at_its_comma() -> None:
    page = Page().ruled([50, 150, 172, 272], _YS, [["科目", "合计", "其中"], ["培训支出"]])
    page.text(146.75, 117, "1,360.96", 6.5)
    assert rows(load(made(page)))[1] == ["培训支出", "1,360.96", ""]
