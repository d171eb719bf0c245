"""Seals whose words are text stand in no table; other coloured words are read."""

from __future__ import annotations

from math import cos, radians, sin

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

_XS, _YS = [50, 200, 300, 400], [100, 120, 140, 160, 180]
_TABLE = [
    ["科目", "基本支出", "项目支出"],
    ["社会保障", "210.29", "1.00"],
    ["卫生健康", "31.36", ""],
    ["合计", "241.65", "1.00"],
]
_RED = "1 0 0 rg"


def sealed(page: Page, ink: str, turns: range = range(210, -31, -30)) -> Page:
    """Put a seal on the table: words around a circle, a line and a number inside."""
    x, y, radius = 300, page.height - 140, 40
    page.raw(f"q {ink}")
    for turn, character in zip(turns, "某市某区某某财政局", strict=False):
        a, b = cos(radians(turn - 90)), sin(radians(turn - 90))
        place = f"{x + radius * cos(radians(turn)):.3f} {y + radius * sin(radians(turn)):.3f}"
        code = character.encode("utf-16-be").hex()
        page.raw(f"BT /F1 10 Tf {a:.5f} {b:.5f} {-b:.5f} {a:.5f} {place} Tm <{code}> Tj ET")
    return page.text(275, 146, "专用章", 10).text(280, 126, "420106", 6).raw("Q")


@pytest.mark.parametrize("ink", [_RED, "0 0 1 rg", "0 1 1 0 k", "/DeviceRGB cs 0.9 0.1 0.1 sc"])
def test_what_a_seal_says_is_in_no_cell(ink: str) -> None:
    assert rows(load(made(sealed(Page().ruled(_XS, _YS, _TABLE), ink)))) == _TABLE


def test_coloured_words_under_a_seal_of_another_colour_are_read() -> None:
    page = Page().raw("0 0 1 rg").ruled(_XS, _YS, _TABLE)
    assert rows(load(made(sealed(page, _RED)))) == _TABLE


@pytest.mark.parametrize(("ink", "turns"), [("0 g", range(210, -31, -30)), (_RED, range(130, 133))])
def test_words_of_no_seal_are_read(ink: str, turns: range) -> None:
    page = sealed(Page().ruled(_XS, _YS, _TABLE), ink, turns)
    assert "专用章" in load(made(page)).text


def test_a_mark_aslant_takes_no_words_of_its_colour_with_it() -> None:
    page = Page().raw(_RED).ruled(_XS, _YS, _TABLE)
    for at in range(6):
        page.raw(f"BT /F1 10 Tf .8 .6 -.6 .8 {80 + 50 * at} 700 Tm <516c5f00> Tj ET")
    assert rows(load(made(page))) == _TABLE
