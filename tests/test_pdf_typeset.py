"""Tables without lines as typesetting tools print them, in columns too narrow for their words."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows
from tests.test_pdf_layouts import columns


def test_a_number_and_its_unit_on_two_base_lines_are_one_cell() -> None:
    page = Page()
    columns(page, 100, (60, "二级指标"), (160, "三级指标"), (260, "目标值"), (360, "完成值"))
    for at, (name, target, result, unit) in enumerate(
        (
            ("企业快报", "12", "14", "期"),
            ("专项审计", "3", "4", "家"),
            ("国有收益", "1013", "1550", "万"),
        )
    ):
        top = 112 + 12 * at
        columns(page, top, (60, "数量指标"), (160, name))
        for x, number in ((260, target), (360, result)):
            columns(page, top + 0.5, (x, number))
            columns(page, top, (x + 4 * len(number) + 2.8, unit))
    assert rows(load(made(page)))[1:] == [
        ["数量指标", "企业快报", "12 期", "14 期"],
        ["数量指标", "专项审计", "3 家", "4 家"],
        ["数量指标", "国有收益", "1013 万", "1550 万"],
    ]


def test_a_heading_that_fills_its_line_goes_on_below_it() -> None:
    page = Page()
    columns(page, 90, (60, "编码"), (130, "科目名称"), (260, "决"), (274, "算"), (360, "基本支出"))
    columns(page, 100, (260, "数"))
    for at in range(5):
        top = 110 + 10 * at
        columns(page, top, (60, f"3010{at}"), (130, "津贴补贴"), (-282, "83.75"), (-392, "1.00"))
    assert rows(load(made(page)))[:2] == [
        ["编码", "科目名称", "决 算数", "基本支出"],
        ["30100", "津贴补贴", "83.75", "1.00"],
    ]


def test_headings_evenly_apart_are_no_words_of_a_line_where_others_begin_below_them() -> None:
    page = Page()
    columns(page, 90, (60, "项目名称"), (150, "合计"), (200, "本年拨款"))
    # Each heading fills its column, and the columns are as far from each other.
    lefts = (200, 254, 308, 362)
    for x, heading in zip(
        lefts, ("一般公共预算", "政府性基金预", "国有资本经营", "财政专户管理"), strict=True
    ):
        columns(page, 100, (x, heading))
    columns(page, 110, *((x, "算") for x in lefts[1:]))
    for at in range(4):
        columns(page, 122 + 12 * at, (60, "安全生产"), (-180, "11.00"), (-248, "11.00"))
    assert rows(load(made(page)))[0][:2] == ["项目名称", "合计"]


def test_a_code_printed_over_the_name_beside_it_is_in_its_own_column() -> None:
    page = Page()
    columns(page, 100, (60, "项目编码"), (130, "项目名称"), (250, "合计"))
    for at, (code, name) in enumerate(
        (("403", "城东办公室"), ("31", "本级项目"), ("403001", "城西办公室"), ("32", "其他项目"))
    ):
        columns(page, 120 + 20 * at, (-120, code), (130, name), (-280, "62.00"))
    columns(page, 200, (60, "42010322403T000000107"), (130, "稳定专项经费"), (-280, "1.00"))
    assert rows(load(made(page)))[-1] == ["42010322403T000000107", "稳定专项经费", "1.00"]


def test_digits_below_a_long_code_are_its_rest() -> None:
    page = Page()
    columns(page, 90, (60, "项目编码"), (140, "项目名称"), (250, "金额"))
    for at, (rest, name, more) in enumerate(
        (
            ("0107", "区属企业退休", "慰问"),
            ("0108", "稳定改制专项", "经费"),
            ("0111", "党建文明创建", "工作"),
        )
    ):
        top = 100 + 20 * at
        columns(page, top, (60, "42010322403T0000"), (140, name), (-280, "62.00"))
        columns(page, top + 10, (60, rest), (140, more))
    assert rows(load(made(page)))[1:] == [
        ["42010322403T00000107", "区属企业退休慰问", "62.00"],
        ["42010322403T00000108", "稳定改制专项经费", "62.00"],
        ["42010322403T00000111", "党建文明创建工作", "62.00"],
    ]


def test_amounts_that_touch_are_of_a_column_each() -> None:
    page = Page()
    columns(page, 100, (60, "单位"), (150, "合计"), (190, "小计"), (230, "公共预算"))
    columns(page, 120, (60, "合计"), (-182, "1,360.96"), (-214, "1,360.96"), (-246, "1,346.04"))
    for top in (140, 160):
        columns(page, top, (60, "办公室"), (-182, "466.54"), (-214, "466.54"), (-246, "451.62"))
    assert rows(load(made(page)))[1] == ["合计", "1,360.96", "1,360.96", "1,346.04"]


def test_the_last_character_of_the_next_heading_is_none_of_this_one() -> None:
    page = Page()
    columns(page, 90, (60, "名称"), (160, "本年拨款"), (222, "财政专户管理资"))
    columns(page, 100, (160, "国有资本经营预"), (222, "金"))
    for top in (115, 135, 155):
        columns(page, top, (60, "安全生产"), (-210, "1.00"), (-270, "2.00"))
    heads = [row for row in rows(load(made(page))) if "1.00" not in row]
    assert [row[-1] for row in heads] in (["财政专户管理资金"], ["财政专户管理资", "金"])


def test_words_wider_than_a_spaced_heading_are_no_rest_of_it() -> None:
    page = Page()
    columns(page, 90, (60, "项 目"), (160, "预算数"), (260, "项 目"), (360, "预算数"))
    for at, name in enumerate(("债务发行费用支出", "国防支出", "其他支出")):
        columns(page, 102 + 12 * at, (260, name), *([(-390, "1.00"), (-190, "2.00")] if at else []))
    assert rows(load(made(page)))[0] == ["项 目", "预算数", "项 目", "预算数"]


def test_a_little_more_white_tells_rows_whose_numbers_stand_beside_the_middle_of_names() -> None:
    page = Page()
    columns(page, 90, (60, "编码"), (100, "单位名称"), (200, "合计"), (260, "基本支出"))
    table = (
        (("合计",), "", "1,360.90"),
        (("城东区人民政", "府综合管理办", "公室"), "403", "1,360.90"),
        (("城东区人民政", "府综合管理办", "公室本级"), "403001", "466.50"),
        (("城东区企业服", "务中心"), "403002", "894.40"),
    )
    top = 102.0
    for lines, code, amount in table:
        for at, line in enumerate(lines):
            columns(page, top + 9 * at, (100, line))
        middle = top + 4.5 * (len(lines) - 1)
        columns(page, middle, (60, code), (-240, amount), (-300, amount))
        # One point of white is between lines, and two and a half between rows.
        top += 9 * len(lines) + 1.5
    assert rows(load(made(page)))[1:] == [
        [code, "".join(lines), amount, amount] for lines, code, amount in table
    ]


def test_what_stands_below_the_numbers_of_columns_is_a_row_of_an_empty_table() -> None:
    page = Page()
    columns(page, 80, (60, "项目"), (160, "支出"))
    columns(page, 96, (60, "名称"), (160, "合计"), (240, "基本支出"), (320, "项目支出"))
    columns(page, 112, (60, "栏次"), (-180, "1"), (-270, "2"), (-350, "3"))
    columns(page, 120.5, (60, "合计"))
    assert rows(load(made(page)))[2:] == [["栏次", "1", "2", "3"], ["合计", "", "", ""]]


def test_words_far_below_headings_and_beside_all_of_them_are_a_row() -> None:
    page = Page()
    columns(page, 90, (136, "支出经济分类科目"), (370, "本年一般公共预算支出"))
    columns(page, 105, (90, "科目编码"), (195, "科目名称"), (310, "合计"), (400, "人员经费"))
    columns(page, 120, (155, "合计"), (-370, "1,166.00"), (-475, "1,166.00"))
    # Rows without a blank cell are a little less high than others.
    table = [("301", "工资福利支出类", "966.00"), ("30101", "基本工资及津贴", "900.00")]
    table += [("30102", "基本工资", "66.00"), ("302", "办公费", "200.00")]
    for at, (code, name, amount) in enumerate(table):
        columns(page, 138 + 18 * at, (-145, code), (155, name), (-370, amount), (-475, amount))
    assert [list(filter(None, row)) for row in rows(load(made(page)))[-5:]] == [
        ["合计", "1,166.00", "1,166.00"],
        *([code, name, amount, amount] for code, name, amount in table),
    ]


def test_names_at_the_step_of_the_last_rows_are_rows_though_others_are_nearer() -> None:
    page = Page()
    columns(page, 90, (60, "收入项目"), (200, "预算数"), (310, "支出项目"), (450, "预算数"))
    for at, name in enumerate(("一、本年支出", "（一）教育支出", "（二）卫生支出")):
        top = 103 + 13 * at
        columns(page, top, (60, "拨款"), (310, name), (-224, "6.00"), (-474, "6.00"))
    # Rows with a blank cell are a little higher.
    columns(page, 147, (310, "（三）住房支出"), (-474, "0.00"))
    last = ("（四）农林水支出", "（五）国防支出", "（六）其他支出")
    for at, name in enumerate(last):
        columns(page, 165 + 18 * at, (310, name))
    columns(page, 230, (60, "注：以上为财政拨款。"))
    assert [row[2] for row in rows(load(made(page)))[-3:]] == list(last)


def test_a_short_name_far_over_a_total_is_a_row_of_its_own() -> None:
    page = Page()
    columns(page, 90, (60, "收入项目"), (200, "预算数"), (310, "支出项目"), (450, "预算数"))
    names = ("一、本年支出", "（一）教育支出", "（二）卫生健康支出", "（三）其他支出")
    for at, name in enumerate(names):
        columns(page, 108 + 18 * at, (60, "拨款"), (310, name), (-224, "6.00"), (-474, "6.00"))
    columns(page, 180, (310, "二、结余"))
    columns(page, 195, (60, "收入总计"), (-224, "60.00"), (310, "支出总计"), (-474, "60.00"))
    assert [row[2] for row in rows(load(made(page)))[-2:]] == ["二、结余", "支出总计"]


def test_a_line_that_is_pushed_down_with_the_numbers_of_its_row_goes_on_with_full_names() -> None:
    page = Page()
    columns(page, 90, (60, "编码"), (100, "项目名称"), (170, "项目单位"), (260, "合计"))
    names = (("城区树木修剪", "经费"), ("培训专项",), ("某某企业退休", "工作经费"), ("会议经费",))
    top = 102.0
    for at, name in enumerate(names):
        step = 13.5 if at == 2 else 8.5
        for number, line in enumerate(("城东区综合管", "理办公室")):
            columns(page, top + step * number, (170, line))
        for number, line in enumerate(name):
            columns(page, top + (step * number if name[1:] else 4.25), (100, line))
        columns(page, top + (step if at == 2 else 4.25), (60, f"010{at}"), (-280, "2.00"))
        top += step + 10
    assert rows(load(made(page)))[1:] == [
        [f"010{at}", "".join(name), "城东区综合管理办公室", "2.00"] for at, name in enumerate(names)
    ]


def test_words_that_touch_over_a_line_are_two_where_others_begin_behind_it() -> None:
    """The white half of a bracket reaches over the border of its cell."""
    xs, ys = (50, 114.5, 170, 230), (100, 120, 140)
    table = [("单位名称", "某局", "2.00"), ("", "某局本级", "2.00")]
    page = Page().ruled(xs, (80, *ys), [("单位名称", "某局", "2.00"), *table])
    page.text(52, 122, "执行情况（万元）", 8)
    assert rows(load(made(page)))[2] == ["执行情况（万元）", "某局本级", "2.00"]
    alone = Page().ruled(xs, ys, [("单位名称", "", "2.00")])
    alone.text(52, 122, "执行情况（万元）某局本级", 8)
    assert rows(load(made(alone)))[1] == ["执行情况（万元）某局本级", "", ""]
