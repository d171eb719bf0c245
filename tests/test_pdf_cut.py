"""What the left or the right edge of a page cuts off is told, and makes no error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from extractor import Report
from extractor.load import load
from extractor.load.limits import Limits
from extractor.load.pdf import assemble
from extractor.load.pdf.content.reader import read_pages
from extractor.load.pdf.objects import PageObjects
from extractor.pipeline import judge, read_evidence
from tests.corpus import PDFS
from tests.pdf import Page, made
from tests.test_pdf_corpus import blamed

_YS = [100, 120, 140, 160]
_ROWS = [["科目", "年初预算", "决算数"], ["培训费", "3.00", "2.00"], ["合计", "3.00", "2.00"]]


def _told(*pages: Page) -> list[tuple[str, int | None]]:
    return [(told.key, told.page) for told in load(made(*pages)).warnings]


@pytest.mark.parametrize("xs", [[50, 200, 350, 420], [-60, 50, 150, 250], [50, 200, 350, 400.4]])
def test_a_table_that_goes_on_beyond_its_page_is_told(xs: list[float]) -> None:
    page = Page(400).ruled(xs, _YS, _ROWS)
    assert _told(page) == [("text_cut.aside", 1)]


def test_a_number_of_which_the_page_shows_a_part_is_told() -> None:
    assert _told(Page(400).text(380, 100, "4,004.94")) == [("text_cut.aside", 1)]
    assert _told(Page(400).text(380, 100, "4.00——")) == []


def test_a_page_that_was_cut_out_along_its_table_shows_all_of_it() -> None:
    assert _told(Page(400).ruled([0.4, 150, 250, 399.6], _YS, _ROWS)) == []


def test_a_number_that_a_clip_hides_is_no_number_beyond_the_page() -> None:
    page = Page(400).text(50, 60, "某局支出").raw("q 100 600 290 200 re W n")
    assert _told(page.text(380, 100, "4,004.94").raw("Q")) == []


def _narrowed(page: PageObjects, width: float) -> PageObjects:
    """Return a page as paper shows it that is not as wide."""
    edges = [(x0, top, min(x1, width), bottom) for x0, top, x1, bottom in page.edges if x0 < width]
    runs = [run for run in page.runs if run.rights[-1] < width]
    return replace(page, width=width, runs=runs, edges=edges)


@pytest.mark.parametrize("number", [5, 6, 9, 11])
@pytest.mark.parametrize("width", [400, 520])
def test_what_is_read_of_a_page_that_is_too_narrow_makes_no_error(
    number: int, width: float, read: Callable[[str], Report]
) -> None:
    pages = list(read_pages(PDFS["000"].read_bytes(), Limits.from_environment()))
    pages[number - 1] = _narrowed(pages[number - 1], width)
    seen = read_evidence(assemble(pages))
    _, findings, _ = judge(seen, "zh")
    assert blamed(findings) <= blamed(read("000").findings)
    assert number in [told.page for told in seen.warnings if told.key == "text_cut.aside"]
