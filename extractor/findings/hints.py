"""Likely reasons for a wrong number, found by trying what clerks are known to do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from operator import itemgetter

from msgspec.structs import replace

from extractor.evidence import Evidence
from extractor.findings.formula import QUOTIENTS, Formula
from extractor.findings.slips import Slip
from extractor.model import Check
from extractor.numbers import Interval, round_half_up
from extractor.readings import Reading

# Steps by which a decimal point is misplaced; 元 for 万元 is told apart, as a slip.
_SHIFTS = tuple(Decimal(10) ** power for power in (1, 2))


SLIPS = ("unit_larger", "unit_smaller")


@dataclass(frozen=True, slots=True)
class Hint:
    """A likely reason, with the other number that it speaks of."""

    key: str
    other: str | None = None
    actual: str | None = None


class Hints:
    """Finds the likely reason of a failed check; what many of them look up is made once."""

    def __init__(
        self, seen: Evidence, slips: Mapping[str, Sequence[Slip]], checks: Sequence[Check]
    ) -> None:
        self.seen = seen
        self._slips = slips
        self._checks = checks

    def find(self, check: Check, formula: Formula, culprit: str | None) -> Hint | None:
        """Return the first reason that explains the printed number exactly, or None.

        ``culprit`` is the number to blame, where one is: no other can be in the wrong unit.
        """
        reading = self.seen.reading(formula.refs[0]) if formula.refs else None
        if reading is None or check.expected is None:
            return None
        slip = self._slip(check, culprit)
        if slip is not None:
            return Hint(SLIPS[not slip.larger], slip.ref)
        tests = _OF_QUOTIENTS if formula.form in QUOTIENTS else _OF_SUMS
        found = (test(check, formula, self, reading) for test in tests)
        return next((hint for hint in found if hint is not None), None)

    def _slip(self, check: Check, culprit: str | None) -> Slip | None:
        """Return the amount that is in the wrong unit: the one for which the fewest speak.

        Of two for which as many do it is the one tested, what the narrative says.
        """
        slips = self._slips.get(check.id, ())
        if culprit is not None:
            return next((slip for slip in slips if slip.ref == culprit), None)
        return min(slips, key=lambda slip: self._witnesses[slip.ref], default=None)

    @cached_property
    def _witnesses(self) -> Counter[str]:
        """How many checks each number passes against another table or section than its own."""
        passed = [check for check in self._checks if check.status in ("pass", "rounding")]
        refs = ([operand.ref for operand in check.operands] for check in passed)
        return Counter(
            ref for each in refs if len(set(map(self._place, each))) > 1 for ref in set(each)
        )

    def _place(self, ref: str) -> str | None:
        fact = self.seen.fact_by_id.get(ref)
        return ref.partition("/")[0] if fact is None else fact.section

    @cached_property
    def shares(self) -> dict[str, list[Reading]]:
        """The shares of each whole."""
        found: dict[str, list[Reading]] = {}
        for fact in self.seen.facts:
            if fact.kind == "share" and fact.whole is not None and fact.unit == "%":
                reading = self.seen.reading(fact.id)
                if reading is not None:
                    found.setdefault(fact.whole, []).append(reading)
        return found

    @cached_property
    def totals(self) -> list[tuple[Decimal, int, str]]:
        """The amounts that stand for totals of the tables, by value and by place in the text."""
        amounts = (
            (reading.value, place, fact.id)
            for place, fact in enumerate(self.seen.facts)
            if fact.id in self.seen.links_of and fact.account is None
            if (reading := self.seen.reading(fact.id)) is not None and reading.value > 0
        )
        return sorted(amounts)

    @cached_property
    def accounts(self) -> dict[Decimal, list[str]]:
        """The cells of account rows by their number."""
        found: dict[Decimal, list[str]] = {}
        for cell in self.seen.cell_by_id.values():
            if cell.account is None or not cell.id.startswith("T"):
                continue
            reading = self.seen.reading(cell.id)
            if reading is not None:
                found.setdefault(reading.value, []).append(cell.id)
        return found


def _exact(formula: Formula, known: Hints) -> Fraction | None:
    """Return the unrounded rate that the printed operands give."""
    values = [reading for ref in formula.refs[1:] if (reading := known.seen.reading(ref))]
    if len(values) != 2:
        return None
    above, below = (Fraction(reading.value) for reading in values)
    if formula.form == "completion":
        above, below = below, below - above
    base = below - above if formula.form == "rate" else below
    if not base:
        return None
    return (above / base - (formula.form == "growth")) * formula.scale


def _truncated(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    exact = _exact(formula, known)
    if exact is None:
        return None
    step = Fraction(reading.quantum)
    cut = int(abs(exact) / step) * step
    return Hint("truncated") if cut == abs(Fraction(reading.value)) else None


def _rounded_twice(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    exact = _exact(formula, known)
    if exact is None:
        return None
    once = round_half_up(exact, reading.decimals + 1)
    twice = round_half_up(Fraction(once), reading.decimals)
    return Hint("rounded_twice") if twice == reading.value else None


def _signed_wrong(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    exact = _exact(formula, known)
    if exact is None or not exact:
        return None
    wrong = round_half_up(-exact, reading.decimals)
    return Hint("signed") if wrong == reading.value else None


def _forced(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    """Find shares of one whole that were made to add up to 100."""
    if formula.form != "share":
        return None
    shares = [share.value for share in known.shares.get(formula.refs[2], ())]
    return Hint("forced") if len(shares) > 1 and sum(shares) == 100 else None


def _exchanged(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    """Find another share of the whole that has this one's number, and this one its own."""
    if formula.form != "share":
        return None
    for other in known.shares.get(formula.refs[2], ()):
        fact = known.seen.fact_by_id[other.ref]
        theirs = _exact(replace(formula, refs=(fact.id, fact.of or "", formula.refs[2])), known)
        mine = _exact(formula, known)
        if theirs is None or mine is None or other.value == reading.value:
            continue
        if round_half_up(mine, other.decimals) == other.value and (
            round_half_up(theirs, reading.decimals) == reading.value
        ):
            return Hint("exchanged", other.ref)
    return None


