"""What the domain says of roundings, as properties of the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.checks import verdict
from extractor.numbers import quantize, round_half_up
from extractor.readings import Reading, blank, read_number
from tests.strategies import amounts

HUNDRED = Fraction(100)
lists_of_amounts = st.lists(amounts, min_size=1, max_size=12)
positive = st.decimals(min_value=Decimal("0.5"), max_value=Decimal("99999"), places=6)


def read(text: str, unit: str = "万元", ref: str = "F1", whole_yuan: bool = False) -> Reading:
    """Return the reading of a printed number."""
    reading = read_number(ref, text, unit, whole_yuan)
    assert reading is not None
    return reading


def printed(value: Decimal, decimals: int = 2) -> str:
    """Return a true value as a report prints it."""
    return format(quantize(value, decimals), "f")


def terms(values: Sequence[str], unit: str = "万元") -> list[tuple[int, Reading]]:
    """Return printed parts of a sum."""
    return [(1, read(value, unit, f"F{n}")) for n, value in enumerate(values, start=2)]


# ---- sums -------------------------------------------------------------------------------------


@given(lists_of_amounts)
def test_an_honestly_rounded_sum_never_fails(parts: list[Decimal]) -> None:
    total = read(printed(sum(parts, Decimal(0))))
    assert verdict.of_sum(total, terms([printed(part) for part in parts])).status != "fail"


@given(lists_of_amounts)
def test_a_sum_of_n_may_be_off_by_half_a_unit_for_each_number_and_no_more(
    parts: list[Decimal],
) -> None:
    shown = [printed(part) for part in parts]
    exact = sum((Decimal(text) for text in shown), Decimal(0))
    reach = Decimal("0.005") * (len(parts) + 1)
    most = quantize(reach, 3).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    assert verdict.of_sum(read(printed(exact + most)), terms(shown)).status != "fail"
    beyond = printed(exact + most + Decimal("0.01"))
    assert verdict.of_sum(read(beyond), terms(shown)).status == "fail"


@given(lists_of_amounts, st.integers(-3, 3))
def test_moving_the_point_from_wan_to_yi_changes_no_status(parts: list[Decimal], off: int) -> None:
    shown = [Decimal(printed(part)) for part in parts]
    total = sum(shown, Decimal(0)) + Decimal(off) / 100
    before = verdict.of_sum(read(printed(total)), terms([format(v, "f") for v in shown]))
    moved = [format(v.scaleb(-4), "f") for v in shown]
    after = verdict.of_sum(read(format(total.scaleb(-4), "f"), "亿元"), terms(moved, "亿元"))
    assert after.status == before.status


def test_blanks_add_nothing_to_the_tolerance() -> None:
    total, part = read("10.01"), (1, read("10.00", ref="F2"))
    assert verdict.of_sum(total, [part]).tolerance == "0.01"
    made = verdict.of_sum(total, [part, (1, blank("T01/R1/C1")), (1, blank("T01/R2/C1"))])
    assert (made.status, made.tolerance) == ("rounding", "0.01")


def test_a_sum_says_what_it_expected_and_by_how_much_it_is_off() -> None:
    made = verdict.of_sum(read("245.07"), terms(["207.87", "56.81", "0.09", "0.42"]))
    assert (made.status, made.expected, made.actual) == ("fail", "265.1900", "245.07")
    assert (made.difference, made.tolerance) == ("-20.1200", "0.025")
    assert made.expression == "F1 = F2 + F3 + F4 + F5"


def test_a_part_may_not_exceed_the_whole_by_more_than_rounding() -> None:
    whole = terms(["10.00"])
    for value, status in (
        ("9.99", "pass"),
        ("10", "pass"),
        ("10.01", "rounding"),
        ("10.02", "fail"),
    ):
        assert verdict.of_sum(read(value), whole, "<=").status == status


# ---- one quantity printed twice ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "status"),
    [
        (("38.82", "万元"), ("38.82", "万元"), "pass"),
        (("984.2", "万元"), ("984.20", "万元"), "pass"),
        (("38.82", "万元"), ("38.83", "万元"), "rounding"),
        (("38.82", "万元"), ("38.84", "万元"), "fail"),
        (("436.88", "万元"), ("4368790.12", "元"), "pass"),
        (("436.87", "万元"), ("4368790.12", "元"), "fail"),
        (("4368790.12", "元"), ("436.88", "万元"), "pass"),
        (("1.24", "亿元"), ("12355.00", "万元"), "pass"),
        (("1.23", "亿元"), ("12355.00", "万元"), "fail"),
        (("0", "万元"), ("0.00", "万元"), "pass"),
    ],
)
def test_the_same_quantity_twice(
    here: tuple[str, str], there: tuple[str, str], status: str
) -> None:
    made = verdict.of_same(read(*here), read(*there, ref="T01/R1/C1"))
    assert made.status == status


@given(amounts)
def test_a_finer_print_that_rounds_to_the_coarser_passes(value: Decimal) -> None:
    yuan = printed(value * 10_000, 2)
    wan = printed(Decimal(yuan) / 10_000, 2)
    assert verdict.of_same(read(wan), read(yuan, "元", "T01/R1/C1")).status == "pass"


def test_a_table_in_whole_yuan_is_a_rounding_to_whole_yuan() -> None:
    cell = read("4368790", "元", "T01/R1/C1", whole_yuan=True)
    other = read("4368791", "元", "T02/R1/C1", whole_yuan=True)
    assert verdict.of_same(cell, other).status == "rounding"
    assert verdict.of_same(read("4368790", "元"), read("4368791", "元", "F2")).status == "fail"


def test_a_blank_is_exactly_zero() -> None:
    assert verdict.of_same(read("0.00"), blank("T09")).status == "pass"
    assert verdict.of_same(read("0.01"), blank("T09")).status == "fail"


# ---- quotients --------------------------------------------------------------------------------


@given(positive, positive, st.integers(0, 3))
def test_an_honestly_rounded_share_never_fails(
    part: Decimal, whole: Decimal, decimals: int
) -> None:
    share = round_half_up(Fraction(part) / Fraction(whole) * 100, decimals)
    made = verdict.of_share(
        read(format(share, "f"), "%"), read(printed(part)), read(printed(whole), ref="F3")
    )
    assert made.status != "fail"


@given(positive, positive)
def test_an_honestly_rounded_rate_of_change_never_fails(current: Decimal, prior: Decimal) -> None:
    assume(abs(current - prior) > Decimal("0.01"))
    rate = round_half_up((Fraction(current) / Fraction(prior) - 1) * 100, 2)
    made = verdict.of_rate(
        read(format(rate, "f"), "%"),
        read(printed(current - prior), ref="F2"),
        read(printed(current), ref="F3"),
        HUNDRED,
    )
    assert made.status != "fail"


@given(positive, positive)
def test_the_two_ways_to_a_rate_agree(current: Decimal, prior: Decimal) -> None:
    rate = read(format(round_half_up((Fraction(current) / Fraction(prior) - 1) * 100, 1), "f"), "%")
    now, before = read(printed(current), ref="F2"), read(printed(prior), ref="F3")
    assert verdict.of_growth(rate, now, before, HUNDRED).status != "fail"


@pytest.mark.parametrize(
    ("rate", "part", "whole", "status"),
    [
        ("6.20", "29.91", "481.80", "fail"),  # forced, so that four shares add up to 100
        ("6.21", "29.91", "481.80", "pass"),
        ("99.2", "5.94", "6", "rounding"),  # 5.945 ÷ 5.995 = 99.17
        ("99.3", "5.94", "6", "fail"),
        ("51", "35.42", "69.61", "pass"),  # a rate's own last digit
        ("95.45", "95.455", "100", "rounding"),
        ("82.8", "14.05", "17.52", "fail"),
    ],
)
def test_shares_of_real_reports(rate: str, part: str, whole: str, status: str) -> None:
    made = verdict.of_share(read(rate, "%"), read(part, ref="F2"), read(whole, ref="F3"))
    assert made.status == status


def test_a_rate_rounded_twice_fails() -> None:
    change, current = read("-2022.81", ref="F2"), read("4368.79", ref="F3")
    made = verdict.of_rate(read("-31.7", "%"), change, current, HUNDRED)
    assert (made.status, made.expected) == ("fail", "-31.648")
    assert made.expression == "F1 = 1 / (F3 / F2 - 1) * 100"
    assert verdict.of_rate(read("-31.6", "%"), change, current, HUNDRED).status == "pass"


def test_a_quotient_over_zero_is_unverifiable() -> None:
    made = verdict.of_share(read("0", "%"), read("11.08", ref="F2"), read("0", ref="F3"))
    assert made.status == "unverifiable"


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=8))
def test_honest_shares_of_one_whole_never_fail_to_add_up(weights: list[int]) -> None:
    total = sum(weights)
    shares = [
        read(format(round_half_up(Fraction(100 * weight, total), 1), "f"), "%", f"F{n}")
        for n, weight in enumerate(weights)
    ]
    assert verdict.of_whole(shares).status != "fail"


def test_shares_that_cannot_make_a_whole_fail() -> None:
    shares = [read("50.0", "%", "F1"), read("50.2", "%", "F2")]
    made = verdict.of_whole(shares)
    assert (made.status, made.actual, made.expected) == ("fail", "100.2", "100")


def test_shares_of_parts_are_tested_against_the_amount_they_make() -> None:
    pairs = [
        (read("100", "%", "F2"), read("0.25", ref="F3")),
        (read("100", "%", "F4"), read("9.52", ref="F5")),
    ]
    assert verdict.of_weighted(read("9.47"), pairs).status == "fail"
    assert verdict.of_weighted(read("9.77"), pairs).status == "pass"


# ---- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "relation", "there", "status"),
    [
        ("14.05", "<", "17.52", "pass"),
        ("14.05", ">", "17.52", "fail"),
        ("14.05", "<", "14.05", "rounding"),
        ("14.05", "=", "14.05", "pass"),
        ("14.05", "=", "14.06", "rounding"),
        ("14.05", "=", "17.52", "fail"),
    ],
)
def test_more_less_and_unchanged(here: str, relation: str, there: str, status: str) -> None:
    assert verdict.of_order(read(here), relation, read(there, ref="F2")).status == status


def test_a_rate_and_its_change_point_the_same_way() -> None:
    up, down = read("5.00"), read("-3.0", "%", "F2")
    assert verdict.of_signs(down, up).status == "fail"
    assert verdict.of_signs(read("3.0", "%", "F2"), up).status == "pass"
