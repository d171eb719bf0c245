"""Pages of two text columns: what stands over both, the left column, the right one."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows, texts

FULL = "支出总计五百一十七万元，比上年减少七万元，主要"
WIDTH = 10 * len(FULL)
LEFT, RIGHT = 50, 70 + WIDTH


def columns(page: Page, top: float, left: str, right: str, lines: int = 6) -> Page:
    """Write a paragraph of full lines in each column, begun and ended by a word of its own."""
    for x, word in ((LEFT, left), (RIGHT, right)):
        page.text(x + 20, top, f"{word}{FULL[3:]}")
        for at in range(1, lines):
            page.text(x, top + 16 * at, FULL)
        page.text(x, top + 16 * lines, f"{word}。")
    return page


def said(word: str, lines: int = 6) -> str:
    """Return the paragraph that a column says."""
    return f"{word}{FULL[3:]}{FULL * (lines - 1)}{word}。"


def test_the_left_column_is_read_before_the_right_one() -> None:
    page = columns(Page().text(240, 60, "预算执行情况说明"), 100, "甲", "乙")
    document = load(made(page))
    assert [line.text for line in document.lines] == ["预算执行情况说明", said("甲"), said("乙")]
    last = document.lines[2]
    place = document.span(last.end - 2, last.end)
    assert (place.page, place.boxes) == (1, ((RIGHT, 196, RIGHT + 20, 206),))
    document = load(made(page, Page(), page))
    end = document.lines[-1].end
    assert (document.pages, document.span(end - 1, end).page) == (3, 3)


def test_columns_end_above_a_table_over_both_and_begin_anew_below() -> None:
    cells = [("项目", "金额"), ("教育", "1.00")]
    page = columns(Page().text(50, 30, "公报2024年第3期"), 60, "甲", "乙")
    page.ruled((LEFT, RIGHT - 10, RIGHT + WIDTH), (200, 220, 240), cells)
    columns(page, 260, "丙", "丁", 2).text(RIGHT - 20, 800, "12")
    assert texts(page) == [
        "公报2024年第3期",
        said("甲"),
        said("乙"),
        *("项目\t金额", "教育\t1.00"),
        said("丙", 2),
        said("丁", 2),
    ]
    assert rows(load(made(page))) == [list(row) for row in cells]


def test_a_running_header_of_columns_is_dropped() -> None:
    pages = [
        columns(Page().text(250, 30, "公报2024年第3期"), 100, name, "乙") for name in "甲丙丁戊"
    ]
    assert texts(*pages) == [
        said(name) for pair in ("甲乙", "丙乙", "丁乙", "戊乙") for name in pair
    ]


def test_passages_beside_each_other_after_lines_over_the_page_are_no_columns() -> None:
    page = Page()
    for at in range(5):
        page.text(LEFT, 60 + 16 * at, FULL + FULL)
    columns(page, 200, "甲", "乙")
    assert load(made(page)).grids


def test_dots_of_a_contents_that_run_over_their_column_do_not_tell_that_there_is_one_alone() -> (
    None
):
    page = Page()
    for number in range(6):
        page.text(LEFT, 20 + 12 * number, f"{number + 1}、预算执行情况{'.' * 80}{number + 1}")
    told = texts(columns(page, 100, "甲", "乙"))
    assert (told[-8], told[-1]) == ("甲。", "乙。")
