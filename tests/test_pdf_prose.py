"""Running text as other tools set it: blanks that stretch or indent lines, numbers at page ends."""

from __future__ import annotations

import regex

from extractor import extract
from extractor.load import load
from extractor.load.pdf.lines import lines_of
from extractor.load.pdf.objects import Run
from tests.pdf import Page, made
from tests.test_pdf import BODY, rows, texts

FULL = "支出总计五百一十七万元，比上年减少七万元，主要原因是人员减少。"
# Each line as wide as the page has room.
PLAIN = [f"{name}{FULL[1:-1]}，" for name in "甲乙丙丁戊己"]


def prose(page: Page) -> Page:
    """Write full lines that tell how far the text reaches."""
    for at, words in enumerate(PLAIN):
        page.text(50, 40 + 20 * at, words)
    return page


def test_blanks_printed_before_a_line_indent_it() -> None:
    page = prose(Page()).text(50, 160, FULL).text(50, 180, "　　第六部分 附件")
    assert texts(page)[-2:] == ["".join(PLAIN) + FULL, "第六部分 附件"]


def test_blanks_printed_over_a_border_are_in_no_cell() -> None:
    page = Page().ruled((50, 65, 200), (100, 120), [("", "")]).text(44, 102, "　　乙")
    page.text(64, 112, "　").text(40, 102, "　")
    document = load(made(page))
    assert rows(document) == [["", "乙"]]
    assert [document.span(line.start, line.end).text for line in document.lines] == ["乙"]


def test_a_justified_line_is_one_however_wide_its_blanks() -> None:
    right = 50 + 10 * len(FULL)
    page = (
        prose(Page()).text(50, 160, "走访企业").text(right - 20, 160, "22家").text(50, 180, "次。")
    )
    assert texts(page)[-1] == "".join(PLAIN) + "走访企业 22家次。"
    caption = prose(Page()).text(50, 160, "走访企业").text(250, 160, "22家").text(50, 180, "次。")
    assert texts(caption)[-2:] == ["22家", "次。"]


def test_an_amount_at_the_end_of_a_page_is_not_its_number() -> None:
    page = Page().text(50, 700, "慰问").text(200, 790, "0.8").text(290, 815, "3/60")
    assert texts(page) == ["慰问", "0.8"]


def test_a_header_beside_a_page_number_is_no_row_of_a_table() -> None:
    pages = [
        Page()
        .text(50, 20, "某局2024年部门决算")
        .text(340, 20, str(number))
        .text(50, 400, FULL[:-1])
        .text(50, 420, FULL[:-1])
        for number in (3, 4, 5)
    ]
    document = load(made(*pages))
    assert [line.text for line in document.lines] == [6 * FULL[:-1]]


def test_a_wrapped_title_on_a_page_with_little_text_is_one() -> None:
    page = Page()
    for at in range(3):
        page.text(50, 300 + 40 * at, "注：本表为空表，没有数据。")
    page.text(50, 100, "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄经费", 18)
    page.text(275, 130, "情况表", 18)
    assert texts(page)[0].endswith("经费情况表")


def test_a_heading_that_all_but_fills_its_line_is_no_part_of_the_paragraph_below() -> None:
    heading = "（一）" + FULL[3:-3]
    page = prose(Page()).text(70, 180, heading).text(70, 200, FULL[:-2]).text(50, 220, FULL)
    assert texts(page)[1:] == [heading, FULL[:-2] + FULL]


def test_a_heading_as_far_from_both_sides_is_no_rest_of_the_sentence_above() -> None:
    page = prose(Page()).text(50, 160, FULL + "。").text(70, 180, "七、" + FULL[2:-3])
    assert texts(page)[1:] == ["七、" + FULL[2:-3]]


def spread(page: Page, top: float, words: str, width: float) -> Page:
    """Write the characters of a line evenly over its width, as if it were justified."""
    parts = regex.findall(r"[ -~]+|.", words)
    ink = sum(len(part) * (5 if part.isascii() else 10) for part in parts)
    x, gap = 50.0, (width - ink) / (len(parts) - 1)
    for part in parts:
        page.text(x, top, part)
        x += len(part) * (5 if part.isascii() else 10) + gap
    return page


def test_a_line_that_is_spread_out_is_one_and_ends_its_paragraph() -> None:
    page = spread(prose(Page()), 160, "占本年支出93.2%。", 10 * len(FULL))
    spread(page, 180, "公开03表", 10 * len(FULL)).text(50, 200, FULL)
    told = ["".join(PLAIN) + "占 本 年 支 出 93.2% 。", "公 开 03 表", FULL]
    assert texts(page) == told


def test_characters_in_columns_are_not_spread_out() -> None:
    page = Page()
    body = [("208", "05", "01", "1.00"), ("210", "03", "04", "2.00"), ("211", "03", "05", "3.00")]
    for at, cells in enumerate([("类", "款", "项", "数"), *body]):
        for x, words in zip((50, 120, 190, 300), cells, strict=True):
            page.text(x, 100 + 20 * at, words)
    assert rows(load(made(page))) == [["类", "款", "项", "数"], *map(list, body)]


def shown(strings: str) -> list[str]:
    """Return what is read of a TJ, digits before how far the pen moves between them."""
    coded = regex.sub(r"\([^)]*\)", lambda m: f"<{m[0][1:-1].encode('utf-16-be').hex()}>", strings)
    return texts(Page().raw(f"BT /F1 10 Tf 100 700 Td [{coded}] TJ ET"))


def test_white_between_the_numbers_of_a_string_is_a_blank() -> None:
    assert shown("(22.5) -321 (22.5) -290 (1.) -300 (60%)") == ["22.5 22.5 1. 60%"]
    assert shown("(8) -321 (8) -321 (1.)") == ["8 8 1."]


