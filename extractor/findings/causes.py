"""Groups failing checks by their cause: the one printed number that, changed, mends them all.

Each round takes the number whose change mends the most failing checks and contradicts the fewest
passing ones, puts the right value in its place, and goes on with what still fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.findings.formula import FAR, holds, parse, required
from extractor.model import Check
from extractor.numbers import Interval
from extractor.readings import Reading

# Beyond so many failing checks the file was misread, not miscalculated: no search for causes.
_MOST_FAILING = 400
_CLASSES_BY_CLOSENESS = (
    "table_arithmetic",
    "narrative_table",
    "narrative_arithmetic",
    "narrative_narrative",
    "table_table",
    "direction",
    "calculation",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """The check nearest the cause, what else fails because of it, and the number to blame.

    ``value`` is what the number should be, in 元 or its own unit, where that can be told.
    """

    check: Check
    consequences: tuple[Check, ...]
    culprit: str | None
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class _Proposal:
    """One number, the value that would mend the most, and the checks that it mends."""

    ref: str
    value: Fraction
    mended: tuple[Check, ...]


class _Search:
    """The failing checks that are left, and the numbers as corrected so far."""

    def __init__(self, failing: Sequence[Check], passing: Iterable[Check], seen: Evidence) -> None:
        self.formulas = {check.id: parse(check) for check in failing}
        refs = {ref for formula in self.formulas.values() for ref in formula.refs}
        self.numbers: dict[str, Reading] = {
            ref: reading for ref in refs if (reading := seen.reading(ref)) is not None
        }
        self.values = {ref: Fraction(number.value) for ref, number in self.numbers.items()}
        # A quotient passes with many values: it confirms no number.
        self.confirmed = Counter(
            operand.ref
            for check in passing
            if " / " not in check.expression
            for operand in check.operands
            if operand.ref in refs
        )
        self.left = {
            check.id: check
            for check in failing
            if all(ref in self.numbers for ref in self.formulas[check.id].refs)
        }
        self.of: dict[str, list[Check]] = {}
        for check in self.left.values():
            # A formula can name a number twice; its check is still one.
            for ref in dict.fromkeys(self.formulas[check.id].refs):
                self.of.setdefault(ref, []).append(check)

    def propose(self, ref: str, alone: Check | None = None) -> _Proposal | None:
        """Return the value of a number that mends the most of what fails with it, or one check."""
        wanted: list[tuple[Interval, Check]] = []
        for check in self.of[ref] if alone is None else [alone]:
            if check.id in self.left:
                interval = required(self.formulas[check.id], ref, self.numbers, self.values)
                if interval is not None:
                    wanted.append((interval, check))
        best: list[tuple[Interval, Check]] = []
        for interval, _ in wanted:
            # The most intervals meet at the lower end of one of them.
            meeting = [pair for pair in wanted if pair[0].low <= interval.low <= pair[0].high]
            best = meeting if len(meeting) > len(best) else best
        if not best:
            return None
        value = self._rounded(
            ref, max(pair[0].low for pair in best), min(pair[0].high for pair in best)
        )
        return _Proposal(ref, value, tuple(check for _, check in best))

    def _rounded(self, ref: str, low: Fraction, high: Fraction) -> Fraction:
        """Return the middle of an interval as the number would be printed."""
        if high - low > FAR:
            # An inequality alone: what only just satisfies it.
            return high if low < -FAR / 2 else low
        quantum = Fraction(self.numbers[ref].quantum)
        middle = (low + high) / 2
        printed = round(middle / quantum) * quantum
        return printed if low <= printed <= high else middle

    def settle(self, proposal: _Proposal) -> list[Check]:
        """Put the right value in place; return the checks that hold with it."""
        self.values[proposal.ref] = proposal.value
        mended = [
            check
            for check in self.of[proposal.ref]
            if check.id in self.left
            and (
                check in proposal.mended
                or holds(self.formulas[check.id], self.numbers, self.values)
            )
        ]
        for check in mended:
            del self.left[check.id]
        return mended


def find_causes(checks: Sequence[Check], seen: Evidence) -> list[Cause]:
    """Return every failing check once: as the finding of its cause, or as a consequence."""
    failing = [check for check in checks if check.status == "fail"]
    if len(failing) > _MOST_FAILING:
        return [Cause(check, (), None, None) for check in failing]
    passing = [check for check in checks if check.status == "pass"]
    search = _Search(failing, passing, seen)
    found = list(_shared_causes(search))
    settled = {check.id for cause in found for check in (cause.check, *cause.consequences)}
    found += [_lone_cause(search, check) for check in failing if check.id not in settled]
    order = {check.id: index for index, check in enumerate(failing)}
    return sorted(found, key=lambda cause: order[cause.check.id])


def _shared_causes(search: _Search) -> Iterator[Cause]:
    """Yield the causes of two or more failing checks, the most telling first."""
    candidates = [ref for ref, checks in search.of.items() if len(checks) > 1]
    while True:
        proposals = [proposal for ref in candidates if (proposal := search.propose(ref))]
        worth = {
            proposal.ref: len(proposal.mended) - search.confirmed[proposal.ref]
            for proposal in proposals
        }
        best = max(
            (p for p in proposals if len(p.mended) > 1 and worth[p.ref] > 0),
            key=lambda p: (worth[p.ref], len(p.mended)),
            default=None,
        )
        if best is None:
            return
        mended = search.settle(best)
        nearest = min(mended, key=lambda check: _distance(search, check, best.ref))
        rest = tuple(check for check in mended if check is not nearest)
        yield Cause(nearest, rest, best.ref, best.value)


def _distance(search: _Search, check: Check, culprit: str) -> tuple[bool, int, int]:
    """Return how far a check is from the number to blame: one that tests it is nearest."""
    refs = search.formulas[check.id].refs
    return refs[0] != culprit, _CLASSES_BY_CLOSENESS.index(check.check_class), len(refs)


def _lone_cause(search: _Search, check: Check) -> Cause:
    """Return the cause of one failing check: its least confirmed number, if one stands out."""
    refs = search.formulas[check.id].refs
    least = min((search.confirmed[ref] for ref in refs), default=0)
    suspects = [ref for ref in refs if search.confirmed[ref] == least]
    if check.id not in search.left or len(suspects) != 1 or _blames_nobody(search, check):
        return Cause(check, (), None, None)
    proposal = search.propose(suspects[0], check)
    value = proposal.value if proposal else None
    if value is not None and value < 0 <= search.values[suspects[0]]:
        # No amount is mended by a minus sign: several others are wrong.
        return Cause(check, (), None, None)
    return Cause(check, (), suspects[0], value)


def _blames_nobody(search: _Search, check: Check) -> bool:
    """Return whether no one number would be right: a part may be missing, or many values do."""
    return check.rule.endswith(".partial") or search.formulas[check.id].relation in ("<=", ">=")
