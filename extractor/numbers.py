"""Printed numerals: their Decimal, their unit, and the interval that a rounding stands for.

``Decimal`` reads and prints, ``Fraction`` computes: no float touches an amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm

import regex
from msgspec import Struct

HALF = Fraction(1, 2)

# 万 alone is 万元 (未支付金额46万); the factor is to 元.
MONEY_UNITS: dict[str, int] = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "万": 10_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
    "亿": 100_000_000,
}

# A unit of money as captions and headers declare it.
MONEY_UNIT = "[百千万亿]{0,2}元"

# A printed numeral without a sign, with or without thousands commas.
NUMERAL = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

# No report prints a number this long; whatever it is, it is not computed with.
LONGEST_NUMERAL = 24

_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_CHINESE_PLACES = {"万": 10_000, "千": 1_000, "百": 100, "十": 10}
_ZERO = ("零", "〇")
_NUMERAL = regex.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


def parse_decimal(printed: str) -> Decimal | None:
    """Return the value of an Arabic numeral with thousands commas, or None if it is not one.

    >>> parse_decimal("1,115.55"), parse_decimal("—")
    (Decimal('1115.55'), None)
    """
    if not _NUMERAL.fullmatch(printed):
        return None
    return Decimal(printed.replace(",", ""))


def parse_chinese(numeral: str) -> Decimal | None:
    """Return the value of a Chinese numeral below one hundred million, or None if it is not one.

    二〇二四 is read digit by digit; what can be two things (三五, 一百五) is none.

    >>> parse_chinese("一"), parse_chinese("二十三"), parse_chinese("三百零五"), parse_chinese("千")
    (Decimal('1'), Decimal('23'), Decimal('305'), Decimal('1000'))
    >>> parse_chinese("九十五点五"), parse_chinese("二〇二四"), parse_chinese("一百五")
    (Decimal('95.5'), Decimal('2024'), None)
    """
    numeral, point, decimals = numeral.partition("点")
    if point:
        whole = parse_chinese(numeral)
        digits = "".join(str(_CHINESE_DIGITS.get(char, "")) for char in decimals)
        exact = whole is not None and len(digits) == len(decimals) > 0
        return Decimal(f"{whole}.{digits}") if exact else None
    if len(numeral) > 1 and all(char in _CHINESE_DIGITS for char in numeral):
        digits = "".join(str(_CHINESE_DIGITS[char]) for char in numeral)
        return Decimal(digits) if "0" in digits else None
    value = _by_places(numeral)
    return None if value is None else Decimal(value)


def _by_places(numeral: str) -> int | None:
    """Return the value of a numeral in 万, 千, 百 and 十, each smaller than the one before."""
    for name, place in _CHINESE_PLACES.items():
        above, told, below = numeral.partition(name)
        if not told:
            continue
        many = _by_places(above) if above else 1
        if place > 10 and below in _CHINESE_DIGITS:
            return None
        rest = _by_places(below[1:] if below[:1] in _ZERO else below) if below else 0
        if many is None or rest is None or rest >= place or (many > 9 and place < 10_000):
            return None
        return many * place + rest
    return _CHINESE_DIGITS.get(numeral)


def places(printed: str) -> int:
    """Return the number of decimals that a numeral prints.

    >>> places("1,115.50"), places("6")
    (2, 0)
    """
    return len(printed.partition(".")[2])


class Interval(Struct, frozen=True, gc=False):
    """All the true values that one printed number can stand for, both ends included."""

    low: Fraction
    high: Fraction

    @classmethod
    def exact(cls, value: Decimal | Fraction | int) -> Interval:
        """Return the interval that holds this value alone: counts, blanks, 100%."""
        point = Fraction(value)
        return cls(point, point)

    @classmethod
    def around(cls, value: Decimal | Fraction, half: Fraction) -> Interval:
        """Return value ± half."""
        point = Fraction(value)
        return cls(point - half, point + half)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; raises ZeroDivisionError where the divisor can be zero."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor's interval holds zero")
        return self * Interval(1 / other.high, 1 / other.low)

    def overlaps(self, other: Interval) -> bool:
        """Return whether some true value satisfies both."""
        return self.low <= other.high and other.low <= self.high


def exact_sum(terms: Sequence[tuple[Fraction, int]]) -> Fraction:
    """Return the sum of fractions, each so many times.

    Whole numbers over one common denominator are added: Fraction would reduce every single step.

    >>> exact_sum([(Fraction(1, 2), 1), (Fraction(1, 3), 1), (Fraction(5, 2), -1)])
    Fraction(-5, 3)
    """
    common = lcm(*(value.denominator for value, _ in terms))
    total = sum(value.numerator * (common // value.denominator) * times for value, times in terms)
    return Fraction(total, common)


def half_unit(decimals: int) -> Fraction:
    """Return half a unit of the last of so many decimals: 2 → 1/200."""
    unit: int = 10**decimals
    return HALF / unit


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """Return the value rounded half up, away from zero on ties, to so many decimals.

    >>> round_half_up(Fraction(-1, 8), 2)
    Decimal('-0.13')
    """
    above, below = value.numerator, value.denominator
    units: int = (abs(above) * 10**decimals * 2 + below) // (below * 2)
    return Decimal(-units if above < 0 else units).scaleb(-decimals)


def quantize(value: Decimal, decimals: int) -> Decimal:
    """Return a Decimal with so many decimals, rounded half up."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
