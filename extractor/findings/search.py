"""The failing checks of a report, and what one number with another value would mend and break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from msgspec import Struct

from extractor.findings.formula import FAR, QUOTIENTS, Formula, holds, parse, required
from extractor.findings.repairs import ANYTHING, SLIP, Repair, likeliest
from extractor.model import Check, Fact, Span
from extractor.numbers import Interval
from extractor.readings import Reading
from rules.terms import Severity

# A number that is wrong agrees with others by chance alone: each that it agrees with counts twice.
_WEIGHT = 2
# The sign of these is a verb: 增加, 下降.
_WITH_VERBS = ("change", "change_rate")


class Numbers(Protocol):
    """What is asked about the numbers of checks: those of one report, or of several."""

    @property
    def views(self) -> Container[str]: ...

    @property
    def fact_by_id(self) -> Mapping[str, Fact]: ...

    def reading(self, ref: str) -> Reading | None: ...

    def span(self, ref: str) -> Span | None: ...


class Proposal(Struct, frozen=True, gc=False):
    """One number, the value that would mend the most, the checks that it mends and breaks."""

    ref: str
    repair: Repair
    mended: tuple[Check, ...]
    broken: int

    @property
    def order(self) -> tuple[int, int, int]:
        """How good it is; of two that are equal, neither is to blame more than the other."""
        return len(self.mended) - _WEIGHT * self.broken, len(self.mended), -self.repair.likelihood

    @property
    def is_convincing(self) -> bool:
        """Whether it mends clearly more than it breaks."""
        return self.order[0] > 0


class Search:
    """The failing checks that are left, and the numbers as corrected so far."""

    def __init__(
        self,
        failing: Sequence[Check],
        others: Iterable[Check],
        severities: Mapping[str, Severity],
        seen: Numbers,
    ) -> None:
        self.formulas = {check.id: parse(check) for check in failing}
        suspects = {ref for formula in self.formulas.values() for ref in formula.refs}
        self._held = _formulas_with(suspects, others)
        refs = suspects.union(*(f.refs for formulas in self._held.values() for f in formulas))
        self._numbers: dict[str, Reading] = {
            ref: reading for ref in refs if (reading := seen.reading(ref)) is not None
        }
        self._values = {ref: Fraction(number.value) for ref, number in self._numbers.items()}
        self.left = {
            check.id: check
            for check in failing
            if all(ref in self._numbers for ref in self.formulas[check.id].refs)
        }
        self.of: dict[str, list[Check]] = {}
        for check in self.left.values():
            # A formula can name a number twice; its check is still one. A row that is not
            # printed is no number: what it stands for differs from check to check.
            for ref in dict.fromkeys(self.formulas[check.id].refs):
                if seen.span(ref) is not None and ref not in seen.views:
                    self.of.setdefault(ref, []).append(check)
        self._serious = {check.id for check in failing if severities[check.id] == "error"}
        self._with_verbs = {
            ref
            for ref in suspects
            if (fact := seen.fact_by_id.get(ref)) is not None and fact.kind in _WITH_VERBS
        }

    def propose(self, ref: str) -> Proposal | None:
        """Return the value of a number that mends the most of what fails with it."""
        wanted = list(self._wanted(ref))
        best: list[tuple[Interval, Check]] = []
        for interval, _ in wanted:
            # The most intervals meet at the lower end of one of them.
            meeting = [pair for pair in wanted if pair[0].low <= interval.low <= pair[0].high]
            best = meeting if len(meeting) > len(best) else best
        if not best:
            return None
        repair = self._repair(ref, [interval for interval, _ in best])
        return Proposal(
            ref, repair, tuple(check for _, check in best), self._broken(ref, repair.value)
        )

    def _wanted(self, ref: str) -> Iterator[tuple[Interval, Check]]:
        for check in self.of[ref]:
            if check.id in self.left:
                interval = required(self.formulas[check.id], ref, self._numbers, self._values)
                if interval is not None:
                    yield interval, check

    def _repair(self, ref: str, wanted: Sequence[Interval]) -> Repair:
        number = self._numbers[ref]
        low, high = max(each.low for each in wanted), min(each.high for each in wanted)
        signed = ref in self._with_verbs
        if high - low < FAR / 2:
            return likeliest(number, signed, wanted, self._wishes(ref))
        half = Fraction(number.half)
        if signed and low <= -self._values[ref] <= high:
            return Repair(-self._values[ref], half, SLIP)
        # An inequality alone: what only just satisfies it.
        return Repair(high if low < -FAR / 2 else low, half, ANYTHING)

    def _wishes(self, ref: str) -> Iterator[Fraction]:
        """Yield the values that sums and equalities ask for exactly, the most asked for first."""
        formulas = [self.formulas[check.id] for check in self.of[ref]]
        formulas += self._held.get(ref, ())
        asked: Counter[Fraction] = Counter()
        for formula in formulas:
            if formula.form == "sum" and formula.relation == "=":
                interval = required(formula, ref, self._numbers, self._values)
                if interval is not None:
                    asked[(interval.low + interval.high) / 2] += 1
        yield from (value for value, _ in asked.most_common())

    def _broken(self, ref: str, value: Fraction) -> int:
        """Return how many checks hold now and would not with another value of a number."""
        changed = {**self._values, ref: value}
        return sum(
            not holds(formula, self._numbers, changed)
            and holds(formula, self._numbers, self._values)
            for formula in self._held.get(ref, ())
            if all(one in self._numbers for one in formula.refs)
        )

    def is_exact(self, check: Check) -> bool:
        """Return whether a check asks for one value, and not for more or less than another."""
        return self.formulas[check.id].form in ("sum", "whole", *QUOTIENTS) and (
            self.formulas[check.id].relation == "="
        )

    def is_serious(self, check: Check) -> bool:
        """Return whether a check is an identity: what rests on an assumption is none."""
        return check.id in self._serious

    def accuses(self, proposal: Proposal) -> bool:
        """Return whether an identity is broken: what rests on an assumption accuses no number."""
        return any(map(self.is_serious, proposal.mended))

    def beside(self, ref: str) -> set[str]:
        """Return the numbers that stand in a formula with a number, itself among them."""
        formulas = [self.formulas[check.id] for check in self.of[ref]]
        formulas += self._held.get(ref, ())
        return {one for formula in formulas for one in formula.refs}

    def settle(self, proposal: Proposal, certain: bool) -> list[Check]:
        """Put the right value in place, where it is certain; return the checks that then hold."""
        if certain:
            self._values[proposal.ref] = proposal.repair.value
        mended = [
            check
            for check in self.of[proposal.ref]
            if check.id in self.left
            and (
                check in proposal.mended
                or holds(self.formulas[check.id], self._numbers, self._values)
            )
        ]
        for check in mended:
            del self.left[check.id]
        return mended


def _formulas_with(refs: set[str], checks: Iterable[Check]) -> dict[str, list[Formula]]:
    """Return the formulas of checks by those of the numbers that they hold against others."""
    found: dict[str, list[Formula]] = {}
    for check in checks:
        known = [operand.ref for operand in check.operands if operand.ref in refs]
        if known:
            formula = parse(check)
            for ref in known:
                if ref in formula.refs:
                    found.setdefault(ref, []).append(formula)
    return found
