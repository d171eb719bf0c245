"""The formula of a finding is written as a clerk writes it, and the sentence says it in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor import extract, extract_narrative
from extractor.model import Finding, Report
from tests.corpus import REPORTS

PASSAGES = {
    "rate": (
        "2024年度收入总计4368.79万元，与2023年度相比，收入总计减少2022.81万元，下降31.7%。",
        "-2022.81 ÷ (4368.79 + 2022.81) × 100% = -31.648%",
        ("下降31.7%", "减少2022.81万元", "应为下降31.6%（31.648%）"),
    ),
    "rate of an increase": (
        "2024年度收入总计150万元，与2023年度相比，收入总计增加50万元，增长40%。",
        "50 ÷ (150 − 50) × 100% = 50%",
        ("增长40%", "增加50万元", "应为增长50%"),
    ),
    "completion": (
        "公务接待费年初预算为17.52万元，支出决算为14.05万元，完成年初预算的82.8%。",
        "14.05 ÷ 17.52 × 100% = 80.194%",
        ("写为82.8%", "14.05万元 ÷ 17.52万元"),
    ),
    "sum": (
        "2024年度支出合计100万元，其中：基本支出60万元，项目支出50万元。",
        "60 + 50 = 110万元",
        ("60 + 50", "110万元", "相差10万元"),
    ),
    "two units": (
        "公务接待费年初预算为2万元，支出决算为15000元，完成年初预算的70%。",
        "15000元 ÷ 2万元 × 100% = 75%",
        ("写为70%",),
    ),
}


def findings(text: str) -> list[Finding]:
    return list(extract_narrative(text, fiscal_year=2024).findings)


@pytest.mark.parametrize("name", PASSAGES)
def test_the_formula_and_the_sentence(name: str) -> None:
    text, formula, words = PASSAGES[name]
    found = {finding.formula: finding for finding in findings(text)}
    assert formula in found
    assert [word for word in words if word not in found[formula].explanation] == []


def test_a_difference_of_rounding_says_that_it_may_stay() -> None:
    found = findings("2024年度支出合计100.01万元，其中：基本支出60万元，项目支出40万元。")[0]
    assert (found.severity, found.title) == ("info", "各部分之和不等于总数（尾差）")
    assert found.explanation.endswith("这是四舍五入的尾差，可以不改。")


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("001", "22场 ≫ 7场"),
        ("003", "6户 ≠ 8户"),
        ("003", "11 > 6.75"),
        ("004", "98% < 100%"),
        ("004", "57 > 48"),
    ],
)
def test_what_is_no_equation_says_how_the_two_stand(
    read: Callable[[str], Report], name: str, formula: str
) -> None:
    assert formula in {finding.formula for finding in read(name).findings}


def test_an_english_sentence_begins_with_a_capital() -> None:
    found = extract(REPORTS["001"], lang="en").findings
    assert [one.explanation for one in found if one.explanation[0].islower()] == []


def test_a_name_with_marks_of_its_own_has_single_ones_inside_a_sentence() -> None:
    told = "2024年度“三公”经费支出决算为5.00万元，比上年增加1.00万元，增长35%。"
    (finding,) = extract_narrative(told, fiscal_year=2024).findings
    assert finding.explanation.startswith("“‘三公’经费”的增减率写为增长35%")
