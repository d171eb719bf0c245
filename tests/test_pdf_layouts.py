"""Tables as other tools print them: lines of dots, pages too narrow, titles far from their rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows, texts


def test_borders_may_be_rows_of_dots() -> None:
    page = Page()
    for y in (700, 720, 740):
        page.raw(" ".join(f"{x} {y} 1 1 re" for x in range(50, 201, 2)) + " f")
    for x in (50, 130, 200):
        page.raw(" ".join(f"{x} {y} 1 1 re" for y in range(700, 741, 2)) + " f")
    page.text(60, 105, "甲").text(140, 105, "1").text(60, 125, "乙").text(140, 125, "2")
    assert rows(load(made(page))) == [["甲", "1"], ["乙", "2"]]


def columns(page: Page, top: float, *cells: tuple[float, str], size: float = 8) -> None:
    """Write a row; what is at a negative place ends there, as numbers on the right do."""
    for x, words in cells:
        width = sum(size / 2 if character.isascii() else size for character in words)
        page.text(x if x >= 0 else -x - width, top, words, size)


def test_the_white_between_rows_tells_which_lines_are_one_name() -> None:
    page = Page()
    columns(page, 80, (60, "代码"), (110, "项目"), (230, "金额"))
    for top, lines in (
        (100, ["稳定企业改制工", "作专项经费"]),
        (126, ["区属原团级企业", "退休人员年度节", "日困难慰问"]),
        (167, ["党建专项"]),
        (188, ["金融街集团退休", "干部经费"]),
    ):
        for at, line in enumerate(lines):
            columns(page, top + 10 * at, (110, line))
        middle = top + 5 * (len(lines) - 1)
        columns(page, middle, (-270, "62.00"))
        columns(page, middle - 5, (60, "4201T322"))
        columns(page, middle + 5, (60, "107"))
    assert rows(load(made(page)))[1:] == [
        ["4201T322107", "稳定企业改制工作专项经费", "62.00"],
        ["4201T322107", "区属原团级企业退休人员年度节日困难慰问", "62.00"],
        ["4201T322107", "党建专项", "62.00"],
        ["4201T322107", "金融街集团退休干部经费", "62.00"],
    ]


def test_all_that_an_empty_table_says_can_stand_on_the_next_page() -> None:
    first = Page()
    columns(first, 740, (60, "科目名称"), (300, "合计"), (400, "基本"), (500, "项目"))
    columns(first, 756, (60, "栏次"), (300, "1"), (400, "2"), (500, "3"))
    second = Page().text(60, 60, "合计", 8).text(60, 100, "注：本表反映支出情况。")
    document = load(made(first, second))
    assert [rows(document, grid)[-1] for grid in range(2)] == [
        ["栏次", "1", "2", "3"],
        ["合计", "", "", ""],
    ]


def test_a_header_is_repeated_though_the_page_before_had_none() -> None:
    def page(*rows: tuple[str, str, str], head: bool = True) -> Page:
        made = Page()
        if head:
            columns(made, 60, (60, "科目名称"), (300, "合计"), (400, "基本支出"))
        for at, (name, total, part) in enumerate(rows):
            columns(made, 80 + 20 * at, (60, name), (-320, total), (-430, part))
        return made

    body = [(f"社会保障{name}支出", "210.29", "1.00") for name in "甲乙丙丁"]
    document = load(made(page(*body), page(*body, head=False), page(*body)))
    heads = [row for grid in range(len(document.grids)) for row in rows(document, grid)]
    assert heads.count(["科目名称", "合计", "基本支出"]) == 1


BODY = [("208", "社会保障", "1,210.29", "5.00"), ("210", "卫生健康", "31.36", "1.00")] * 2


def body(page: Page, top: float) -> Page:
    for at, (code, name, total, part) in enumerate(BODY):
        columns(page, top + 20 * at, (54, code), (104, name), (-296, total), (-396, part))
    return page


def test_a_header_with_lines_tells_the_columns_of_rows_without() -> None:
    xs, heads = [50, 100, 200, 300, 400], ("编码", "名称", "合计", "基本")
    page = body(Page().ruled(xs, [100, 120], [heads]), 124)
    page.line(50, 220, 400, 220).line(50, 120, 50, 220).line(400, 120, 400, 220)
    document = load(made(page))
    assert rows(document) == [list(heads), *map(list, BODY)]
    assert document.grids[0].aligned


def test_lines_between_columns_alone_leave_the_rows_to_their_words() -> None:
    page = body(Page(), 104)
    for x in (50, 100, 200, 300, 400):
        page.line(x, 100, x, 190)
    page.line(50, 100, 400, 100).line(50, 190, 400, 190)
    assert rows(load(made(page))) == [list(row) for row in BODY]


def every_second(table: Sequence[Sequence[str]]) -> Page:
    """Draw a table whose lines stand in its header and every second row behind it."""
    xs, ys = [50, 100, 200, 300, 400], [100 + 20 * at for at in range(len(table) + 1)]
    page = Page()
    for number, (row, top) in enumerate(zip(table, ys, strict=False)):
        for x in xs if number % 2 == 0 else (xs[0], xs[-1]):
            page.line(x, top, x, top + 20)
        for x, words in zip(xs, row, strict=False):
            page.text(x + 4, top + 5, words)
    for y in ys:
        page.line(xs[0], y, xs[-1], y)
    return page


def test_rows_without_standing_lines_have_those_of_the_rows_around_them() -> None:
    table = [["编码", "名称", "合计", "基本"], *map(list, BODY)]
    document = load(made(every_second(table)))
    assert rows(document) == table
    assert not document.grids[0].aligned


def test_names_in_rows_without_standing_lines_are_in_the_columns_of_others() -> None:
    names = [["结转", "上年结转", "结余", ""], ["合计", "收入合计", "5.00", "5.00"]]
    table = [["编码", "名称", "科目", "基本"], *names, ["结余", "年终结余", "结转", ""], names[1]]
    assert rows(load(made(every_second(table)))) == table


def test_rows_that_no_line_parts_are_left_to_their_words() -> None:
    heads, xs = ["编码", "名称", "合计", "基本"], [50, 100, 200, 300, 400]
    page = Page().ruled(xs, [100, 120], [heads])
    for x in (xs[0], xs[-1]):
        page.line(x, 120, x, 180)
    for at, row in enumerate(BODY[:2]):
        for x, words in zip(xs, row, strict=False):
            page.text(x + 4, 125 + 18 * at, words)
    page.ruled(xs, [180, 200], [BODY[3]])
    assert rows(load(made(page))) == [heads, *map(list, BODY[:2]), list(BODY[3])]


def test_a_note_over_the_whole_width_is_one_cell() -> None:
    heads, note = ["编码", "名称", "合计", "基本"], ["说明", "预算调整增加", "5.00", ""]
    document = load(made(every_second([heads, note, list(BODY[0])])))
    assert rows(document) == [heads, ["说明 预算调整增加 5.00"], list(BODY[0])]


def test_numbers_that_count_rows_part_them_below_headings_over_several_columns() -> None:
    page, names = Page(), ("一般公共预算", "政府性基金", "上级补助", "事业收入")
    columns(page, 104, (100, "收入"), (300, "支出"))
    columns(page, 120, (60, "项目"), (150, "行次"), (210, "金额"), (260, "项目"), (350, "行次"))
    columns(page, 120, (410, "金额"))
    for at, name in enumerate(names):
        top = 136 + 16 * at
        columns(page, top, (54, name), (160, str(at + 1)), (254, name), (360, str(at + 31)))
    columns(page, 136, (-245, "210.29"), (-445, "210.29"))
    for x, top in (
        (50, 100),
        (140, 116),
        (190, 116),
        (250, 100),
        (340, 116),
        (390, 116),
        (450, 100),
    ):
        page.line(x, top, x, 200)
    page.line(50, 100, 450, 100).line(50, 200, 450, 200)
    document = load(made(page))
    heads = [(cell.text, cell.column_span) for cell in document.grids[0].rows[0]]
    assert heads == [("收入", 3), ("支出", 3)]
    told = rows(document)[2:]
    assert told[0] == [names[0], "1", "210.29", names[0], "31", "210.29"]
    assert told[1:] == [
        [name, str(at), "", name, str(at + 30), ""] for at, name in enumerate(names[1:], 2)
    ]
    assert document.grids[0].aligned


def test_numbers_that_count_columns_part_the_rows_of_an_empty_table() -> None:
    page = Page()
    columns(page, 104, (60, "科目名称"), (210, "合计"), (260, "基本"), (310, "项目"))
    columns(page, 124, (60, "栏次"), (216, "1"), (266, "2"), (316, "3"))
    columns(page, 144, (60, "合计"))
    for x in (50, 200, 250, 300, 350):
        page.line(x, 100, x, 160)
    page.line(50, 100, 350, 100).line(50, 160, 350, 160)
    assert rows(load(made(page))) == [
        ["科目名称", "合计", "基本", "项目"],
        ["栏次", "1", "2", "3"],
        ["合计", "", "", ""],
    ]


def test_numbers_beside_a_name_on_several_lines_part_nothing() -> None:
    page = Page().ruled([50, 62, 150, 250, 350], [100, 150, 170], [[""] * 4, ["", "", "1.00"]])
    page.text(52, 105, "栏").text(52, 135, "次")
    columns(page, 120, (100, "1"), (200, "2"), (300, "3"))
    document = load(made(page))
    assert rows(document) == [["栏次", "1", "2", "3"], ["", "", "1.00", ""]]


def test_a_number_below_each_heading_of_a_drawn_row_parts_nothing() -> None:
    page = Page().ruled([50, 150, 250, 350], [100, 150, 170], [[""] * 3, ["甲", "1.00", "2.00"]])
    for at, head in enumerate(("本年收入合计", "财政拨款收入", "其他收入")):
        page.text(55 + 100 * at, 106, head).text(95 + 100 * at, 130, str(at + 1))
    document = load(made(page))
    assert len(document.grids[0].rows) == 2
    assert not document.grids[0].aligned


def test_a_merged_cell_with_amounts_among_its_words_is_one() -> None:
    page = Page()
    for y in (100, 160, 180):
        page.line(50, y, 400, y)
    for x, top in ((50, 100), (150, 100), (275, 160), (400, 100)):
        page.line(x, top, x, 180)
    for at, (one, other) in enumerate((("12.00", "13.50"), ("1.20", "3.50"), ("9.30", "4.20"))):
        top = 104 + 18 * at
        columns(page, top, (154, "其中年初预算"), (204, one), (228, "万元，支出决算数"))
        columns(page, top, (298, other), (322, "万元，"))
    columns(page, 164, (54, "合计"), (-270, "13.50"), (-390, "12.00"))
    document = load(made(page))
    assert [len(row) for row in rows(document)] == [2, 3]
    assert not document.grids[0].aligned


def test_a_header_that_a_page_began_is_repeated_whole() -> None:
    xs = [50, 150, 250, 350]
    first = Page().ruled(xs, [780, 800], [["科目", "本年收入", "本年支出"]])
    data = [["", "小计", "基本"], ["甲类", "1.00", "2.00"]]
    second = Page().ruled(xs, [60, 80, 100], data)
    whole = [["科目", "本年收入", "本年支出"], data[0], ["乙类", "3.00", "4.00"]]
    third = Page().ruled(xs, [60, 80, 100, 120], whole)
    document = load(made(first, second, third))
    told = [row for grid in range(len(document.grids)) for row in rows(document, grid)]
    assert told == [whole[0], data[0], data[1], whole[2]]


def test_a_large_mark_across_a_table_is_no_part_of_it() -> None:
    table = [["科目名称", "决算数"], ["社会保障", "210.29"], ["卫生健康", "31.36"]]
    page = Page().ruled([50, 200, 400], [100, 120, 140, 160], table)
    page.text(60, 110, "仅供参考", 50).text(60, 300, "仅供参考", 50)
    document = load(made(page))
    assert rows(document) == table
    assert "参考" not in document.text


def test_a_large_title_is_no_mark() -> None:
    assert texts(Page().text(60, 100, "部门决算公开", 36).text(60, 150, "单位：万元")) == [
        "部门决算公开",
        "单位：万元",
    ]


def test_a_title_above_a_table_without_lines_is_none_of_its_rows() -> None:
    page = Page().text(60, 70, "第六部分", 14).text(130, 70, "附件", 14)
    columns(page, 100, (60, "项目"), (250, "决算数"))
    for top in (130, 160, 190, 220):
        columns(page, top, (60, "社会保障和就业支出"), (-290, "210.29"))
    page.text(60, 250, "说明：本表", 14).text(200, 250, "单位为万元", 14)
    document = load(made(page))
    assert len(rows(document)) == 5
    assert document.lines[0].text == "第六部分 附件"


INDICATORS = [("数量指标", "企业活动", "≥7场", "22场"), ("质量指标", "完成率", "100%", "100%")]


@pytest.mark.parametrize("body", [INDICATORS * 2, INDICATORS[:1] * 9])
def test_rows_of_a_form_are_a_table_though_they_hold_no_amounts(
    body: list[tuple[str, ...]],
) -> None:
    page = Page()
    for at, row in enumerate([("二级指标", "指标名称", "目标值", "完成值"), *body]):
        columns(page, 100 + 20 * at, *zip((60, 140, 240, 330), row, strict=True))
    assert rows(load(made(page)))[1:] == [list(row) for row in body]


def framed(body: Sequence[Sequence[str]]) -> Page:
    page, bottom = Page().ruled([50, 150, 400], [80, 100], [("单位名称", "福利院")]), 120
    for at, row in enumerate(body):
        columns(page, 110 + 20 * at, *zip((60, 140, 240, 330), row, strict=True))
        bottom = 140 + 20 * at
    return page.line(50, 100, 50, bottom).line(400, 100, 400, bottom).line(50, bottom, 400, bottom)


def test_a_frame_around_rows_without_lines_is_no_cell() -> None:
    document = load(made(framed(INDICATORS * 2)))
    assert rows(document) == [["单位名称", "福利院"]]
    assert rows(document, 1) == [list(row) for row in INDICATORS * 2]


def test_a_frame_around_a_row_that_a_page_leaves_alone_is_no_cell() -> None:
    document = load(made(framed(INDICATORS[1:])))
    assert [rows(document, grid) for grid in range(len(document.grids))] == [
        [["单位名称", "福利院"]]
    ]


def test_a_row_that_a_page_leaves_alone_below_a_drawn_header_has_its_columns() -> None:
    xs, heads = [50, 150, 200, 280, 400], ("项目", "行次", "决算数", "支出项目")
    page = Page().ruled(xs, [100, 120], [heads])
    columns(page, 124, (54, "财政拨款"), (170, "1"), (-270, "481.80"), (284, "公共服务"))
    page.line(50, 120, 50, 140).line(400, 120, 400, 140).line(50, 140, 400, 140)
    assert rows(load(made(page))) == [list(heads), ["财政拨款", "1", "481.80", "公共服务"]]


def test_tables_without_lines_on_pages_behind_each_other_are_warned_of_once() -> None:
    def alone(number: int) -> Page:
        return body(Page().text(60, 60, f"第{number}张表").text(60, 300, "以上。"), 124)

    pages = [alone(1), alone(2), Page().text(60, 60, "另有说明。"), alone(3)]
    warnings = [(w.key, w.page, w.details.get("last")) for w in load(made(*pages)).warnings]
    assert warnings == [("table_without_lines.pages", 1, 2), ("table_without_lines", 4, None)]


def test_words_beyond_the_edge_of_a_page_are_warned_of_unless_the_next_one_shows_them() -> None:
    page = (
        Page(height=300)
        .text(60, 280, "开展重点工作，接待群众来访")
        .text(60, 305, "84批次，803人次。")
    )
    other = Page(height=300).text(60, 20, "另有说明。")
    (warning,) = load(made(page, other)).warnings
    assert (warning.key, warning.page, warning.details) == (
        "text_cut",
        1,
        {"text": "84批次，803人次。"},
    )
    assert not load(made(page, other.text(60, 40, "84批次，803人次。"))).warnings
    assert not load(made(page.text(60, 260, "84批次，803人次。"))).warnings


def test_lines_around_all_rows_make_none_of_values_at_several_heights() -> None:
    page, xs = Page(), (60, 140, 240, 330)
    columns(page, 100, *zip(xs, ("二级指标", "指标名称", "目标值", "完成值"), strict=True))
    columns(page, 124, (60, "数量指标"), (140, "慰问"), (240, "4次"))
    columns(page, 144, (60, "质量指标"), (140, "合格"), (330, "1.00"))
    columns(page, 168, *zip(xs, ("合计", "全年", "4次", "1.00"), strict=True))
    for y in (90, 116, 160, 184):
        page.line(50, y, 400, y)
    assert rows(load(made(page)))[1:] == [
        ["数量指标", "慰问", "4次", ""],
        ["质量指标", "合格", "", "1.00"],
        ["合计", "全年", "4次", "1.00"],
    ]


def test_a_heading_whose_end_does_not_show_is_repeated_with_its_header() -> None:
    xs, ys = (50, 150, 300), (40, 60, 80)
    first = Page().ruled(xs, (700, 720, 740), [("项目", "对附属单位补助支出"), ("教育", "1.00")])
    second = Page().ruled(xs, ys, [("项目", "对附属单位补助"), ("卫生", "3.00")])
    (grid,) = load(made(first, second)).grids
    assert [[cell.text for cell in row] for row in grid.rows[1:]] == [
        ["教育", "1.00"],
        ["卫生", "3.00"],
    ]


def test_headings_with_none_below_them_and_others_with_none_above_are_two_rows() -> None:
    page = Page().line(50, 96, 450, 96).line(50, 134, 450, 134)
    columns(page, 100, (90, "项目"), (200, "本年收入合计"), (300, "财政拨款收入"), (400, "其他"))
    columns(page, 111, (54, "代码"), (130, "名称"))
    columns(page, 122, (90, "栏次"), (225, "1"), (325, "2"), (410, "3"))
    columns(page, 140, (54, "合计"), (220, "5.00"), (320, "5.00"))
    page.line(50, 152, 450, 152)
    assert [cell.text for cell in load(made(page)).grids[0].rows[1] if cell.text] == [
        "代码",
        "名称",
    ]


def test_levels_of_a_header_below_others_are_told_by_what_stands_over_them() -> None:
    page = Page().line(50, 94, 450, 94).line(50, 150, 450, 150)
    page.text(180, 97, "预算数", 8).text(360, 97, "决算数", 8)
    columns(page, 113, (54, "合计"), (150, "车辆费用"), (260, "合计"), (340, "车辆费用"))
    columns(page, 126, (120, "小计"), (200, "购置"), (310, "小计"), (390, "购置"))
    for at, x in enumerate((60, 126, 206, 266, 316, 396), start=1):
        page.text(x, 139, str(at), 8)
    columns(page, 154, *((x, "9.00") for x in (54, 120, 200, 260, 310, 390)))
    page.line(50, 168, 450, 168)
    assert [cell for cell in rows(load(made(page)))[2] if cell] == ["小计", "购置"] * 2
