"""元 for 万元: amounts of which one is ten thousand times too large or too small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from extractor.evidence import Evidence
from extractor.findings.formula import Formula, parse, required
from extractor.model import Check
from extractor.numbers import MONEY_UNITS, Interval, exact_sum, round_half_up
from extractor.readings import Reading

_STEP = 10_000
# With its rounding, what is ten thousand times off is at least so many times off.
_FAR = 1_000
# 0.01 times ten thousand is near anything: a rounded number tells a slip by its digits alone.
_FEWEST_DIGITS = 3
# Mended to be the sum exactly, an amount that must only not exceed it is a slip as well.
_RELATIONS = ("=", "<=", ">=")


@dataclass(frozen=True, slots=True)
class Slip:
    """An amount in the wrong unit; ``larger`` where it is ten thousand times too large."""

    ref: str
    larger: bool


def find_slips(check: Check, seen: Evidence) -> tuple[Slip, ...]:
    """Return each amount whose unit, changed between 元 and 万元, makes a failed check hold.

    The check alone does not tell which of them is wrong.
    """
    if check.status != "fail":
        return ()
    formula = parse(check)
    if formula.form == "other":
        return tuple(_of_result(check))
    numbers = {ref: reading for ref in formula.refs if (reading := seen.reading(ref))}
    if formula.relation not in _RELATIONS or len(numbers) < len(set(formula.refs)):
        return ()
    found = tuple(_of_operands(replace(formula, relation="="), numbers, seen))
    return _of_both(formula.refs, found) if formula.form == "sum" and len(numbers) == 2 else found


def _of_both(refs: tuple[str, ...], found: tuple[Slip, ...]) -> tuple[Slip, ...]:
    """Return the slips of two amounts that ought to be the same: one too large, or one too small.

    The one that has fewer digits, 0.02 for 170.25, does not show by itself what it was.
    """
    if len(found) != 1:
        return found
    (slip,) = found
    return tuple(slip if ref == slip.ref else Slip(ref, not slip.larger) for ref in refs)


def _of_operands(formula: Formula, numbers: dict[str, Reading], seen: Evidence) -> Iterator[Slip]:
    values = {ref: Fraction(reading.value) for ref, reading in numbers.items()}
    far = set(_far_off(formula, values)) if formula.form == "sum" else values.keys()
    for ref, reading in numbers.items():
        if ref not in far:
            continue
        wanted = required(formula, ref, numbers, values) if _is_money(ref, seen) else None
        # What could as well be nothing is no amount in another unit.
        if wanted is None or wanted.low <= 0 <= wanted.high:
            continue
        if Interval.exact(values[ref] / _STEP).overlaps(wanted):
            yield Slip(ref, larger=True)
        elif _scaled_up(reading).overlaps(wanted):
            yield Slip(ref, larger=False)


def _far_off(formula: Formula, values: Mapping[str, Fraction]) -> Iterator[str]:
    """Yield the numbers of a sum that would have to be far larger or smaller: no others slipped."""
    off = exact_sum([(values[r], s) for r, s in zip(formula.refs, formula.signs, strict=True)])
    for ref, sign in zip(formula.refs, formula.signs, strict=True):
        wanted, value = values[ref] - sign * off, values[ref]
        one = abs(wanted.numerator) * value.denominator
        other = abs(value.numerator) * wanted.denominator
        if one > _FAR * other or other > _FAR * one:
            yield ref


def _scaled_up(reading: Reading) -> Interval:
    """Return ten thousand times a number, with its rounding where it has digits enough."""
    digits = len(f"{abs(reading.value) / reading.quantum:f}".lstrip("0").partition(".")[0])
    half = reading.half * _STEP if digits >= _FEWEST_DIGITS else Decimal(0)
    return Interval.around(reading.value * _STEP, Fraction(half))


def _is_money(ref: str, seen: Evidence) -> bool:
    fact = seen.fact_by_id.get(ref)
    if fact is None:
        return ref in seen.cell_by_id
    return fact.kind in ("amount", "change") and (fact.unit or "万元") in MONEY_UNITS


def _of_result(check: Check) -> Iterator[Slip]:
    """Yield the result of a written-out calculation that is right in the other unit: 0.40元."""
    if check.check_class != "calculation" or check.expected is None or check.actual is None:
        return
    actual = Decimal(check.actual)
    printed = format(actual, "f").rstrip("0") if "." in check.actual else check.actual
    places = len(printed.partition(".")[2])
    for larger, right in ((False, Fraction(_STEP)), (True, Fraction(1, _STEP))):
        if actual and round_half_up(Fraction(check.expected) / right, places) == actual:
            yield Slip(check.operands[0].ref, larger)
