"""Sentences that wrap side by side, in forms whose lines are not drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows, texts

PLAN = ("完善服务体系，开展", "培训不少于十二次，", "满意度达到九成。")
DONE = (
    "全年组织培训十四次，累计参与企业",
    "一千五百余家，服务对象满意度百分",
    "之九十五，发布信息四百二十条，走",
    "访企业六十家。",
)


def stack(page: Page, x: float, top: float, lines: Sequence[str], step: float = 13) -> Page:
    """Write lines below each other."""
    for at, line in enumerate(lines):
        page.text(x, top + at * step, line)
    return page


@pytest.mark.parametrize("step", [12, 15, 22])
def test_passages_side_by_side_are_cells_of_one_row(step: float) -> None:
    page = stack(Page(), 130, 100 + step / 2, PLAN, step)
    stack(page, 240, 100, DONE, step).text(60, 100 + 1.5 * step, "绩效目标")
    page.text(430, 100 + 1.5 * step, "20")
    assert rows(load(made(page))) == [["绩效目标", "".join(PLAN), "".join(DONE), "20"]]


def test_a_label_beside_the_middle_of_a_passage_does_not_part_it() -> None:
    page = stack(Page(), 140, 100, DONE).text(50, 119.5, "偏差原因分析")
    page.text(50, 300, "附件")
    assert texts(page) == ["偏差原因分析\t" + "".join(DONE), "附件"]


def test_a_line_between_rows_ends_a_passage() -> None:
    page = stack(stack(Page(), 140, 100, DONE[:2]), 140, 126, DONE[:2])
    page.text(60, 106.5, "甲").text(60, 132.5, "乙")
    page.line(50, 124.5, 400, 124.5)
    whole = "".join(DONE[:2])
    assert rows(load(made(page))) == [["甲", whole], ["乙", whole]]


def test_a_passage_stands_between_the_rows_of_its_table() -> None:
    page = Page()
    for top, *row in ((80, "指标", "目标", "完成", "得分"), (100, "数量", "1.5", "1.8", "10")):
        for x, words in zip((60, 140, 240, 430), row, strict=True):
            page.text(x, top, words)
    stack(page, 140, 120, PLAN)
    stack(page, 240, 120, DONE[:3]).text(60, 133, "质量").text(430, 133, "20")
    for top in (165, 185):
        for x, words in ((60, "时效"), (140, "100%"), (240, "100%"), (430, "30")):
            page.text(x, top, words)
    told = rows(load(made(page)))
    assert told[2] == ["质量", "".join(PLAN), "".join(DONE[:3]), "20"]
    assert [row[0] for row in told] == ["指标", "数量", "质量", "时效", "时效"]


def test_prose_alone_is_no_passage() -> None:
    assert texts(stack(Page(220), 50, 100, DONE)) == ["".join(DONE)]


def test_amounts_below_each_other_stand_in_rows_of_their_own() -> None:
    page = Page()
    for at, name in enumerate(
        ("人员经费，含工资福利及", "公用经费，含办公费及水", "项目经费，含设备购置及")
    ):
        page.text(60, 100 + 14 * at, name).text(200, 100 + 14 * at, f"{at + 1}.50")
        page.text(300, 100 + 14 * at, f"{at + 4}.50")
    assert [row[1:] for row in rows(load(made(page)))] == [
        ["1.50", "4.50"],
        ["2.50", "5.50"],
        ["3.50", "6.50"],
    ]


def test_the_white_around_passages_tells_which_lines_are_one_cell() -> None:
    page = stack(stack(Page(), 140, 100, PLAN), 240, 100, DONE[:3]).text(60, 113, "1")
    page.text(60, 147, "2").text(140, 147, "督促企业上缴率达").text(240, 147, "上缴率100%")
    page.text(90, 160, "收益").text(140, 160, "100%")
    stack(stack(page, 140, 181, PLAN), 240, 181, DONE[:3]).text(60, 194, "3")
    document = load(made(page))
    told = [row for grid in range(len(document.grids)) for row in rows(document, grid)]
    assert [row[0] for row in told] == ["1", "2", "3"]
    assert told[1] == ["2", "收益", "督促企业上缴率达100%", "上缴率100%"]


def test_a_passage_that_a_page_cuts_is_one_though_a_cell_beside_it_is_blank_below() -> None:
    plan = (
        "1. 完善服务体系，开",
        "展培训十二次以上。",
        "2. 满意度达到九成，",
        "服务对象有所增加。",
    )
    first = stack(stack(Page(), 140, 720, plan[:2]), 250, 720, DONE[:2]).text(60, 726, "1")
    second = stack(Page(), 140, 60, plan[2:])
    stack(second, 250, 60, DONE[2:])
    document = load(made(first, second))
    assert rows(document) == [["1", "".join(plan), "".join(DONE)]]


def test_numbers_that_stand_apart_count_paragraphs() -> None:
    named = [f"{name}收入，指单位取得的各种收入。" for name in ("上级", "事业", "经营")]
    page = stack(stack(Page(), 77, 100, named), 50, 100, ("(八)", "(九)", "(十)"))
    assert texts(page) == [f"({n}) {words}" for n, words in zip("八九十", named, strict=True)]


def test_a_gap_in_one_line_is_no_gutter_beside_others() -> None:
    heads = (
        "七、基金预算，收入支出情况说明",
        "本单位当年无基金预算收支，特说明",
        "八、财政拨款，支出情况的总体说明",
    )
    page = stack(Page(), 50, 100, heads).text(50, 139, "今年三公经费，财政拨款支出预算为")
    page.text(213.5, 139, "172.98").text(247, 139, "万元，比上年减少")
    assert not load(made(page)).grids


def test_words_pushed_to_the_end_of_a_justified_line_are_beside_no_passage() -> None:
    page = Page().text(50, 100, "本单位当年的年初预算为810.41")
    page.text(202, 100, "万元，").text(50, 114, "完成年初预算的九成。")
    assert not load(made(page)).grids


def read(printed: Mapping[int, Mapping[int, str]]) -> list[list[str]]:
    """Return the words of each row that is read where words are printed at these places."""
    page = Page()
    for top, cells in printed.items():
        for x, words in cells.items():
            page.text(x, top, words, 8)
    return [[text for text in row if text] for row in rows(load(made(page)))]


def test_values_below_headings_are_a_row_though_a_name_stands_beside_both() -> None:
    printed = {
        100: {50: "项目名称", 150: "树木修剪经费"},
        120: {50: "主管部门", 150: "某区园林中心", 350: "实施单位", 450: "某区园林中心"},
        140: {250: "预算数", 350: "执行数", 450: "执行率", 530: "得分"},
        150: {50: "预算执行情况", 150: "年度资金总额"},
        160: {300: "62.50", 400: "50.00", 490: "80.00%", 570: "8.0"},
        180: {150: "二级指标", 250: "指标名称", 350: "目标值", 450: "完成值", 530: "得分"},
        200: {150: "数量指标", 250: "修剪树木", 400: "20棵", 490: "25棵", 570: "9.5"},
        220: {150: "质量指标", 250: "验收合格率", 400: "90%", 490: "95%", 570: "9.0"},
        240: {150: "时效指标", 250: "完成及时率", 400: "90%", 490: "95%", 570: "9.0"},
    }
    found = read(printed)
    assert found[2:4] == [
        ["预算执行情况", "年度资金总额", "预算数", "执行数", "执行率", "得分"],
        ["62.50", "50.00", "80.00%", "8.0"],
    ]


def test_values_close_below_headings_are_a_row_though_the_next_ones_are_farther_apart() -> None:
    printed = {
        100: {50: "编码", 100: "名称", 200: "小计", 300: "人员", 400: "公用"},
        112: {120: "合计", 240: "66.00", 340: "55.00", 440: "11.00"},
        134: {50: "201", 100: "公共服务支出", 240: "22.00", 340: "20.00", 440: "2.00"},
        156: {50: "208", 100: "社会保障支出", 240: "44.00", 340: "35.00", 440: "9.00"},
    }
    found = read(printed)
    assert found == [[*cells.values()] for cells in printed.values()]


def test_blanks_below_each_other_are_no_gutter() -> None:
    """TeX stretches the blanks of each line; some stand at one place by accident."""
    page = Page()
    lines = (
        ("费用一万", "元，走访费用", "三千元，资料", "费二十元，"),
        ("合计七", "千元；安全隐患", "排查及整改，监管", "六十三"),
        ("处出租场所", "配置灭火器", "，二百八", "十元每个，三个"),
    )
    for at, words in enumerate(lines):
        x = 50.0
        for part in words:
            page.text(x, 100 + 13 * at, part)
            x += 10 * len(part) + 5
    assert load(made(page)).grids == ()


def test_headings_of_passages_are_no_part_of_the_row_of_values_close_above_them() -> None:
    page = Page().text(60, 60, "项目名称", 8).text(140, 60, "某某经费", 8)
    for x, heading in ((200, "预算数"), (290, "执行数"), (370, "执行率"), (440, "本项得分")):
        page.text(x, 80, heading, 8)
    page.text(60, 86, "执行情况", 8).text(140, 86, "资金总额", 8)
    for x, amount in ((250, "60.00"), (340, "59.40"), (410, "99.00%"), (480, "19.8")):
        page.text(x, 97, amount, 8)
    page.text(140, 109, "设定目标", 8).text(290, 109, "完成情况", 8).text(440, 109, "得分", 8)
    stack(page, 130, 140, PLAN)
    stack(page, 240, 140, DONE).text(60, 153, "总目标").text(430, 153, "20")
    told = [list(filter(None, row)) for row in rows(load(made(page)))]
    assert ["60.00", "59.40", "99.00%", "19.8"] in told
    assert ["设定目标", "完成情况", "得分"] in told


def spaced(page: Page, x: float, top: float, words: Sequence[str], blank: float) -> Page:
    """Write words with white between them, as a line that is justified has it."""
    for said in words:
        page.text(x, top, said)
        x += sum(10 if c > "\u2e80" else 5 for c in said) + blank
    return page


@pytest.mark.parametrize("blank", [4, 6.5])
def test_the_blanks_of_a_justified_line_part_no_passage(blank: float) -> None:
    first = ("组织所属企业上缴", "2024", "年经营利润", "1300", "万元，全年")
    page = spaced(Page(), 240, 100, first, blank).text(240, 113, "完成率达到九成。")
    page.text(60, 106.5, "数量").text(130, 106.5, "督促企业上缴")
    told = "组织所属企业上缴 2024 年经营利润 1300 万元，全年完成率达到九成。"
    assert rows(load(made(page))) == [["数量", "督促企业上缴", told]]


def test_white_that_is_no_blank_parts_a_passage_and_its_value() -> None:
    page = stack(Page(), 130, 100, ("督促所属企业按季度", "上缴，全年都要完成", "并按时入库。"))
    page.text(226.5, 113, "100").text(60, 113, "数量")
    assert rows(load(made(page))) == [
        ["数量", "督促所属企业按季度上缴，全年都要完成并按时入库。", "100"]
    ]


def cut_by_a_page() -> Page:
    """Print a row whose last passage has no end, at the foot of a page."""
    page = stack(stack(Page(), 130, 700, PLAN), 240, 700, DONE[:3])
    return page.text(60, 713, "1")


def test_what_a_page_leaves_of_a_passage_goes_on_in_its_column_on_the_next_ones() -> None:
    lines = ("访企业六十家，召开会议五十五次，", "参会人员九百二十人次。")
    below = stack(Page(), 240, 40, lines)
    stack(stack(below, 130, 80, PLAN), 240, 80, DONE[:3]).text(60, 93, "2")
    last = stack(Page(), 240, 40, ("访企业六十家。",))
    first, second = "".join((*DONE[:3], *lines)), "".join(DONE)
    assert rows(load(made(cut_by_a_page(), below, last))) == [
        ["1", "".join(PLAN), first],
        ["2", "".join(PLAN), second],
    ]


@pytest.mark.parametrize(
    ("x", "said"), [(60, "走访企业六十家。"), (150, "二、下一年打算"), (240, "9.50")]
)
def test_what_stands_elsewhere_or_says_another_thing_is_not_of_the_passage(
    x: float, said: str
) -> None:
    below = Page().text(x, 40, said).text(60, 60, "全年走访企业六十家，比上年多十二家，完成计划。")
    document = load(made(cut_by_a_page(), below))
    assert rows(document) == [["1", "".join(PLAN), "".join(DONE[:3])]]
    assert said in {document.text[line.start : line.end] for line in document.lines}
