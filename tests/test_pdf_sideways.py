"""Words written sideways: headings of narrow columns are read, marks over a page are not."""

from __future__ import annotations

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

_XS, _YS = (50, 110, 140, 170), (100, 180, 200)


def sideways(page: Page, turn: int, x: float, top: float, words: str) -> Page:
    """Write words from this place upwards, or downwards, with their feet at x."""
    matrix = {90: "0 1 -1 0", 270: "0 -1 1 0"}[turn]
    code = words.encode("utf-16-be").hex()
    return page.raw(f"BT /F1 8 Tf {matrix} {x} {page.height - top} Tm <{code}> Tj ET")


def table() -> Page:
    """Draw a table whose last two headings are missing."""
    return Page().ruled(_XS, _YS, [("科目", "", ""), ("教育支出", "3.00", "2.00")])


@pytest.mark.parametrize(
    ("turn", "first", "second", "foot"), [(90, 124, 135, 178), (270, 127, 116, 102)]
)
def test_a_heading_can_be_written_upwards_or_downwards(
    turn: int, first: float, second: float, foot: float
) -> None:
    page = sideways(table(), turn, first, foot, "基本支出")
    page = sideways(sideways(page, turn, second, foot, "预算数"), turn, 157, foot, "项目支出")
    document = load(made(page))
    assert rows(document)[0] == ["科目", "基本支出预算数", "项目支出"]
    heading = document.grids[0].rows[0][2]
    ((left, top, right, bottom),) = document.span(heading.start, heading.end).boxes
    assert _XS[2] < left < right < _XS[3]
    assert (_YS[0] < top, bottom - top, bottom < _YS[1]) == (True, pytest.approx(32), True)


def test_words_sideways_over_several_cells_are_of_none() -> None:
    page = sideways(
        table().text(112, 102, "基本", 8).text(142, 102, "项目", 8),
        90,
        135,
        198,
        "仅供参考请勿外传",
    )
    assert rows(load(made(page)))[0] == ["科目", "基本", "项目"]


@pytest.mark.parametrize("turn", [90, 270])
def test_what_a_sentence_says_sideways_beside_the_text_is_told_to_be_unread(turn: int) -> None:
    page = Page().text(50, 100, "2024年度支出合计3.00万元，与上年持平。" * 2)
    margin = sideways(page, turn, 30, 400, "装订线以内不得答题")
    assert not load(made(margin)).warnings
    (told,) = load(
        made(sideways(margin, turn, 560, 400, "项目支出2.00万元，比上年增加。"))
    ).warnings
    assert (told.key, told.page, told.details["text"]) == (
        "words_sideways",
        1,
        "项目支出2.00万元，比",
    )
