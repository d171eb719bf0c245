"""Groups failing checks by their cause: the one printed number that, changed, mends them all.

Each round takes the number whose change mends the most failing checks and breaks the fewest
passing ones, puts the right value in its place, and goes on with what still fails. Of several
numbers that would do, the one is to blame that a slip of the hand explains; where more than one
is left, nobody is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from extractor.findings.formula import FAR, QUOTIENTS, Formula, holds, parse, required
from extractor.findings.repairs import ANYTHING, DIGIT, SLIP, Repair, likeliest
from extractor.findings.slips import Slip
from extractor.model import Check, Fact, Span
from extractor.numbers import Interval
from extractor.readings import Reading
from rules.terms import Severity

# Beyond so many failing checks the file was misread, not miscalculated: no search for causes.
_MOST_FAILING = 400
_WRONG_UNIT = "attribution.unit"
_CLASSES_BY_CLOSENESS = (
    "table_arithmetic",
    "narrative_table",
    "narrative_arithmetic",
    "narrative_narrative",
    "table_table",
    "direction",
    "calculation",
    "cross_report",
)
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


class Cause(Struct, frozen=True, gc=False):
    """The check nearest the cause, what else fails because of it, and the number to blame.

    ``value`` is what the number should be, in 元 or its own unit, where that can be told.
    """

    check: Check
    consequences: tuple[Check, ...]
    culprit: str | None
    value: Fraction | None


class _Proposal(Struct, frozen=True, gc=False):
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


class _Search:
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
        self.held = _formulas_with(suspects, others)
        refs = suspects.union(*(f.refs for formulas in self.held.values() for f in formulas))
        self.numbers: dict[str, Reading] = {
            ref: reading for ref in refs if (reading := seen.reading(ref)) is not None
        }
        self.values = {ref: Fraction(number.value) for ref, number in self.numbers.items()}
        self.left = {
            check.id: check
            for check in failing
            if all(ref in self.numbers for ref in self.formulas[check.id].refs)
        }
        self.of: dict[str, list[Check]] = {}
        for check in self.left.values():
            # A formula can name a number twice; its check is still one. A row that is not
            # printed is no number: what it stands for differs from check to check.
            for ref in dict.fromkeys(self.formulas[check.id].refs):
                if seen.span(ref) is not None and ref not in seen.views:
                    self.of.setdefault(ref, []).append(check)
        self.serious = {check.id for check in failing if severities[check.id] == "error"}
        self.with_verbs = {
            ref
            for ref in suspects
            if (fact := seen.fact_by_id.get(ref)) is not None and fact.kind in _WITH_VERBS
        }

    def propose(self, ref: str) -> _Proposal | None:
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
        return _Proposal(
            ref, repair, tuple(check for _, check in best), self._broken(ref, repair.value)
        )

    def _wanted(self, ref: str) -> Iterator[tuple[Interval, Check]]:
        for check in self.of[ref]:
            if check.id in self.left:
                interval = required(self.formulas[check.id], ref, self.numbers, self.values)
                if interval is not None:
                    yield interval, check

    def _repair(self, ref: str, wanted: Sequence[Interval]) -> Repair:
        number = self.numbers[ref]
        low, high = max(each.low for each in wanted), min(each.high for each in wanted)
        signed = ref in self.with_verbs
        if high - low < FAR / 2:
            return likeliest(number, signed, wanted, self._wishes(ref))
        half = Fraction(number.half)
        if signed and low <= -self.values[ref] <= high:
            return Repair(-self.values[ref], half, SLIP)
        # An inequality alone: what only just satisfies it.
        return Repair(high if low < -FAR / 2 else low, half, ANYTHING)

    def _wishes(self, ref: str) -> Iterator[Fraction]:
        """Yield the values that sums and equalities ask for exactly, the most asked for first."""
        formulas = [self.formulas[check.id] for check in self.of[ref]]
        formulas += self.held.get(ref, ())
        asked: Counter[Fraction] = Counter()
        for formula in formulas:
            if formula.form == "sum" and formula.relation == "=":
                interval = required(formula, ref, self.numbers, self.values)
                if interval is not None:
                    asked[(interval.low + interval.high) / 2] += 1
        yield from (value for value, _ in asked.most_common())

    def _broken(self, ref: str, value: Fraction) -> int:
        """Return how many checks hold now and would not with another value of a number."""
        changed = {**self.values, ref: value}
        return sum(
            not holds(formula, self.numbers, changed) and holds(formula, self.numbers, self.values)
            for formula in self.held.get(ref, ())
            if all(one in self.numbers for one in formula.refs)
        )

    def is_exact(self, check: Check) -> bool:
        """Return whether a check asks for one value, and not for more or less than another."""
        return self.formulas[check.id].form in ("sum", "whole", *QUOTIENTS) and (
            self.formulas[check.id].relation == "="
        )

    def accuses(self, proposal: _Proposal) -> bool:
        """Return whether an identity is broken: what rests on an assumption accuses no number."""
        return any(check.id in self.serious for check in proposal.mended)

    def beside(self, ref: str) -> set[str]:
        """Return the numbers that stand in a formula with a number, itself among them."""
        formulas = [self.formulas[check.id] for check in self.of[ref]]
        formulas += self.held.get(ref, ())
        return {one for formula in formulas for one in formula.refs}

    def settle(self, proposal: _Proposal, certain: bool) -> list[Check]:
        """Put the right value in place, where it is certain; return the checks that then hold."""
        if certain:
            self.values[proposal.ref] = proposal.repair.value
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


def find_causes(
    checks: Sequence[Check],
    severities: Mapping[str, Severity],
    slips: Mapping[str, Sequence[Slip]],
    seen: Numbers,
) -> list[Cause]:
    """Return every failing check once: as the finding of its cause, or as a consequence."""
    failing = [check for check in checks if check.status == "fail"]
    if len(failing) > _MOST_FAILING:
        return [Cause(check, (), None, None) for check in failing]
    others = [check for check in checks if check.status in ("pass", "rounding")]
    captions = list(_wrong_captions(failing, slips))
    told = {check.id for cause in captions for check in (cause.check, *cause.consequences)}
    left = [check for check in failing if check.id not in told]
    search = _Search(left, others, severities, seen)
    found = list(_shared_causes(search))
    settled = {check.id for cause in found for check in (cause.check, *cause.consequences)}
    found += [_lone_cause(search, check) for check in left if check.id not in settled]
    order = {check.id: index for index, check in enumerate(failing)}
    causes = [*captions, *_without_echoes(found, search, seen)]
    return sorted(causes, key=lambda cause: order[cause.check.id])


def _wrong_captions(
    failing: Sequence[Check], slips: Mapping[str, Sequence[Slip]]
) -> Iterator[Cause]:
    """Yield each table with a wrong unit, and what is ten thousand times off because of it."""
    left = {check.id: check for check in failing}
    for caption in (check for check in failing if check.rule == _WRONG_UNIT):
        table = caption.operands[0].ref.partition("/")[0] + "/" if caption.operands else ""
        mended = [
            check
            for check in left.values()
            if any(operand.ref.startswith(table) for operand in check.operands)
            and table
            and check is not caption
            and slips[check.id]
        ]
        for check in (caption, *mended):
            del left[check.id]
        yield Cause(caption, tuple(mended), None, None)


def _shared_causes(search: _Search) -> Iterator[Cause]:
    """Yield the causes of two or more failing checks, the most telling first."""
    candidates = [ref for ref, checks in search.of.items() if len(checks) > 1]
    proposals: dict[str, _Proposal | None] = {}
    while True:
        for ref in candidates:
            if ref not in proposals:
                proposals[ref] = search.propose(ref)
        found = [p for ref in candidates if (p := proposals[ref])]
        worthy = [p for p in found if len(p.mended) > 1 and _is_one_cause(search, p)]
        best = max(worthy, key=lambda p: p.order, default=None)
        if best is None:
            return
        equal = [p for p in worthy if p.order == best.order and p.mended == best.mended]
        certain = len(equal) == 1 and best.is_convincing and search.accuses(best)
        mended = search.settle(best, certain)
        for ref in search.beside(best.ref):
            proposals.pop(ref, None)
        nearest = min(mended, key=lambda check: _distance(search, check, best.ref))
        rest = tuple(check for check in mended if check is not nearest)
        if certain:
            yield Cause(nearest, rest, best.ref, best.repair.value)
        else:
            yield Cause(nearest, rest, None, None)


def _is_one_cause(search: _Search, proposal: _Proposal) -> bool:
    """Return whether what a number mends is one matter, and no chance that more fits than one."""
    return proposal.is_convincing or all(search.is_exact(check) for check in proposal.mended)


def _distance(search: _Search, check: Check, culprit: str) -> tuple[bool, int, int]:
    """Return how far a check is from the number to blame: one that tests it is nearest."""
    refs = search.formulas[check.id].refs
    return refs[0] != culprit, _CLASSES_BY_CLOSENESS.index(check.check_class), len(refs)


def _lone_cause(search: _Search, check: Check) -> Cause:
    """Return the cause of one failing check: the number that stands out among those in it."""
    formula = search.formulas[check.id]
    if check.id not in search.left or _blames_nobody(search, check):
        return Cause(check, (), None, None)
    # What fails with more than this check, and is not mended with it, is no one number's fault.
    refs = [ref for ref in dict.fromkeys(formula.refs) if search.of.get(ref) == [check]]
    found = (search.propose(ref) for ref in refs)
    proposals = [p for p in found if p is not None and not p.repair.is_of_nothing]
    best = _standing_out(formula, [p for p in proposals if not p.broken])
    return Cause(check, (), best.ref if best else None, best.repair.value if best else None)


def _standing_out(formula: Formula, proposals: Sequence[_Proposal]) -> _Proposal | None:
    """Return the one number that breaks nothing, or the one that a slip explains.

    Of a quotient with nobody else to blame it is the result: a clerk copies amounts, and works
    out rates. One wrong digit tells little among the many parts of a sum.
    """
    if len(proposals) == 1:
        return proposals[0]
    is_quotient = formula.form in QUOTIENTS
    for likelihood in (SLIP, DIGIT) if is_quotient else (SLIP,):
        slipped = [p for p in proposals if p.repair.likelihood == likelihood]
        if slipped:
            proposals = slipped
            break
    if len(proposals) == 1:
        return proposals[0]
    return next((p for p in proposals if is_quotient and p.ref == formula.refs[0]), None)


def _blames_nobody(search: _Search, check: Check) -> bool:
    """Return whether no one number would be right: a part may be missing, or many values do."""
    is_doubtful = check.rule.endswith(".partial") or check.id not in search.serious
    return is_doubtful or not search.is_exact(check)


def _without_echoes(causes: Sequence[Cause], search: _Search, seen: Numbers) -> Iterator[Cause]:
    """Yield the causes, and with each what is said in words only because its number is wrong.

    That 预算 and 决算 differ needs a reason; once the wrong one is put right, they do not.
    """
    blamed = {cause.culprit: cause for cause in causes if cause.culprit is not None}
    echoes: dict[str, list[Check]] = {}
    for cause in causes:
        if search.formulas[cause.check.id].form == "words":
            culprit = _echo_of(cause.check, blamed, seen)
            if culprit is not None:
                echoes.setdefault(culprit, []).append(cause.check)
    taken = {check.id for checks in echoes.values() for check in checks}
    for cause in causes:
        if cause.check.id not in taken:
            yield replace(
                cause, consequences=(*cause.consequences, *echoes.pop(cause.culprit or "", ()))
            )


def _echo_of(check: Check, blamed: Mapping[str, Cause], seen: Numbers) -> str | None:
    """Return the number to blame for that two numbers, which words compare, differ at all."""
    refs = [operand.ref for operand in check.operands]
    if len(refs) != 2:
        return None
    for ref, other in (refs, refs[::-1]):
        right, reading = blamed.get(ref), seen.reading(other)
        if right is not None and reading is not None and right.value == Fraction(reading.value):
            return ref
    return None
