"""Pages that lie a little askew, as scanners leave them, read as those that lie straight."""

from __future__ import annotations

from math import cos, radians, sin

import pytest

from extractor.document import Document
from extractor.load import load
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


def test_places_on_a_page_askew_are_near_what_they_name() -> None:
    for document in (printed(0), printed(0.5)):
        at = document.text.index("54.32")
        (box,) = document.span(at, at + 5).boxes or ()
        assert box == pytest.approx((402, 232, 422, 240), abs=3)
