"""Where a line goes on: indented paragraphs, and forms that are printed as running text."""

from __future__ import annotations

import pytest

from extractor.load.pdf.joints import Words
from extractor.load.pdf.lines import Printed
from tests.pdf import Page
from tests.test_pdf import texts

# As wide as the page has room behind an indent, and what stands at the left below it.
FULL = "全年组织走访企业六十家，为企业解决用工、融资、办证等方面的困难，开展培训十二次，"
REST = "参加人数一千五百余人次。"
TITLES = ("项目名称", "走访服务", "项目年度", "成本指标")


def indented(page: Page, *lines: tuple[float, str]) -> Page:
    """Write paragraphs that begin two characters to the right, and lines behind them."""
    top = 40.0
    for _ in range(13):
        page.text(70, top, FULL).text(50, top + 18, REST)
        top += 36
    for x, words in lines:
        page.text(x, top, words)
        top += 18
    return page


def test_a_line_at_the_left_goes_on_where_paragraphs_are_indented() -> None:
    ends = FULL[:-1] + "；"
    page = indented(Page(), (70, ends), (50, "2、负责信访接待。"), (70, "3、完成其他工作。"))
    assert texts(page)[-2:] == [ends + "2、负责信访接待。", "3、完成其他工作。"]


def test_an_item_below_a_full_line_is_its_own_where_paragraphs_are_not_indented() -> None:
    page = Page()
    for at in range(13):
        page.text(50, 40 + 36 * at, FULL).text(50, 58 + 36 * at, REST)
    page.text(50, 520, FULL[:-1] + "；").text(50, 538, "2、负责信访接待。")
    assert texts(page)[-2:] == [FULL[:-1] + "；", "2、负责信访接待。"]


def test_a_paragraph_as_far_from_both_sides_is_no_rest_of_a_title() -> None:
    # It ends as far from the right as it begins from the left.
    page = indented(Page(), (70, FULL), (70, FULL[:-2]))
    assert texts(page)[-2:] == [FULL, FULL[:-2]]


def form(*lines: str) -> str:
    """Return how a form reads that is printed as one paragraph; its words are in another, too."""
    known = "经济成本指标 成本指标 预算控制率 计划数据 产出指标 数量指标 走访企业户数 计划数据"
    whole = (70.0, known + " 质量指标 办结及时率")
    page = indented(Page(), whole, (70, lines[0]), *((50, line) for line in lines[1:]))
    return texts(page)[-1]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        # Elsewhere the words are whole, or a blank parts them.
        ("走访企", "业户数 十二户", "走访企业户数 十二户"),
        ("计划数据", "质量指标 办结率", "计划数据 质量指标 办结率"),
        ("产出指标", "数量指标 走访", "产出指标 数量指标 走访"),
        # Nowhere do they stand beside each other, but one of them mostly ends a cell.
        ("计划数据", "满意度 来访人员", "计划数据 满意度 来访人员"),
        ("来访人", "员满意度 九成", "来访人员满意度 九成"),
        # A number stands apart from words.
        ("走访企业户数", "12 户", "走访企业户数 12 户"),
    ],
)
def test_a_break_in_a_form_took_a_blank_or_tore_a_word(
    first: str, second: str, joined: str
) -> None:
    fill = "长期目标 成本指标 经济成本指标 预算控制率 计划数据 "
    room = len(FULL) - len(fill) - len(first) + 2
    # Blanks are half as wide; the line reaches as far as the others do.
    line = fill + "目" * (room - 1) + " " + first
    assert form(line, second).endswith(joined)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("308.6", "77.93% 年初", "308.6 77.93% 年初"),
        ("0", "0 合计", "0 0 合计"),
        ("22.5", "2024 年项目支出", "22.5 2024 年项目支出"),
        ("308.", "67 年初", "308.67 年初"),
    ],
)
def test_a_number_goes_on_only_where_both_parts_are_one(
    first: str, second: str, joined: str
) -> None:
    line = "甲" * (len(FULL) + 2 - 4) + " " + first
    while len(line.encode("gbk")) < 2 * len(FULL) + 4:
        line = "甲" + line
    page = indented(Page(), (50, line), (50, second))
    assert texts(page)[-1].endswith(joined)


@pytest.mark.parametrize("second", ["*13600元/人=27200元", "≥85% 计划数据", "97%—100% 计划数据"])
def test_signs_of_an_amount_are_not_parted_from_it(second: str) -> None:
    # Four characters would have had room.
    page = indented(Page(), (70, FULL[:-3]), (50, second))
    assert len(texts(page)[-1]) > len(second) + len(FULL) - 5


def test_a_word_goes_on_as_others_that_end_alike_do() -> None:
    def line(words: str) -> Printed:
        xs = [50.0 + 8 * at for at in range(len(words))]
        return Printed(words, xs, xs, 0.0, 8.0, 8.0, 1)

    words = Words(
        [line("项目 项目 人员类项目支出 290 特定目标类项目支出 51 项目名称 项目代码 项目年度")]
    )
    assert words.joint(line("合计 运转类"), "项目支出 26", 0.0) == ""
    assert words.joint(line("合计 运转费"), "项目支出 26", 0.0) == " "
