"""PDF → Document: reading order, paragraphs, ruled tables, and places that can be pointed at."""

from __future__ import annotations

from itertools import chain

import pytest

from extractor.document import Document
from extractor.errors import NoText
from extractor.load import load
from extractor.pipeline import read_evidence
from tests.pdf import Page, made


def rows(document: Document, grid: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.grids[grid].rows]


def texts(*pages: Page) -> list[str]:
    return [line.text for line in load(made(*pages)).lines]


BODY = "本部门支出总计五百一十七万元，比上年减少七万元，主要原因是人员减少，"


def test_a_line_goes_on_where_its_next_word_did_not_fit() -> None:
    page = Page(400).text(70, 100, BODY[:28]).text(50, 120, BODY[:30]).text(50, 140, "故有下降。")
    assert texts(page) == [f"{BODY[:28]}{BODY[:30]}故有下降。"]


def test_a_short_line_ends_a_paragraph() -> None:
    page = (
        Page(400).text(70, 100, BODY[:28]).text(50, 120, "故有下降。").text(70, 140, "另有一事。")
    )
    assert texts(page) == [f"{BODY[:28]}故有下降。", "另有一事。"]


def test_an_indented_line_begins_a_paragraph_though_the_one_above_is_full() -> None:
    page = Page(400).text(70, 100, BODY[:28]).text(50, 120, BODY[:30]).text(70, 140, "另有一事。")
    assert texts(page) == [BODY[:28] + BODY[:30], "另有一事。"]


def test_a_number_is_not_torn_by_the_end_of_a_line() -> None:
    page = Page(400).text(50, 100, BODY[:27]).text(50, 120, "1,115.55万元。")
    assert texts(page.text(50, 140, BODY[:30])) == [f"{BODY[:27]}1,115.55万元。", BODY[:30]]


def test_digits_on_another_base_line_stay_in_their_place() -> None:
    page = (
        Page().text(50, 100, "支出总计", 12).text(98, 103, "517.22", 10).text(128, 100, "万元", 12)
    )
    assert texts(page) == ["支出总计517.22万元"]


def test_a_paragraph_goes_on_over_the_page_break_and_its_page_number() -> None:
    first = Page(400).text(70, 740, BODY[:28]).text(190, 800, "— 1 —")
    second = Page(400).text(50, 60, "故有下降。").text(190, 800, "— 2 —")
    assert texts(first, second) == [f"{BODY[:28]}故有下降。"]


@pytest.mark.parametrize("caption", ["单位：万元", "公开{:02}表"])
def test_running_headers_are_dropped_and_captions_that_repeat_are_not(caption: str) -> None:
    pages = [
        Page()
        .text(200, 30, "某局2024年部门决算")
        .text(450, 60, caption.format(at))
        .text(50, 200, f"第{n}事")
        for at, n in enumerate("一二三四", 1)
    ]
    told = [(caption.format(at), f"第{n}事") for at, n in enumerate("一二三四", 1)]
    assert texts(*pages) == [*chain.from_iterable(told)]


def test_an_owner_on_the_left_and_a_unit_on_the_right_are_two_lines() -> None:
    assert texts(Page().text(50, 100, "单位：某局").text(400, 100, "单位：万元")) == [
        "单位：某局",
        "单位：万元",
    ]


def test_blanks_that_push_words_apart_part_the_line() -> None:
    assert texts(Page().text(50, 100, "单位：某局" + " " * 20 + "单位：万元")) == [
        "单位：某局",
        "单位：万元",
    ]


def test_text_printed_twice_to_look_bold_is_read_once() -> None:
    assert texts(Page().text(50, 100, "支出").text(50.3, 100, "支出")) == ["支出"]


def test_merged_cells_cover_rows_and_columns() -> None:
    page = Page()
    for y, x0 in ((100, 50), (120, 150), (140, 50), (160, 50)):
        page.line(x0, y, 350, y)
    for x, top in ((50, 100), (150, 100), (250, 120), (350, 100)):
        page.line(x, top, x, 160)
    page.text(60, 115, "项目").text(200, 105, "本年支出").text(160, 125, "合计").text(
        260, 125, "基本"
    )
    page.text(60, 145, "合计").text(160, 145, "517.22").text(260, 145, "463.98")
    grid = load(made(page)).grids[0]
    spans = [(c.row, c.column, c.row_span, c.column_span) for c in grid.rows[0]]
    assert spans == [(0, 0, 2, 1), (0, 1, 1, 2)]
    assert rows(load(made(page))) == [
        ["项目", "本年支出"],
        ["合计", "基本"],
        ["合计", "517.22", "463.98"],
    ]


