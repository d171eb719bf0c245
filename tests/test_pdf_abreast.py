"""Tables too wide for a page: what stands on later pages at the same height is their columns."""

from __future__ import annotations

from itertools import chain

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

_XS = [50, 100, 300, 360]
# So long that it stands in the middle of a page, too.
PLAN = "系，走访企业，加强培训，按月公布进度，年底前完成全部任务，及时办理来信来访，提高满意度。"


def _half(name: str, first: int, last: int) -> list[list[str]]:
    """Return rows of one half of a table, numbered so."""
    return [[f"{name}{at}", f"款{at}", f"{at}.00"] for at in range(first, last)]


def _read(*pages: Page) -> list[list[str]]:
    """Return the rows of all tables of a file."""
    document = load(made(*pages))
    return [row for number in range(len(document.grids)) for row in rows(document, number)]


def _ys(top: int, count: int) -> list[float]:
    """Return the heights of rows; those of a sheet have their height on all pages."""
    return [top + 18 * at for at in range(count + 1)]


def test_columns_that_did_not_fit_stand_on_the_next_page_at_the_same_height() -> None:
    ys = [100, 120, 140, 160, 180]
    left = Page().text(50, 60, "支出决算表")
    left.ruled(
        [50, 100, 300], ys, [["编码", "名称"], ["208", "社保"], ["210", "卫生"], ["", "合计"]]
    )
    middle = Page().ruled(
        [60, 160, 260], ys, [["基本", "项目"], ["1.00", "2.00"], ["3.00", ""], ["4.00", "2.00"]]
    )
    right = Page().ruled([60, 160], ys, [["上缴"], ["5.00"], ["6.00"], ["11.00"]])
    document = load(made(left, middle, right))
    assert rows(document) == [
        ["编码", "名称", "基本", "项目", "上缴"],
        ["208", "社保", "1.00", "2.00", "5.00"],
        ["210", "卫生", "3.00", "", "6.00"],
        ["", "合计", "4.00", "2.00", "11.00"],
    ]
    place = document.span(document.text.index("11.00"), document.text.index("11.00") + 5)
    assert place.page == 3


def test_the_next_rows_of_a_table_are_not_its_next_columns() -> None:
    xs, head = [50, 100, 300], ["编码", "名称"]
    full = [60 + 20 * at for at in range(36)]
    codes = [[str(301 + at), f"款{at}"] for at in range(70)]
    first = Page().ruled(xs, full, [head, *codes[:34]])
    more = Page().ruled(xs, full, [head, *codes[34:68]])
    assert len(rows(load(made(first, more)))) == 69


def test_rows_whose_codes_are_whole_below_parted_ones_are_not_the_next_columns() -> None:
    ys = [60 + 45 * at for at in range(17)]
    head = [["类", "款", "项", "栏次", "1"], ["", "", "", "合计", "9.00"]]
    above = [[f"{at}", "", "", f"支出{at}", f"{at}.00"] for at in range(201, 215)]
    below = [[f"{at}", f"支出{at}", f"{at}.00"] for at in range(215, 231)]
    first = Page().ruled([50, 80, 110, 140, 300, 400], ys, [*head, *above])
    assert len(_read(first, Page().ruled([50, 140, 300, 400], ys, below))) == 32


def test_a_table_with_the_same_rows_is_not_the_next_columns_of_the_last_one() -> None:
    ys = [100, 120, 140, 160, 180, 200]
    names = ["科目名称", "社会保障", "卫生健康", "住房保障", "合计"]
    first = Page().ruled([50, 150, 300], ys, [[name, "1.00"] for name in names])
    other = Page().ruled([50, 150, 200, 300], ys, [[name, "2.00", ""] for name in names])
    assert len(load(made(first, other)).grids) == 2


def test_a_column_with_lines_that_goes_on_with_no_table_is_text() -> None:
    page = Page().ruled([60, 160], [100, 120, 140, 160], [["一"], ["二"], ["三"]])
    document = load(made(page))
    assert (document.grids, [line.text for line in document.lines]) == ((), ["一", "二", "三"])


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


