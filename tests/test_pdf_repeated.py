"""Headers that a table without lines repeats, and what stands right below them on the next page."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

XS = (50.0, 90.0, 130.0, 170.0, 210.0, 250.0)
# Headings, with how far to the right and down they stand; those of one cell go on below each other.
HEAD = (
    *((50, 0, "单位"), (50, 11, "编码"), (90, 0, "单位"), (90, 11, "名称"), (130, 0, "合计")),
    *((170, 0, "本年收入"), (170, 22, "小计"), (210, 22, "一般公共"), (210, 33, "预算")),
    *((250, 22, "政府性"), (250, 33, "基金预算")),
)
TOTAL = ("", "合计", "62.00", "62.00", "50.00", "12.00")
PARK = ("404", "公园管理\n所办公室\n本级和下\n属", "30.00", "30.00", "30.00", "")
STREET = ("403", "东湖街道\n办事处", "32.00", "32.00", "20.00", "12.00")
GARDEN = ("405", "植物园和\n花圃的养\n护中心", "9.00", "9.00", "9.00", "")


def page_of(*table: Sequence[str]) -> Page:
    """Return a page with the header and rows, as far below each other as the levels of that."""
    page = Page()
    for x, down, words in HEAD:
        page.text(x, 60 + down, words, 8)
    top = 115.0
    for row in table:
        lines = [cell.split("\n") for cell in row]
        for x, own in zip(XS, lines, strict=True):
            for at, line in enumerate(own):
                if line:
                    page.text(x, top + 11 * at, line, 8)
        top += 11 * (max(map(len, lines)) - 1) + 22
    return page


def named(*pages: Page) -> list[list[str]]:
    """Return the codes and the names of the rows below the header."""
    table = rows(load(made(*pages)))
    first = next(at for at, row in enumerate(table) if "62.00" in row)
    return [row[:2] for row in table[first:]]


def cut(row: Sequence[str], at: int) -> tuple[Sequence[str], Sequence[str]]:
    """Return the parts of a row whose name a page cuts."""
    lines = row[1].split("\n")
    rest = ("", "\n".join(lines[at:]), *("" for _ in row[2:]))
    return (row[0], "\n".join(lines[:at]), *row[2:]), rest


def whole(*table: Sequence[str]) -> list[list[str]]:
    return [[row[0], row[1].replace("\n", "")] for row in table]


def test_the_rest_of_a_name_stands_below_the_header_that_is_repeated() -> None:
    above, rest = cut(PARK, 3)
    first, second = page_of(TOTAL, STREET, above), page_of(rest, GARDEN, STREET)
    assert named(first, second) == whole(TOTAL, STREET, PARK, GARDEN, STREET)


def test_the_rest_of_the_last_name_can_be_all_that_stands_below_a_repeated_header() -> None:
    above, rest = cut(PARK, 2)
    note = "注：本表反映本部门本年度的收入情况，不含上年结转。"
    first, second = page_of(TOTAL, STREET, above), page_of(rest).text(60, 400, note)
    assert named(first, second) == whole(TOTAL, STREET, PARK)
    assert [line.text for line in load(made(first, second)).lines if line.text[0] == "注"] == [note]


def test_one_row_below_a_repeated_header_has_all_lines_of_its_name() -> None:
    assert named(page_of(TOTAL, STREET), page_of(GARDEN)) == whole(TOTAL, STREET, GARDEN)


def test_what_stands_over_a_repeated_header_stays() -> None:
    above, rest = cut(PARK, 3)
    second = page_of(rest, GARDEN).text(60, 40, "续表", 8)
    assert "续表" in load(made(page_of(TOTAL, STREET, above), second)).text
