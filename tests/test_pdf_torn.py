"""Amounts and codes that wrap in cells too narrow for them, where no line shows the cells."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.load import load
from extractor.load.pdf.objects import Run
from extractor.load.pdf.torn import with_whole_words
from tests.pdf import Page, made
from tests.test_pdf import rows

# Where the numbers of each column end, and how far rows and the lines of one cell are apart.
RIGHTS, ROW, LINE = (160.0, 220.0, 280.0), 30.0, 12.0
TABLE = [
    ("合计", "1,204.5\n7", "1,180.2\n5", "24.32"),
    ("东湖街道\n办事处", "1,001.0\n0", "980.00", "21.00"),
    ("公园管理\n所", "203.57", "200.25", "3.32"),
]


def word(said: str, x: float, top: float) -> Run:
    lefts = [x + 4 * at for at in range(len(said))]
    return Run(said, lefts, [left + 4 for left in lefts], top, top + 8)


def printed(table: Sequence[Sequence[str]], row: float = ROW) -> list[list[str]]:
    page = Page()
    for x, heading in zip((60, 144, 204, 264), ("单位", "合计", "基本", "项目"), strict=True):
        page.text(x, 100, heading, 8)
    for number, (name, *amounts) in enumerate(table, start=1):
        top = 100 + row * number
        for at, line in enumerate(name.split("\n")):
            page.text(60, top + LINE * at, line, 8)
        for right, amount in zip(RIGHTS, amounts, strict=True):
            for at, line in enumerate(amount.split("\n")):
                page.text(right - 4 * len(line), top + LINE * at, line, 8)
    return rows(load(made(page)))


def test_the_last_digits_of_an_amount_stand_in_the_next_line() -> None:
    assert printed(TABLE)[1:] == [[cell.replace("\n", "") for cell in row] for row in TABLE]


def test_the_point_ends_a_line_or_begins_one() -> None:
    table = [
        ("合计", "11,204.\n57", "11,180\n.25", "24.32"),
        ("东湖街道\n办事处", "204.57", "180.25", "21.00"),
        ("公园管理\n所", "203.57", "200.25", "3.32"),
    ]
    assert printed(table)[1] == ["合计", "11,204.57", "11,180.25", "24.32"]


def test_the_rest_of_the_last_amount_can_be_on_the_next_page() -> None:
    assert printed([*TABLE, ("植物园", "1,111.2", "1,111.2", "33.33")])[1][1] == "1,204.57"


def test_the_rests_of_amounts_alone_in_a_line_are_no_row_however_near_rows_are() -> None:
    table = [(name.replace("\n", ""), *amounts) for name, *amounts in TABLE]
    page = Page()
    for x, heading in zip((60, 144, 204, 264), ("单位", "合计", "基本", "项目"), strict=True):
        page.text(x, 100, heading, 8)
    for at, (name, *amounts) in enumerate(table):
        top = 112 + 24 * at
        page.text(60, top, name, 8)
        for right, amount in zip(RIGHTS, amounts, strict=True):
            for line, digits in enumerate(amount.split("\n")):
                page.text(right - 4 * len(digits), top + LINE * line, digits, 8)
    assert rows(load(made(page)))[1] == ["合计", "1,204.57", "1,180.25", "24.32"]


def test_a_digit_in_a_row_of_its_own_is_no_rest() -> None:
    table = [
        ("合计", "1,204.5", "1,180.2", "24.3"),
        ("人数", "7", "5", "2"),
        ("一、住房", "203.57", "200.25", "3.32"),
        ("二、其他", "203.57", "200.25", "3.32"),
    ]
    assert printed(table, row=LINE)[1:3] == [list(row) for row in table[:2]]


def test_the_lines_of_a_code_are_no_numbers_of_a_row_beside_the_rests_of_amounts() -> None:
    page = Page()
    for x, heading in zip((60, 204, 264), ("项目编码", "合计", "基本"), strict=True):
        page.text(x, 100, heading, 8)
    amounts = (("1,204.5", "7", "24.32"), ("1,001.0", "0", "21.00"), ("203.57", "", "3.32"))
    for number, (first, rest, other) in enumerate(amounts):
        top = 130 + 30 * number
        page.text(60, top, "4401082", 8).text(60, top + LINE, f"0000{number}", 8)
        page.text(220 - 4 * len(first), top, first, 8).text(264, top, other, 8)
        page.text(220 - 4 * len(rest), top + LINE, rest, 8)
    assert rows(load(made(page)))[1:] == [
        [f"44010820000{number}", first + rest, other]
        for number, (first, rest, other) in enumerate(amounts)
    ]


def narrow(table: Sequence[Sequence[str]], xs: Sequence[float], row: float = 18.0) -> Page:
    """Return a page with cells of several lines each, all on the left of their columns."""
    page = Page()
    for x, heading in zip(xs, ("编码", "名称", "小计", "数"), strict=False):
        page.text(x, 100, heading, 8)
    top = 100.0
    for cells in table:
        top += row
        lines = [cell.split("\n") for cell in cells]
        for x, own in zip(xs, lines, strict=True):
            for at, line in enumerate(own):
                if line:
                    page.text(x, top + LINE * at, line, 8)
        top += LINE * (max(map(len, lines)) - 1)
    return page


NARROW = [
    ("2080\n1", "社区服务", "44\n.5\n9", "3.00"),
    ("2080\n105", "养老补贴\n发放", "10\n5.\n21", "105.21"),
    ("2080\n199", "其他", "0.\n15", ""),
    ("210", "医疗", "8.\n5", "8.50"),
]
XS = (60.0, 100.0, 160.0, 200.0)


def whole(table: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cell.replace("\n", "") for cell in cells] for cells in table]


def test_amounts_and_codes_go_on_over_several_lines() -> None:
    assert rows(load(made(narrow(NARROW, XS))))[1:] == whole(NARROW)


def test_numbers_of_lines_that_count_on_can_be_torn() -> None:
    table = [
        (f"{number // 10}\n{number % 10}" if number > 9 else str(number), f"项目{name}", "1.25")
        for number, name in enumerate("甲乙丙丁戊", start=8)
    ]
    assert rows(load(made(narrow(table, (60.0, 100.0, 160.0)))))[1:] == whole(table)


def test_thousands_of_digits_are_no_numbers_of_lines() -> None:
    digits = "9" * 3000
    words = [
        Run(digits, [50.0] * 3000, [60.0] * 3000, top + line, top + line + 8)
        for top in (100.0, 140.0, 180.0)
        for line in (0.0, 10.0)
    ]
    assert with_whole_words(words) == words


def test_numbers_of_rows_that_stand_close_are_no_lines_of_one() -> None:
    table = [
        ("甲", "123", "456"),
        ("乙", "4.56", "7.89"),
        ("丙", "123", "456"),
        ("丁", "4.56", "7.89"),
    ]
    printed_rows = rows(load(made(narrow(table, (60.0, 100.0, 160.0), LINE))))
    assert printed_rows[-4:] == [list(cells) for cells in table]


def test_scores_in_rows_of_groups_are_no_codes() -> None:
    groups = [("甲\n乙", "10\n10"), ("丙\n丁\n戊", "10\n10\n10"), ("己", "10")]
    assert "1010" not in load(made(narrow(groups, (60.0, 100.0)))).text


def test_codes_below_each_other_are_no_long_one() -> None:
    table = [
        ("30201", "办公\n用品", "3.00"),
        ("30202", "印刷费", ""),
        ("30203", "咨询费", ""),
        ("30204", "手续\n费用", ""),
        ("30205", "水费\n支出", "4.00"),
        ("30206", "电费\n支出", "5.00"),
    ]
    assert "3020230203" not in load(made(narrow(table, (60.0, 110.0, 180.0), LINE))).text


def test_a_line_between_digits_parts_two_numbers() -> None:
    page = narrow(NARROW, XS)
    for y in (114.0, 128.0):
        page.line(150, y, 190, y)
    assert "44.59" not in load(made(page)).text


def test_whole_numbers_in_groups_of_rows_are_no_lines_of_one() -> None:
    groups = [("人数\n金额", f"{at}234\n5.67") for at in range(1, 4)]
    assert "12345.67" not in load(made(narrow(groups, (60.0, 100.0)))).text


def test_a_number_whose_line_had_room_is_whole() -> None:
    groups = [("甲", "5\n.55"), ("乙", "12345.67"), ("丙", "7\n.77")]
    assert "5.55" not in load(made(narrow(groups, (60.0, 100.0)))).text


def test_a_code_that_a_page_break_cuts_goes_on_below_the_header_of_the_next_page() -> None:
    first = [("20801", "社会保障", "44.59", "3.00"), ("20802", "民政管理", "10.21", "2.00")]
    above = narrow([*first, ("208020", "社区养老服务", "0.15", "")], XS)
    below = narrow([("1", "补贴", "", ""), ("20803", "其他支出", "8.50", "8.50")], XS)
    table = rows(load(made(above, below)))
    assert ["2080201", "社区养老服务补贴", "0.15", ""] in table


def test_lines_over_some_headings_alone_do_not_tell_the_last_row_of_a_page() -> None:
    page = Page()
    for x, heading in ((60, "名称"), (110, "合计"), (160, "基本"), (210, "项目")):
        page.text(x, 124, heading, 8)
    page.text(160, 106, "本年支出", 8)
    for x, said in ((60, "总计"), (110, "44.59"), (160, "40.00"), (210, "4.59")):
        page.text(x, 142, said, 8)
    page.line(55, 102, 250, 102).line(155, 120, 250, 120).line(155, 138, 250, 138)
    below = Page()
    for at in range(4):
        for x, said in ((60, "办公室"), (110, "11.59"), (160, "10.00"), (210, "1.59")):
            below.text(x, 100 + 18 * at, said, 8)
    assert ["总计", "44.59", "40.00", "4.59"] in rows(load(made(page, below)))


def test_two_numbers_of_lines_that_count_on_in_two_columns_are_of_two_rows() -> None:
    xs = (60, 140, 180, 240, 320)
    page = Page()
    for top, cells in (
        (720, ("收入", "", "", "支出", "")),
        (738, ("项目", "行次", "金额", "项目", "行次")),
        (756, ("财政拨款", "1", "481.80", "一般服务", "31")),
        (774, ("其他收入", "2", "", "外交支出", "32")),
    ):
        for x, said in zip(xs, cells, strict=True):
            page.text(x, top, said or " ", 8)
    page.line(55, 716, 350, 716).line(55, 734, 350, 734).line(55, 752, 350, 752)
    below = Page()
    for at in range(4):
        cells = ("上级补助", f"{3 + at}", f"{at}.25", "国防支出", f"{33 + at}")
        for x, said in zip(xs, cells, strict=True):
            below.text(x, 100 + 18 * at, said, 8)
    assert ["其他收入", "2", "", "外交支出", "32"] in rows(load(made(page, below)))


def even(table: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows of a table whose rows stand as near to each other as the lines of cells."""
    xs = (60.0, 140.0, 200.0, 260.0)
    return rows(load(made(narrow(table, xs, LINE))))[1:]