@pytest.mark.parametrize("repeated", [False, True])
def test_columns_of_the_same_widths_go_on_where_the_title_leaves_room(repeated: bool) -> None:
    """Two halves of a sheet, each with a page of its first rows and one of its last."""
    pages = []
    for name in ("收入", "支出"):
        head = [[name, "", ""], ["编码", "名称", "金额"]]
        pages.append(Page().ruled(_XS, _ys(100, 37), head + _half(name, 1, 36)))
        again = head if repeated else []
        pages.append(Page().ruled(_XS, _ys(60, 3 + len(again)), again + _half(name, 36, 39)))
    pages[0].text(50, 60, "收入支出决算总表")
    read = _read(*pages)
    both = zip(_half("收入", 1, 39), _half("支出", 1, 39), strict=True)
    assert read[2:] == [[*left, *right] for left, right in both]


def test_columns_of_the_same_widths_go_on_where_the_rows_end_far_from_the_foot() -> None:
    """Printed across first: the last rows of both halves stand on pages behind each other."""
    pages = [
        Page().ruled(_XS, _ys(100, 37), [[name, "", ""], *_half(name, 1, 37)])
        for name in ("收入", "支出")
    ]
    pages[0].text(50, 60, "收入支出决算总表")
    pages += [Page().ruled(_XS, _ys(60, 3), _half(name, 37, 40)) for name in ("收入", "支出")]
    read = _read(*pages)
    both = zip(_half("收入", 1, 40), _half("支出", 1, 40), strict=True)
    assert read[1:] == [[*left, *right] for left, right in both]


def test_the_last_columns_go_on_as_those_before_though_their_last_cell_shows_no_line() -> None:
    pages = [Page().text(50, 60, "基本支出决算表").ruled(_XS, _ys(100, 37), _half("甲", 1, 38))]
    pages += [Page().ruled(_XS, _ys(60, 5), _half("甲", 38, 43))]
    pages += [Page().ruled(_XS, _ys(100, 37), _half("乙", 1, 38))]
    pages += [Page().ruled(_XS, _ys(60, 4), _half("乙", 38, 42))]
    read = _read(*pages)
    assert [row[4:5] for row in read] == [*([f"款{at}"] for at in range(1, 42)), []]


def test_lines_that_the_edge_of_the_page_cuts_go_on_each_at_its_height() -> None:
    ys = [100, 120, 160, 180]
    left = Page().text(50, 60, "绩效自评表").text(54, 104, "目标").text(54, 164, "得分")
    right = Page().text(202, 104, "总分").text(202, 164, "20")
    for page, xs, edge in ((left, (50, 150, 350), 350), (right, (60, 200, 300), 60)):
        for y in ys:
            page.line(xs[0], y, xs[-1], y)
        for x in xs:
            page.line(x, 100, x, 120 if x == edge else 180)
            page.line(x, 160, x, 180)
    left.text(300, 124, "举办培训四").text(300, 140, "服务企业五")
    right.text(62, 124, "场，满意。").text(62, 140, "家。")
    assert "举办培训四场，满意。 服务企业五家。" in rows(load(made(left, right)))[1]


def _over(*words: tuple[float, float, str]) -> Page:
    page = Page().ruled(_XS, _ys(100, 37), _half("支出", 1, 38))
    for x, top, each in words:
        page.text(x, top, each)
    return page


def test_the_end_of_a_line_and_the_unit_can_stand_over_the_last_columns() -> None:
    left = Page().text(500, 40, "注：本表反映").text(50, 60, "收支决算总表")
    left.ruled(_XS, _ys(100, 37), _half("收入", 1, 38))
    document = load(made(left, _over((50, 40, "收入和支出。"), (300, 80, "单位：万元"))))
    both = zip(_half("收入", 1, 38), _half("支出", 1, 38), strict=True)
    assert rows(document) == [[*one, *other] for one, other in both]
    said = document.text[: document.grids[0].start]
    assert said.index("反映") < said.index("收入和") < said.index("总表") < said.index("单位")


