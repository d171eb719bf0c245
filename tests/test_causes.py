"""Failing checks with one cause are one finding, which says whose it is and what would mend it."""

from __future__ import annotations

import pytest

from extractor import Report, extract, extract_narrative
from extractor.checks import run_checks
from extractor.checks.rule import Numbering, made
from extractor.checks.verdict import of_words
from extractor.findings import explain
from extractor.links import with_links
from extractor.model import Finding, Mend
from tests.build import evidence, fact, table
from tests.corpus import REPORTS


def test_one_wrong_cell_is_one_finding() -> None:
    rows: dict[str, dict[str, str | None]] = {
        "total": {"total": "30.00", "basic": "20.00", "project": "10.00"},
        "account:201": {"total": "10.00", "basic": "10.00", "project": None},
        "account:208": {"total": "20.00", "basic": "70.00", "project": "10.00"},
    }
    seen = evidence(table("T05", rows))
    (finding,) = explain(run_checks(seen), seen, "zh")
    assert [quote.ref for quote in finding.evidence if quote.ref == "T05/R3/C2"]
    assert len(finding.consequences) == 1
    assert "改为10.00万元后，行内各栏与科目层级均一致" in finding.explanation
    assert finding.mend == Mend(ref="T05/R3/C2", value="10.00")


def test_a_wrong_fact_is_blamed_and_not_the_tables_that_agree() -> None:
    t01 = table(
        "T01", {"income_total": {"amount": "100.00"}, "income:general": {"amount": "100.00"}}
    )
    t02 = table("T02", {"total": {"total": "100.00"}})
    total = fact("F1", "700.00", subject="收入合计", section="income")
    seen = with_links(evidence(t01, t02, facts=(total,)))
    (finding,) = explain(run_checks(seen), seen, "zh")
    assert finding.evidence[0].ref == "F1"
    assert "“收入合计”支出决算" in finding.explanation or "收入合计" in finding.explanation


def test_two_wrong_numbers_are_two_findings() -> None:
    rows: dict[str, dict[str, str | None]] = {
        "account:201": {"total": "10.00", "basic": "11.00", "project": None},
        "account:208": {"total": "20.00", "basic": "22.00", "project": None},
    }
    seen = evidence(table("T05", rows))
    assert len(explain(run_checks(seen), seen, "zh")) == 2


def test_a_part_with_its_point_moved_stands_out_among_many() -> None:
    (finding,) = _findings_of({"30101": "105.21", "30102": "4.459", "30103": "15.54"}, "165.34")
    assert finding.mend == Mend(ref="T06/R3/C1", value="44.59")


def test_two_digits_that_changed_places_stand_out_among_many_parts() -> None:
    (finding,) = _findings_of({"30101": "105.21", "30102": "44.95", "30103": "15.53"}, "165.33")
    assert finding.mend == Mend(ref="T06/R3/C1", value="44.59")


def test_of_many_parts_that_may_be_wrong_none_is_blamed() -> None:
    (finding,) = _findings_of({"30101": "105.21", "30102": "44.59", "30103": "15.54"}, "172.91")
    assert finding.mend is None
    assert "最可能" not in finding.explanation


@pytest.mark.parametrize(("project", "value"), [("13.57", None), ("6", "0.00")])
def test_what_was_printed_with_many_digits_was_not_meant_to_be_nothing(
    project: str, value: str | None
) -> None:
    """The two others are told in the narrative as well; that does not make the third one 0."""
    whole = {"total": "20.00", "basic": "20.00", "project": project}
    told = {"一般公共预算财政拨款支出": "general_budget", "基本支出": "basic"}
    facts = tuple(
        fact(f"F{n}", "20.00", subject=subject, section=section)
        for n, (subject, section) in enumerate(told.items(), 1)
    )
    seen = with_links(evidence(table("T05", {"total": dict(whole)}), facts=facts))
    (finding,) = explain(run_checks(seen), seen, "zh")
    assert (finding.mend and finding.mend.value) == value


def _findings_of(parts: dict[str, str], total: str) -> tuple[Finding, ...]:
    rows: dict[str, dict[str, str | None]] = {"account:301": {"amount": total}}
    rows |= {f"account:{code}": {"amount": amount} for code, amount in parts.items()}
    seen = evidence(table("T06", rows))
    return explain(run_checks(seen), seen, "zh")


@pytest.mark.parametrize(
    ("change", "rate", "culprit", "value"),
    [
        ("增加7.04万元", "下降1.3%", "change", "-7.04"),
        ("减少7.04万元", "增长1.3%", "change_rate", "-1.3"),
        ("减少7.04万元", "下降13%", "change_rate", "-1.3"),
        ("减少7.04万元", "下降3.1%", "change_rate", "-1.3"),
        ("减少7.04万元", "下降1.4%", "change_rate", "-1.3"),
        ("减少7.04万元", "下降52%", "change_rate", "-1"),
    ],
)
def test_of_a_change_and_its_rate_the_slip_is_to_blame(
    change: str, rate: str, culprit: str, value: str
) -> None:
    report = _narrative(f"2024年度支出总计517.22万元，比2023年度{change}，{rate}。")
    (finding,) = report.findings
    (blamed,) = (one.id for one in report.facts if one.kind == culprit)
    assert finding.mend == Mend(ref=blamed, value=value)


def test_of_two_verbs_that_may_both_be_wrong_neither_is_blamed() -> None:
    report = _narrative("2024年度支出总计1115.55万元，比2023年度增加17.99万元，下降1.6%。")
    (finding,) = report.findings
    assert len(finding.consequences) == 1
    assert finding.mend is None


def _narrative(text: str) -> Report:
    return extract_narrative(text, fiscal_year=2024)


