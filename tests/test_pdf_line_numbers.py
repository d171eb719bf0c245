"""The numbers of printed lines stand in the margin and are no part of the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows, texts

_TITLES = ["某局二〇二四年度部门决算", "目录", "第一部分概况"]
_WIDE = "本部门支出总计五百一十七万元，比上年减少七万元，主要原因是人员减少，"
_STORY = [_WIDE, _WIDE, _WIDE, "故有下降。", "一、职责", _WIDE, _WIDE, _WIDE, "另有说明。"]
_SAID = [_WIDE * 3 + "故有下降。", "一、职责", _WIDE * 3 + "另有说明。"]
_XS, _YS = [50, 200, 300, 390], [300, 320, 340, 360]
_TABLE = [["科目", "预算数", "决算数"], ["甲", "1.00", "2.00"], ["乙", "3.00", "4.00"]]

Put = Callable[[Page, float, int], object]


def _on_the_left(page: Page, top: float, number: int) -> None:
    page.text(38 - 3.5 * len(str(number)), top + 2, str(number), 7)


def _on_the_right(page: Page, top: float, number: int) -> None:
    page.text(402, top + 2, str(number), 7)


def _printed(put: Put, step: int, restart: bool, pages: Sequence[Sequence[str]]) -> list[Page]:
    """Return pages of lines, of which every so many has its number."""
    done, counted = [], count(1)
    for lines in pages:
        page = Page(440, 600)
        counted = count(1) if restart else counted
        for at, words in enumerate(lines):
            page.text(50, 60 + 20 * at, words)
            number = next(counted)
            if number % step == 0:
                put(page, 60 + 20 * at, number)
        done.append(page)
    return done


@pytest.mark.parametrize("put", [_on_the_left, _on_the_right])
@pytest.mark.parametrize("restart", [False, True])
def test_every_line_has_its_number_in_the_margin(put: Put, restart: bool) -> None:
    pages = _printed(put, 1, restart, [_TITLES, _STORY, _STORY[:4]])
    assert texts(*pages) == [*_TITLES, *_SAID, _SAID[0]]


@pytest.mark.parametrize("restart", [False, True])
def test_every_second_line_has_a_number(restart: bool) -> None:
    pages = _printed(_on_the_left, 2, restart, [_STORY, _TITLES])
    assert texts(*pages) == [*_SAID, *_TITLES]


def test_the_outer_margin_is_on_the_other_side_of_the_next_page() -> None:
    pages = _printed(_on_the_left, 1, True, [_STORY]) + _printed(_on_the_right, 1, True, [_STORY])
    assert texts(*pages) == _SAID * 2


def test_lines_are_counted_around_a_table_and_its_rows_are_not() -> None:
    (page,) = _printed(_on_the_left, 1, True, [_STORY])
    document = load(made(page.ruled(_XS, _YS, _TABLE).text(50, 370, "注：略。")))
    assert [line.text for line in document.lines][:3] == _SAID
    assert rows(document) == _TABLE


def test_a_table_that_counts_its_rows_on_the_left_keeps_its_numbers() -> None:
    page = Page(440, 600).text(50, 40, _WIDE).text(50, 60, _WIDE)
    cells = [(str(at), f"某项目{at}", f"{at}.00", f"{at}.50") for at in range(1, 8)]
    for at, row in enumerate(cells):
        for x, words in zip((20, 60, 260, 340), row, strict=True):
            page.text(x, 100 + 20 * at, words)
    assert rows(load(made(page))) == [list(row) for row in cells]


def test_a_drawn_table_keeps_the_numbers_of_its_first_column() -> None:
    ys = list(range(100, 261, 20))
    cells = [[str(at), _WIDE] for at in range(1, 9)]
    document = load(made(Page(440, 600).ruled([20, 50, 430], ys, cells)))
    assert rows(document) == cells


def test_items_that_go_on_on_the_next_line_keep_their_numbers() -> None:
    page = Page(440, 600)
    for at in range(5):
        page.text(30, 60 + 40 * at, str(at + 1)).text(50, 60 + 40 * at, _WIDE)
        page.text(50, 80 + 40 * at, "故有下降。")
    assert [line[0] for line in texts(page)][::2] == list("12345")


def test_items_whose_words_follow_their_numbers_at_once_keep_these() -> None:
    page = Page(440, 600)
    for at in range(5):
        page.text(30, 60 + 20 * at, str(at + 1)).text(35.5, 60 + 20 * at, f"、{_WIDE}")
    assert [line[0] for line in texts(page)] == list("12345")