EVEN = [
    ("403", "", "东湖街道\n办事处", "62.00"),
    ("44010822403T000\n0107", "绿化带的\n修剪", "东湖街道\n办事处本\n级", "32.00"),
    ("44010822403T000\n0108", "道路日常\n养护和清\n扫", "东湖街道\n办事处本\n级", "14.00"),
    ("44010822403T000\n0111", "党建", "东湖街道\n办事处本\n级", "16.00"),
]


def test_names_beside_the_lines_of_codes_go_on_where_rows_are_as_near_as_lines() -> None:
    assert even(EVEN) == whole(EVEN)


def test_few_names_go_on_beside_the_lines_of_codes() -> None:
    table = [
        ("44010822403T000\n0113", "设备更新\n费", "公园", "3.00"),
        ("44010822403T000\n0114", "公园维护", "公园", "2.00"),
        ("404", "", "街道", "5.00"),
    ]
    assert even(table) == whole(table)


def test_lines_that_are_torn_put_no_rows_farther_apart() -> None:
    table = [("", "", "决算数", "预算数"), *NARROW]
    assert rows(load(made(narrow(table, XS)))) == [["编码", "名称", "小计", "数"], *whole(table)]


def test_amounts_of_rows_as_near_as_lines_are_their_own_where_none_is_torn_for_certain() -> None:
    table = [("甲", "12.5"), ("乙", "7"), ("丙", "13.5"), ("丁", "8")]
    words = [
        word(said, x, 100 + LINE * at)
        for at, row in enumerate(table)
        for x, said in zip((60.0, 140.0), row, strict=True)
    ]
    assert with_whole_words(words) == words


