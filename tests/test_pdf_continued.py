"""Tables that go on over a page: what their first and last rows there are of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import BODY, rows, texts
from tests.test_pdf_bands import filled
from tests.test_pdf_boxed import boxed
from tests.test_pdf_layouts import columns

XS = (50, 110, 200, 260, 320)


def test_words_below_several_cells_that_no_line_ends_are_each_of_the_one_above() -> None:
    page = Page()
    for x in (50, 110, 200, 300):
        page.line(x, 740, x, 780)
    page.line(50, 740, 300, 740).line(50, 760, 300, 760).line(200, 780, 300, 780)
    for x, words in ((52, "指标"), (112, "名称"), (202, "目标值")):
        page.text(x, 745, words, 8)
    page.text(202, 766, "95%", 8)
    page.text(52, 784, "满意度", 8).text(52, 796, "指标", 8).text(112, 790, "用户满意", 8)
    assert rows(load(made(page)))[1] == ["满意度 指标", "用户满意", "95%"]


def test_the_end_of_one_cell_of_the_row_before_is_no_row_of_the_next_page() -> None:
    first = Page().ruled(
        XS, (700, 720, 740), [("编码", "名称", "合计", "基本"), ("", "合计", "9", "9")]
    )
    rest = Page().line(50, 47, 110, 47)
    for x in XS:
        rest.line(x, 40, x, 84)
    rest.line(50, 62, 320, 62).line(50, 84, 320, 84)
    for top, row in ((52, ("208", "保障支出", "6", "5")), (74, ("20805", "养老支出", "3", "4"))):
        for x, words in zip(XS, row, strict=False):
            rest.text(x + 2, top, words, 8)
    assert rows(load(made(first, rest)))[-3:] == [
        ["", "合计", "9", "9"],
        ["208", "保障支出", "6", "5"],
        ["20805", "养老支出", "3", "4"],
    ]


def test_the_rest_of_a_name_beside_several_rows_is_of_the_row_before_the_page() -> None:
    head = [("项目名称", "培训", ""), ("绩效目标一（80", "一级指标", "得分")]
    first = Page().ruled((50, 110, 200, 320), (700, 720, 740), head)
    rest = Page().line(50, 40, 320, 40).line(110, 60, 320, 60).line(50, 80, 320, 80)
    for x in (50, 110, 200, 320):
        rest.line(x, 40, x, 80)
    rest.text(52, 42, "分）", 8).text(112, 65, "产出指标", 8).text(202, 65, "20", 8)
    table = [row[:3] for row in rows(load(made(first, rest)))]
    assert table[1] == ["绩效目标一（80分）", "一级指标", "得分"]


def test_headings_on_the_next_page_are_no_rest_of_names_wider_than_their_column() -> None:
    page = Page()
    columns(page, 760, (60, "部门名称"), (200, "某某区国有资产监督管理局"))
    columns(page, 775, (60, "基本支出总额"), (200, "207.87 万元"), (400, "项目支出总额"))
    columns(page, 775, (480, "35.68 万元"))
    rest = Page()
    columns(rest, 50, (60, "执行情况"), (320, "预算数"), (400, "执行数"), (480, "执行率"))
    columns(rest, 65, (200, "支出总额"), (-344, "207.87"), (-424, "207.87"), (-500, "100%"))
    for at in range(3):
        columns(rest, 80 + 15 * at, (60, f"目标{at}"), (200, "培训"), (320, "100%"), (400, "100%"))
    columns(rest, 125, (60, "改进措施及结果应用方案"), (200, "继续加强管理"))
    said = load(made(page, rest)).text.replace(" ", "")
    assert not {"总额执行", "万元执行"} & {said[at : at + 4] for at in range(len(said))}


def numbered(page: Page, top: float, body: Sequence[Sequence[str]]) -> Page:
    """Write rows in the columns of a drawn header, with a total whose name begins elsewhere."""
    for row in body:
        for x, words in zip(XS, row, strict=False):
            if words:
                page.text(x + 4, top, words, 8)
        top += 16
    return page.text(62, top, "人员经费", 8).text(125, top, "合计", 8).text(264, top, "9.00", 8)


def test_rows_on_the_next_page_stand_in_the_columns_of_a_header_that_is_drawn() -> None:
    first = [["201", "公共服务", "6.00", "4.00"], ["208", "保障支出", "", "3.00"]]
    more = [["210", "医疗支出", "", "1.00"], ["221", "住房支出", "2.00", "1.00"]]
    document = load(made(boxed(Page(), first, 700), numbered(Page(), 60, more)))
    assert rows(document) == [["编码", "名称", "合计", "基本支出"], *first]
    assert rows(document, 1) == [*more, ["人员经费", "合计", "", "9.00"]]


def test_the_numbers_of_an_empty_header_stand_in_the_middle_of_its_columns() -> None:
    xs = (50, 130, 210, 290, 370)
    page = Page().ruled(xs, (740, 756, 772), [("合计", "出国费", "用车费", "接待费"), ()])
    rest = Page()
    for number, (left, right) in enumerate(pairwise(xs), start=1):
        middle = (left + right) / 2
        page.text(middle - 2, 760, str(number), 8)
        rest.text(middle - 12, 60, f"{number}72.98", 8)
    rest.text(50, 90, "注：本表反映经费支出情况。")
    assert rows(load(made(page, rest)))[-1] == ["172.98", "272.98", "372.98", "472.98"]


def test_an_empty_header_is_in_doubt_where_amounts_stand_side_by_side_below_it() -> None:
    page = Page().ruled(XS, (740, 756), [("合计", "出国费", "用车费", "接待费")])
    rest = (
        Page().text(30, 60, "172.98").text(420, 60, "172.98").text(50, 90, "注：本表反映支出情况。")
    )
    assert load(made(page, rest)).grids[0].aligned


def test_a_title_that_every_page_repeats_parts_no_table_without_lines() -> None:
    def page(body: Sequence[tuple[str, str]]) -> Page:
        made_page = Page().text(145, 60, "项目", 8)
        columns(
            made_page, 84, (60, "编码"), (140, "科目名称"), (260, "收入合计"), (380, "拨款收入")
        )
        columns(made_page, 97, (60, "类"), (78, "款"), (96, "项"), (140, "栏次"), (-292, "1"))
        columns(made_page, 97, (-412, "2"))
        for at, (code, amount) in enumerate(body):
            top = 111 + 14 * at
            columns(made_page, top, (-104, code), (140, "保障支出"), (-292, amount), (-412, amount))
        return made_page

    first = page([("201", "10.00"), ("208", "6.00"), ("210", "4.00")])
    second = page([("2080505", "5.00"), ("2080506", "1.00"), ("2101101", "4.00")])
    document = load(made(first, second))
    assert len(document.grids) == 1
    assert [line.text for line in document.lines].count("项目") == 1


def test_a_running_header_that_can_stand_over_a_table_is_there_once() -> None:
    pages = [Page().text(54, 40, "部门预算公开表", 8).text(50, 200, BODY) for _ in range(4)]
    assert texts(*pages) == ["部门预算公开表", BODY * 4]


def test_titles_of_several_tables_are_none_that_a_page_repeats() -> None:
    said = [f"附件{number} 部门预算公开表" for number in range(1, 5)]
    found = texts(*(Page().text(54, 40, words, 8).text(50, 200, BODY) for words in said))
    assert [line for line in found if line != BODY] == said


def test_the_number_of_a_page_below_cells_that_it_cuts_is_of_none() -> None:
    page = Page()
    for x in (50, 90, 180, 300):
        page.line(x, 740, x, 780)
    page.line(50, 740, 300, 740).line(180, 760, 300, 760).line(180, 780, 300, 780)
    page.text(52, 745, "1", 8).text(92, 745, "教育局", 8).text(182, 745, "3.00", 8)
    page.text(182, 765, "2.00", 8).text(110, 830, "- 2 -", 8).text(60, 790, "2", 8)
    cells = {cell for row in rows(load(made(page))) for cell in row}
    assert cells == {"1", "教育局", "3.00", "2.00"}


def test_what_begins_beside_rows_of_the_next_page_is_no_rest_of_a_name() -> None:
    xs = (50, 90, 138, 200, 260)
    first = Page().ruled(
        xs, (700, 720, 740), [("编号", "名称", "项目"), ("三", "公共预算拨款", "")]
    )
    rest = Page().line(50, 40, 260, 40).line(138, 60, 260, 60).line(50, 80, 260, 80)
    for x in xs:
        rest.line(x, 40, x, 80)
    rest.text(92, 45, "政府基金", 8).text(140, 45, "丙", 8).text(202, 45, "5.00", 8)
    rest.text(140, 65, "丁", 8).text(202, 65, "6.00", 8)
    table = [cell for grid in load(made(first, rest)).grids for row in grid.rows for cell in row]
    assert {"公共预算拨款", "政府基金"} <= {cell.text for cell in table}


def test_a_page_cuts_the_headings_beside_those_over_several_columns() -> None:
    xs = [50, 80, 140, 200, 230]
    first, second = Page(), Page()
    for x0, x1, words in ((50, 80, "项目名"), (80, 200, "本年拨款"), (200, 230, "单位资")):
        first.ruled([x0, x1], [780, 794], [[words]])
    body = [["称", "公共预算", "政府性基金", "金"], ["稳定", "3.00", "2.00", "1.00"]]
    second.ruled(xs, [50, 64, 78], body)
    document = load(made(first, second))
    assert rows(document) == [
        ["项目名称", "本年拨款", "单位资金"],
        ["公共预算", "政府性基金"],
        body[1],
    ]
    assert [cell.row_span for cell in document.grids[0].rows[0]] == [2, 1, 2]


def test_a_running_header_over_the_rows_of_a_table_without_lines_is_none_of_them() -> None:
    pages, body = [], []
    for number in range(3):
        page = Page().text(50, 30, "某局部门预算", 8)
        for at, name in enumerate(("", "一般公共服务支出", "社会保障支出", "文化体育传媒支出")):
            body.append([f"{name}{number}" if name else "", f"{at}.{number}0", f"{at}.5{number}"])
            for x, words in zip((50, 150, 250), body[-1], strict=True):
                page.text(x, 54 + 14 * at, words, 8)
        pages.append(page)
    document = load(made(*pages))
    assert [row for at in range(len(document.grids)) for row in rows(document, at)] == body


@pytest.mark.parametrize(
    "body", [["合计", "1,234", "5,678", "无"], ["产出指标", "培训", "人数", "≥100人"]]
)
def test_rows_below_a_whole_header_with_a_group_are_no_part_of_it(body: list[str]) -> None:
    first, second = Page(), Page().ruled([50, 150, 250, 350, 450], [60, 80], [body])
    for x0, x1, words in ((50, 150, "科目"), (150, 350, "预算数及决算数"), (350, 450, "备注")):
        first.ruled([x0, x1], [760, 780], [[words]])
    assert rows(load(made(first, second)))[0] == ["科目", "预算数及决算数", "备注"]


def test_a_section_that_begins_the_rows_of_every_page_is_one_of_them() -> None:
    pages = []
    for number in range(4):
        page = Page().text(50, 50, "一、本级支出", 8)
        for at in range(5):
            row = (f"一般公共服务支出{at}", f"{number}.{at}0", f"{at}.{number}0")
            for x, words in zip((50, 150, 250), row, strict=True):
                page.text(x, 62 + 12 * at, words, 8)
        pages.append(page)
    assert "一、本级支出" in load(made(*pages)).text


def test_numbers_of_columns_on_the_next_page_stand_below_a_filled_header() -> None:
    xs = [50.0, 120.0, 190.0, 260.0, 330.0]
    first, second = Page().text(50, 700, "表八", 10), Page()
    filled(first, xs, 790, 804)
    for x, words in zip(xs, ("编码", "名称", "合计", "基本"), strict=False):
        first.text(x + 20, 792, words, 8)
    second.text(54, 52, "栏次", 8).text(54, 66, "合计", 8)
    for x, number in ((182, "1"), (252, "2"), (322, "3")):
        second.text(x, 52, number, 8)
    second.text(50, 110, BODY)
    heads, counts, total = rows(load(made(first, second)))
    assert heads == ["编码", "名称", "合计", "基本"]
    assert (counts[0], total[0]) == ("栏次", "合计")


def test_lines_that_hang_below_the_first_one_are_not_centred() -> None:
    xs = [50, 110, 150]
    first, second = Page().ruled(xs, [740, 760], [("项目", "金额")]), Page()
    for x in xs:
        first.line(x, 760, x, 800)
        second.line(x, 40, x, 60)
    first.text(52, 764, "区属原县团", 9).text(66, 775, "企业厂", 9).text(112, 764, "14.92", 9)
    second.text(66, 44, "级慰问", 9).line(50, 60, 150, 60)
    second.ruled(xs, [60, 80], [("其他", "1.00")])
    found = [row[0].replace(" ", "") for row in rows(load(made(first, second)))]
    assert found == ["项目", "区属原县团企业厂级慰问", "其他"]
