"""One thing told twice: what is the same, and what only sounds so."""

from __future__ import annotations

import pytest

from extractor import extract, extract_narrative
from extractor.checks import run_checks
from extractor.evidence import Evidence
from extractor.frame import find_frame
from extractor.load import plain
from extractor.model import Cell, Check, Table
from extractor.narrative import read_narrative
from extractor.sections import find_sections

_SENTENCE = "全年组织志愿者清扫街道和公园等公共场所{}次，参加人员300人次。"


def told(text: str) -> list[Check]:
    """Return the checks of a passage that compare two places of it."""
    found = extract_narrative(text, fiscal_year=2024).checks
    return [one for one in found if one.check_class == "narrative_narrative"]


def in_cells(*cells: tuple[str, str]) -> list[Check]:
    """Return the checks of sentences in one form each, given with the label of their row."""
    text = "\n\n".join(sentence for _, sentence in cells)
    document = plain.load_text(text)
    tables = tuple(
        _form(document.span, f"A{n:02}", label, text.index(sentence), sentence)
        for n, (label, sentence) in enumerate(cells, start=1)
    )
    sections = find_sections(document)
    frame = find_frame(document, sections)
    facts = read_narrative(document, sections, tables, frame).facts
    seen = Evidence(sections, tables, facts, (), frame, text)
    return [one for one in run_checks(seen) if one.rule.startswith("told.sentence")]


def _form(span: object, identifier: str, label: str, start: int, sentence: str) -> Table:
    assert callable(span)
    cell = Cell(
        id=f"{identifier}/R1/C1",
        row=1,
        column=1,
        row_header=label,
        account=None,
        column_header=(),
        text=sentence,
        value=None,
        unit=None,
        span=span(start, start + len(sentence)),
    )
    return Table(
        id=identifier,
        kind="performance_project",
        code=None,
        title="",
        unit=None,
        columns=(),
        cells=(cell,),
        span=cell.span,
    )


def test_copies_of_a_sentence_in_two_forms_may_speak_of_two_projects() -> None:
    one, other = _SENTENCE.format(25), _SENTENCE.format(26) + " "
    found = in_cells(("完成情况", one), ("完成情况", other))
    assert [(check.rule, check.status) for check in found] == [
        ("told.sentence.stages", "fail"),
        ("told.sentence.stages", "pass"),
    ]


def test_words_that_stand_among_forms_may_be_of_another_project() -> None:
    one, other = _SENTENCE.format(25), _SENTENCE.format(26)
    report = f"""某区某局2024年度部门决算

第三部分 2024年度部门决算情况说明

财政拨款收入、一般公共预算和基本支出的情况见报表。{{told}}

第四部分 附件

2024年度清扫项目自评表

项目名称\t清扫项目\t
完成情况\t{one}\t
年度财政资金总额\t1\t1
{{loose}}
"""
    told = extract(report.format(told=other, loose="").encode())
    loose = extract(report.format(told="", loose=f"\n{other}").encode())
    rules = [
        [f.rule for f in found.findings if f.rule.startswith("told")] for found in (told, loose)
    ]
    assert rules == [["told.sentence"], []]


def test_a_goal_is_no_result() -> None:
    one, other = _SENTENCE.format(20), _SENTENCE.format(26) + " "
    found = in_cells(("年度目标", one), ("完成情况", other))
    assert {check.rule for check in found} == {"told.sentence.stages"}


def test_the_same_words_about_two_years_are_not_the_same() -> None:
    text = f"一、去年\n2023年{_SENTENCE.format(25)}\n\n二、今年\n2024年{_SENTENCE.format(26)}"
    assert [check for check in told(text) if check.status == "fail"] == []


def test_a_sentence_that_only_ends_alike_is_another() -> None:
    text = "一、培训\n全年组织干部培训班25次。\n\n二、宣传\n全年组织安全培训班26次。"
    assert told(text) == []


def test_a_list_in_one_paragraph_repeats_its_words() -> None:
    text = "".join(
        f"{name}社区组织志愿者清扫街道和公园等公共场所{n}次。" for n, name in enumerate("甲乙丙", 3)
    )
    assert told(text) == []


def test_about_so_many_is_compared_with_about_so_many_only() -> None:
    places = ("近1500", "1498"), ("近1500", "近1600"), ("近1500", "近1500")
    found = []
    for one, other in places:
        text = f"一、甲\n{_SENTENCE.format(one)}\n\n二、乙\n{_SENTENCE.format(other)}"
        found.append([c.status for c in told(text) if "次" in text and c.actual != "300"])
    assert found == [[], ["fail"], ["pass"]]


def test_a_row_of_a_form_that_was_not_read_is_no_sentence_told_twice() -> None:
    row = "年度绩效目标成本指标经济成本指标预算执行控制率 {} 计划数据产出指标数量指标。"
    text = f"一、重点工作\n{row.format('97%—100% 100%')}\n\n二、附件\n{row.format('100%')}"
    assert [check for check in told(text) if check.status == "fail"] == []


@pytest.mark.parametrize("mask", ["********", "***", "×××", "XX"])
def test_names_that_are_not_told_are_not_one_name(mask: str) -> None:
    text = (
        "某局2024年度部门决算情况说明\n二、一般公共预算支出决算情况说明\n"
        f"2024年度一般公共预算财政拨款支出46.07万元。其中：{mask}支出2万元，{mask}支出3万元，"
        f"{mask}支出41.07万元。\n"
    )
    assert {one.rule for one in extract(text.encode()).findings} <= {"editorial.placeholder"}
