"""元 for 万元: an error that says so, whatever the relation rests on."""

from __future__ import annotations

import pytest

from extractor import extract, extract_narrative
from extractor.checks import run_checks
from extractor.findings import explain
from extractor.links import with_links
from extractor.model import Finding, Table
from tests.build import evidence, fact, table
from tests.corpus import text_of


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


# ---- who is to blame --------------------------------------------------------------------------


def _told_of(fact_value: str, unit: str, *tables: Table) -> Finding:
    """Return the finding on 收入合计, told with this amount beside these tables."""
    total = fact("F1", fact_value, unit=unit, subject="收入合计", section="income")
    seen = with_links(evidence(*tables, facts=(total,)))
    (finding,) = explain(run_checks(seen), seen, "zh")
    assert finding.severity == "error"
    return finding


def _income(amount: str, *parts: str) -> Table:
    rows: dict[str, dict[str, str | None]] = {"income_total": {"amount": amount}}
    rows |= {f"income:{name}": {"amount": part} for name, part in zip(_FUNDS, parts, strict=False)}
    return table("T01", rows)


_FUNDS = ("general", "fund", "capital")
_FACT_TOO_SMALL = "收入合计”支出决算{}小了一万倍，像是把“万元”写成了“元”"


@pytest.mark.parametrize(
    ("value", "unit"), [("0.3", "万元"), ("0.30", "万元"), ("0.31", "万元"), ("3123.45", "元")]
)
def test_the_sentence_is_blamed_where_the_tables_agree_with_each_other(
    value: str, unit: str
) -> None:
    amount = "3000.00" if value in ("0.3", "0.30") else "3123.45"
    sister = table("T02", {"total": {"total": amount}})
    for tables in ([_income(amount)], [_income(amount, amount)], [_income(amount, amount), sister]):
        finding = _told_of(value, unit, *tables)
        assert _FACT_TOO_SMALL.format(f"{value}{unit}") in finding.explanation
        assert finding.mend is None or finding.mend.ref == "F1"


def test_the_table_is_blamed_where_the_sentence_agrees_with_its_sisters() -> None:
    sister = table("T02", {"total": {"total": "3123.45"}})
    finding = _told_of("3123.45", "万元", _income("0.31", "3123.45"), sister)
    assert finding.mend is not None
    assert finding.mend.ref == "T01/R1/C1"
    assert "“income_total”行“amount”栏0.31万元小了一万倍" in finding.explanation


def test_one_table_in_the_wrong_unit_is_blamed_by_the_others() -> None:
    """The table adds up in itself; another table speaks against it, and so does the sentence."""
    sister = table("T02", {"total": {"total": "3123.45"}})
    finding = _told_of("3123.45", "万元", _income("31234500.00", "31234500.00"), sister)
    assert "31234500.00万元大了一万倍" in finding.explanation
    assert "3123.45万元小了一万倍" not in finding.explanation


def test_the_hint_never_speaks_against_the_number_that_is_blamed() -> None:
    text = text_of("001")
    assert text.count("支出决算为 170.25 万元") == 1
    changed = text.replace("支出决算为 170.25 万元", "支出决算为 0.02 万元")
    (finding,) = [f for f in extract(changed.encode()).findings if "一万倍" in f.explanation]
    assert finding.mend is not None
    assert finding.mend.value == "170.25"
    assert "0.02万元小了一万倍" in finding.explanation
    assert "170.25万元大了一万倍" not in finding.explanation


def test_a_section_told_in_yuan_does_not_accuse_its_tables() -> None:
    rows = {
        "total": {"total": "300.00", "basic": "200.00", "project": "100.00"},
        "account:201": {"total": "300.00", "basic": "200.00", "project": "100.00"},
    }
    told = {"支出合计": "3000000.00", "基本支出": "2000000.00", "项目支出": "1000000.00"}
    facts = tuple(
        fact(f"F{n}", value, subject=subject, section="expenditure")
        for n, (subject, value) in enumerate(told.items(), 1)
    )
    seen = with_links(evidence(table("T03", rows), facts=facts))
    explanations = [one.explanation for one in explain(run_checks(seen), seen, "zh")]
    assert len(explanations) == 3
    assert all("支出决算" in one and "万元大了一万倍" in one for one in explanations)
