"""Parts of one table on several pages, of which each shows a little less than the whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.load import load
from extractor.load.pdf.breaks import continued
from extractor.load.pdf.lines import Printed
from extractor.load.pdf.tables import Held, Ruled
from tests.pdf import Page, made
from tests.test_pdf import rows

XS = [50.0, 100.0, 160.0, 220.0, 280.0]
HEAD = [("编码", "名称", "合计", "对附属单位补助支出"), ("类款项", "栏次", "1", "2")]
BODY = [("201", "公共服务支出", "6.00", "2.00"), ("208", "保障支出", "5.00", "3.00")]


def printed(text: str, x: float, top: float, page: int) -> Printed:
    lefts = [x + 4 * at for at in range(len(text))]
    return Printed(text, lefts, [left + 4 for left in lefts], top, top + 8, 8, page)


def part(
    page: int, table: Sequence[Sequence[str]], xs: Sequence[float] = XS, aligned: bool = True
) -> Ruled:
    """Return a table as a page shows it; words begin at the left of their cells."""
    held = [
        [
            Held(
                row,
                at,
                1,
                1,
                page,
                (xs[at], 100 + 20 * row, xs[at + 1], 120 + 20 * row),
                [printed(text, xs[at] + 2, 102 + 20 * row, page)] if text else [],
            )
            for at, text in enumerate(texts)
        ]
        for row, texts in enumerate(table)
    ]
    return Ruled(page, 100, list(xs), held, aligned=aligned)


def joined(first: Ruled, second: Ruled) -> list[list[str]]:
    """Return what both say as one table."""
    table, more = continued(first, second, first)
    assert more is None
    return [["".join(line.text for line in held.lines) for held in row] for row in table.rows]


def test_a_header_is_repeated_though_the_page_cuts_one_of_its_headings() -> None:
    cut = [(*HEAD[0][:-1], "对附属单位补助支"), HEAD[1]]
    both = joined(part(1, [*HEAD, BODY[0]]), part(2, [*cut, BODY[1]]))
    assert both == [list(row) for row in (*HEAD, *BODY)]


def test_a_part_begins_farther_right_where_nothing_shows_its_first_column() -> None:
    first = part(1, [*HEAD, BODY[0]], aligned=False)
    second = part(2, [BODY[1]], [82.0, *XS[1:]])
    _, more = continued(first, second, first)
    assert more is not None
    assert more.xs == first.xs


def test_the_first_line_of_a_code_that_a_page_cuts_can_look_like_a_whole_one() -> None:
    xs = [50.0, 82.0, 160.0, 220.0, 280.0]
    above = [
        *HEAD,
        ("44010822403T000000107", "养护", "6.00", "2.00"),
        ("4401082", "公园", "5.00", ""),
    ]
    below = [("2403T000000108", "", "", "3.00")]
    told = joined(part(1, above, xs), part(2, below, xs))
    assert told[-1] == ["44010822403T000000108", "公园", "5.00", "3.00"]


def test_the_last_digits_of_the_code_of_a_unit_can_stand_on_the_next_page() -> None:
    above = [*HEAD, ("403001", "本级", "6.00", "2.00"), ("40300", "东湖", "395.9", "5.00")]
    below = [*HEAD, ("3", "街道", "7", ""), ("404", "公园", "5.00", "3.00")]
    xs = [50.0, 73.0, 83.0, 106.0, 280.0]
    told = joined(part(1, above, xs), part(2, below, xs))
    assert told[3:] == [["403003", "东湖街道", "395.97", "5.00"], ["404", "公园", "5.00", "3.00"]]


def test_a_header_at_the_foot_of_a_page_is_of_the_columns_drawn_on_the_next_one() -> None:
    first = Page().text(60, 690, "2024年度支出决算表").text(60, 710, "公开03表 单位：万元")
    for xs, cells in (
        ((52, 165, 225), ("项目", "合计", "本年支出")),
        ((52, 105, 225, 285), ("科目编码", "科目名称", "基本支出", "项目支出")),
        ((52, 70, 90, 105, 206, 266, 326), ("类", "款", "项", "栏次", "1", "2", "3")),
    ):
        top = 730 + 14 * (len(cells) - 3 if len(cells) < 5 else 2)
        for x, words in zip(xs, cells, strict=True):
            first.text(x, top, words, 8)
    second = Page()
    body = [("", "合计", "9.00", "7.00", "2.00"), ("201", "服务支出", "9.00", "7.00", "2.00")]
    for at, row in enumerate(body):
        second.line(50, 40 + 20 * at, 340, 40 + 20 * at)
        for x, words in zip((70, 105, 200, 260, 320), row, strict=True):
            second.text(x, 45 + 20 * at, words or " ", 8)
    for x in (100, 160, 220, 280, 340):
        second.line(x, 40, x, 80)
    second.line(50, 80, 340, 80)
    told = rows(load(made(first, second)))
    assert told[1][1:] == ["科目名称", "", "基本支出", "项目支出"]
    assert told[-1] == ["201", "服务支出", "9.00", "7.00", "2.00"]


@pytest.mark.parametrize(("x", "cells"), [(105, ["", "服务支出", "", ""]), (52, ["服务支出"])])
def test_words_alone_in_a_row_without_lines_are_of_the_column_that_they_begin_with(
    x: float, cells: list[str]
) -> None:
    page = Page()
    for top in (40, 60, 80, 100, 120):
        page.line(XS[0], top, XS[-1], top)
    for left in XS[1:-1]:
        page.line(left, 40, left, 60).line(left, 80, left, 120)
    page.line(XS[0], 40, XS[0], 120).line(XS[-1], 40, XS[-1], 120)
    for top, row in (
        (40, ("编码", "名称", "合计", "基本支出")),
        (80, ("201", "公共服务", "6.00", "2.00")),
        (100, ("208", "保障支出", "5.00", "3.00")),
    ):
        for left, words in zip((52, 105, 165, 225), row, strict=True):
            page.text(left, top + 5, words, 8)
    assert rows(load(made(page.text(x, 65, "服务支出", 8))))[1] == cells
