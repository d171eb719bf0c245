"""What a printed number stands for: its value, and the closed interval of its rounding.

A blank cell is exactly 0. Every other printed number is a rounding; how wide it is follows from
its unit and from the table it stands in, never from a tolerance set by hand.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import regex
from msgspec import Struct

from extractor.model import Cell, Operand
from extractor.numbers import LONGEST_NUMERAL, MONEY_UNITS, Interval, places
from rules.loaders.narrative import load_narrative

HALF = Decimal("0.5")
ZERO = Decimal(0)
ONE = Decimal(1)
# 984.2 万元 stands for 984.20: trailing zeros are dropped everywhere, so two decimals are meant.
MONEY_DECIMALS = 2
# 亿元 and larger units print few decimals on purpose; their own last digit says how exact they are.
_OWN_DIGIT_UNITS = frozenset({"百万元", "千万元", "亿元", "亿"})
_RATE_UNITS = frozenset({"%", "‰", "成", "倍", "个百分点", "百分点"})
FACTORS = {unit: Decimal(factor) for unit, factor in MONEY_UNITS.items()}
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_MEASUREMENTS = frozenset(load_narrative().units.measurement)
# A digit, a character that the file does not tell, or what a spreadsheet shows for no result.
_MEANT = regex.compile(r"[\d\ufffd]|#(?:[A-Z]|#)")
_STEPS = [ONE.scaleb(-decimals) for decimals in range(LONGEST_NUMERAL + 1)]


class Reading(Struct, frozen=True, gc=False):
    """One printed number: its value and half-width in 元 (or its own unit, where it is no money).

    ``decimals`` is its last place in its own unit, ``quantum`` one unit of that place, ``factor``
    what its unit is worth.
    """

    ref: str
    value: Decimal
    half: Decimal
    decimals: int
    quantum: Decimal
    factor: Decimal
    operand: Operand

    @property
    def interval(self) -> Interval:
        """All the true values that it can stand for."""
        # Decimal adds exactly, and faster than Fraction.
        return Interval(Fraction(self.value - self.half), Fraction(self.value + self.half))

    def counted(self, decimals: int) -> tuple[int, int, int]:
        """Return the value and both ends of its interval, in halves of so many decimals' unit."""
        unit = _STEPS[decimals] * HALF
        value, half = int(self.value / unit), int(self.half / unit)
        return value, value - half, value + half


def is_unreadable(cell: Cell) -> bool:
    """Return whether a cell that holds no number was meant to: 5\ufffd7.22, #REF!, 12.3.4.

    So is one in whose place the header of its column stands. What it would be is not known, and
    is not 0.
    """
    if cell.value is not None or not cell.text:
        return False
    return _MEANT.search(cell.text) is not None or cell.text in cell.column_header


def read_number(ref: str, text: str, unit: str | None, whole_yuan: bool = False) -> Reading | None:
    """Return what a printed number stands for, or None where it is no number to compute with.

    >>> read_number("F1", "984.2", "万元").half, read_number("F2", "51", "%").half
    (Decimal('50.000'), Decimal('0.5'))
    """
    if len(text) > LONGEST_NUMERAL:
        return None
    factor = FACTORS.get(unit or "") or _scale(unit)
    decimals, half = _last_place(text, unit, whole_yuan)
    return Reading(
        ref=ref,
        value=Decimal(text) * factor,
        half=half * factor,
        decimals=decimals,
        quantum=_STEPS[decimals] * factor,
        factor=factor,
        operand=Operand.trusted({"ref": ref, "value": text}),
    )


def _last_place(text: str, unit: str | None, whole_yuan: bool) -> tuple[int, Decimal]:
    """Return how many decimals are meant, and the half-width of the interval."""
    own = places(text)
    if unit in _RATE_UNITS or unit in _OWN_DIGIT_UNITS:
        return own, _STEPS[own] * HALF
    if unit not in FACTORS:
        # 5.6万件 and 32.5平方米 are roundings, 56000件 is a count.
        rounded = unit in _MEASUREMENTS or _scale(unit) != ONE
        return own, _STEPS[own] * HALF if rounded else ZERO
    if unit == "元" and whole_yuan:
        return own, HALF
    return max(own, MONEY_DECIMALS), _STEPS[MONEY_DECIMALS] * HALF


def _scale(unit: str | None) -> Decimal:
    """Return what the 万 or 亿 before a thing counted is worth: 1 in 万件 is 10,000 件."""
    return _SCALES.get(unit[0], ONE) if unit and len(unit) > 1 else ONE


def blank(ref: str, factor: Decimal = ONE) -> Reading:
    """Return the reading of a blank cell or of a table without rows: exactly 0."""
    quantum = _STEPS[MONEY_DECIMALS] * factor
    operand = Operand.trusted({"ref": ref, "value": "0"})
    return Reading(ref, ZERO, ZERO, MONEY_DECIMALS, quantum, factor, operand)
