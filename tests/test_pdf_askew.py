"""Pages that lie a little askew, as scanners leave them, read as those that lie straight."""

from __future__ import annotations

from math import cos, radians, sin

import pytest

from extractor.document import Document
from extractor.load import load
from extractor.load.pdf.objects import Box
from tests.pdf import Page, made
from tests.test_pdf import BODY, rows

_XS, _YS = [50, 250, 400, 545], [200, 215, 230, 245, 260]
_CELLS = [
    ["科目", "预算数", "决算数"],
    ["行政运行", "1,234.56", "1,230.00"],
    ["培训支出", "98.76", "54.32"],
    ["合计", "1,333.32", "1,284.32"],
]


def printed(degrees: float) -> Document:
    """Return the document of a page whose content is turned by so much around its middle."""
    page = Page()
    along, across = cos(radians(degrees)), sin(radians(degrees))
    x, y = page.width / 2, page.height / 2
    moved = x - x * along + y * across, y - x * across - y * along
    page.raw(f"{along:.9f} {across:.9f} {-across:.9f} {along:.9f} {moved[0]:.4f} {moved[1]:.4f} cm")
    page.text(50, 80, BODY[:30], 16).text(50, 104, "故有下降。", 16)
    return load(made(page.ruled(_XS, _YS, _CELLS).text(50, 280, "注：本表为决算数。")))


@pytest.mark.parametrize("degrees", [0.0, 0.3, 1.0, 2.0, -0.6])
def test_a_page_askew_reads_as_one_that_lies_straight(degrees: float) -> None:
    askew, straight = printed(degrees), printed(0)
    assert rows(askew) == _CELLS
    assert askew.text == straight.text


@pytest.mark.parametrize("degrees", [0.5, -1.0, 2.5])
def test_places_on_a_page_askew_are_those_of_what_they_name(degrees: float) -> None:
    (straight,), (askew,) = (places(printed(turn), "54.32") for turn in (0, degrees))
    page = Page()
    x, y = page.width / 2, page.height / 2
    along, across = cos(radians(degrees)), sin(radians(degrees))
    left, top, right, bottom = straight
    # Turned counterclockwise around the middle of the page; ``y`` counts from its top.
    right_x, right_y = (left + right) / 2 - x, (top + bottom) / 2 - y
    middle = (x + right_x * along + right_y * across, y - right_x * across + right_y * along)
    found = (askew[0] + askew[2]) / 2, (askew[1] + askew[3]) / 2
    assert found == pytest.approx(middle, abs=0.2)
    assert askew[2] - askew[0] == pytest.approx(right - left, abs=1.5)


def places(document: Document, words: str) -> tuple[Box, ...]:
    at = document.text.index(words)
    return document.span(at, at + len(words)).boxes or ()
