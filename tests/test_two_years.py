"""Tables that print last year beside this one: what differs is checked, and nothing is in doubt."""

from __future__ import annotations

import pytest

from extractor import Report, extract
from tests.corpus import ROOT

REPORT = (ROOT / "tests" / "cases" / "two_years.txt").read_text(encoding="utf-8")
UPRIGHT = """\
项目	2024年预算数	2025年预算数	增减额	增减%
合计	7.00	6.00	-1.00	-14.29
1.因公出国（境）费				
2.公务接待费	2.00	1.00	-1.00	-50.00
3.公务用车购置及运行维护费	5.00	5.00		
（1）公务用车购置费				
（2）公务用车运行维护费	5.00	5.00		

"""


def _read(*changes: tuple[str, str]) -> Report:
    text = REPORT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return extract(text.encode())


def _failing(report: Report) -> set[str]:
    return {check.rule for check in report.checks if check.status == "fail"} - {"outline.table"}


def test_two_years_that_agree_raise_nothing_and_leave_nothing_in_doubt() -> None:
    report = _read()
    passed = {check.rule for check in report.checks if check.status == "pass"}
    assert {f"compared.{what}" for what in ("change", "rate", "told", "told.rate")} <= passed
    assert _failing(report) == set()
    assert not [one for one in report.checks if one.status == "unverifiable" and one.rule[0] == "T"]
    assert [table.id for table in report.tables] == ["T01", "T05", "T08"]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("23.33\n本年", "32.33\n本年", {"compared.rate"}),
        ("80.00\t80.00\t\t-8.00", "80.00\t80.00\t\t-6.00", {"compared.change"}),
        ("-8.00\t-9.09%", "-8.00\t-8.09%", {"compared.rate"}),
        ("农林水支出\t88.00\t111.00\t80.00", "农林水支出\t88.00\t111.00\t60.00", {"T05.across"}),
        ("7.00\t\t5.00", "8.00\t\t5.00", {"T08.total", "compared.told"}),
        ("减少1.00万元。", "减少3.00万元。", {"compared.told"}),
        ("下降50.00%", "下降5.00%", {"compared.told.rate"}),
    ],
)
def test_a_slip_between_two_years_fails(old: str, new: str, rules: set[str]) -> None:
    assert rules <= _failing(_read((old, new)))


def test_the_year_before_is_read_in_rows_of_items_as_well() -> None:
    start, end = REPORT.index("2024年预算数\t\t"), REPORT.index("第三部分")
    upright = REPORT[start:end]
    assert _failing(_read((upright, UPRIGHT))) == set()
    slipped = UPRIGHT.replace("2.00\t1.00\t-1.00", "2.00\t1.00\t-1.50")
    assert "compared.change" in _failing(_read((upright, slipped)))
    slipped = UPRIGHT.replace("公务接待费\t2.00", "公务接待费\t3.00")
    assert {"T08.total", "compared.told.rate"} <= _failing(_read((upright, slipped)))


def test_a_share_beside_two_years_is_no_growth() -> None:
    header = "2025年比2024年增减(%)\t项目"
    report = _read((header, header.replace("2025年比2024年增减(%)", "占比%")))
    keys = [column.key for column in report.tables[0].columns]
    assert keys == [
        "prior:amount",
        "amount",
        "beside:amount",
        "prior:amount",
        "amount",
        "rate:amount",
    ]
    assert _failing(report) == set()
