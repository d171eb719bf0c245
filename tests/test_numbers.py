"""Numbers: print then parse is identity, and honest rounding never convicts anybody."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numbers import (
    Interval,
    half_unit,
    parse_chinese,
    parse_decimal,
    places,
    round_half_up,
)
from tests.strategies import amounts

PLACES = 2


def printed(value: Decimal) -> Decimal:
    """Return the amount as a report prints it."""
    return value.quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_UP)


def around(value: Decimal) -> Interval:
    return Interval.around(printed(value), half_unit(PLACES))


@given(amounts)
def test_print_then_parse_is_identity(value: Decimal) -> None:
    assert parse_decimal(f"{value:,}") == value
    assert parse_decimal(f"{value}") == value


@given(st.lists(amounts, min_size=1, max_size=30))
def test_honest_rounding_never_fails_a_sum(parts: list[Decimal]) -> None:
    total = sum((around(part) for part in parts), Interval.exact(0))
    assert total.overlaps(around(sum(parts, Decimal(0))))


@given(amounts, amounts)
def test_honest_rounding_never_fails_a_difference(left: Decimal, right: Decimal) -> None:
    assert (around(left) - around(right)).overlaps(around(left - right))


@given(amounts, amounts.filter(lambda whole: abs(whole) > Decimal("0.01")))
def test_honest_rounding_never_fails_a_rate(part: Decimal, whole: Decimal) -> None:
    rate = Fraction(part) / Fraction(whole) * 100
    told = Interval.around(round_half_up(rate, PLACES), half_unit(PLACES))
    assert (around(part) / around(whole) * Interval.exact(100)).overlaps(told)


@given(amounts)
def test_rounding_half_up_is_what_people_do(value: Decimal) -> None:
    assert round_half_up(Fraction(value), PLACES) == printed(value)


def test_nothing_is_divided_by_what_can_be_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        Interval.exact(1) / around(Decimal("0.00"))


@given(amounts, st.integers(0, 6))
def test_places_counts_what_is_printed(value: Decimal, decimals: int) -> None:
    assert places(f"{value:,.{decimals}f}") == decimals


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        *(("十", 10), ("一百零三", 103), ("两", 2), ("三万", 30000), ("三万零五", 30005)),
        *(("二〇二四", 2024), ("一〇五", 105), ("一千二百三十四万五千六百七十八", 12345678)),
    ],
)
def test_chinese_numerals_before_counters(numeral: str, value: int) -> None:
    assert parse_chinese(numeral) == value


@pytest.mark.parametrize("numeral", ["三五", "一百五", "五十百", "十十", "一百零", ""])
def test_what_may_be_two_chinese_numerals_is_none(numeral: str) -> None:
    assert parse_chinese(numeral) is None


@pytest.mark.parametrize("text", ["", "—", "1.2.3", "1e5", "一", "．5"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert parse_decimal(text) is None
