"""Tables as other tools print them: lines of dots, pages too narrow, titles far from their rows."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows


def test_borders_may_be_rows_of_dots() -> None:
    page = Page()
    for y in (700, 720, 740):
        page.raw(" ".join(f"{x} {y} 1 1 re" for x in range(50, 201, 2)) + " f")
    for x in (50, 130, 200):
        page.raw(" ".join(f"{x} {y} 1 1 re" for y in range(700, 741, 2)) + " f")
    page.text(60, 105, "甲").text(140, 105, "1").text(60, 125, "乙").text(140, 125, "2")
    assert rows(load(made(page))) == [["甲", "1"], ["乙", "2"]]


def test_a_heading_that_the_edge_of_the_page_cuts_is_one() -> None:
    ys = [100, 120, 140, 160]
    left = Page().text(50, 60, "“三公”经费支出决算表")
    right = Page().text(62, 104, "及运行费").text(62, 124, "购置").text(202, 124, "运行")
    for page, xs, edge in ((left, (50, 150, 250, 350), 350), (right, (60, 200, 300), 60)):
        for y in ys:
            page.line(xs[0], y, xs[-1], y)
        for x in xs:
            page.line(x, 120 if x in (edge, 200) else 100, x, 160)
    left.text(60, 104, "合计").text(152, 104, "出国").text(289, 104, "公务用车购置")
    left.text(270, 124, "小计").text(60, 144, "1.00").text(270, 144, "1.00")
    right.text(202, 144, "1.00")
    table = load(made(left, right)).grids[0]
    heads = [(cell.text, cell.column, cell.column_span) for cell in table.rows[0]]
    assert heads == [("合计", 0, 1), ("出国", 1, 1), ("公务用车购置及运行费", 2, 3)]
    assert [cell.text for cell in table.rows[2]] == ["1.00", "", "1.00", "", "1.00"]


def test_a_table_announced_on_the_page_before_is_not_the_next_columns_of_another() -> None:
    ys = [40, 60, 80, 100, 120, 140]
    income = [["项目", "金额"], *([f"收入{name}", "1.00"] for name in "甲乙丙丁")]
    first = Page().ruled([50, 150, 300], ys, income)
    rest = Page().ruled([50, 150, 300], ys[:3], [["其他收入", "1.00"], ["合计", "5.00"]])
    rest.text(50, 200, "支出决算表").text(50, 220, "单位：万元")
    paid = [["科目", "合计", "基本"], *([f"支出{name}", "1.00", ""] for name in "甲乙丙丁")]
    other = Page().ruled([50, 100, 200, 300], ys, paid)
    document = load(made(first, rest, other))
    assert [row[0] for row in rows(document, len(document.grids) - 1)] == [r[0] for r in paid]
