"""One change of a total that is told in several places goes in one direction."""

from __future__ import annotations

import pytest

from extractor import extract_narrative

TOTAL = "2024年度收、支总计1115.55万元，比2023年度减少17.99万元。"


def _alike(text: str) -> list[str]:
    checks = extract_narrative(text, fiscal_year=2024).checks
    return [check.status for check in checks if check.rule == "direction.alike"]


@pytest.mark.parametrize(("verb", "status"), [("减少", "pass"), ("增加", "fail")])
def test_two_totals_with_one_change_have_one_direction(verb: str, status: str) -> None:
    assert _alike(f"{TOTAL}2024年度收入合计1115.55万元，比2023年度{verb}17.99万元。") == [status]


@pytest.mark.parametrize(
    "other",
    [
        "2024年度收入合计1115.55万元，比2023年度增加17.98万元。",
        "2024年度收入合计1115.56万元，比2023年度增加17.99万元。",
        "2024年度收入合计1115.55万元，比年初预算增加17.99万元。",
        "2024年度公务接待费1115.55万元，比2023年度增加17.99万元。",
        "2024年度收入合计1115.55万元，比2023年度增加约17.99万元。",
    ],
    ids=["another change", "another figure", "another base", "no total", "about"],
)
def test_what_may_be_another_change_is_not_compared(other: str) -> None:
    assert _alike(TOTAL + other) == []
