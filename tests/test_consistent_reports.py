"""Whole reports that are true: rounding raises nothing, and one wrong number always does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Report, extract, extract_narrative
from extractor.checks import run_checks
from extractor.model import Account, Finding, Span
from tests.build import evidence, fact, table
from tests.strategies import consistent_reports
from tests.telling import WholeReport


@given(consistent_reports)
def test_honest_rounding_never_fails(report: WholeReport) -> None:
    text, _ = report.press.printed(report.marked)
    found = extract(text.encode())
    assert [check.expression for check in found.checks if check.status == "fail"] == []


@given(consistent_reports, st.data())
def test_one_wrong_number_is_an_error_that_shows_it(
    report: WholeReport, data: st.DataObject
) -> None:
    wrong = data.draw(st.sampled_from(report.press.guarded))
    text, place = report.press.printed(report.marked, wrong)
    found = extract(text.encode())
    errors = [finding for finding in found.findings if finding.severity == "error"]
    shown = [span for error in errors for span in _shown(found, error)]
    around = text[max(0, place.start - 60) : place.stop + 20]
    assert any(s.start <= place.start and place.stop <= s.end for s in shown), around


def _shown(report: Report, finding: Finding) -> list[Span]:
    """Return what a finding quotes, and what its consequences compare."""
    checks = {check.id: check for check in report.checks}
    refs = {op.ref for id_ in finding.consequences for op in checks[id_].operands}
    spans = [item.span for item in finding.evidence]
    spans += [fact.span for fact in report.facts if fact.id in refs]
    spans += [cell.span for table in report.tables for cell in table.cells if cell.id in refs]
    return spans


# ---- what these reports have taught ------------------------------------------------------------


def test_money_too_little_for_a_table_in_wan_is_no_unknown_account() -> None:
    rows = {"account:2050101": {"total": "12.00"}, "account:2080501": {"total": "0.00"}}
    unknown = []
    for value in ("49.99", "1000.00"):
        account = Account(code="2080501", name="行政单位离退休")
        fields = {"unit": "元", "account": account, "section": "general_budget.detail"}
        seen = evidence(table("T05", rows), facts=(fact("F1", value, **fields),))
        checks = [check for check in run_checks(seen) if check.rule == "account.unknown"]
        unknown.append([check.status for check in checks])
    assert unknown == [[], ["fail"]]


def test_a_blank_printed_with_decimals_leaves_whole_yuan_rounded() -> None:
    rows = {"total": {"total": "3", "basic": "1", "project": "1", "operating": "0.00"}}
    checks = run_checks(evidence(table("T03", rows, unit="元")))
    assert [c.status for c in checks if c.rule == "T03.across"] == ["rounding"]


@pytest.mark.parametrize(("rate", "failing"), [("100", ["zero_base"]), ("9900", [])])
def test_a_base_printed_as_nothing_can_have_an_enormous_rate(rate: str, failing: list[str]) -> None:
    text = f"2024年度公务接待费支出决算为0.30万元，比2023年度增加0.30万元，增长{rate}%。"
    checks = extract_narrative(text, fiscal_year=2024).checks
    assert [check.rule for check in checks if check.status == "fail"] == failing
