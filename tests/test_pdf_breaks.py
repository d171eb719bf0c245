"""What a page or a line cuts: forms, names where nothing shows where a row ends, numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.load import load
from extractor.load.pdf.breaks import adjoined
from extractor.load.pdf.tables import Held, Ruled
from tests.pdf import Page, made
from tests.test_pdf import BODY, rows, texts
from tests.test_pdf_bands import filled, written


def test_words_below_a_page_break_that_have_no_cell_above_them_are_not_lost() -> None:
    first = Page().ruled((50, 110, 250, 400), (700, 720, 740), [("主管部门", "企业服务中心", "")])
    first.text(52, 722, "绩效总目标").text(112, 722, "年初目标").text(252, 722, "完成情况")
    rest = Page().ruled((50, 90, 300, 400), (40, 70), [("（20分）", "培训企业。", "活动22场。")])
    document = load(made(first, rest))
    assert document.lines[-1].text.split() == ["（20分）", "培训企业。", "活动22场。"]


def test_words_that_reach_over_the_open_end_of_a_table_are_of_its_last_row() -> None:
    first = Page()
    for x in (50, 90, 250):
        first.line(x, 740, x, 800)
    for y in (740, 770):
        first.line(50, y, 250, y)
    first.text(52, 745, "指标").text(92, 745, "目标值")
    first.text(52, 772, "满意").text(52, 784, "度指").text(52, 797, "标").text(92, 784, "95%")
    assert rows(load(made(first))) == [["指标", "目标值"], ["满意度指标", "95%"]]


def test_a_row_that_counts_columns_is_not_the_rest_of_a_heading() -> None:
    xs = (50, 110, 146, 250, 330, 400)
    first = Page().line(50, 700, 400, 700).line(50, 720, 400, 720)
    for x in xs:
        first.line(x, 700, x, 740)
    for x, words in zip(xs, ("编码", "名称", "合计", "基本", "项目"), strict=False):
        first.text(x + 2, 702, words, 8)
    first.text(112, 722, "科目名称", 8)
    counted = [("", "栏次", "1", "2", "3"), ("", "合计", "3.00", "2.00", "1.00")]
    rest = Page().ruled(xs, (40, 60, 80), counted)
    assert [row[1] for row in rows(load(made(first, rest)))] == ["名称", "科目名称", "栏次", "合计"]


def cut_in_the_middle(foot: float) -> Page:
    """Draw the last row of a page whose first cell goes on, and write its name below; a number."""
    page = Page()
    for x in (50, 130, 250):
        page.line(x, 740, x, 780)
    page.line(50, 740, 250, 740).line(50, 760, 250, 760).line(130, 780, 250, 780)
    page.line(50, foot, 130, foot) if foot else page
    page.text(52, 745, "指标").text(132, 745, "目标值").text(132, 765, "95%")
    return page.text(52, 800, "绩效指标").text(290, 815, "7")


def test_a_name_below_the_one_open_column_of_a_table_is_of_its_last_row() -> None:
    assert rows(load(made(cut_in_the_middle(0)))) == [["指标", "目标值"], ["绩效指标", "95%"]]


def test_a_note_below_a_table_whose_columns_all_end_is_no_name() -> None:
    document = load(made(cut_in_the_middle(780)))
    assert rows(document) == [["指标", "目标值"], ["", "95%"]]
    assert document.lines[-1].text == "绩效指标"


def test_the_end_of_a_row_drawn_on_the_next_page_parts_no_row_there() -> None:
    xs = (50, 130, 250, 330)
    head = ("编码", "科目名称", "金额")
    first = Page().ruled(xs, (700, 720, 740), [head, ("201", "一般公共服务支出", "3.00")])
    rest = Page().line(50, 44, 130, 44)
    for y in (36, 52, 68):
        rest.line(50, y, 330, y)
    for x in xs:
        rest.line(x, 36, x, 68)
    for top, row in ((39, ("20101", "人大事务", "2.00")), (55, ("20102", "政协事务", "1.00"))):
        for x, words in zip(xs, row, strict=False):
            rest.text(x + 2, top, words, 8)
    assert rows(load(made(first, rest)), 1) == [
        ["20101", "人大事务", "2.00"],
        ["20102", "政协事务", "1.00"],
    ]


def test_a_blank_half_of_a_row_below_a_page_break_stays_where_its_line_parts_words() -> None:
    xs = (50, 130, 250)
    first = Page().ruled(xs, (700, 720), [("指标", "目标值")])
    rest = Page().line(50, 52, 130, 52).line(50, 36, 250, 36).line(50, 68, 250, 68)
    for x in xs:
        rest.line(x, 36, x, 68)
    rest.text(52, 55, "满意度", 8).text(132, 46, "95%", 8)
    assert rows(load(made(first, rest)))[1:] == [["", "95%"], ["满意度"]]


def test_names_that_had_no_room_go_on_in_the_next_line_though_rows_are_no_farther_apart() -> None:
    page = Page().text(52, 88, "支出决算表", 12)
    table = (
        ("编码", "科目名称", "金额"),
        ("208", "社会保障和就业支出", "3.00"),
        ("210", "卫生健康支出", "2.00"),
        ("211", "解决历史遗留问题及改革成本支", "4.00"),
        ("", "出", ""),
        ("213", "农林水支出", "1.00"),
        ("214", "机关事业单位职业年金缴费和其", "1.00"),
        ("", "他社会保险的支出", ""),
    )
    for number, (code, name, amount) in enumerate(table):
        page.text(52, 108 + 12 * number, code, 8).text(90, 108 + 12 * number, name, 8)
        page.text(300 - 4 * len(amount), 108 + 12 * number, amount, 8)
    assert rows(load(made(page))) == [
        ["编码", "科目名称", "金额"],
        ["208", "社会保障和就业支出", "3.00"],
        ["210", "卫生健康支出", "2.00"],
        ["211", "解决历史遗留问题及改革成本支出", "4.00"],
        ["213", "农林水支出", "1.00"],
        ["214", "机关事业单位职业年金缴费和其他社会保险的支出", "1.00"],
    ]


@pytest.mark.parametrize(
    ("digit", "last"),
    [("8", ["18", "自然资源海洋气象等支出", ""]), ("9", ["1", "自然资源海洋气象", ""])],
)
def test_the_number_of_a_line_that_a_page_cuts_follows_on_the_one_above_it(
    digit: str, last: list[str]
) -> None:
    xs = (50, 66, 134, 200)
    names = [("17", "援助其他地区支出", "1.00"), ("1", "自然资源海洋气象", "")]
    first = Page().ruled(xs, (748, 764, 780), names)
    rest = Page().ruled(xs, (40, 56), [(digit, "等支出", "")])
    assert rows(load(made(first, rest)))[1] == last


def test_the_next_item_of_a_list_is_no_rest_of_the_name_above_it() -> None:
    page = Page().text(52, 88, "收入支出决算表", 12)
    table = (
        ("科目名称", "上年", "本年"),
        ("一、外交支出", "3.00", "3.00"),
        ("二、自然资源海洋气象等支出", "2.00", "1.00"),
        ("三、住房保障支出", "", ""),
        ("四、粮油物资储备支出", "1.00", "2.00"),
    )
    for number, row in enumerate(table):
        page.text(90, 108 + 12 * number, row[0], 8)
        for end, words in ((300, row[1]), (360, row[2])):
            page.text(end - 4 * len(words), 108 + 12 * number, words, 8)
    assert rows(load(made(page))) == [list(row) for row in table]


def test_names_without_a_number_are_rows_where_one_of_them_stands_below_a_short_name() -> None:
    page = Page().text(52, 88, "支出决算表", 12)
    table = (
        ("科目名称", "金额"),
        ("社会保障和就业支出", "3.00"),
        ("社会保险", ""),
        ("卫生健康支出", "2.00"),
        ("医疗", ""),
        ("农林水支出", "1.00"),
        ("住房支出", "1.00"),
    )
    for number, (name, amount) in enumerate(table):
        page.text(90, 108 + 12 * number, name, 8)
        page.text(300 - 4 * len(amount), 108 + 12 * number, amount, 8)
    assert rows(load(made(page))) == [list(row) for row in table]


def test_a_number_at_the_end_of_a_line_with_room_is_not_torn() -> None:
    page = Page(400).text(50, 100, BODY[:30]).text(50, 120, f"{BODY[:26]} 290.3")
    page.text(50, 140, f"79%，{BODY[:28]}")
    assert texts(page) == [f"{BODY[:30]}{BODY[:26]} 290.3 79%，{BODY[:28]}"]


def test_a_number_that_fills_its_line_goes_on_in_the_next() -> None:
    page = Page(400).text(50, 100, BODY[:30]).text(50, 120, f"{BODY[:27]}1,1158")
    page.text(50, 140, f"45万元，{BODY[:28]}")
    assert texts(page) == [f"{BODY[:30]}{BODY[:27]}1,115845万元，{BODY[:28]}"]


def test_an_amount_that_its_cell_is_too_narrow_for_goes_on_over_a_page_break() -> None:
    xs = (50, 110, 146, 182)
    first = Page().ruled(xs, (780, 800, 820), [("科目名称", "合计", "基本"), ("机关事业单位",)])
    first.text(112, 802, "3,881,204.", 6).text(148, 802, "23047185.9", 6)
    second = Page().ruled(xs, (50, 70, 90), [("养老保险",), ("公积金", "1.00", "1.00")])
    second.text(112, 52, "00", 6).text(148, 52, "0", 6)
    assert rows(load(made(first, second)))[1:] == [
        ["机关事业单位养老保险", "3,881,204.00", "23047185.90"],
        ["公积金", "1.00", "1.00"],
    ]


def test_an_amount_with_room_beside_it_does_not_go_on_over_a_page_break() -> None:
    xs = (50, 110, 150, 200)
    first = Page().ruled(xs, (780, 800, 820), [("科目名称", "合计", "基本"), ("机关单位", "9.5")])
    second = Page().ruled(xs, (50, 70, 90), [("养老", "0"), ("公积金", "1.00", "1.00")])
    grids = load(made(first, second)).grids
    assert [[cell.text for cell in row] for grid in grids for row in grid.rows][1:3] == [
        ["机关单位", "9.5", ""],
        ["养老", "0", ""],
    ]


def test_a_code_that_a_page_break_halves_is_one() -> None:
    xs = (50, 100, 160, 220)
    body = [("42010322T1\n00000110", "甲乙", "1.00"), ("42010322T1", "稳定企业改制工", "2.00")]
    first = Page().ruled(xs, (760, 780, 800, 820), [("编码", "项目", "合计"), *body])
    second = Page().ruled(
        xs, (50, 70, 90), [("00000111", "作经费"), ("42010322T100000112", "戊", "3.00")]
    )
    told = [
        ["42010322T100000110", "甲乙", "1.00"],
        ["42010322T100000111", "稳定企业改制工作经费", "2.00"],
    ]
    assert rows(load(made(first, second)))[1:3] == told


def test_a_code_of_short_lines_that_a_page_break_cuts_is_one() -> None:
    xs = (50, 78, 140, 220)
    body = [
        ("440108\n00000T\n000110", "甲乙", "1.00"),
        ("440108\n00000T", "稳定企业改制工", "2.00"),
    ]
    first = Page().ruled(xs, (720, 740, 780, 820), [("编码", "项目", "合计"), *body])
    second = Page().ruled(xs, (50, 70, 110), [("000111", "作经费"), (body[0])])
    told = ["44010800000T000111", "稳定企业改制工作经费", "2.00"]
    (row,) = (row for row in rows(load(made(first, second))) if row[2:] == told[2:])
    assert [cell.replace(" ", "") for cell in row] == told


def test_a_row_with_a_number_above_twenty_is_no_rest_of_the_row_before_the_page() -> None:
    xs = (50, 122, 182)
    first = Page().ruled(xs, (780, 800, 820), [("项目", "合计"), ("（廿四）债务支出", "")])
    second = Page().ruled(xs, (50, 70, 90), [("（廿五）国防支出", ""), ("合计", "3.00")])
    grids = load(made(first, second)).grids
    told = [row[0].text for grid in grids for row in grid.rows]
    assert told == ["项目", "（廿四）债务支出", "（廿五）国防支出", "合计"]


def test_an_item_of_a_list_is_no_rest_of_the_number_above_it() -> None:
    page = Page(400).text(70, 100, f"{BODY[:26]} 62").text(50, 120, f"1、{BODY[:28]}")
    assert texts(page) == [f"{BODY[:26]} 62 1、{BODY[:28]}"]


def test_a_code_that_runs_over_its_border_is_one_though_the_border_parts_two_digits() -> None:
    page = Page().ruled((50, 92, 200), (100, 120), [("", "")])
    page.text(52, 105, "4201T322107", 8).text(98, 103, "稳定企业", 8)
    assert rows(load(made(page))) == [["4201T322107", "稳定企业"]]


def test_numbers_beside_drawn_rows_are_of_these_rows_though_no_line_goes_on_to_them() -> None:
    page = Page()
    for y in (100, 120, 140, 160, 180):
        page.line(90 if 100 < y < 180 else 50, y, 250, y)
    for x in (50, 90, 180, 250):
        page.line(x, 100, x, 180)
    table = [
        ["208", "社会保障", "4.00"],
        ["210", "卫生健康", "3.00"],
        ["213", "农林水", "2.00"],
        ["221", "住房保障", "1.00"],
    ]
    for number, row in enumerate(table):
        for x, words in zip((52, 92, 182), row, strict=True):
            page.text(x, 105 + 20 * number, words, 8)
    assert rows(load(made(page))) == table


def test_a_last_row_without_a_cell_of_its_own_is_no_harm() -> None:
    cell = Held(0, 0, 2, 1, 1, (50, 100, 90, 140), [])
    above = Ruled(1, 100, [50, 90], [[cell], []], aligned=True)
    below = Ruled(1, 300, [50, 90], [[replace(cell, box=(50, 300, 90, 320))]], aligned=True)
    assert adjoined(above, below) is None


def test_titles_over_a_table_that_a_page_repeats_with_its_header_part_no_table() -> None:
    xs, head = (50, 150, 250), ("科目", "金额")
    first = Page().text(100, 740, "支出表", 10).text(180, 755, "单位：万元", 10)
    first.ruled(xs, (770, 790, 810), [head, ("教育", "1.00")])
    second = Page().text(100, 40, "支出表", 10).text(180, 55, "单位：万元", 10)
    second.ruled(xs, (70, 90, 110), [head, ("卫生", "2.00")])
    document = load(made(first, second))
    assert rows(document) == [["科目", "金额"], ["教育", "1.00"], ["卫生", "2.00"]]
    assert len(document.grids) == 1


def test_titles_that_are_not_repeated_part_two_tables() -> None:
    xs, head = (50, 150, 250), ("科目", "金额")
    first = Page().text(100, 740, "收入表", 10).ruled(xs, (770, 790, 810), [head, ("教育", "1.00")])
    second = Page().text(100, 40, "支出表", 10).ruled(xs, (70, 90, 110), [head, ("卫生", "2.00")])
    assert len(load(made(first, second)).grids) == 2


def test_a_name_that_went_whole_to_the_next_page_is_of_the_row_that_lacks_one() -> None:
    xs, head = (50, 100, 170, 230), ("编码", "名称", "金额")
    body = [("208", "社会保障", "3.00"), ("210", "卫生健康", "2.00"), ("213", "", "1.00")]
    first = Page().ruled(xs, (720, 740, 760, 780, 800), [head, *body])
    rest = [("", "农林水事务支出和\n其他"), ("221", "住房保障", "4.00")]
    second = Page().ruled(xs, (40, 60, 90, 110), [head, *rest])
    told = [["213", "农林水事务支出和其他", "1.00"], ["221", "住房保障", "4.00"]]
    assert rows(load(made(first, second)))[3:] == told
    second = Page().ruled(xs, (40, 60, 90, 110), [head, ("", "其中", "0.50"), *rest[1:]])
    assert rows(load(made(first, second)))[3:5] == [["213", "", "1.00"], ["", "其中", "0.50"]]


def test_a_name_went_to_the_next_page_with_words_of_a_column_that_few_rows_fill() -> None:
    xs, head = (50, 120, 190, 260, 320), ("编码", "项目", "单位", "金额")
    body = [("403", "城东办公室", "", "3.00"), ("31", "本级项目", "", "3.00")]
    body += [("0107", "会议经费", "城东办公室", "2.00"), ("0108", "", "", "1.00")]
    first = Page().ruled(xs, (700, 720, 740, 760, 780, 800), [head, *body])
    rest = [("", "城区各处树木修剪\n费", "城东办公室"), ("0109", "培训", "城东办公室", "4.00")]
    second = Page().ruled(xs, (40, 60, 90, 110), [head, *rest])
    assert rows(load(made(first, second)))[4:] == [
        ["0108", "城区各处树木修剪费", "城东办公室", "1.00"],
        ["0109", "培训", "城东办公室", "4.00"],
    ]


def test_a_header_without_lines_at_the_foot_is_of_the_filled_rows_on_the_next_page() -> None:
    xs = (50.0, 110.0, 190.0, 270.0, 350.0)
    first = Page().text(100, 700, "2024年基本支出表", 12)
    table = [("编码", "名称", "合计", "人员"), ("", "合计", "3.00", "1.00")]
    for number, row in enumerate(table):
        for x, words in zip(xs, row, strict=False):
            first.text(x + 2, 780 + 14 * number, words, 8)
    second = Page()
    body = [("301", "工资", "1.00", "1.00"), ("302", "办公", "2.00", ""), ("303", "离休", "", "")]
    for number, row in enumerate(body):
        if number % 2 == 0:
            filled(second, xs, 40 + 14 * number, 54 + 14 * number)
        written(second, 40 + 14 * number, row, xs)
    grids = load(made(first, second)).grids
    told = [[cell.text for cell in row] for grid in grids for row in grid.rows]
    assert told == [list(row) for row in (*table, *body)]


def test_a_header_is_repeated_though_no_line_parts_two_of_its_headings_before() -> None:
    first = Page().ruled(
        (50, 190, 260, 330), (760, 780, 800), [("", "合计", "基本"), ("合计", "3.00", "3.00")]
    )
    first.text(52, 762, "编码", 8).text(112, 762, "名称", 8)
    second = Page().ruled(
        (50, 110, 190, 260, 330),
        (50, 70, 90),
        [("编码", "名称", "合计", "基本"), ("208", "社会保障", "3.00", "3.00")],
    )
    assert rows(load(made(first, second))) == [
        ["编码 名称", "合计", "基本"],
        ["合计", "3.00", "3.00"],
        ["208", "社会保障", "3.00", "3.00"],
    ]


def test_the_lines_of_a_code_are_one_where_more_white_is_between_rows() -> None:
    page = Page().text(52, 60, "项目支出预算表", 12)
    table = (
        (("项目编码",), ("项目名称",), "合计"),
        (("101",), ("某某局",), "30.00"),
        (("4401082", "4403000", "0000107"), ("树木修剪", "经费"), "10.00"),
        (("4401082", "4403T00", "0000108"), ("办公楼的", "日常修缮"), "14.00"),
        (("4401082", "4403T00", "0000111"), ("经费",), "6.00"),
    )
    top = 88
    for codes, names, amount in table:
        page.text(300 - 4 * len(amount), top, amount, 8)
        for number, line in enumerate(codes):
            page.text(52, top + 13 * number, line, 8)
        for number, line in enumerate(names):
            page.text(100, top + 13 * number, line, 8)
        top += 13 * max(len(codes), len(names)) + 10
    assert rows(load(made(page))) == [
        ["".join(codes), "".join(names), amount] for codes, names, amount in table
    ]


def test_the_rest_of_a_name_below_the_few_rows_that_a_page_break_leaves_is_of_the_last_one() -> (
    None
):
    first, second = Page().text(52, 60, "分单位支出表", 12), Page()
    for x, words in ((52, "名称"), (200, "合计"), (300, "人员")):
        first.text(x, 710, words, 8)
    table = ("某某某某局", "本级"), ("某某服务中", "心"), ("某某商务中", "心"), ("某某会展中", "心")
    for number, (name, rest) in enumerate(table):
        page, top = (first, 730) if number < 2 else (second, 0)
        top += 31 * number
        page.text(52, top, name, 8).text(52, top + 13, rest, 8)
        page.text(200, top, "3.00", 8).text(300, top, "1.00", 8)
    second.text(52, 140, "基本支出表", 12)
    document = load(made(first, second))
    assert [*rows(document)[1:], *rows(document, 1)] == [
        [name + rest, "3.00", "1.00"] for name, rest in table
    ]


def test_short_names_without_amounts_are_a_row_though_the_next_one_is_farther_below() -> None:
    page = Page().text(52, 60, "收支总表", 12)
    table = (
        ("项目收入", "金额", "项目支出", "金额"),
        ("一、一般公共预算拨款收入", "60.00", "一、一般公共服务支出类", "50.00"),
        ("本年收入", "60.00", "本年支出", "50.00"),
        ("上年结转", "", "年终结转", ""),
        ("收入总计合计", "60.00", "支出总计合计", "50.00"),
        ("一、一般公共预算拨款收入", "60.00", "一、一般公共服务支出类", "50.00"),
        ("一、一般公共预算拨款收入", "60.00", "一、一般公共服务支出类", "50.00"),
        ("一、一般公共预算拨款收入", "60.00", "一、一般公共服务支出类", "50.00"),
    )
    for top, row in zip((90, 118, 146, 169, 197, 225, 253, 281), table, strict=True):
        for x, words in zip((52, 200, 300, 460), row, strict=True):
            page.text(x, top, words, 8)
    assert rows(load(made(page))) == [list(row) for row in table]


def test_the_lines_of_a_name_beside_the_one_row_that_a_page_break_leaves_are_of_that_row() -> None:
    first, second = Page().text(52, 60, "支出预算表", 12), Page()
    table = [("编码", "名称", "合计"), ("208", "养老支出", "3.00"), ("210", "卫生", "2.00")]
    table += [("211", "离退休费", "1.00"), ("2230105", "国有企业人\n员社会化管\n理支出", "14.92")]
    for number, row in enumerate(table):
        page, top = (first, 700 + 24 * number) if number < 4 else (second, 60)
        for x, words in zip((52, 100, 200), row, strict=True):
            for at, line in enumerate(words.split("\n")):
                page.text(x, top + 12 * at, line, 8)
    second.text(52, 130, "财政拨款收支表", 12)
    document = load(made(first, second))
    assert [*rows(document), *rows(document, 1)] == [
        [cell.replace("\n", "") for cell in row] for row in table
    ]


def test_the_name_alone_of_a_row_that_a_page_cuts_is_in_a_column_that_is_filled_behind_it() -> None:
    xs = (50, 110, 190, 290, 350)
    head = ("编码", "项目", "单位", "合计")
    above = [head, ("31", "本级项目", "", "9.00"), ("3101", "培训经费", "", "4.00")]
    first = Page().ruled(xs, (700, 720, 740, 760), above)
    below = [head, ("", "", "甲服务中心", ""), ("3102", "印刷经费", "甲服务中心", "3.00")]
    rest = Page().ruled(
        xs, (40, 60, 80, 100, 120), [*below, ("3103", "会议经费", "甲服务中心", "2.00")]
    )
    told = rows(load(made(first, rest)))
    assert told[2] == ["3101", "培训经费", "甲服务中心", "4.00"]
    assert len(told) == 5


def halves(top: float, table: list[tuple[str, str, str, str]], off: float = 24) -> Page:
    """Write a table of two halves without lines, amounts at the right of their columns."""
    page = Page()
    for at, row in enumerate(table):
        for x, cell in zip((50, 220, 250, 420), row, strict=True):
            page.text(x - 4 * len(cell) if x in (220, 420) else x, top + off * at, cell, 8)
    return page


HALVES = [("收入", "金额", "支出", "金额")]
HALVES += [(f"{n}类财政拨款的收入", "5.00", f"{n}类公共服务支出", "3.00") for n in "甲乙丙丁"]


def told(*pages: Page) -> list[list[str]]:
    """Return the rows of all tables."""
    document = load(made(*pages))
    return [row for number in range(len(document.grids)) for row in rows(document, number)]


def test_the_rest_of_a_name_in_the_first_column_that_begins_a_page_is_of_the_row_before() -> None:
    first = halves(700, [*HALVES, ("戊类财政拨款的其他", "1.00", "戊类支出", "2.00")])
    table = told(first, halves(64, HALVES[1:]).text(50, 35, "收入", 8))
    assert ["戊类财政拨款的其他收入", "1.00", "戊类支出", "2.00"] in table
    assert len(table) == 2 * len(HALVES)


def test_names_below_the_few_amounts_of_a_page_that_a_table_goes_over_are_rows_too() -> None:
    few = [("己类收入", "6.00", "己类支出", ""), ("", "", "庚类公共安全支出", "7.00")]
    few += [("", "", f"{name}类支出", "") for name in "子丑寅卯"]
    last = [("收入合计", "9.00", "支出合计", "9.00"), ("总计", "9.50", "总计", "9.50")]
    table = told(halves(700, HALVES), halves(40, few), halves(40, last))
    assert table == [list(row) for row in (*HALVES, *few, *last)]