def test_an_amount_is_torn_where_another_of_its_column_is_for_certain() -> None:
    table = [
        ("合计", "1,204.5\n7"),
        ("东湖街道\n办事处", "1,001.0\n0"),
        ("公园管理\n所", "203.57"),
    ]
    words = [
        word(line, x, 100 + LINE * (2 * at + below))
        for at, row in enumerate(table)
        for x, said in zip((60.0, 140.0), row, strict=True)
        for below, line in enumerate(said.split("\n"))
    ]
    assert [each.text for each in with_whole_words(words) if each.lefts[0] >= 140.0] == [
        "1,204.57",
        "1,001.00",
        "203.57",
    ]


def in_columns(row: Sequence[str], top: float) -> list[Run]:
    """Return the words of a row; a line feed in a cell begins a new line."""
    return [
        word(line, x, top + LINE * at)
        for x, cell in zip((60.0, 120.0, 200.0), row, strict=True)
        for at, line in enumerate(cell.split("\n"))
        if line
    ]


def test_the_lines_of_codes_are_as_short_as_those_of_amounts_of_one_digit_each() -> None:
    table = [
        ("4401\n0822\n403T\n0000\n0010\n7", "绿化带的\n修剪", "6\n2\n.\n0\n0"),
        ("4401\n0822\n403T\n0000\n0010\n8", "道路日常\n养护", "1\n4\n.\n9\n2"),
        ("404", "街道", "1\n9\n4"),
    ]
    words = [each for at, row in enumerate(table) for each in in_columns(row, 100 + 90 * at)]
    assert [each.text for each in with_whole_words(words) if each.lefts[0] != 120.0] == [
        "44010822403T000000107",
        "62.00",
        "44010822403T000000108",
        "14.92",
        "404",
        "194",
    ]


