"""Facts of passages: a case is a file in ``cases/narrative``; the rules bring their own."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from extractor import extract, extract_narrative
from extractor.model import Fact
from extractor.narrative import build_nlp
from rules.loaders.narrative import Pattern, Skip, load_narrative

CASES = sorted((Path(__file__).parent / "cases" / "narrative").glob("*.txt"))
RULES = load_narrative()


def written(fact: Fact) -> str:
    """Return the fact as the cases write it."""
    period = fact.period or "-"
    if fact.base_period:
        period += f"/{fact.base_period}"
        period += "" if fact.base_measure == "final" else f":{fact.base_measure}"
    parts = [fact.id, fact.kind, ("~" if fact.approximate else "") + fact.value, fact.unit or "-"]
    parts += [fact.subject or "-", period]
    parts += [fact.measure] if fact.measure else []
    parts += [f"@{fact.account.code}"] if fact.account else []
    parts += [f"of {fact.of}"] if fact.of else []
    parts += [f"whole {fact.whole}"] if fact.whole else []
    parts += [f"because {fact.reason.text}"] if fact.reason else []
    return " ".join(parts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_passage_gives_the_facts_of_its_case(case: Path) -> None:
    text, _, expected = case.read_text(encoding="utf-8").partition("\n--- facts\n")
    facts = extract_narrative(text, fiscal_year=2024).facts
    assert [written(fact) for fact in facts] == [
        " ".join(line.split()) for line in expected.splitlines() if line.strip()
    ]


@pytest.mark.parametrize("pattern", RULES.patterns, ids=lambda pattern: pattern.id)
def test_the_examples_of_a_pattern_are_found_by_it(pattern: Pattern) -> None:
    for example in pattern.examples:
        found = [f for f in extract_narrative(example.text).facts if f.rule == pattern.id]
        assert (example.value, example.unit) in [(f.value, f.unit) for f in found], example.text


@pytest.mark.parametrize("pattern", RULES.patterns, ids=lambda pattern: pattern.id)
def test_the_counterexamples_of_a_pattern_are_not_found_by_it(pattern: Pattern) -> None:
    for text in pattern.counterexamples:
        assert pattern.id not in {fact.rule for fact in extract_narrative(text).facts}, text


@pytest.mark.parametrize("skip", RULES.skips, ids=lambda skip: skip.id)
def test_what_is_no_quantity_stays_out(skip: Skip) -> None:
    for text in skip.examples:
        left_out = [match.span() for match in regex.finditer(skip.source, text)]
        facts = [f.span for f in extract_narrative(text).facts if f.kind not in {"nil", "level"}]
        assert left_out, text
        assert not [
            s.text for s in facts for start, end in left_out if s.start < end and start < s.end
        ]


@pytest.mark.parametrize("skip", RULES.skips, ids=lambda skip: skip.id)
def test_what_only_looks_like_no_quantity_is_one(skip: Skip) -> None:
    for text in skip.counterexamples:
        assert extract_narrative(text).facts, text


def test_the_components_stand_in_an_order_that_gives_each_what_it_needs() -> None:
    problems = build_nlp().analyze_pipes()["problems"]
    assert not any(problems.values())


def test_a_rule_has_one_id() -> None:
    ids = [pattern.id for pattern in RULES.patterns] + [skip.id for skip in RULES.skips]
    assert len(ids) == len(set(ids))


def test_a_sentence_without_end_is_read_in_portions_that_tear_no_number() -> None:
    count = 600
    told = "".join(f"项目经费支出{i}.25万元，比上年增加{i}.5万元，" for i in range(1, count))
    facts = extract_narrative(told, fiscal_year=2024).facts
    amounts = [fact.value for fact in facts if fact.kind == "amount"]
    assert amounts == [f"{i}.25" for i in range(1, count)]


def test_a_section_without_an_end_is_read() -> None:
    facts = extract_narrative("支" * 300_001 + "，支出1.25万元。", fiscal_year=2024).facts
    assert [fact.value for fact in facts] == ["1.25"]


def test_a_note_without_a_full_stop_ends_before_the_title_of_the_next_table() -> None:
    report = """某区水务局2023年部门预算

第三部分 预算公开报表

2023年一般公共预算“三公”经费支出表
预算08表 单位：万元

“三公”经费合计\t因公出国（境）费\t公务用车购置费\t公务用车运行费\t公务接待费
0\t0\t0\t0\t0

注：本部门无“三公”经费支出
2023年政府性基金预算支出表
预算09表 单位：万元

科目编码\t科目名称\t本年政府性基金预算支出
\t\t合计\t基本支出\t项目支出

注：本部门无政府性基金预算支出
"""
    facts = extract(report.encode()).facts
    assert [fact.span.text for fact in facts] == ["无“三公”经费支出", "无政府性基金预算支出"]
