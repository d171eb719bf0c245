"""Headings, roles and topics; kind, entity, year and unit of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.document import Document
from extractor.frame import Frame, find_frame
from extractor.load import load
from extractor.model import Section
from extractor.sections import find_sections
from rules.loaders import sections as section_rules
from rules.loaders.files import RuleError
from tests.corpus import REPORTS, ROOT


def read(text: str) -> tuple[Document, tuple[Section, ...]]:
    document = load(text.encode("utf-8"))
    return document, find_sections(document)


def test_entries_of_a_table_of_contents_are_no_sections() -> None:
    _, sections = read(
        "某市某局2024年度部门决算\n目 录\n第一部分 某市某局概况\n一、主要职责\n"
        "第二部分 2024年度部门决算表\n"
        "第一部分\n某市某局概况\n一、主要职责\n负责有关工作。\n第二部分 2024年度部门决算表\n"
    )
    assert [(s.level, s.number, s.title) for s in sections] == [
        (1, "第一部分", "某市某局概况"),
        (2, "一", "主要职责"),
        (1, "第二部分", "2024年度部门决算表"),
    ]


def test_entries_as_wide_as_the_page_are_entries() -> None:
    dots = 70 * "."
    _, sections = read(
        f"某局2024年度部门决算\n目 录\n第一部分 某局概况{dots}1\n一、主要职责{dots}1\n"
        f"第二部分 2024年度部门决算情况说明{dots[:30]}2\n"
        "第一部分 某局概况\n一、主要职责\n负责有关工作。\n第二部分 2024年度部门决算情况说明\n"
    )
    assert [section.title for section in sections] == [
        "某局概况",
        "主要职责",
        "2024年度部门决算情况说明",
    ]


def test_a_heading_wrapped_over_two_lines_is_one() -> None:
    _, sections = read(
        "第二部分 某市某区企业服务中心\n\n2024 年度部门决算表\n一、收入支出决算总表\n"
    )
    assert sections[0].title == "某市某区企业服务中心2024年度部门决算表"


def test_a_numbered_sentence_is_no_heading() -> None:
    _, sections = read(
        "第一部分 概况\n（一）承办上级交办的其他事项。\n"
        "（二）规范管控机制。巩固改革成效，推动企业发展。\n"
        "（三）支出决算具体情况说明。\n"
    )
    assert [s.title for s in sections] == ["概况", "支出决算具体情况说明"]


def test_a_matter_before_a_colon_heads_what_the_paragraph_tells_of_a_year() -> None:
    _, sections = read(
        "第一部分 预算说明\n六、其他重要事项的情况说明\n"
        "（一）机关运行经费：2025年本部门机关运行经费30万元。\n"
        "（二）“三公”经费预算：2025年本部门“三公”经费预算数为15.8万元。\n"
        "第二部分 名词解释\n（一）机关运行经费：各部门的公用经费。\n"
    )
    told = [(section.title, section.topic) for section in sections[2:4]]
    assert told == [("机关运行经费", "operating_costs"), ("“三公”经费预算", "three_public")]
    assert len(sections) == 5


def test_titles_without_a_number_are_headings_where_no_part_is_numbered() -> None:
    text = (
        "某市某局2025年部门预算\n目 录\n名词解释\n部门预算编制说明\n某市某局主要职能\n"
        "主要职能是管理。\n名词解释\n（一）财政拨款：指拨款。\n2025年部门预算编制说明\n"
        "收入预算10万元。\n2025年部门收支预算总表\n一、财政拨款收入 10\n2025年部门收入预算总表\n"
        "其他相关情况说明\n一、政府采购预算情况\n没有采购。\n"
    )
    _, sections = read(text)
    assert [(s.level, s.role, s.title) for s in sections] == [
        (1, "overview", "某市某局主要职能"),
        (1, "glossary", "名词解释"),
        (1, "narrative", "2025年部门预算编制说明"),
        (1, "tables", "2025年部门收支预算总表"),
        (1, "narrative", "其他相关情况说明"),
        (2, "narrative", "政府采购预算情况"),
    ]
    _, numbered = read(text + "第五部分 附件\n")
    assert [s.title for s in numbered if not s.number] == []


def test_the_title_of_the_tables_may_lack_its_number() -> None:
    text = (
        "某市某局2024年度部门决算\n第一部分 某市某局概况\n一、主要职责\n负责有关工作。\n"
        "某市某局2024年度部门决算表\n收入支出决算总表\n"
        "一、一般公共预算财政拨款收入 10.00 一、一般公共服务支出 10.00\n二、外交支出\n"
        "第三部分 某市某局2024年度部门决算情况说明\n一、收入支出决算总体情况说明\n{}"
        "第四部分 名词解释\n"
    )
    _, sections = read(text.format("收入支出总计10万元。\n"))
    assert [(s.role, s.title) for s in sections if s.level == 1] == [
        ("overview", "某市某局概况"),
        ("tables", "某市某局2024年度部门决算表"),
        ("narrative", "某市某局2024年度部门决算情况说明"),
        ("glossary", "名词解释"),
    ]
    assert "外交支出" not in [s.title for s in sections]
    # A table in the midst of what explains it opens no part.
    text = text.replace("某市某局2024年度部门决算表\n收入支出决算总表\n", "")
    _, sections = read(text.format("收入支出决算总表\n二、收入决算情况说明\n本年收入10万元。\n"))
    assert "tables" not in {s.role for s in sections}


def test_headings_before_the_first_title_without_a_number_stay() -> None:
    _, sections = read(
        "某市某局2025年部门预算\n一、主要职责情况\n负责管理。\n"
        "2025年部门预算编制说明\n一、收支总体情况\n收入预算10万元。\n"
    )
    assert [(s.level, s.title) for s in sections] == [
        (2, "主要职责情况"),
        (1, "2025年部门预算编制说明"),
        (2, "收支总体情况"),
    ]


def test_rows_of_tables_are_no_headings() -> None:
    _, sections = read(
        "第二部分 2024年度部门决算表\n一、收入支出决算总表\n一、一般公共服务支出\n二、外交支出\n"
        "第三部分 2024年度部门决算情况说明\n一、收入支出决算总体情况说明\n"
    )
    assert [s.number for s in sections] == ["第二部分", "一", "第三部分", "一"]


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("收入支出决算总体情况说明", "overall"),
        ("收入决算情况说明", "income"),
        ("支出预算安排情况", "expenditure"),
        ("财政拨款收支预算总体情况", "fiscal_overall"),
        ("一般公共预算财政拨款支出决算情况说明", "general_budget"),
        ("一般公共预算拨款规模变化情况", "general_budget.overall"),
        ("一般公共预算财政拨款支出决算结构情况", "general_budget.structure"),
        ("一般公共预算财政拨款支出决算具体情况", "general_budget.detail"),
        ("一般公共预算财政拨款基本支出决算情况说明", "basic"),
        ("政府性基金预算财政拨款收入支出决算情况说明", "government_fund"),
        ("国有资本经营预算支出安排情况", "state_capital"),
        ("财政拨款“三公”经费支出决算情况说明", "three_public"),
        ("机关运行经费支出说明", "operating_costs"),
        ("政府采购支出说明", "procurement"),
        ("国有资产占用情况说明", "assets"),
        ("预算绩效情况说明", "performance"),
    ],
)
def test_a_heading_names_its_topic(title: str, topic: str) -> None:
    _, sections = read(f"第三部分 2024年度部门决算情况说明\n一、{title}\n")
    assert (sections[1].role, sections[1].topic) == ("narrative", topic)


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("000", Frame("final_accounts", "武汉市江汉区工业企业服务中心", 2024, "万元")),
        ("001", Frame("final_accounts", "武汉市洪山区企业服务中心本级", 2024, "万元")),
        ("002", Frame("final_accounts", "武汉市青山区人民政府国有资产监督管理局", 2024, "万元")),
        ("003", Frame("budget", None, 2023, "万元")),
        ("004", Frame("final_accounts", "武昌区机关事务服务中心", 2024, "万元")),
    ],
)
def test_the_frame_of_a_real_report(name: str, frame: Frame) -> None:
    document = load(REPORTS[name].read_bytes())
    assert find_frame(document, find_sections(document)) == frame


def test_every_section_holds_its_subsections() -> None:
    for path in REPORTS.values():
        document = load(path.read_bytes())
        sections = find_sections(document)
        by_id = {section.id: section for section in sections}
        for section in sections:
            if section.parent:
                parent = by_id[section.parent]
                assert parent.span.start <= section.span.start
                assert section.span.end <= parent.span.end
                assert parent.level < section.level


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('topic = "three_public"', 'topics = "three_public"', r"topic: 没有写"),
        ('role = "glossary"', 'role = "glossary"\nrank = 1', r"没有这个字段"),
        ("[[plain]]", "[[plane]]", r"plane: 没有这个字段"),
        ('role = "glossary"', 'role = "words"', r"role: 'words' 不可用，可以是 overview"),
    ],
)
def test_an_error_in_the_rules_for_headings_names_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, problem: str
) -> None:
    shipped = (ROOT / "rules" / "sections.toml").read_text(encoding="utf-8")
    (tmp_path / "sections.toml").write_text(shipped.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(section_rules, "ROOT", tmp_path)
    with pytest.raises(RuleError, match=rf"sections\.toml.*{problem}"):
        section_rules.load_sections.__wrapped__()