def test_names_wrapped_in_their_cells_are_joined() -> None:
    table = [("机关事业单位基本养\n老保险缴费支出", "18.03"), ("第一\n第二", "2")]
    page = Page().ruled((50, 126, 200), (100, 130, 160), table)
    assert rows(load(made(page))) == [
        ["机关事业单位基本养老保险缴费支出", "18.03"],
        ["第一 第二", "2"],
    ]


def test_borders_may_be_thin_rectangles_in_pieces() -> None:
    page = Page()
    for y in (700, 720, 740):
        page.raw(f"50 {y} 80 0.5 re 130 {y} 70 0.5 re f")
    for x in (50, 130, 200):
        page.raw(f"{x} 700 0.5 20 re {x} 720 0.5 20.5 re f")
    page.text(60, 105, "甲").text(140, 105, "1").text(60, 125, "乙").text(140, 125, "2")
    assert rows(load(made(page))) == [["甲", "1"], ["乙", "2"]]


def test_a_frame_around_the_page_is_no_table() -> None:
    document = load(made(Page().raw("20 20 550 800 re S").text(50, 100, "支出总计")))
    assert (document.grids, [line.text for line in document.lines]) == ((), ["支出总计"])


def test_the_rest_of_a_row_that_a_page_break_cut_may_have_no_line_above_it() -> None:
    page = Page()
    for x in (50, 150, 350):
        page.line(x, 40, x, 100)
    page.line(50, 100, 350, 100).text(60, 50, "协会").text(160, 50, "联系企业。")
    assert rows(load(made(page))) == [["协会", "联系企业。"]]


def test_a_number_that_runs_over_its_border_belongs_to_the_cell_where_it_ends() -> None:
    page = Page().ruled((50, 90, 120), (100, 120), [("甲", "")]).text(70, 105, "12,345,678.90", 7)
    assert rows(load(made(page))) == [["甲", "12,345,678.90"]]