def test_an_amount_torn_into_its_digits_puts_no_row_far_below_the_next_one() -> None:
    page, xs = Page(), (60.0, 120.0, 200.0)
    for x, heading in zip(xs, ("编码", "名称", "合计"), strict=True):
        page.text(x, 100, heading, 8)
    table = [
        ("", "合计", "1\n9\n4\n.\n1\n1"),
        ("403", "街道", "8\n9\n.\n6\n1"),
        ("404", "公园", "1\n0\n4\n.\n5\n0"),
    ]
    for at, row in enumerate(table):
        for x, cell in zip(xs, row, strict=True):
            for below, line in enumerate(cell.split("\n")):
                page.text(x, 112 + 74 * at + LINE * below, line or " ", 8)
    assert rows(load(made(page)))[1:] == [[cell.replace("\n", "") for cell in row] for row in table]


def test_codes_of_four_digits_in_rows_as_near_as_lines_are_not_of_one_code() -> None:
    table = [("3021", "工会经费", "0.84"), ("3022", "福利费", "2.61"), ("3023", "税金", "1.77")]
    words = [each for at, row in enumerate(table) for each in in_columns(row, 100 + LINE * at)]
    words += in_columns(("3030", "救济费", "1.15"), 100 + LINE * 7)
    assert with_whole_words(words) == words