def test_an_amount_whose_digits_changed_places_is_blamed_and_not_its_rate() -> None:
    report = _narrative("2024年度支出总计0.92万元，比2023年度减少9.18万元，下降68.3%。")
    (finding,) = report.findings
    assert finding.mend == Mend(ref=report.facts[1].id, value="-1.98")


def test_an_amount_a_cent_off_is_no_likelier_than_a_wrong_rate() -> None:
    report = _narrative("2024年度支出总计0.92万元，比2023年度减少1.98万元，下降68.6%。")
    (finding,) = report.findings
    assert finding.mend == Mend(ref=report.facts[2].id, value="-68.3")


def test_of_two_amounts_that_a_slip_explains_neither_is_blamed() -> None:
    report = _narrative("2024年度支出总计517.22万元，比2023年度减少70.4万元，下降1.3%。")
    (finding,) = report.findings
    assert finding.mend is None


def test_an_assumption_that_fails_accuses_no_number(name: str) -> None:
    findings = extract(REPORTS[name]).findings
    assert [one.rule for one in findings if one.mend and one.severity != "error"] == []


def test_a_rate_over_a_base_of_zero_has_no_right_value() -> None:
    report = _narrative("2024年度会议费年初预算为0万元，支出决算为5.00万元，完成年初预算的0%。")
    assert [one.mend for one in report.findings if one.rule == "zero_base"] == [None]


def test_a_reason_is_not_missed_where_the_number_itself_is_wrong() -> None:
    planned = fact("F1", "17.27", subject="收入合计", measure="initial_budget", section="income")
    outcome = fact("F2", "17.22", subject="收入合计", section="income")
    t01 = table("T01", {"income_total": {"amount": "17.27"}})
    t02 = table("T02", {"total": {"total": "17.27"}})
    seen = with_links(evidence(t01, t02, facts=(planned, outcome)))
    readings = [reading for one in (planned, outcome) if (reading := seen.reading(one.id))]
    lacking = made("outline.reason", "", of_words(False, "支出", operands=readings))
    check = Numbering("zh").check(lacking, "completeness").model_copy(update={"id": "K99"})
    checks = (*run_checks(seen), check)
    (finding,) = explain(checks, seen, "zh")
    assert (finding.check_class, finding.consequences[-1]) == ("narrative_table", "K99")


def test_what_is_left_to_fill_in_again_and_again_is_one_finding_with_all_its_places() -> None:
    text = (
        "某某局2024年度部门决算\n第三部分 部门决算情况说明\n一、收入决算情况说明\n"
        "2024年度收入合计XX万元，比上年增加XX万元。\n二、支出决算情况说明\n"
        "2024年度支出合计XX万元。\n三、一般公共预算财政拨款“三公”经费支出决算情况说明\n没有这项支出。\n"
    )
    report = extract(text.encode())
    blanks = [one for one in report.findings if one.rule == "editorial.placeholder"]
    assert [[piece.span.text for piece in one.evidence] for one in blanks] == [["XX"] * 3]
    assert len({piece.span.start for piece in blanks[0].evidence}) == 3
    assert len(blanks[0].consequences) == 2


def test_among_many_parts_no_number_is_wrong_in_all_of_its_digits() -> None:
    text = (
        "某区某局2024年度部门决算\n第三部分 部门决算情况说明\n"
        "五、一般公共预算财政拨款支出决算情况说明\n（一）总体情况\n"
        "2024年度一般公共预算财政拨款支出年初预算为1000.00万元，支出决算为{}万元，完成年初预算的{}%。\n"
        "（二）具体情况\n"
        "1.教育支出（类）普通教育（款）小学教育（项）。年初预算为100.00万元，支出决算为80.00万元，"
        "完成年初预算的80%。\n"
        "2.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）。支出决算为60.00万元。\n"
        "3.住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算为50.00万元，支出决算为45.00"
        "万元，完成年初预算的90%。\n"
    )
    (finding,) = extract(text.format("900.00", "90").encode()).findings
    # The one part that nothing else holds need not be the wrong one: another may be missing.
    assert (finding.rule, finding.mend) == ("sum.general.items", None)
    (slipped,) = extract(text.format("205.00", "20.5").encode()).findings
    assert slipped.mend is not None


def test_words_may_be_wrong_where_a_number_would_be_wrong_in_all_of_its_digits() -> None:
    report = _narrative(
        "住房公积金支出。年初预算为30.00万元，支出决算为45.81万元，比上年增加1.20万元，增长2.69%，"
        "决算数与预算数持平。"
    )
    assert [(one.rule, one.mend) for one in report.findings] == [("level", None)]


def test_what_exceeds_its_plan_does_so_once_however_often_it_is_told() -> None:
    text = (
        "某局2024年度部门决算情况说明\n一、“三公”经费支出总体情况说明\n"
        "“三公”经费支出3.07万元，其中：公务接待费支出3.07万元，占100%。\n"
        "二、“三公”经费支出与年初预算对比情况\n公务接待费支出3.07万元，年初预算为3.00万元，"
        "差值为0.07万元。\n"
    )
    report = extract(text.encode())
    assert [one.rule for one in report.findings] == ["within.three_public"]


def test_a_verb_against_its_amounts_is_told_with_the_change_that_is_not_theirs() -> None:
    report = extract_narrative(
        "公务接待费年初预算5.00万元，支出决算4.00万元，完成年初预算的80.00%，"
        "支出决算较年初预算增加1.00万元。",
        fiscal_year=2024,
    )
    (finding,) = [each for each in report.findings if each.severity == "error"]
    rules = {check.id: check.rule for check in report.checks}
    assert (finding.rule, [rules[each] for each in finding.consequences]) == (
        "change",
        ["direction.change"],
    )
