"""What a wrong number may have been meant to be: the values that the slip of a hand explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from extractor.numbers import Interval, places, round_half_up
from extractor.readings import MONEY_DECIMALS, Reading

# What made a number wrong, the likeliest first.
SLIP, DIGIT, ANYTHING = range(3)
# Steps by which a decimal point is misplaced.
_SHIFTS = (Decimal("0.1"), Decimal(10), Decimal("0.01"), Decimal(100))
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that a number may have been meant to be, and how likely one comes to be the other.

    ``half`` is how far its rounding reaches: 1.3 is narrower than 13.
    """

    value: Fraction
    half: Fraction
    likelihood: int

    @property
    def is_of_nothing(self) -> bool:
        """Whether several digits were printed where nothing belongs, which no hand does."""
        return not self.value and self.likelihood == ANYTHING


def _slips(reading: Reading, signed: bool) -> Iterator[Decimal]:
    """Yield what one slip turns into the number: a point moved, two digits or a verb swapped."""
    printed = Decimal(reading.operand.value or "0")
    if signed:
        # 增加 for 减少: the digits are right.
        yield -printed
    for step in _SHIFTS:
        yield (printed * step).normalize()
    digits = list(str(printed))
    indices = [i for i, char in enumerate(digits) if char.isdigit()]
    for a, b in pairwise(indices):
        if digits[a] != digits[b]:
            swapped = [*digits]
            swapped[a], swapped[b] = digits[b], digits[a]
            yield Decimal("".join(swapped))


def _further(reading: Reading, meant: Decimal) -> Fraction:
    """Return how much further rounding would reach, had the number been printed as it was meant.

    A rate is as exact as its own digits: in another place they reach further or less far.
    """
    narrower = places(format(meant, "f")) - places(reading.operand.value or "0")
    half = Fraction(reading.half)
    return half / Fraction(10) ** narrower - half


def _by_own_digits(reading: Reading) -> bool:
    return reading.factor == 1 and reading.half * 2 == reading.quantum


def likeliest(
    reading: Reading, signed: bool, wanted: Iterable[Interval], wishes: Iterable[Fraction]
) -> Repair:
    """Return the value inside all of the intervals that is the likeliest to have been meant.

    ``wishes`` are what single relations ask for, the most asked for first.
    """
    half = Fraction(reading.half)
    spans = list(wanted)
    low, high = max(span.low for span in spans), min(span.high for span in spans)
    varies = _by_own_digits(reading)
    for meant in _slips(reading, signed):
        value = Fraction(meant * reading.factor)
        more = _further(reading, meant) if varies else 0
        if _is_within(value, low, high, more) and value != reading.value:
            return Repair(value, half + more, SLIP)
    wished = next((wish for wish in wishes if low <= wish <= high), None)
    value = _rounded(reading, low, high) if wished is None else wished
    return Repair(value, half, _likelihood(reading, value))


def _is_within(value: Fraction, low: Fraction, high: Fraction, more: Fraction | int) -> bool:
    """Return whether a value is between two ends, each so much further out."""
    return low - more <= value <= high + more if more else low <= value <= high


def _rounded(reading: Reading, low: Fraction, high: Fraction) -> Fraction:
    """Return the middle of an interval as the number would be printed."""
    quantum = Fraction(reading.quantum)
    printed = round((low + high) / 2 / quantum) * quantum
    return printed if low <= printed <= high else (low + high) / 2


def _likelihood(reading: Reading, value: Fraction) -> int:
    """Return how likely one is printed for the other: a rate is one off where it is cut short."""
    off = abs(value - Fraction(reading.value))
    if _by_own_digits(reading) and off <= Fraction(reading.quantum):
        return SLIP
    old, new = (str(as_printed(one, reading)) for one in (Fraction(reading.value), value))
    same_length = len(old) == len(new)
    if same_length and sum(a != b for a, b in zip(old, new, strict=True)) == 1:
        return DIGIT
    return ANYTHING


def as_printed(value: Fraction, reading: Reading) -> Decimal:
    """Return a value in the unit of a number, with the decimals that it needs and no more."""
    own = value / Fraction(reading.factor)
    fewest = min(reading.decimals, MONEY_DECIMALS)
    for decimals in range(fewest, _MOST_PLACES + 1):
        shown = round_half_up(own, decimals)
        if Fraction(shown) == own:
            return shown
    return round_half_up(own, reading.decimals)
