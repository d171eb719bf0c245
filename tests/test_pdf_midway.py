"""Rows without lines that nothing but their names, codes and items tells apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows
from tests.test_pdf_layouts import columns

HEAD = ["编码", "科目名称", "合计", "基本"]
BODY = [
    ("208", ("社会保障和", "就业支出"), "7.00"),
    ("20805", ("行政事业单", "位养老服务", "支出"), "6.00"),
    ("20899", ("抚恤",), "1.00"),
    ("210", ("卫生健康支", "出"), "5.00"),
]


def centred(page: Page, top: float, body: Sequence[tuple[str, tuple[str, ...], str]]) -> Page:
    """Write rows whose numbers stand in the middle of their names, with little white between."""
    for code, name, amount in body:
        for at, line in enumerate(name):
            page.text(120, top + 9.5 * at, line, 8)
        middle = top + 9.5 * (len(name) - 1) / 2
        page.text(60, middle, code, 8)
        for right in (262, 332):
            page.text(right - 4 * len(amount), middle, amount, 8)
        top += 9.5 * len(name) + 1
    return page


def table(body: Sequence[tuple[str, tuple[str, ...], str]]) -> list[list[str]]:
    return [[code, "".join(name), amount, amount] for code, name, amount in body]


def heading(page: Page, top: float = 80) -> Page:
    for x, words in zip((60, 120, 246, 316), HEAD, strict=True):
        page.text(x, top, words, 8)
    return page


def test_numbers_in_the_middle_of_their_names_tell_rows_that_no_white_does() -> None:
    document = load(made(centred(heading(Page()), 96, BODY)))
    assert rows(document) == [HEAD, *table(BODY)]


def test_a_page_begins_with_the_first_line_of_a_name_that_no_number_is_beside() -> None:
    more = [("211", ("节能环保", "管理和监", "察支出"), "3.00"), *BODY]
    document = load(made(centred(heading(Page()), 96, BODY), centred(Page(), 60, more)))
    assert rows(document) + rows(document, 1) == [HEAD, *table(BODY), *table(more)]


def test_lines_that_are_nowhere_nearer_are_of_the_number_beside_the_first_of_them() -> None:
    page = heading(Page())
    top = 96.0
    for code, name, amount in (*BODY[:2], BODY[3], *BODY[1:2]):
        columns(page, top, (60, code), (-262, amount), (-332, amount))
        for line in name:
            columns(page, top, (120, line))
            top += 11
    names = ["".join(name) for _, name, _ in (*BODY[:2], BODY[3], *BODY[1:2])]
    assert [row[1] for row in rows(load(made(page)))[1:]] == names


def test_items_without_a_number_are_rows_where_those_of_the_list_have_one() -> None:
    page = Page()
    columns(page, 80, (60, "收入项目"), (150, "预算数"), (260, "支出项目"), (400, "预算数"))
    names = ["（一）公共服务支出", "（二）公共安全支出", "（三）教育支出", "（四）农林水支出"]
    names += ["（五）住房保障支出", "（六）其他支出", "（七）国防支出"]
    for at, name in enumerate(names):
        columns(page, 97 + 11.7 * at, (260, name))
        if at in (2, 4):
            columns(page, 97 + 11.7 * at, (-424, "15.30"))
    columns(page, 97 + 11.7 * len(names), (60, "收入总计"), (-174, "30.60"))
    columns(page, 97 + 11.7 * len(names), (260, "支出总计"), (-424, "30.60"))
    found = [cell for row in rows(load(made(page))) for cell in row if cell.startswith("（")]
    assert found == names


def test_codes_close_before_their_names_are_of_two_rows_though_these_are_near() -> None:
    page = Page()
    for x, words in ((60, "编码"), (90, "科目名称"), (180, "决算数")):
        page.text(x, 80, words, 8)
    body = [
        ("30302", "退休费", "46.19"),
        ("30305", "生活补助", "2.97"),
        ("30307", "医疗补助", "8.00"),
    ]
    for at, (code, name, amount) in enumerate(body):
        columns(page, 100 + 23 * at, (60, code), (82, name), (-204, amount))
    columns(page, 169, (60, "30310"), (82, "生产补贴"))
    columns(page, 186, (60, "30311"), (82, "代缴保险"))
    columns(page, 209, (60, "合计"), (-204, "57.16"))
    found = ["".join(row).replace(" ", "") for row in rows(load(made(page)))]
    assert found[-3:] == ["30310生产补贴", "30311代缴保险", "合计57.16"]


@pytest.mark.parametrize("mark", ["、", "）"])
def test_a_word_printed_over_the_white_half_of_a_mark_goes_on_with_it(mark: str) -> None:
    page = Page()
    columns(page, 80, (60, "支出项目"), (180, "行次"), (240, "决算数"))
    first = ("十八", "十九", "二十")
    for at, count in enumerate(first):
        top = 96 + 11.7 * at
        columns(page, top, (60, count + mark), (80, "保障管理支出"), (180, f"{50 + at}"))
        columns(page, top, (-264, "7.93"))
    names = [row[0].replace(" ", "") for row in rows(load(made(page)))[1:]]
    assert names == [f"{count}{mark}保障管理支出" for count in first]


def test_codes_that_go_over_lines_stand_beside_the_numbers_of_their_rows() -> None:
    """A page begins with the rest of a row, whose lines are as far from the next one as its own."""
    page = Page()
    for top in (80, 90, 100):
        columns(page, top, (120, "管理局本"))
    columns(page, 90, (60, "1"))
    for at, end in enumerate(("6", "4", "5")):
        top = 110.1 + 30.1 * at
        for line, code in enumerate(("4201032340", "3T00000011", end)):
            columns(page, top + 10 * line, (60, code), (120, "某区服务"))
        columns(page, top + 10, (-262, "11.00"), (-332, "11.00"))
    found = rows(load(made(page)))
    assert [row[0] for row in found] == ["1", *(f"42010323403T00000011{end}" for end in "645")]
    assert [row[1] for row in found] == ["管理局本" * 3, *["某区服务" * 3] * 3]


def test_levels_of_a_header_can_be_as_near_as_lines_over_rows_in_the_middle() -> None:
    page = Page()
    columns(page, 80, (180, "财政拨款结转结余"))
    columns(page, 90, (60, "编码"), (120, "名称"), (180, "公共预"), (240, "基金预"))
    columns(page, 100, (180, "算"), (240, "算"))
    centred(page, 112, [(code, name, amount) for code, name, amount in BODY])
    found = rows(load(made(page)))
    assert [[cell for cell in row if cell] for row in found[:2]] == [
        ["财政拨款结转结余"],
        ["编码", "名称", "公共预算", "基金预算"],
    ]


def test_the_end_of_a_bracket_beside_the_next_row_is_of_the_name_that_opens_it() -> None:
    page = Page()
    columns(page, 80, (60, "目标"), (150, "指标"), (250, "计划"), (320, "完成"))
    for at, name in enumerate(("走访企业", "企业快报", "国有收益", "公开名录")):
        columns(page, 92 + 10 * at, (150, name), (-270, "3.00"), (-340, "4.00"))
    columns(page, 102, (60, "年度目标（10"))
    columns(page, 112, (60, "分）"))
    labels = [row[0].replace(" ", "") for row in rows(load(made(page)))]
    assert labels == ["目标", "", "年度目标（10分）", "", ""]
