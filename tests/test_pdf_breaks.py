"""Forms that a page cuts, and names that go on below where nothing shows where a row ends."""

from __future__ import annotations

from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows


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
