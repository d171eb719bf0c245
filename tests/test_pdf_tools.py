"""What other tools do: rows cut where no line is drawn, white borders, several pages on a sheet."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.document import Document
from extractor.errors import NoText
from extractor.load import load
from extractor.load.pdf.content.reader import read_pages
from tests import pdf_objects
from tests.pdf import Page, made
from tests.test_pdf import rows, texts

XS = (50, 150, 200)


def cut_row(first: Page, second: Page, ys: tuple[float, ...]) -> None:
    """Draw a table whose last row goes on at the top of the next page, between open ends."""
    for page, lying, end in ((first, ys, ys[-1] + 20), (second, (80, 100), 100)):
        for y in lying:
            page.line(XS[0], y, XS[-1], y)
        for x in XS:
            page.line(x, lying[0] if page is first else 60, x, end)


@pytest.mark.parametrize("repeated", [False, True])
def test_a_row_that_no_line_ends_goes_on_with_words_in_other_cells(repeated: bool) -> None:
    ys = (700, 720, 740)
    first = Page().text(52, 702, "项目", 8).text(152, 702, "金额", 8)
    first.text(52, 722, "教育支出", 8).text(152, 722, "1.00", 8).text(152, 742, "2.00", 8)
    second = Page()
    cut_row(first, second, ys)
    if repeated:
        second.ruled(XS, (40, 60), [("项目", "金额")])
    second.text(52, 62, "卫生支出", 8).text(52, 82, "合计", 8).text(152, 82, "3.00", 8)
    assert rows(load(made(first, second))) == [
        ["项目", "金额"],
        ["教育支出", "1.00"],
        ["卫生支出", "2.00"],
        ["合计", "3.00"],
    ]


def test_rows_that_no_line_parts_are_two_where_both_have_a_number() -> None:
    first = Page().text(52, 702, "项目", 8).text(152, 702, "金额", 8)
    first.text(52, 722, "教育支出", 8).text(152, 722, "1.00", 8).text(152, 742, "2.00", 8)
    second = Page().ruled(XS, (40, 60), [("项目", "金额")])
    cut_row(first, second, (700, 720, 740))
    second.text(52, 62, "卫生支出", 8).text(152, 62, "3.00", 8).text(52, 82, "合计", 8)
    document = load(made(first, second))
    assert rows(document)[-2:] == [["卫生支出", "3.00"], ["合计", ""]]


CELLS = [(50, 100, "甲"), (130, 100, "1"), (50, 120, "乙"), (130, 120, "2")]
TABLE = [["甲", "1"], ["乙", "2"]]


def test_borders_may_be_white_on_coloured_cells() -> None:
    page = Page().raw("0.8 g 50 702 150 40 re f 1 G 0 g")
    page.ruled((50, 130, 200), (100, 120, 140), TABLE)
    assert rows(load(made(page))) == TABLE
    filled = Page().raw("0.8 g 50 702 150 40 re f 1 g")
    filled.raw("50 721 150 1 re 129 702 1 40 re f 0 g 0 G").raw("50 702 150 40 re S")
    for x, top, words in CELLS:
        filled.text(x + 5, top + 5, words)
    assert rows(load(made(filled))) == TABLE
    bare = Page().raw("1 G").ruled((50, 130, 200), (100, 120, 140), TABLE)
    assert not load(made(bare)).grids


def test_borders_may_be_what_is_left_between_two_boxes() -> None:
    page = Page()
    for x, top, words in CELLS:
        right, y = (130 if x == 50 else 200), 842 - top
        outer, inner = f"{x} {y} {right - x} -20", f"{x + 0.5} {y - 0.5} {right - x - 1} -19"
        page.raw(f"{inner} re {outer} re f*").text(x + 5, top + 5, words)
    assert rows(load(made(page))) == TABLE


def test_the_code_of_a_project_goes_on_behind_a_page_break() -> None:
    xs = (50, 102, 150, 200)
    first = Page().ruled(xs, (740, 760), [("420103224032", "金融街集团", "1.69")])
    first.ruled(xs, (720, 740), [("420103224031", "专项", "2.00")])
    second = Page().ruled(xs, (40, 60), [("111", "退休干部", "")])
    second.ruled(xs, (60, 80), [("42", "合计", "3.69")])
    assert rows(load(made(first, second)))[1:] == [
        ["420103224032111", "金融街集团退休干部", "1.69"],
        ["42", "合计", "3.69"],
    ]


def test_an_empty_frame_below_the_last_row_takes_no_row_of_the_next_page() -> None:
    first = Page().ruled(XS, (700, 720, 740), [("项目", "金额"), ("教育支出", "1.00")])
    for x in (XS[0], XS[-1]):
        first.line(x, 740, x, 760)
    second = Page().ruled(XS, (40, 60, 80), [("项目", "金额"), ("卫生支出", "3.00")])
    assert rows(load(made(first, second)))[-1] == ["卫生支出", "3.00"]


def test_a_blank_may_be_a_mere_gap_between_the_strings_of_two_fonts() -> None:
    page = Page().text(50, 100, "印刷费").text(82.5, 100, "宣传").text(105, 100, "0.2")
    assert texts(page) == ["印刷费 宣传 0.2"]


def spaced(page: Page, x: float, top: float, *words: str, gap: float = 3.5) -> None:
    """Write words a little apart, as typesetters set numbers among Chinese."""
    for each in words:
        page.text(x, top, each)
        x += sum(5 if character.isascii() else 10 for character in each) + gap


def test_numbers_set_a_little_apart_do_not_make_a_table_of_sentences() -> None:
    page = Page()
    spaced(page, 70, 100, "支出年初预算为", "481.80", "万元，支出决算为", "481.80", "万元。")
    spaced(page, 70, 120, "基本支出", "463.98", "万元，占", "96.3%；项目支出", "17.82", "万元，占")
    spaced(page, 50, 140, "3.7%，比", "2023", "年减少", "7.04", "万元，下降", "1.3%。")
    assert not load(made(page)).grids
    assert texts(page) == [
        "支出年初预算为 481.80 万元，支出决算为 481.80 万元。",
        "基本支出 463.98 万元，占 96.3%；项目支出 17.82 万元，占3.7%，"
        "比 2023 年减少 7.04 万元，下降 1.3%。",
    ]


def test_wide_gaps_around_numbers_do_not_make_a_table_of_sentences() -> None:
    """Where characters stand on a grid, there is room for one more on either side of a number."""
    page = Page()
    lines = (
        ("4. 住房保障支出类支出", "29.91 万元，占", "6.20%", "。主要是用于住房"),
        ("改革支出。轿车", "2", "辆、越野车", "1", "辆，比", "2023", "年减少"),
        ("2024", "年度支出年初预算为", "482.61 万元，支出决算为", "481.80", "万"),
    )
    for at, words in enumerate(lines):
        spaced(page, 50, 100 + 30 * at, *words, gap=13)
    document = load(made(page))
    assert not document.grids
    assert not document.warnings


def sheet(left: str, right: str, *numbers: int) -> Page:
    """Draw two pages beside each other, with their numbers."""
    page = Page(842, 595).text(50, 100, left).text(471, 100, right)
    return page.text(200, 560, f"{numbers[0]}").text(621, 560, f"{numbers[1]}")


def test_two_pages_on_a_sheet_are_read_one_after_the_other() -> None:
    sheets = [
        sheet("支出总计五百一十七万元，比上年减少七万元，主要原因是人员减少", "，故有下降。", 1, 2),
        sheet("基本支出四百六十三万元。", "项目支出五十三万元。", 3, 4),
    ]
    document = load(made(*sheets))
    assert [line.text for line in document.lines] == [
        "支出总计五百一十七万元，比上年减少七万元，主要原因是人员减少，故有下降。",
        "基本支出四百六十三万元。",
        "项目支出五十三万元。",
    ]
    assert document.pages == 2
    last = document.span(document.lines[2].start, document.lines[2].end)
    assert (last.page, last.boxes) == (2, ((471, 100, 571, 110),))


def test_a_line_may_reach_near_the_middle_of_a_sheet_that_others_leave_white() -> None:
    long = "甲" * 36 + "。"
    sheets = [sheet("收入情况", "支出情况", 1, 2), sheet("结余情况", "人员情况", 3, 4)]
    sheets += [sheet("项目情况", "采购情况", 5, 6), sheet("绩效情况", "公用情况", 7, 8)]
    last = sheet(long, "资产情况", 9, 10).text(50, 130, "二、其他情况")
    document = load(made(*sheets, last))
    assert [line.text for line in document.lines[-3:]] == [long, "二、其他情况", "资产情况"]


NAMES = ["收入", "支出", "结余", "人员", "公用", "项目", "采购", "绩效"]


def sheets(columns: int, rows: int, orders: Sequence[Sequence[int]], *, numbers: bool) -> Document:
    """Return the document of high sheets that hold pages, given by their order."""
    made_: list[Page] = []
    for order in orders:
        page = Page(300 * columns, 840)
        width, height = page.width / columns, page.height / rows
        for at, number in enumerate(order):
            left, top = width * (at % columns), height * (at // columns)
            page.text(left + 40, top + 40, f"{NAMES[number - 1]}情况")
            if numbers:
                page.text(left + width / 2, top + height - 30, f"- {number} -")
        made_.append(page)
    return load(made(*made_))


@pytest.mark.parametrize(
    ("columns", "rows", "orders"),
    [
        (2, 2, [(1, 2, 3, 4), (5, 6, 7, 8)]),
        (2, 2, [(1, 3, 2, 4), (5, 7, 6, 8)]),
        (1, 2, [(1, 2), (3, 4), (5, 6), (7, 8)]),
    ],
)
def test_pages_on_a_sheet_are_read_as_their_numbers_count(
    columns: int, rows: int, orders: Sequence[Sequence[int]]
) -> None:
    document = sheets(columns, rows, orders, numbers=True)
    assert [line.text for line in document.lines] == [f"{name}情况" for name in NAMES]
    assert not document.warnings
    places = [document.span(line.start, line.end) for line in document.lines]
    for number, place in enumerate(places, 1):
        at = orders[place.page - 1].index(number) if place.page else -1
        left, top = 300 * (at % columns), 840 / rows * (at // columns)
        assert place.boxes == ((left + 40, top + 40, left + 80, top + 50),)


def test_a_booklet_is_read_as_it_is_folded() -> None:
    folded = [sheet("绩效", "收入", 8, 1), sheet("支出", "采购", 2, 7)]
    folded += [sheet("项目", "结余", 6, 3), sheet("人员", "公用", 4, 5)]
    document = load(made(*folded))
    assert [line.text for line in document.lines] == NAMES
    assert [document.span(line.start, line.end).page for line in document.lines] == [
        *(1, 2, 3, 4),
        *(4, 3, 2, 1),
    ]
    assert not document.warnings


def test_pages_on_a_sheet_without_numbers_are_told_of() -> None:
    document = sheets(2, 2, [(1, 2, 3, 4), (5, 6, 7, 8)], numbers=False)
    assert [line.text for line in document.lines] == [f"{name}情况" for name in NAMES]
    assert [warning.key for warning in document.warnings] == ["sheet_order"]


@pytest.mark.parametrize(
    "orders", [[(1, 2), (3, 4), (5, 6), (7, 8)], [(8, 1), (2, 7), (6, 3), (4, 5)]]
)
def test_the_codes_of_tables_tell_how_sheets_without_numbers_are_read(
    orders: Sequence[Sequence[int]],
) -> None:
    made_: list[Page] = []
    for order in orders:
        page = Page(842, 595)
        for left, number in zip((50, 471), order, strict=True):
            page.text(left, 100, f"{NAMES[number - 1]}决算表").text(
                left + 200, 120, f"公开0{number}表"
            )
        made_.append(page)
    document = load(made(*made_))
    assert [line.text for line in document.lines[::2]] == [f"{name}决算表" for name in NAMES]
    assert not document.warnings


def test_the_pages_of_a_single_sheet_are_told_by_their_numbers() -> None:
    document = sheets(2, 2, [(1, 2, 3, 4)], numbers=True)
    assert [line.text for line in document.lines] == [f"{name}情况" for name in NAMES[:4]]
    assert document.span(document.lines[3].start, document.lines[3].end).page == 1


def small(page: Page, left: float, top: float, table: Sequence[Sequence[str]]) -> Page:
    """Draw a table whose rows are 2.2 points high."""
    bottom = top + 2.2 * len(table)
    for x in (0, 9, 18, 27):
        page.line(left + x, top, left + x, bottom)
    for at, row in enumerate((*table, [])):
        page.line(left, top + 2.2 * at, left + 27, top + 2.2 * at)
        for column, words in enumerate(row):
            page.text(left + 9 * column + 0.5, top + 2.2 * at + 0.3, words, 1.6)
    return page


def test_tables_on_small_pages_are_read_as_on_large_ones() -> None:
    page = Page(600, 840)
    tables = [
        [[f"{name}编码", "科目名称", "合计"], *([f"20{n}", "支出", f"{n}.00"] for n in range(5))]
        for name in NAMES[:4]
    ]
    for at, table in enumerate(tables):
        left, top = 300 * (at % 2), 420 * (at // 2)
        small(page, left + 40, top + 20, table).text(left + 150, top + 390, f"- {at + 1} -")
    grids = load(made(page)).grids
    assert [[[cell.text for cell in row] for row in grid.rows] for grid in grids] == tables


def test_pages_with_white_in_the_middle_are_no_sheets() -> None:
    head = Page().text(50, 60, "收入情况").text(350, 60, "支出情况").text(50, 520, "结余")
    tail = Page().text(50, 520, "项目情况").text(350, 520, "绩效情况").text(350, 60, "采购")
    words = ["收入情况", "支出情况", "结余", "采购", "项目情况", "绩效情况"]
    assert texts(head, tail) == words


def test_a_wide_page_with_a_title_in_the_middle_is_one() -> None:
    page = Page(842, 595).text(381, 60, "收支总表").text(50, 100, "收入").text(471, 100, "支出")
    page.text(50, 120, "年初结转").text(471, 120, "年末结转")
    assert texts(page, page) == 2 * ["收支总表", "收入", "支出", "年初结转", "年末结转"]


def field(entries: str) -> str:
    return f"/Annots [<</Type/Annot/Subtype/Widget/FT/Tx/Rect [132 718 198 738] {entries}>>]"


@pytest.mark.parametrize(
    ("entries", "shown"),
    [
        ("/V(7.04)", "7.04"),
        ("/Parent <</FT/Tx/V(7.04)>>", "7.04"),
        ("/V(7.04) /F 2", ""),
        ("", ""),
        ("/V(1.00) /AP <</N 4 0 R>>", "7.04"),
        ("/AP <</N <</On 4 0 R /Off 5 0 R>>>> /AS/On", "7.04"),
    ],
)
def test_what_is_filled_into_a_field_is_read(entries: str, shown: str) -> None:
    objects = pdf_objects.objects([[b"1 0 0 1 300 300 cm 0 0 5 5 re W n"]])
    look = b"/Type/XObject /Subtype/Form /BBox [0 0 132 40] /Resources 10 0 R"
    objects[4] = pdf_objects.stream(b"BT /F1 16 Tf 20 12 Td (7.04) Tj ET", look)
    objects[5] = pdf_objects.stream(b"", look)
    page = pdf_objects.FIRST_PAGE
    objects[page] = objects[page].replace(b"/MediaBox", field(entries).encode() + b"/MediaBox")
    (read,) = read_pages(pdf_objects.file(objects))
    assert [run.text for run in read.runs] == [shown] * bool(shown)
    for run in read.runs:
        assert 132 <= run.lefts[0] < run.rights[-1] < 198
        assert 842 - 738 < run.top < run.bottom < 842 - 718


@pytest.mark.parametrize(
    ("own", "other"), [("Widget", "Highlight"), ("Widget", "Stamp"), ("FT/Tx", "FT/Sig")]
)
def test_notes_marks_and_seals_on_a_page_are_none_of_its_words(own: str, other: str) -> None:
    note = field("/Contents(7.04) /V(7.04)")
    assert texts(Page(extra=note).text(50, 100, "支出")) == ["支出", "7.04"]
    assert texts(Page(extra=note.replace(own, other)).text(50, 100, "支出")) == ["支出"]


def outlined(page: Page, top: float, count: int) -> Page:
    """Draw shapes in a row, as characters become when a file is made without fonts."""
    for at in range(count):
        x, y = 50 + 10 * (at % 40), page.height - top - 20 * (at // 40)
        page.raw(f"{x} {y} m {x + 8} {y} {x + 8} {y + 8} {x} {y + 8} c f")
    return page


def test_a_page_of_outlines_is_named_as_one_without_text() -> None:
    shown = Page().text(50, 100, "支出总计")
    document = load(made(shown, outlined(Page(), 100, 60), outlined(Page(), 100, 5)))
    assert [(w.code, w.page) for w in document.warnings] == [("page_without_text", 2)]


def test_a_file_of_outlines_and_empty_tables_has_no_text() -> None:
    with pytest.raises(NoText):
        load(made(outlined(Page(), 300, 60).ruled(XS, (40, 60, 80), [])))


def test_a_mark_repeated_over_a_page_is_no_part_of_it() -> None:
    table = [["科目", "决算数"], ["社会保障", "210.29"], ["卫生健康", "31.36"], ["科目", "241.65"]]
    page = Page().ruled([50, 200, 400], [100, 120, 140, 160, 180], table).text(52, 190, "科目", 8)
    for top in (98, 158, 300):
        page.text(60, top, "仅供公开", 12)
    document = load(made(page))
    assert rows(document) == table
    assert "仅供" not in document.text
    assert document.text.count("科目") == 3


def test_glyphs_without_a_width_have_a_column_too() -> None:
    page = Page().text(60, 100, "项目").text(250, 100, "预算数").text(350, 100, "决算数")
    for top in (120, 140, 160):
        page.text(60, top, "教育").text(250, top, "1.00").text(350, top, "2.00")
        page.raw("0 Tz").text(200, top, "注").raw("100 Tz")
    assert rows(load(made(page)))[1] == ["教育", "注", "1.00", "2.00"]


def test_a_number_too_wide_for_its_cell_takes_no_number_of_the_cell_before() -> None:
    page = Page().ruled((50, 150, 170, 200), (100, 120), [("本年收入合计", "", "")])
    page.text(155, 102, "27", 8).text(163, 102, "17,217.22", 8)
    assert rows(load(made(page))) == [["本年收入合计", "27", "17,217.22"]]


def clipped(page: Page, ys: tuple[float, ...], top: float, bottom: float) -> Page:
    """Draw a table whose standing lines reach over its last line, or begin above its first."""
    for y in ys:
        page.line(XS[0], y, XS[-1], y)
    for x in (*XS, 240):
        page.line(x, top, x, bottom)
    return page


def test_a_row_that_a_page_cuts_through_its_words_is_shown_by_both_pages_and_is_one() -> None:
    first = clipped(Page(), (700, 720, 740), 700, 746).text(52, 702, "项目", 8)
    first.text(152, 702, "金额", 8).text(52, 722, "教育支出", 8).text(152, 722, "1.00", 8)
    second = clipped(Page(), (56, 76), 50, 76).text(52, 58, "合计", 8).text(152, 58, "3.00", 8)
    for page, top in ((first, 741), (second, 47)):
        page.text(52, top, "卫生支出", 8).text(152, top, "2.00", 8)
    assert [row[:2] for row in rows(load(made(first, second)))] == [
        ["项目", "金额"],
        ["教育支出", "1.00"],
        ["卫生支出", "2.00"],
        ["合计", "3.00"],
    ]


def test_words_in_all_columns_of_a_wide_cell_are_headings_side_by_side() -> None:
    page = Page()
    for y in (100, 114, 138, 152, 166):
        page.line(50, y, 290, y)
    for x, top in ((50, 100), (110, 138), (170, 138), (230, 138), (290, 100)):
        page.line(x, top, x, 166)
    page.text(150, 102, "决算数", 8)
    for at, words in enumerate(("小计", "一般公共预算", "政府性基金", "国有资本")):
        page.text(52 + 60 * at, 116, words[:4], 8).text(52 + 60 * at, 126, words[4:], 8)
        page.text(60 + 60 * at, 140, f"{at}.50", 8).text(60 + 60 * at, 154, f"{at}.25", 8)
    heads = [[cell.replace(" ", "") for cell in row] for row in rows(load(made(page)))[:2]]
    assert heads == [
        ["决算数"],
        ["小计", "一般公共预算", "政府性基金", "国有资本"],
    ]


def test_characters_spread_over_a_wide_cell_are_no_headings_side_by_side() -> None:
    page = Page()
    for y in (100, 120, 140, 160):
        page.line(50, y, 290, y)
    for x, top in ((50, 100), (110, 120), (170, 120), (230, 120), (290, 100)):
        page.line(x, top, x, 160)
    for at, character in enumerate("年初设定目标"):
        page.text(52 + 45 * at, 105, character, 8)
    for at in range(4):
        page.text(60 + 60 * at, 125, f"{at}.50", 8).text(60 + 60 * at, 145, f"{at}.25", 8)
    assert [cell.replace(" ", "") for cell in rows(load(made(page)))[0]] == ["年初设定目标"]


def test_amounts_that_run_over_to_the_left_touch_no_name_and_no_other_amount() -> None:
    page = Page().ruled((50, 100, 126, 152), (100, 120), [("武汉市某区某",)], size=8)
    page.text(98.5, 102, "466.54", 8).text(124, 102, "466.54", 8)
    assert rows(load(made(page))) == [["武汉市某区某", "466.54", "466.54"]]
