"""Words that are struck through no longer count; an underline and a line of a table strike none."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.document import Document
from extractor.load import load
from tests.pdf import Page, made
from tests.test_pdf import rows

_XS, _YS = [50, 150, 300], [100, 120, 140]


def _struck(page: Page, x: float, top: float, words: str, size: float = 10) -> float:
    """Write words with a line through them; returns where they end."""
    end = x + sum(size if word >= "\u4e00" else size / 2 for word in words)
    page.text(x, top, words, size).line(x, top + 0.55 * size, end, top + 0.55 * size)
    return end


def _told(document: Document) -> list[tuple[str, int | None, object]]:
    return [(told.key, told.page, told.details.get("text")) for told in document.warnings]


def test_of_a_number_that_was_replaced_the_new_one_is_in_the_cell() -> None:
    page = Page().ruled(_XS, _YS, [["项目", "金额"], ["合计", ""]])
    page.text(_struck(page, 160, 125, "51.20"), 125, "61.20")
    document = load(made(page))
    assert rows(document) == [["项目", "金额"], ["合计", "61.20"]]
    assert _told(document) == [("words_struck", 1, "51.20")]


def test_a_number_is_whole_though_a_digit_in_it_was_replaced() -> None:
    page = Page().text(50, 100, "本年支出4")
    page.text(_struck(page, 95, 100, "8"), 100, "9.20万元，")
    end = _struck(page, 150, 100, "比上年增加")
    page.text(end, 100, "与上年持平。")
    document = load(made(page))
    assert [line.text for line in document.lines] == ["本年支出49.20万元，与上年持平。"]
    assert [text for _, _, text in _told(document)] == ["8"]


def test_words_in_the_middle_of_what_is_drawn_as_one_are_left_out() -> None:
    page = Page().text(50, 100, "支出517.22518.22万元").line(70, 104, 100, 104)
    page.line(70, 106, 100, 106)
    document = load(made(page))
    assert [line.text for line in document.lines] == ["支出518.22万元"]


@pytest.mark.parametrize(
    ("x0", "top", "x1"),
    [(50, 110.5, 80), (50, 99, 80), (50, 105, 300), (20, 105, 80)],
)
def test_a_line_below_or_above_words_or_of_another_length_strikes_none(
    x0: float, top: float, x1: float
) -> None:
    document = load(made(Page().text(50, 100, "517.22").line(x0, top, x1, top)))
    assert ([line.text for line in document.lines], document.warnings) == (["517.22"], ())


def test_a_line_between_two_standing_ones_strikes_no_words_that_lie_on_it() -> None:
    page = Page().ruled(_XS, _YS, [["项目", ""], ["合计", "1.00"]])
    page.line(150, 130, 300, 130).text(150, 125, "三万二千元以上的各项设备购置费")
    document = load(made(page))
    assert "三万二千元以上的各项设备购置费" in document.text
    assert document.warnings == ()


def test_a_piece_of_a_line_that_goes_on_strikes_no_words() -> None:
    page = Page().text(100, 100, "单位：万元")
    for x in (40, 100, 150, 210):
        page.line(x, 105, x + 60 - 10 * (x == 100), 105)
    document = load(made(page))
    assert ([line.text for line in document.lines], document.warnings) == (["单位：万元"], ())


def test_what_was_struck_is_told_to_people_in_their_language() -> None:
    page = Page().text(50, 40, "某局2024年度部门决算").text(50, 60, "一、收入支出决算总体情况说明")
    page.text(50, 80, "二、一般公共预算财政拨款支出决算情况说明")
    page.text(_struck(page, 50, 100, "上年"), 100, "本年支出决算为61.20万元。")
    data = made(page)
    for lang, words in (("zh", "划掉的文字（“上年”等）"), ("en", "struck through (“上年”")):
        (told,) = (w for w in extract(data, lang=lang).warnings if w.code == "words_struck")
        assert words in told.message


@pytest.mark.parametrize("title", [8, 18, 30])
def test_a_line_under_the_last_numbers_of_a_page_does_not_end_its_table(title: float) -> None:
    xs, head = (50, 86, 150, 250), ("编码", "科目名称", "金额")
    first = Page().ruled(xs, (760, 776, 792), [head, ("201", "公共服务", "9.00")])
    first.text(50, 700, "支出决算表", title)
    for x in xs:
        first.line(x, 792, x, 806)
    for x, words in zip(xs, ("2010301", "政府办公厅及相", "9.00"), strict=False):
        first.text(x + 4, 794, words, 8)
        end = x + 4 + sum(8 if word >= "\u4e00" else 4 for word in words)
        if words.isascii():
            first.line(x + 4, 802, end, 802)
    first.text(90, 803, "关机构事务", 8)
    rest = Page().ruled(xs, (40, 56), [("2010302", "一般事务", "1.00")])
    for x in xs:
        rest.line(x, 30, x, 40)
    told = rows(load(made(first, rest)))
    assert told[2:] == [
        ["2010301", "政府办公厅及相关机构事务", "9.00"],
        ["2010302", "一般事务", "1.00"],
    ]


@pytest.mark.parametrize("missed", [False, True])
def test_a_line_through_all_words_of_its_cells_parts_no_row(*, missed: bool) -> None:
    xs, rules = (50, 120, 200, 280, 360), (60, 76, 92)
    page = Page().line(120, 84.5, 280, 84.5)
    for y in rules:
        page.line(50, y, 360, y)
    for x in xs:
        page.line(x, 60, x, 92)
    for top, row in ((64, ("项目", "基本支出", "项目支出", "结转")), (80, ("栏次", "1", "2", "3"))):
        for x, words in zip(xs, row, strict=False):
            page.text(x + 4, top, words, 8)
    if missed:
        page.text(124, 87, "注", 4)
    head, *told = rows(load(made(page)))
    assert head == ["项目", "基本支出", "项目支出", "结转"]
    assert (told == [["栏次", "1", "2", "3"]]) is not missed
