"""What a clerk reads: no sentence that misleads, no place without a name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import openpyxl

from extractor import Report, extract
from extractor.model import Finding
from service.outputs import CHECK_OUTPUTS, FILE_OUTPUTS, Form
from tests.corpus import REPORTS


def found(report: Report, rule: str) -> Finding:
    return next(finding for finding in report.findings if finding.rule == rule)


def printed(report: Report, name: str, form: Form | None = None) -> str:
    out = io.StringIO()
    CHECK_OUTPUTS[name]([report], out, form or Form())
    return out.getvalue()


def test_two_rates_are_percentage_points_apart(read: Callable[[str], Report]) -> None:
    assert "相差0.20个百分点" in found(read("001"), "form.told").explanation
    english = extract(REPORTS["001"], lang="en")
    assert "0.20 percentage points" in found(english, "form.told").explanation


def test_a_rounding_with_a_number_that_is_wrong_may_not_stay(
    read: Callable[[str], Report],
) -> None:
    wrong, rounding = (found(read("001"), rule) for rule in ("form.told", "completion"))
    assert wrong.mend is not None
    assert wrong.mend.ref in {operand.ref for operand in rounding.operands}
    assert "另有错误" in rounding.explanation
    assert "可以不改" not in rounding.explanation
    others = (finding for finding in read("001").findings if finding.rule == "T06.hierarchy")
    assert all("可以不改" in finding.explanation for finding in others)


def test_what_rests_on_a_wrong_unit_follows_from_it() -> None:
    text = (
        "2024年度部门决算情况说明\n一、一般公共预算财政拨款支出情况\n会议费1万元：会议资料费"
        "20元/人*2人*96单位=0.40元，日常办公耗材费用0.6万元。\n"
        "2024年度年初预算为10万元，支出决算为10万元，项目支出10万元。\n"
    )
    report = extract(text.encode())
    (wrong,) = (finding for finding in report.findings if finding.rule == "calculation")
    (heading,) = (check for check in report.checks if check.rule == "calculation.heading")
    assert heading.status == "rounding"
    assert heading.id in wrong.consequences
    assert "calculation.heading" not in {finding.rule for finding in report.findings}


def test_a_result_that_is_rounded_to_its_digits_may_be_off_by_half_of_the_last(
    read: Callable[[str], Report],
) -> None:
    rounded = [
        finding
        for finding in read("003").findings
        if finding.rule == "calculation.total" and finding.status == "rounding"
    ]
    assert rounded
    for finding in rounded:
        assert abs(float(finding.difference or 0)) <= float(finding.tolerance or 0)


def test_what_is_negative_stands_in_brackets_behind_a_sign(read: Callable[[str], Report]) -> None:
    assert found(read("003"), "form.prior").formula == "1360.96 − (-26.50) = 1387.46万元"


def test_a_row_that_a_form_has_twice_is_not_held_against_its_own_name(
    read: Callable[[str], Report],
) -> None:
    alike = [each for each in read("003").findings if each.rule == "form.alike"]
    assert any("而同一张表的另一行为≥80%" in finding.explanation for finding in alike)


def test_a_line_of_the_contents_has_a_place(read: Callable[[str], Report]) -> None:
    text = printed(read("001"), "text")
    assert "   ▸ \n" not in text
    assert "   ▸ 目录、封面（第一个标题之前）\n" in text


def test_the_table_that_a_missing_one_is_told_beside_is_quoted_by_a_line(
    read: Callable[[str], Report],
) -> None:
    text = read("003").text or ""
    quoted = found(read("003"), "outline.table").evidence[-1].span
    assert text[quoted.start - 1 : quoted.start] in ("", "\n")
    assert text[quoted.end : quoted.end + 1] == "\n"


def test_sheets_name_the_number_to_change_beside_the_one_that_was_tested(
    read: Callable[[str], Report],
) -> None:
    finding = next(f for f in read("004").findings if f.mend and f.rule == "T05.across")
    assert finding.mend is not None
    where = "T05 2024年度一般公共预算财政拨款支出决算表 · 201 一般公共服务支出 · 本年支出/基本支出"
    rows = csv.DictReader(io.StringIO(printed(read("004"), "csv").removeprefix("\ufeff")))
    row = next(row for row in rows if row["key"] == finding.key)
    assert (row["mend_where"], row["mend_value"]) == (where, "1309.89")
    assert row["text_1"] == "4,004.94"
    book = openpyxl.load_workbook(io.BytesIO(FILE_OUTPUTS["xlsx"](read("004"), b"", Form())))
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    told = next(dict(zip(head, line, strict=True)) for line in lines if line[-3] == "T05.across")
    assert (told["最可能有误的数"], str(told["应改为"])) == (where, "1309.89")
    assert told["原文"] == 4004.94


def test_two_shares_that_changed_places_are_told_so() -> None:
    text = (
        "2024年度部门决算情况说明\n七、“三公”经费支出决算情况说明\n"
        "“三公”经费支出决算为4.00万元，其中：公务接待费1.00万元，占{}%；"
        "公务用车购置及运行维护费3.00万元，占{}%。\n"
    )
    report = extract(text.format("75", "25").encode())
    first, second = (one for one in report.findings if one.rule == "share")
    assert "像是与“公务用车购置及运行维护费”的占比25%写颠倒了" in first.explanation
    assert "像是与“公务接待费”的占比75%写颠倒了" in second.explanation
    forced = extract(text.format("20", "80").encode())
    assert all("凑足 100%" in one.explanation for one in forced.findings if one.rule == "share")
