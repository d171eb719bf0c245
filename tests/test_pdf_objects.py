"""What is read of a page: characters, lines and areas at their places, and only what is seen."""

from __future__ import annotations

import pytest

from extractor.load.pdf.content.reader import read_pages
from extractor.load.pdf.objects import PageObjects
from tests.pdf import Page, made


def read(page: Page) -> PageObjects:
    return next(read_pages(made(page)))


def words(page: Page) -> list[str]:
    return [run.text for run in read(page).runs]


def test_characters_stand_at_their_places_from_the_top_left() -> None:
    run = read(Page().text(100, 50, "支出517", size=10)).runs[0]
    assert run.text == "支出517"
    assert run.lefts == pytest.approx([100, 110, 120, 125, 130])
    assert run.rights == pytest.approx([110, 120, 125, 130, 135])
    assert (run.top, run.bottom) == pytest.approx((50, 60))


@pytest.mark.parametrize(
    ("turned", "box", "size"),
    [
        (0, (100, 50, 110, 60), (595, 842)),
        (90, (842 - 60, 100, 842 - 50, 110), (842, 595)),
        (180, (595 - 110, 842 - 60, 595 - 100, 842 - 50), (595, 842)),
        (270, (50, 595 - 110, 60, 595 - 100), (842, 595)),
    ],
)
def test_places_are_those_of_the_page_as_it_is_shown(
    turned: int, box: tuple[float, ...], size: tuple[float, float]
) -> None:
    page = read(Page(extra=f"/Rotate {turned}").text(100, 50, "支"))
    run = page.runs[0]
    assert (page.width, page.height) == size
    assert (run.lefts[0], run.top, run.rights[0], run.bottom) == pytest.approx(box)
    assert run.turn == (360 - turned) % 360


def test_a_crop_box_moves_the_origin_and_cuts_what_is_outside() -> None:
    page = Page(extra="/CropBox[50 0 595 800]").text(100, 50, "支").text(10, 50, "收")
    (run,) = read(page).runs
    assert (run.text, run.lefts[0], run.top) == ("支", 50, pytest.approx(8))


def test_what_stands_outside_the_page_or_the_clip_is_not_there() -> None:
    page = Page().text(100, -20, "外").text(100, 50, "内").text(700, 50, "右")
    page.raw("q 0 0 120 842 re W n").text(100, 100, "看得见看不见").raw("Q").text(300, 100, "再见")
    assert words(page) == ["内", "看得", "再见"]


def test_white_ink_shows_on_a_colour_only() -> None:
    page = Page().raw("1 g").text(100, 100, "白").raw("0 0 1 rg 200 700 100 100 re f 1 1 1 rg")
    page.text(220, 100, "蓝底白字")
    assert words(page) == ["蓝底白字"]


def test_text_without_ink_is_kept_apart() -> None:
    page = read(Page().raw("3 Tr").text(100, 50, "识别"))
    assert (page.runs, [run.text for run in page.hidden]) == ([], ["识别"])


def test_a_wide_gap_begins_a_new_run() -> None:
    page = Page().raw("BT /F1 10 Tf 100 700 Td [<6536> -300 <5165> -5000 <652F>] TJ ET")
    assert words(page) == ["收入", "支"]


@pytest.mark.parametrize(
    ("operators", "edges"),
    [
        ("10 20 m 110 20 l S", {(10, 822, 110, 822)}),
        ("10 20 100 0.5 re f", {(10, 821.75, 110, 821.75)}),
        ("10 20 0.5 100 re f", {(10.25, 722, 10.25, 822)}),
        (
            "10 20 100 50 re S",
            {(10, 822, 110, 822), (10, 772, 110, 772), (10, 772, 10, 822), (110, 772, 110, 822)},
        ),
        ("10 20 m 110 20 l 110 70 l S", {(10, 822, 110, 822), (110, 772, 110, 822)}),
        ("10 20 m 110 90 l S", set()),
        ("1 G 10 20 m 110 20 l S", set()),
        ("10 20 m 40 20 60 20 110 20 c S", set()),
        ("q 0 0 60 842 re W n 10 20 m 110 20 l S Q", {(10, 822, 60, 822)}),
        # Round corners are of a rectangle, which a page may cut.
        (
            "13 20 m 107 20 l 110 20 110 20 110 23 c 110 67 l 110 70 110 70 107 70 c 13 70 l "
            "10 70 10 70 10 67 c 10 23 l 10 20 10 20 13 20 c h S",
            {(10, 822, 110, 822), (10, 772, 110, 772), (10, 772, 10, 822), (110, 772, 110, 822)},
        ),
        (
            "10 20 m 10 67 l 10 70 10 70 13 70 c 107 70 l 110 70 110 70 110 67 c 110 20 l S",
            {(10, 772, 110, 772), (10, 772, 10, 822), (110, 772, 110, 822)},
        ),
        ("10 20 m 30 20 l 60 20 90 50 110 70 c S", set()),
        # What a clip leaves of an area can be a line.
        ("q 10 20 100 1 re W n 10 20 100 50 re f Q", {(10, 821.5, 110, 821.5)}),
        ("q 10 200 100 1 re W n 10 20 100 50 re f Q", set()),
    ],
)
def test_edges_are_lines_thin_rectangles_and_borders(
    operators: str, edges: set[tuple[float, ...]]
) -> None:
    assert set(read(Page().raw(operators)).edges) == edges
