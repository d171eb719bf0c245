"""A table whose amounts slipped by some rows is one finding, not thirty."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.checks import run_checks
from extractor.findings import explain
from tests.build import evidence, table

CODES = ("201", "20103", "2010301", "2010302", "208", "20805", "2080501", "2080505", "221")
AMOUNTS = ("90.00", "90.00", "60.00", "30.00", "14.00", "14.00", "5.00", "9.00", "7.00")


def rows(amounts: Sequence[str]) -> dict[str, dict[str, str]]:
    return {
        f"account:{code}": {"total": amount} for code, amount in zip(CODES, amounts, strict=True)
    }


def found(third: Sequence[str], fifth: Sequence[str]) -> list[tuple[str, str]]:
    seen = evidence(table("T03", rows(third)), table("T05", rows(fifth)))
    findings = explain(run_checks(seen), seen, "zh")
    return [(one.rule, one.operands[0].ref) for one in findings if one.severity == "error"]


def test_amounts_one_row_too_high_are_told_once() -> None:
    slipped = (*AMOUNTS[:3], *AMOUNTS[4:], "90.00")
    assert found(AMOUNTS, slipped) == [("rows.out_of_step", "T05/R4/C1")]


def test_the_table_that_does_not_add_up_is_the_wrong_one() -> None:
    slipped = (*AMOUNTS[:3], *AMOUNTS[4:], "90.00")
    assert found(slipped, AMOUNTS) == [("rows.out_of_step", "T03/R4/C1")]


def test_one_wrong_amount_is_no_slip_of_rows() -> None:
    wrong = (*AMOUNTS[:3], "33.00", *AMOUNTS[4:])
    assert "rows.out_of_step" not in {rule for rule, _ in found(AMOUNTS, wrong)}
    assert found(AMOUNTS, AMOUNTS) == []
