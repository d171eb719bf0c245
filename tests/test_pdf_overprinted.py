"""Words drawn twice are read once; where other words stand on them, nothing found is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from extractor import Report
from extractor.load import load
from extractor.load.limits import Limits
from extractor.load.pdf import assemble
from extractor.load.pdf.content.reader import read_pages
from extractor.pipeline import judge, read_evidence
from tests.corpus import PDFS
from tests.pdf import Page, made
from tests.test_pdf import BODY, rows, texts
from tests.test_pdf_corpus import blamed

_XS, _YS = [50, 150, 250], [100, 120, 140]
_CELLS = [["科目", "决算数"], ["行政运行", "12.34"]]


@pytest.mark.parametrize(("right", "down"), [(0, 0), (0.5, 0), (0, 0.6), (0.4, 0.4), (2, 1.5)])
def test_what_is_drawn_twice_a_little_off_is_read_once(right: float, down: float) -> None:
    page = Page(400)
    for x, y in ((0, 0), (right, down)):
        # A line of several pieces, and of two sizes, whose tops do not move by one step of a grid.
        page.text(50 + x, 60.1 + y, BODY[:12]).text(170 + x, 60.2 + y, "517.22", 9.6)
        page.text(200 + x, 60.13 + y, "万元。")
        page.ruled([at + x for at in _XS], [at + y for at in _YS], _CELLS)
    document = load(made(page))
    assert document.lines[0].text == f"{BODY[:12]}517.22万元。"
    assert rows(document) == _CELLS
    assert not document.warnings


def test_digits_that_are_drawn_one_by_one_are_all_read() -> None:
    page = Page()
    for at, digit in enumerate("1,000.11"):
        page.text(50 + 5 * at, 60, digit)
    assert texts(page) == ["1,000.11"]


def test_words_on_others_in_many_places_put_their_page_in_doubt() -> None:
    over = [["项目", "预算数"], ["培训支出", "98.76"]]
    page = Page().ruled(_XS, _YS, _CELLS).ruled([at + 6 for at in _XS], _YS, over)
    table = [["编码", "名称"], ["201", "支出"], ["205", "教育"]]
    before = Page().ruled(_XS, [200, 215, 230, 245], table).text(50, 260, "注。")
    document = load(made(before, page, Page().text(50, 90, "另有说明。")))
    assert [(told.key, told.page) for told in document.warnings] == [("words_overprinted", 2)]
    places = [document.span(each.start, each.end) for each in (*document.grids, *document.lines)]
    doubt = {(place.page, "\t" in place.text): document.is_doubtful(place) for place in places}
    # A table may have lost rows to the page behind it.
    assert doubt == {(1, True): True, (1, False): False, (2, True): True, (3, False): False}


def test_lines_of_another_table_through_many_words_put_their_page_in_doubt() -> None:
    codes = [["编码", "金额"], *(["2010322403000107", "1.00"] for _ in range(3))]
    page = Page().ruled([50, 150, 250], [100, 120, 140, 160, 180], codes)
    assert not load(made(page)).warnings
    for x in (70, 90, 110, 130):
        page.line(x, 95, x, 185)
    for y in (95, 185):
        page.line(70, y, 130, y)
    assert [told.key for told in load(made(page)).warnings] == ["words_overprinted"]


def test_a_mark_on_a_word_puts_nothing_in_doubt() -> None:
    page = Page().ruled(_XS, _YS, _CELLS).text(155, 121, "已核", 8)
    assert not load(made(page)).warnings


def test_words_on_a_line_to_be_filled_in_are_on_no_others() -> None:
    page = Page()
    for at in range(5):
        page.text(50, 60 + 20 * at, "名称：______________").text(85, 59 + 20 * at, "某市某局")
    assert not load(made(page)).warnings


@pytest.mark.parametrize("number", [3, 5, 6, 9, 11])
def test_a_page_printed_on_another_makes_no_error(
    number: int, read: Callable[[str], Report]
) -> None:
    pages = list(read_pages(PDFS["000"].read_bytes(), Limits.from_environment()))
    one, other = pages[number - 1 : number + 1]
    pages[number - 1] = replace(one, runs=one.runs + other.runs, edges=one.edges + other.edges)
    seen = read_evidence(assemble(pages))
    _, findings, _ = judge(seen, "zh")
    assert blamed(findings) <= blamed(read("000").findings)
    assert number in [told.page for told in seen.warnings if told.code == "words_overprinted"]


def test_numbers_too_wide_for_their_cells_belong_where_they_begin() -> None:
    xs = [50, 86, 122, 158, 194]
    numbers = ["118531383761", "72488258611", "377558998491", "59456504868"]
    page = Page()
    for y in (100, 120, 140):
        page.line(xs[0], y, xs[-1], y)
    for x in xs:
        page.line(x, 100, x, 140)
    for x, head, number in zip(xs, "甲乙丙丁", numbers, strict=False):
        page.text(x + 1, 104, head, 6).text(x + 1, 124, number, 6)
    assert rows(load(made(page))) == [list("甲乙丙丁"), numbers]


def test_a_code_too_wide_for_its_cell_is_read_beside_the_name_that_it_runs_over() -> None:
    xs, ys = [50, 100, 160, 200], [100, 120, 140, 160, 180]
    page = Page()
    for y in ys:
        page.line(xs[0], y, xs[-1], y)
    for x in xs:
        page.line(x, ys[0], x, ys[-1])
    table = [(f"44010822403T000000{at}", "公园的绿化维护", f"{at}.00") for at in (107, 108, 111)]
    for top, (code, name, amount) in zip(ys, [("编码", "名称", "数"), *table], strict=False):
        for x, words in ((51, code), (101, name), (161, amount)):
            # Each character is drawn for itself.
            for at, character in enumerate(words):
                page.text(x + at * (8 if character > "一" else 4), top + 5, character, 8)
    document = load(made(page))
    assert rows(document)[1:] == [list(row) for row in table]
    assert not document.warnings
