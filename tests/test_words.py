"""Checks of words: silent on a report that agrees with itself, and precise where it does not."""

from __future__ import annotations

import pytest

from extractor import extract, extract_narrative
from tests import words
from tests.words import Change


@pytest.mark.parametrize("name", words.reports())
def test_a_report_that_agrees_with_itself_has_no_finding(name: str) -> None:
    report = extract(words.reports()[name].encode())
    assert [finding.explanation for finding in report.findings] == []


@pytest.mark.parametrize("change", words.changes(), ids=lambda change: change.why)
def test_a_change_of_words_breaks_what_it_breaks_and_nothing_else(change: Change) -> None:
    report = extract(words.changed(change).encode())
    assert words.rules(report, "fail") == change.fails


@pytest.mark.parametrize("change", words.changes(), ids=lambda change: change.why)
def test_what_is_found_is_shown_where_it_stands(change: Change) -> None:
    report = extract(words.changed(change).encode())
    for finding in report.findings:
        assert finding.evidence
        assert "{" not in finding.explanation


@pytest.mark.parametrize("part", ["第二部分", "第三部分", "第四部分"])
def test_a_cutting_of_a_report_need_not_be_complete(part: str) -> None:
    text = words.reports()["final_accounts"]
    cutting = text[text.rindex(f"\n{part}") :]
    if part == "第二部分":
        cutting = cutting[: cutting.rindex("\n第三部分")]
    for report in (extract(cutting.encode()), extract_narrative(cutting)):
        assert [check.rule for check in report.checks if check.check_class == "completeness"] == []


def test_a_wrong_unit_beside_a_table_is_one_finding() -> None:
    change = next(c for c in words.changes() if "attribution.unit" in c.fails)
    findings = extract(words.changed(change).encode()).findings
    wrong = [one for one in findings if one.rule == "attribution.unit"]
    assert [one.severity for one in wrong] == ["error"]
    assert len(wrong[0].consequences) > 30
    assert len(findings) == 1
