"""A file is one whole report: several in one are told, and so are tables without a narrative."""

from __future__ import annotations

import pytest

from extractor import Report, extract
from extractor.across import compare_reports
from tests.corpus import REPORTS

ONE, OTHER, THIRD = (REPORTS[name].read_text(encoding="utf-8") for name in ("000", "001", "002"))
SEVERAL, ALONE = "several_reports", "narrative_missing"


def codes(report: Report) -> set[str]:
    return {warning.code for warning in report.warnings}


@pytest.mark.parametrize("text", [ONE + "\n" + OTHER, "\n".join((ONE, OTHER, THIRD))])
def test_of_several_reports_in_one_file_nothing_is_an_error(text: str) -> None:
    report = extract(text.encode())
    (told,) = (warning for warning in report.warnings if warning.code == SEVERAL)
    assert "第三部分 2024年度单位决算情况说明" in told.message
    assert "error" not in {finding.severity for finding in report.findings}


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_report_that_contradicts_itself_is_one_report(name: str) -> None:
    assert not codes(extract(REPORTS[name])) & {SEVERAL, ALONE}


def test_a_report_that_a_file_holds_twice_raises_no_warning() -> None:
    assert SEVERAL not in codes(extract((ONE + "\n" + ONE).encode()))


def test_several_totals_that_are_wrong_make_no_second_report() -> None:
    begin, end = (
        ONE.index("一、收入支出决算总体情况说明", 900),
        ONE.index("十三、预算绩效情况说明", 900),
    )
    again = ONE[begin:end].replace("517.22", "571.22")
    assert SEVERAL not in codes(extract((ONE[:end] + again + ONE[end:]).encode()))


def test_numbers_of_several_reports_in_one_file_make_no_error_between_reports() -> None:
    last_year = ONE.replace("2023", "2022").replace("2024", "2023").replace("524.26", "999.99")
    alone = extract(ONE.encode())
    glued = extract((ONE + "\n" + OTHER).encode())
    before = extract(last_year.encode())
    severities = [
        {finding.severity for finding in compare_reports([before, report]).findings}
        for report in (alone, glued)
    ]
    assert "error" in severities[0]
    assert "error" not in severities[1]


def test_tables_alone_are_told_and_with_a_narrative_are_not() -> None:
    tables = ONE[ONE.index("第二部分", 800) : ONE.index("第三部分", 800)]
    assert ALONE in codes(extract(tables.encode()))
    narrative = ONE[ONE.index("第三部分", 800) : ONE.index("第四部分", 1000)]
    assert ALONE not in codes(extract(narrative.encode(), tables=tables.encode()))
