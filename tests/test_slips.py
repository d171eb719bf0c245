"""元 for 万元: an error that says so, whatever the relation rests on."""

from __future__ import annotations

import pytest

from extractor import extract_narrative
from extractor.checks import run_checks
from extractor.findings import explain
from extractor.links import with_links
from tests.build import evidence, fact, table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("支出合计100.00万元，其中：基本支出600000.00万元，项目支出40.00万元。", "大了一万倍"),
        ("支出合计100.00元，其中：基本支出60.00万元，项目支出40.00万元。", "小了一万倍"),
        (
            "2024年度收入合计1200000万元，2023年度收入合计100万元，比2023年度增加20万元。",
            "大了一万倍",
        ),
    ],
)
def test_a_slip_against_parts_or_prior_year_is_an_error(text: str, said: str) -> None:
    text = text if text.startswith("2024") else f"2024年度{text}"
    findings = extract_narrative(text, fiscal_year=2024).findings
    assert any(one.severity == "error" and said in one.explanation for one in findings)


def test_a_slip_against_a_table_says_which_number_and_unit() -> None:
    cells = table("T01", {"income_total": {"amount": "1234.57"}})
    total = fact("F1", "12345700.00", subject="收入合计", section="income")
    seen = with_links(evidence(cells, facts=(total,)))
    (finding,) = explain(run_checks(seen), seen, "zh")
    assert finding.severity == "error"
    assert "12345700.00万元大了一万倍" in finding.explanation


def test_a_slip_in_a_list_that_may_be_incomplete_is_still_an_error() -> None:
    text = (
        "五、一般公共预算财政拨款支出决算情况说明\n\n（二）一般公共预算财政拨款支出决算结构情况\n\n"
        "2024年度一般公共预算财政拨款支出100.00万元，主要用于：一般公共服务支出{}万元，"
        "住房保障支出40.00万元等。"
    )
    severities = [
        [one.severity for one in extract_narrative(text.format(value)).findings]
        for value in ("600000.00", "70.00", "50.00")
    ]
    # With 等 behind it a list may give less than the whole, and never more.
    assert severities == [["error"], ["warning"], []]


def test_what_is_off_by_another_factor_is_no_slip() -> None:
    text = "2024年度支出合计100.00万元，其中：基本支出600.00万元，项目支出40.00万元。"
    (finding,) = extract_narrative(text).findings
    assert "一万倍" not in finding.explanation


def test_nothing_is_no_amount_in_another_unit() -> None:
    text = (
        "十、政府采购支出情况\n\n2024年度政府采购支出总额100.00万元，其中：政府采购货物支出90.00万元、"
        "政府采购工程支出0万元、政府采购服务支出5.00万元。"
    )
    found = extract_narrative(text).findings
    assert found
    assert all("万倍" not in one.explanation for one in found)