def test_one_string_over_several_cells_is_parted_at_the_borders() -> None:
    page = Page().ruled((50, 70, 90, 110), (100, 120), []).text(50, 105, "类款项目", 10)
    page.text(90, 105, "", 10)
    assert rows(load(made(page))) == [["类款", "项目", ""]]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_table_on_its_side_reads_like_one_that_stands(turn: int) -> None:
    matrix = {90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[turn]
    upright = Page(842, 595) if turn != 180 else Page(595, 842)
    upright.ruled((50, 150, 250), (100, 130, 160), [("合计", "517.22"), ("基本支出", "463.98")])
    page = Page(595, 842).raw(f"{matrix} cm")
    page.content += upright.content
    document = load(made(page))
    assert rows(document) == [["合计", "517.22"], ["基本支出", "463.98"]]
    start = document.text.index("517.22")
    span = document.span(start, start + 6)
    # On the upright page the number stands at 152…176 from the left, 102…110 from the top.
    expected = {
        90: (102, 842 - 176, 110, 842 - 152),
        180: (595 - 176, 842 - 110, 595 - 152, 842 - 102),
        270: (595 - 110, 152, 595 - 102, 176),
    }[turn]
    assert span.boxes is not None
    assert span.boxes[0] == pytest.approx(expected, abs=0.1)


def without_lines(page: Page, top: float, *printed: tuple[str, ...]) -> Page:
    """Write rows of a code, a name, and two amounts that end below each other."""
    for number, (code, name, *amounts) in enumerate(printed):
        at = top + 20 * number
        page.text(50, at, code).text(120, at, name)
        for right, amount in zip((360, 460), amounts, strict=False):
            page.text(right - 5 * len(amount), at, amount)
    return page


def test_a_table_without_lines_is_read_by_what_stands_below_each_other() -> None:
    page = Page().text(50, 60, "支出决算表").text(400, 80, "单位：万元")
    page.text(50, 100, "编码").text(120, 100, "科目名称").text(330, 100, "基本支出", 8)
    page.text(430, 100, "项目支出", 8)
    without_lines(page, 120, ("208", "社会保障", "1,210.29", "5.00"))
    without_lines(
        page, 140, ("20805", "行政事业单位养老", "1,210.29"), ("210", "卫生健康", "", "3.00")
    )
    page.text(120, 152, "支出")
    assert rows(load(made(page))) == [
        ["编码", "科目名称", "基本支出", "项目支出"],
        ["208", "社会保障", "1,210.29", "5.00"],
        ["20805", "行政事业单位养老支出", "1,210.29", ""],
        ["210", "卫生健康", "", "3.00"],
    ]


def test_a_table_without_lines_keeps_its_columns_on_the_next_page() -> None:
    head = ("208", "社会保障和就业支出", "1,210.29", "5.00")
    first = without_lines(Page(), 700, head, ("20805", "养老支出", "1.00", "2.00"), head)
    second = without_lines(Page(), 60, ("210", "卫生健康支出", "", "31.36"))
    document = load(made(first, second))
    assert rows(document, 1) == [["210", "卫生健康支出", "", "31.36"]]


def test_amounts_on_the_right_belong_to_the_heading_in_the_middle_of_their_column() -> None:
    page = Page().text(130, 80, "项目").text(365, 80, "本年支出").text(120, 100, "科目名称")
    page.text(275, 100, "合计").text(375, 100, "基本").text(475, 100, "项目")
    for top, name, total, part in (
        (120, "社会保障和就业支出", "210.29", "200.29"),
        (140, "卫生健康支出", "31.36", ""),
        (160, "住房保障支出", "29.91", "29.91"),
    ):
        page.text(100, top, name).text(330 - 5 * len(total), top, total)
        page.text(530 - 5 * len(part), top, part)
    assert rows(load(made(page))) == [
        ["项目", "本年支出"],
        ["科目名称", "合计", "基本", "项目"],
        ["社会保障和就业支出", "210.29", "", "200.29"],
        ["卫生健康支出", "31.36", "", ""],
        ["住房保障支出", "29.91", "", "29.91"],
    ]


def test_names_wrapped_around_the_middle_of_their_rows_are_joined() -> None:
    page = without_lines(Page(), 100, ("208", "社会保障", "1,210.29", "5.00"))
    page.text(120, 114, "机关事业单位养老").text(120, 124, "保险")
    page.text(120, 138, "其他行政事业单位").text(120, 148, "养老支出")
    without_lines(page, 119, ("20805", "", "1,210.29", "5.00"))
    without_lines(page, 143, ("20899", "", "1.00", "1.00"))
    assert [row[1] for row in rows(load(made(page)))] == [
        "社会保障",
        "机关事业单位养老保险",
        "其他行政事业单位养老支出",
    ]


def test_a_header_without_lines_at_the_foot_of_a_page_goes_with_the_rows_on_the_next() -> None:
    first = Page().text(50, 700, "支出决算表").text(50, 740, "编码").text(120, 740, "科目名称")
    first.text(330, 740, "基本支出", 8).text(430, 740, "项目支出", 8).text(290, 810, "— 1 —")
    head = ("208", "社会保障和就业支出", "1,210.29", "5.00")
    second = without_lines(Page(), 60, head, ("20805", "养老支出", "1.00", "2.00"))
    document = load(made(first, second))
    assert rows(document) == [
        ["编码", "科目名称", "基本支出", "项目支出"],
        ["208", "社会保障和就业支出", "1,210.29", "5.00"],
        ["20805", "养老支出", "1.00", "2.00"],
    ]


def test_lines_between_rows_tell_what_is_one_row_and_what_a_merged_heading_is() -> None:
    page = Page().text(60, 104, "部门单位代", 8).text(60, 114, "码", 8).text(200, 110, "合计", 8)
    page.text(318, 100, "本年支出", 8).text(310, 118, "基本", 8).text(390, 118, "项目", 8)
    for left, top in ((50, 96), (50, 130), (290, 114), (50, 170), (50, 200)):
        page.line(left, top, 450, top)
    for top, name, rest, amount in (
        (134, "某某市财政局", "本级", "1,210.29"),
        (172, "甲局", "", "3.00"),
    ):
        page.text(60, top, name, 8).text(60, top + 12, rest, 8)
        page.text(200, top + 6, amount, 8).text(390, top + 6, amount, 8)
    assert rows(load(made(page))) == [
        ["部门单位代码", "合计", "本年支出"],
        ["", "", "基本", "项目"],
        ["某某市财政局本级", "1,210.29", "", "1,210.29"],
        ["甲局", "3.00", "", "3.00"],
    ]


def test_a_table_without_lines_is_unsure_from_its_caption_to_its_end() -> None:
    page = Page().text(50, 60, "支出决算表").text(400, 80, "单位：万元")
    row = ("208", "社会保障", "1,210.29", "5.00")
    document = load(made(without_lines(page, 120, row, row, row).text(50, 300, "以上。")))
    grid, *_ = document.grids
    assert document.is_unsure(document.span(0, grid.end))
    assert not document.is_unsure(document.span(0, 5))
    assert not document.is_unsure(document.span(document.text.index("以上"), len(document.text)))


def test_words_side_by_side_at_the_foot_of_a_page_are_no_table_of_their_own() -> None:
    first = Page().text(50, 100, BODY[:28]).text(50, 740, "负责人").text(300, 740, "经办人")
    assert not load(made(first, Page().text(50, 60, BODY[:28]))).grids


def test_an_empty_table_without_lines_is_told_by_the_numbers_of_its_columns() -> None:
    heads, numbers = ("编码", "科目名称", "合计", "基本", "项目"), ("", "栏次", "1", "2", "3")
    page = Page().text(120, 140, "合计")
    for x, head, number in zip((50, 120, 300, 400, 500), heads, numbers, strict=True):
        page.text(x, 100, head).text(x + 5, 120, number)
    assert rows(load(made(page)))[-1] == ["", "合计", "", "", ""]


def test_the_lines_between_tables_do_not_tell_how_far_the_text_reaches() -> None:
    prose, page = Page(), Page()
    for number in range(6):
        prose.text(50, 120 + 20 * number, BODY[:33] + "。", 12)
    for number in range(3):
        page.text(50, 100 + 60 * number, "本单位无国有资本经营预算财政拨款支出", 12)
        page.text(50, 120 + 60 * number, f"二〇二四年度第{number}张财政拨款支出决算表", 12)
    assert len(texts(prose, page)) == 6 + 6


def test_the_title_of_a_table_is_no_rest_of_the_note_above_it() -> None:
    page = Page(400).text(50, 100, BODY[:30]).text(50, 120, "2024年度支出决算表")
    page.text(50, 140, BODY[:30]).text(50, 160, "故有下降。")
    assert texts(page)[:2] == [BODY[:30], "2024年度支出决算表"]


def test_prose_with_numbers_is_no_table() -> None:
    page = Page()
    for number in range(6):
        page.text(50, 100 + 20 * number, f"{number + 1}.").text(
            80, 100 + 20 * number, "安全检查12.50次"
        )
    assert load(made(page)).grids == ()


def test_every_span_says_its_page_and_where_it_stands() -> None:
    document = load(made(Page().text(50, 100, "别的"), Page().text(50, 100, "支出517.22万元")))
    start = document.text.index("517.22")
    span = document.span(start, start + 6)
    assert (span.text, span.page, span.boxes) == ("517.22", 2, ((70.0, 100.0, 100.0, 110.0),))


def test_a_blank_cell_is_shown_by_its_frame() -> None:
    document = load(made(Page().ruled((50, 100, 150, 200), (100, 120), [("甲", "", "1")])))
    blank = document.grids[0].rows[0][1]
    assert document.span(blank.start, blank.end).boxes == ((100.0, 100.0, 150.0, 120.0),)


def test_a_sentence_has_a_box_for_each_line_and_a_section_one_in_all() -> None:
    lines = Page(400)
    for number in range(45):
        lines.text(50, 60 + 15 * number, BODY[:30])
    document = load(made(lines))
    assert len(document.span(0, 90).boxes or ()) == 3
    assert document.span(0, 45 * 30).boxes == ((50.0, 60.0, 350.0, 730.0),)


def test_a_page_that_is_only_an_image_is_named() -> None:
    image = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"
    document = load(made(Page().text(50, 100, "支出"), Page().raw(image), Page()))
    assert [(w.code, w.page) for w in document.warnings] == [("page_without_text", 2)]
    assert document.pages == 3


def test_a_file_of_images_has_no_text() -> None:
    with pytest.raises(NoText):
        load(made(Page(), Page()))


def test_what_stands_above_a_table_does_not_go_on_below_it() -> None:
    page = Page().text(60, 60, "2024年度部门决算公开：一般公共预算财政拨款基本支出和项目支出")
    page.text(60, 100, "绩效自评得分：99.8").ruled([60, 150, 240], [120, 140], [("项目名称", "甲")])
    page.text(60, 160, "家中人员已经全部慰问。")
    (score,) = (fact for fact in read_evidence(load(made(page))).facts if fact.value == "99.8")
    assert score.span.text == "99.8"