def _titled(*pages: tuple[float, str]) -> list[Page]:
    """Return pages of a sheet, over each of which stands a part of a title."""
    made_of = []
    for name, (x, words) in zip(("收入", "支出", "结余"), pages, strict=False):
        page = Page().ruled(_XS, _ys(100, 37), _half(name, 1, 38))
        made_of.append(page.text(x, 60, words) if words else page)
    return made_of


@pytest.mark.parametrize(
    "parts",
    [
        [(318, "某市2024"), (50, "年度收支决算总表")],
        [(328, "某市某"), (50, "局" + 5 * "收入支出结余"), (50, "决算表")],
        [(50, ""), (120, "某市某局收支决算总表"), (50, "")],
    ],
)
def test_a_title_in_the_middle_of_a_wide_sheet_is_cut_by_the_edges_of_pages(
    parts: list[tuple[float, str]],
) -> None:
    document = load(made(*_titled(*parts)))
    names = ("收入", "支出", "结余")[: len(parts)]
    halves = zip(*(_half(name, 1, 38) for name in names), strict=True)
    assert rows(document) == [[*chain(*each)] for each in halves]
    title = "".join(words for _, words in parts)
    assert [line.text for line in document.lines if line.end < document.grids[0].start] == [title]


def test_below_a_title_that_no_edge_cuts_stands_another_table() -> None:
    pages = _titled((50, "某市某局收入决算总表"), (50, "某市某局支出决算总表"))
    assert len(load(made(*pages)).grids) == 2


@pytest.mark.parametrize("line", ["支出决算表（按科目）", "编制单位：某市某局", "收支"])
def test_a_table_below_a_caption_is_not_the_next_columns_of_another(line: str) -> None:
    left = Page().text(50, 40, "收支").text(50, 60, "收支决算总表")
    left.ruled(_XS, _ys(100, 37), _half("收入", 1, 38))
    assert len(load(made(left, _over((50, 60, line)))).grids) == 2


def test_a_cell_that_an_edge_cuts_goes_on_where_nothing_is_drawn() -> None:
    """The cell of a row that is merged over all pages has no line on the next ones."""
    ys = [100, 120, 140, 160]
    left = Page().text(50, 60, "项目自评表")
    for y in ys:
        left.line(50, y, 500, y)
    left.line(50, 100, 50, 160).line(330, 100, 330, 160)
    for top in (100, 140):
        left.line(500, top, 500, top + 20)
    for at, words in enumerate((("预算数", "12.00"), ("目标", "完善服务体"), ("得分", "20"))):
        left.text(52, 102 + 20 * at, words[0], 8).text(460, 102 + 20 * at, words[1], 8)
    right = Page()
    for y in ys:
        right.line(60, y, 500, y)
    for top in (100, 140):
        for x in (60, 270, 500):
            right.line(x, top, x, top + 20)
    right.text(60, 122, PLAN, 8).text(62, 102, "执行数", 8).text(402, 102, "11.00", 8)
    right.text(62, 142, "执行率", 8).text(402, 142, "99%", 8)
    assert _read(left, right) == [
        ["预算数", "12.00", "执行数", "11.00"],
        ["目标", f"完善服务体{PLAN}"],
        ["得分", "20", "执行率", "99%"],
    ]


def test_a_cell_that_an_edge_cuts_can_be_all_of_the_next_page() -> None:
    left = Page().line(50, 100, 500, 100).line(50, 130, 500, 130)
    left.line(50, 100, 50, 130).line(330, 100, 330, 130)
    left.text(52, 110, "改进措施", 8).text(460, 110, "完善服务体", 8)
    right = Page().line(60, 100, 500, 100).line(60, 130, 500, 130).text(60, 110, PLAN, 8)
    assert _read(left, right) == [["改进措施", f"完善服务体{PLAN}"]]