def test_white_between_chinese_characters_of_a_string_is_a_blank_unless_it_is_between_all() -> None:
    assert shown("(填报人) -310 (王一) -310 (电话)") == ["填报人 王一 电话"]
    assert shown("(合) -310 (计) -310 (数)") == ["合计数"]
    assert shown("(（一）) -310 (收入，) -310 (支出)") == ["（一）收入，支出"]


def test_white_of_both_sorts_in_one_string_is_blanks() -> None:
    assert shown("(22.5) -310 (18.6合计) -310 (支出)") == ["22.5 18.6合计 支出"]


def test_digits_that_are_all_spaced_out_are_one_number() -> None:
    assert shown("(2) -250 (0) -250 (2) -250 (4)") == ["2024"]
    assert shown("(2) -30 (0) 40 (2) -30 (4)") == ["2024"]


def test_numbers_a_quarter_of_their_size_apart_are_two() -> None:
    page = Page().text(100, 100, "22.5").text(122.5, 100, "18.6")
    assert texts(page) == ["22.5 18.6"]


def test_words_printed_over_an_indent_leave_a_line_its_width() -> None:
    run = Run("　乙3/", [10.0, 30.0, 15.0, 20.0], [30.0, 40.0, 20.0, 25.0], 0.0, 10.0)
    (line,) = lines_of([run], 1)
    assert line.x0 < line.x1


def test_a_form_in_lines_that_ends_in_a_table_is_told_once() -> None:
    page = Page()
    for at, words in enumerate(
        (
            "2024年部门预算",
            "一般公共预算财政拨款，政府性基金，基本支出，项目支出。",
            "2024年项目支出绩效目标申报表",
            "单位：万元",
            "项目名称 稳定工作经费",
            "项目代码 42010322403T000000107",
            "立项依据 某区某局文件精神，全年接待来访103批共517人，其中群访62起。",
            "项目绩效总目标 名称 目标说明 年度绩效目标 全年走访企业134户。",
        )
    ):
        page.text(50, 60 + 20 * at, words)
    indicators = [("三级指标", "指标值"), ("走访企业户数", "134户"), ("满意度", "95%")]
    page.ruled((50, 150, 250), (240, 260, 280, 300), indicators)
    facts = extract(made(page)).facts
    assert [fact.span.text for fact in facts] == ["103批", "517人", "62起", "134户"]


def apart(page: Page, top: float, words: str, blank: float) -> None:
    """Write the words of a line, each behind a blank of this width."""
    x = 50.0
    for word in words.split():
        page.text(x, top, word)
        x += 5 * len(word.encode("gbk")) + blank


def test_words_with_blanks_of_one_width_are_a_line_and_no_row() -> None:
    """A form that TeX sets as running text; its blanks are as wide as each line has room."""
    lines = (
        "产出指标 数量指标 走访企业户数 12 20 30 计划数据",
        "质量指标 办结及时率 100% 100% 100% 计划数据 时效",
        "指标 完成时间 5 6 7 计划数据 成本指标 预算控制率",
        "95% 96% 97% 计划数据 效益指标 增收户数 17 18 19",
    )
    page = Page()
    for at, (line, blank) in enumerate(zip(lines, (3.4, 3.9, 3.2, 3.6), strict=True)):
        apart(page, 100 + 16 * at, line, blank)
    document = load(made(page))
    assert document.grids == ()
    assert not document.warnings


def test_words_in_columns_are_rows() -> None:
    page = Page()
    for at, row in enumerate(("甲 1.2 2.0 3.0", "乙乙 1.0 20.5 3.1", "丙 12.1 2.7 3.3")):
        for x, words in zip((50, 75, 105, 135), row.split(), strict=True):
            page.text(x, 100 + 16 * at, words)
    assert rows(load(made(page)))[1] == ["乙乙", "1.0", "20.5", "3.1"]


def test_a_line_set_as_wide_as_the_one_above_is_of_its_paragraph() -> None:
    """A form that TeX sets as running text, where numbers stand below each other by chance."""
    lines = (
        "产出指标 数量指标 走访企业户数 12 20 30 计划数据",
        "100% 100% 100% 计划数据 质量指标 办结率达标",
        "100% 100% 100% 计划数据 时效指标 办结率达标",
        "100% 100% 100% 计划数据 时效指标 满意率达标",
        "100% 100% 100% 计划数据 满意指标 满意率达标",
    )
    page = Page()
    for at, line in enumerate(lines):
        apart(page, 100 + 16 * at, line, (230 - _width(line)) / line.count(" "))
    assert load(made(page)).grids == ()


def _width(line: str) -> int:
    """Return how wide the words of a line are without their blanks."""
    return sum(5 * len(word.encode("gbk")) for word in line.split())


def test_no_number_is_torn_where_lines_with_room_end_before_numbers() -> None:
    two = [f"{BODY[:28]} 62", f"62 {BODY[:27]}"]
    kept = [BODY[:28], f"2024年{BODY[:27]}"]
    assert _joined(*two) == f"{two[0]}{two[1]}"
    assert _joined(*kept, *kept, *two) == f"{2 * ''.join(kept)}{' '.join(two)}"


def _joined(*lines: str) -> str:
    page = Page(400)
    for at, line in enumerate([BODY[:30], BODY[:30], *lines]):
        page.text(50, 100 + 20 * at, line)
    (text,) = texts(page)
    return text.removeprefix(2 * BODY[:30])


def test_a_code_that_is_longer_than_its_line_is_one_though_no_number_is_torn() -> None:
    kept = [BODY[:28], f"2024年{BODY[:27]}"]
    code = [f"{BODY[:21]}11010523T00000203", f"4567，{BODY[:27]}"]
    assert "".join(code) in _joined(*kept, *kept, *code)