def test_a_line_of_a_code_can_look_like_an_account_and_the_rest_of_one_begins_the_page() -> None:
    code = "44010\n32240\n3T000\n00011\n{}"
    words = in_columns(("2", "", ""), 100 - LINE)
    for at, (last, amount) in enumerate((("3", "35.00"), ("4", "3.00"))):
        words += in_columns((code.format(last), "房屋\n修缮", amount), 100.5 + 61 * at)
    codes = ["2", *(code.format(last).replace("\n", "") for last in "34")]
    assert [each.text for each in with_whole_words(words) if each.lefts[0] == 60.0] == codes


def test_the_numbers_of_columns_are_no_part_of_the_amounts_below_them() -> None:
    counted = [word(said, x, 88) for said, x in (("1", 120.0), ("2", 200.0), ("3", 280.0))]
    table = [("合计", "4,368.7\n9", ""), ("服务", "4,004.9\n4", ""), ("保障", "151.98", "")]
    words = [each for at, row in enumerate(table) for each in in_columns(row, 100 + 24 * at)]
    told = with_whole_words([*counted, *words])
    assert [each.text for each in told if each.lefts[0] == 120.0] == [
        *("1", "4,368.79", "4,004.94", "151.98")
    ]


def test_digits_below_the_number_of_a_column_are_of_one_amount_of_their_own() -> None:
    counted = [word(said, x, 88) for said, x in (("1", 120.0), ("2", 200.0), ("3", 280.0))]
    words = in_columns(("", "1\n7\n2\n.\n9\n8", "172.98"), 102)
    told = with_whole_words([*counted, *words])
    assert [each.text for each in told] == ["1", "2", "3", "172.98", "172.98"]


def test_a_line_of_a_code_lacks_a_letter_that_is_wider_than_a_digit() -> None:
    def piece(said: str, top: float) -> Run:
        widths = [6.0 if character.isalpha() else 4.0 for character in said]
        lefts = [60 + sum(widths[:at]) for at in range(len(said))]
        rights = [left + width for left, width in zip(lefts, widths, strict=True)]
        return Run(said, lefts, rights, top, top + 8)

    words = []
    for at in range(3):
        top = 100 + 80.0 * at
        for line, said in enumerate(("440108", "22403", "T0000", f"0010{at}")):
            words.append(piece(said, top + LINE * line))
        words += [word("绿化", 120, top), word("62.00", 200, top)]
    told = [each.text for each in with_whole_words(words) if each.lefts[0] == 60.0]
    assert told == [f"44010822403T00000010{at}" for at in range(3)]


def test_units_on_the_right_of_the_column_of_codes_are_torn_as_well() -> None:
    words = []
    for at in range(3):
        top = 100 + 80.0 * at
        words += [word("44010", 66, top), word(f"{at}", 82, top + LINE), word("9.00", 200, top)]
        words += [word("街道", 120, top), word("办事处", 120, top + LINE)]
        for line, said in enumerate(("440108", "22403T", f"00010{at}")):
            words.append(word(said, 60, top + 40 + LINE * line))
        words += [word("绿化", 120, top + 40), word("62.00", 200, top + 40)]
    told = [each.text for each in with_whole_words(words) if each.lefts[0] < 100]
    assert told == [text for at in range(3) for text in (f"44010{at}", f"44010822403T00010{at}")]


def test_the_lines_of_a_code_with_a_letter_are_farther_apart_than_those_of_names() -> None:
    words = []
    for at, end in enumerate("784"):
        top = 100 + 50 * at
        for line, code in enumerate(("4201032", "2403T00", f"000010{end}")):
            words.append(word(code, 50, top + 9.2 * line))
        words += [word("某市区局", 100, top + 8 * line) for line in range(4)]
    codes = [one.text for one in with_whole_words(words) if one.text[0].isdecimal()]
    assert codes == [f"42010322403T00000010{end}" for end in "784"]