def _of_another_whole(
    check: Check, formula: Formula, known: Hints, reading: Reading
) -> Hint | None:
    """Find the total whose share the printed number is: 57.32 ÷ 265.18 = 21.62%."""
    if formula.form != "share":
        return None
    part = known.seen.reading(formula.refs[1])
    if part is None or reading.value <= 0 or part.value <= 0:
        return None
    wanted = Interval.exact(part.value) * Interval.exact(formula.scale) / reading.interval
    first, last = (
        bisect(known.totals, bound, key=itemgetter(0))
        for bisect, bound in ((bisect_left, wanted.low), (bisect_right, wanted.high))
    )
    for whole, _, ref in sorted(known.totals[first:last], key=itemgetter(1)):
        share = Fraction(part.value) / Fraction(whole) * formula.scale
        if ref not in formula.refs and round_half_up(share, reading.decimals) == reading.value:
            return Hint("other_whole", ref, formula.refs[0])
    return None


def _missing_part(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    """Find the account whose amount is exactly the difference: it was left out of the list."""
    if check.check_class != "narrative_arithmetic" or len(formula.refs) < 3:
        return None
    if check.difference is None:
        return None
    missing = Decimal(check.difference) * reading.factor
    if missing <= 0:
        return None
    others = (ref for ref in known.accounts.get(missing, ()) if ref not in formula.refs)
    lacking = next(others, None)
    return Hint("missing_part", lacking) if lacking is not None else None


def _copied(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    """Find the cell of the same row with the same number, where the parts then exceed it."""
    cells = [known.seen.cell_by_id.get(ref) for ref in formula.refs]
    tested = cells[0]
    if tested is None or len(formula.refs) < 3:
        return None
    for cell in cells[1:]:
        if cell is not None and cell.row == tested.row and cell.value == tested.value:
            return Hint("copied", tested.id)
    return None


def _shifted(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    """Find a decimal point by one or two places off."""
    expected = round_half_up(Fraction(check.expected or "0"), reading.decimals) * reading.factor
    if not expected or not reading.value:
        return None
    shifted = any(
        reading.value * step == expected or expected * step == reading.value for step in _SHIFTS
    )
    return Hint("shifted") if shifted else None


def _swapped(check: Check, formula: Formula, known: Hints, reading: Reading) -> Hint | None:
    """Find two digits that changed places."""
    printed = format(reading.value / reading.factor, f".{reading.decimals}f")
    right = format(
        round_half_up(Fraction(check.expected or "0"), reading.decimals), f".{reading.decimals}f"
    )
    if len(printed) != len(right):
        return None
    wrong = [i for i, pair in enumerate(zip(printed, right, strict=True)) if pair[0] != pair[1]]
    if len(wrong) != 2 or printed[wrong[0]] != right[wrong[1]]:
        return None
    return Hint("swapped") if printed[wrong[1]] == right[wrong[0]] else None


_Test = Callable[[Check, Formula, Hints, Reading], "Hint | None"]
_OF_QUOTIENTS: tuple[_Test, ...] = (
    _exchanged,
    _forced,
    _truncated,
    _rounded_twice,
    _signed_wrong,
    _of_another_whole,
    _shifted,
    _swapped,
)
_OF_SUMS: tuple[_Test, ...] = (_copied, _missing_part, _shifted, _swapped)
