"""Expression + operands → pass, rounding, fail or unverifiable: the only place that decides.

A relation *passes* when the value computed from the printed operands, rounded half up to the last
place of the printed result, is the printed value; it is *rounding* when some values inside all the
intervals satisfy it; it *fails* when none do. There is no tolerance set by hand.

Sums stay in Decimal, which adds exactly; only quotients need Fraction. In every expression each
operand stands once: counted twice, its interval would widen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from extractor.bounds import Bounded
from extractor.model import Operand, Status
from extractor.numbers import Interval, places, round_half_up
from extractor.readings import Reading

Term = tuple[int, Reading]

HUNDRED = 100
# `expected` is printed with so many places more than the number it stands beside.
MORE_PLACES = 2
# Enough digits that no sum or product of printed numbers is ever cut.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
_ZERO = Decimal(0)


class Verdict(Struct, frozen=True, gc=False):
    """What a comparison came to; the numbers are in the unit of the tested number."""

    status: Status
    expression: str
    operands: tuple[Operand, ...]
    actual: str | None = None
    expected: str | None = None
    difference: str | None = None
    tolerance: str | None = None

    def unless(self, doubt: str | None) -> Verdict:
        """Return it, or ``unverifiable`` where it fails and an operand may be missing."""
        return replace(self, status="unverifiable") if doubt and self.status == "fail" else self


def of_sum(actual: Reading, terms: Sequence[Term], relation: str = "=") -> Verdict:
    """Return whether a number is the sum of the others, or does not exceed it.

    A sum of n numbers may be off by (n + 1) half-widths; a blank adds nothing.
    """
    computed, reach = _ZERO, actual.half
    for sign, term in terms:
        computed = computed + term.value if sign > 0 else computed - term.value
        reach += term.half
    off = actual.value - computed
    return _verdict(
        _status(off, reach, relation) if off else "pass",
        expression=f"{actual.ref} {relation} {_written_sum(terms)}",
        actual=actual,
        computed=computed,
        reach=reach,
        others=[term for _, term in terms],
        rounds=relation == "=" and bool(off) and _rounds_to(computed, actual),
    )


def of_same(actual: Reading, other: Reading) -> Verdict:
    """Return whether one quantity is printed alike in two places.

    In two precisions or units, the finer must round to the coarser.
    """
    fine, coarse = (actual, other) if actual.quantum < other.quantum else (other, actual)
    off = actual.value - other.value
    reach = actual.half + other.half
    return _verdict(
        _status(off, reach, "=") if off else "pass",
        expression=f"{actual.ref} = {other.ref}",
        actual=actual,
        computed=other.value,
        reach=reach,
        others=[other],
        rounds=bool(off) and _rounds_to(fine.value, coarse),
    )


def of_share(actual: Reading, part: Reading, whole: Reading, scale: int = HUNDRED) -> Verdict:
    """Return whether a share, or a completion rate, is part ÷ whole."""
    return _of_quotient(
        actual,
        [part, whole],
        lambda p, w: (p, w),
        scale,
        f"{actual.ref} = {part.ref} / {whole.ref}{_times(scale)}",
    )


def of_rate(actual: Reading, change: Reading, current: Reading, scale: int) -> Verdict:
    """Return whether a rate of change is change ÷ (current − change), the prior value."""
    return _of_quotient(
        actual,
        [change, current],
        # 1 / (current / change - 1) in a form that a change of 0 does not break.
        lambda d, c: (d, c - d),
        scale,
        f"{actual.ref} = 1 / ({current.ref} / {change.ref} - 1){_times(scale)}",
    )


def of_growth(actual: Reading, current: Reading, prior: Reading, scale: int) -> Verdict:
    """Return whether a rate of change is current ÷ prior − 1."""
    return _of_quotient(
        actual,
        [current, prior],
        lambda c, p: (c - p, p),
        scale,
        f"{actual.ref} = ({current.ref} / {prior.ref} - 1){_times(scale)}",
    )


def of_completion(actual: Reading, change: Reading, outcome: Reading, scale: int) -> Verdict:
    """Return whether a completion rate is outcome ÷ (outcome − change), the plan."""
    return _of_quotient(
        actual,
        [change, outcome],
        lambda d, c: (c, c - d),
        scale,
        f"{actual.ref} = 1 / (1 - {change.ref} / {outcome.ref}){_times(scale)}",
    )


def of_weighted(actual: Reading, pairs: Sequence[tuple[Reading, Reading]]) -> Verdict:
    """Return whether a number is the sum of shares of other numbers: Σ share × whole ÷ 100."""
    low = high = value = Fraction(0)
    for share, whole in pairs:
        piece = share.interval * whole.interval
        value += Fraction(share.value) * Fraction(whole.value) / HUNDRED
        low, high = low + piece.low / HUNDRED, high + piece.high / HUNDRED
    products = " + ".join(f"{share.ref} * {whole.ref} / 100" for share, whole in pairs)
    operands = [reading for pair in pairs for reading in pair]
    return _between(actual, value, Interval(low, high), f"{actual.ref} = {products}", operands)


def of_written(
    actual: Reading,
    computed: Fraction,
    interval: Interval,
    expression: str,
    operands: Sequence[Reading] = (),
) -> Verdict:
    """Return whether a number is the result of arithmetic that the text writes out.

    It passes only when exact; a result rounded to the digits that are printed is a rounding.
    """
    made = _between(actual, computed, interval, expression, operands)
    if computed == Fraction(actual.value):
        return replace(made, status="pass")
    factor, digits = Fraction(actual.factor), places(actual.operand.value or "")
    rounds = round_half_up(computed / factor, digits) == actual.value / actual.factor
    if rounds:
        # As many digits as are printed tell how far it may be off: 0.708 is 0.7.
        return replace(made, status="rounding", tolerance=_plain(Decimal(5).scaleb(-digits - 1)))
    reached = interval.overlaps(actual.interval)
    return replace(made, status="rounding" if reached else "fail")


def of_whole(shares: Sequence[Reading]) -> Verdict:
    """Return whether the shares of one whole add up to exactly 100."""
    value = sum((share.value for share in shares), _ZERO)
    reach = sum((share.half for share in shares), _ZERO)
    off = value - 100
    return Verdict(
        status=_status(off, reach, "=") if off else "pass",
        expression=f"100 = {_written_sum([(1, share) for share in shares])}",
        expected="100",
        actual=_plain(value),
        difference=_plain(off),
        tolerance=_plain(reach),
        operands=tuple(share.operand for share in shares),
    )


def of_order(actual: Reading, relation: str, other: Reading) -> Verdict:
    """Return whether a number is more (``>``), less (``<``) or as much (``=``) as worded."""
    off = actual.value - other.value
    reach = actual.half + other.half
    holds = {">": off > 0, "<": off < 0, "=": off == 0}[relation]
    made = _verdict(
        "rounding" if reach and abs(off) <= reach else "fail",
        expression=f"{actual.ref} {relation} {other.ref}",
        actual=actual,
        computed=other.value,
        reach=reach,
        others=[other],
        rounds=False,
    )
    return replace(made, status="pass") if holds else made


def of_signs(actual: Reading, other: Reading) -> Verdict:
    """Return whether two numbers that say one thing are both increases, or both decreases."""
    agree = actual.value * other.value >= 0
    return Verdict(
        status="pass" if agree else "fail",
        expression=f"sign({actual.ref}) = sign({other.ref})",
        actual=actual.operand.value,
        operands=(actual.operand, other.operand),
    )


def of_direction(actual: Reading, rises: bool) -> Verdict:
    """Return whether a change goes where other words say that it does: up, or down."""
    agrees = actual.value >= 0 if rises else actual.value <= 0
    return Verdict(
        status="pass" if agrees else "fail",
        expression=f"{actual.ref} {'>' if rises else '<'} 0",
        actual=actual.operand.value,
        operands=(actual.operand,),
    )


def of_words(
    agree: bool, actual: str, expected: str | None = None, operands: Sequence[Reading] = ()
) -> Verdict:
    """Return whether words agree with what they speak of: no number decides.

    ``actual`` are the printed words, ``expected`` those that belong there.
    """
    return Verdict(
        status="pass" if agree else "fail",
        expression=f"“{actual}” {'~' if agree else '≁'} {f'“{expected}”' if expected else '?'}",
        expected=expected,
        actual=actual,
        operands=tuple(operand.operand for operand in operands),
    )


def of_claim(words: str, printed: str, operands: Iterable[Operand]) -> Verdict:
    """Return that numbers belie some words: a name, a claim."""
    operands = tuple(operands)
    return Verdict(
        status="fail",
        expression=f"“{words}” ≁ {', '.join(operand.ref for operand in operands)}",
        actual=printed,
        operands=operands,
    )


def of_none(denied: Reading, others: Sequence[Reading]) -> Verdict:
    """Return whether all that is said to be none is 0, or blank."""
    refs = ", ".join(other.ref for other in others)
    return Verdict(
        status="pass" if not any(other.value for other in others) else "fail",
        expression=f"“{denied.ref}” ~ {refs}",
        actual=denied.operand.value,
        operands=(denied.operand, *[other.operand for other in others]),
    )


def of_target(
    result: Bounded, target: Bounded, relation: str, beside: Sequence[Operand] = ()
) -> Verdict:
    """Return whether a result reaches its target (``>=``), or stays within it (``<=``).

    A target is exact, and a result counts as what it prints: 89% is not 90%.
    """
    aim = target.end(relation == ">=")
    value = result.end(relation == "<=")
    reached = value >= aim if relation == ">=" else value <= aim
    missed = not reached or (value == aim and target.bound.strict and not result.bound.strict)
    return Verdict(
        status="fail" if missed else "pass",
        expression=f"{result.operand.ref} {relation} {target.operand.ref}",
        expected=_plain(aim),
        actual=result.operand.value,
        difference=_plain(value - aim),
        operands=(result.operand, target.operand, *beside),
    )


def of_missed(
    result: Bounded, target: Bounded, relation: str, beside: Sequence[Operand]
) -> Verdict:
    """Return that a result misses its target, which is no fault where the reason is given."""
    missed = of_target(result, target, relation, beside)
    opposite = "<" if relation == ">=" else ">"
    expression = f"{result.operand.ref} {opposite} {target.operand.ref}"
    return replace(missed, status="pass", expression=expression)


def of_far(result: Bounded, target: Bounded, beside: Sequence[Operand]) -> Verdict:
    """Return that a result is beyond a multiple of its target and nothing says why."""
    reached = of_target(result, target, ">=", beside)
    expression = f"{result.operand.ref} far {target.operand.ref}"
    return replace(reached, status="fail", expression=expression)


def of_within(value: Bounded, told: Bounded) -> Verdict:
    """Return whether a printed rate lies in the range that another cell tells for it."""
    low, high = told.end(True), told.end(False)
    if told.bound.comparator == "≥":
        inside = value.end(True) >= low
    elif told.bound.comparator == "≤":
        inside = value.end(False) <= high
    else:
        inside = low <= value.end(True) <= high or _rounds_alike(value, told)
    made = of_alike(told.operand, value.operand, inside)
    return replace(made, expression=f"{value.operand.ref} in {told.operand.ref}")


def _rounds_alike(value: Bounded, told: Bounded) -> bool:
    """Return whether the finer of two printed rates rounds to the coarser."""
    coarse = min(told.bound.decimals, value.bound.decimals)
    ends = (Fraction(one.end(True)) for one in (value, told))
    return len({round_half_up(end, coarse) for end in ends}) == 1


def of_alike(one: Operand, other: Operand, agree: bool) -> Verdict:
    """Return whether two cells that hold limits, ranges or units tell one thing alike."""
    return Verdict(
        status="pass" if agree else "fail",
        expression=f"{one.ref} alike {other.ref}",
        actual=one.value,
        operands=(one, other),
    )


def of_told(actual: Bounded, told: Decimal, where: Operand) -> Verdict:
    """Return whether a number, or a limit, is what other words come to: 42家，每家1人."""
    low, high = actual.bound.low, actual.bound.high
    inside = (low is None or low <= told) and (high is None or told <= high)
    made = of_alike(actual.operand, where, inside)
    return replace(made, expected=_plain(told))


def without_base(actual: Reading, operands: Sequence[Reading], expression: str) -> Verdict:
    """Return that a rate is printed over a base of 0, where there is none."""
    return Verdict(
        status="fail",
        expression=expression,
        actual=actual.operand.value,
        operands=(actual.operand, *[operand.operand for operand in operands]),
    )


def has_tiny_base(actual: Reading, change: Reading, current: Reading, scale: int) -> bool:
    """Return whether a base that is printed as 0 can be small enough for a rate of change.

    From 30元 to 0.30万元 is 增长9900%; 增长100% never is.
    """
    largest = abs(current.value - change.value) + current.half + change.half
    rate = abs(actual.interval.low) if actual.value < 0 else actual.interval.high
    least = Fraction(abs(change.value) - change.half)
    return bool(change.value) and rate * Fraction(largest) >= least * scale


def missing(actual: Reading, what: str) -> Verdict:
    """Return that a number cannot be tested because an operand is missing."""
    return Verdict(
        status="unverifiable",
        expression=f"{actual.ref} = ?",
        actual=actual.operand.value,
        operands=(actual.operand, Operand(ref=what, value=None)),
    )


def unbound(operands: Sequence[Operand]) -> Verdict:
    """Return that nothing binds these: no relation says what they would have to be."""
    return Verdict(
        status="unverifiable",
        expression=" ? ".join(operand.ref for operand in operands),
        operands=tuple(operands),
    )


# ---- how it is decided ------------------------------------------------------------------------


def _status(off: Decimal, reach: Decimal, relation: str) -> Status:
    """Return the status of a difference that is not nothing, before rounding is tried."""
    if (relation == "<=" and off <= 0) or (relation == ">=" and off >= 0):
        return "pass"
    return "rounding" if abs(off) <= reach else "fail"


def _rounds_to(fine: Decimal, coarse: Reading) -> bool:
    """Return whether a value, rounded half up to the last place of a number, is that number."""
    return (fine / coarse.quantum).quantize(Decimal(1), context=_EXACT) * coarse.quantum == (
        coarse.value
    )


def _verdict(
    status: Status,
    *,
    expression: str,
    actual: Reading,
    computed: Decimal,
    reach: Decimal,
    others: Sequence[Reading],
    rounds: bool,
) -> Verdict:
    factor = actual.factor
    expected = _to_places(computed / factor, actual.decimals + MORE_PLACES)
    return Verdict(
        status="pass" if rounds else status,
        expression=expression,
        expected=_plain(expected),
        actual=actual.operand.value,
        difference=_plain(actual.value / factor - expected),
        tolerance=_plain((reach / factor).normalize()),
        operands=(actual.operand, *[other.operand for other in others]),
    )


def _of_quotient(
    actual: Reading,
    operands: Sequence[Reading],
    formula: Callable[[int, int], tuple[int, int]],
    scale: int,
    expression: str,
) -> Verdict:
    """Test a formula that rises or falls steadily in each operand: its corners bound it.

    It gives a numerator and a denominator; both operands are counted in the finer last place.
    """
    decimals = max(operand.decimals for operand in operands)
    (first, *firsts), (second, *seconds) = (operand.counted(decimals) for operand in operands)
    pairs = [(first, second), *product(firsts, seconds)]
    try:
        value, *corners = [_ratio(formula(a, b), scale) for a, b in pairs]
    except ZeroDivisionError:
        return replace(missing(actual, operands[1].ref), expression=expression)
    return _between(actual, value, Interval(min(corners), max(corners)), expression, operands)


def _ratio(parts: tuple[int, int], scale: int) -> Fraction:
    return Fraction(parts[0] * scale, parts[1])


def _between(
    actual: Reading,
    value: Fraction,
    interval: Interval,
    expression: str,
    operands: Sequence[Reading],
) -> Verdict:
    decimals, printed = actual.decimals, actual.value / actual.factor
    factor = Fraction(actual.factor)
    own = value / factor
    expected = round_half_up(own, decimals + MORE_PLACES)
    if round_half_up(own, decimals) == printed:
        status: Status = "pass"
    else:
        status = "rounding" if interval.overlaps(actual.interval) else "fail"
    reach = max(interval.high - value, value - interval.low) + Fraction(actual.half)
    return Verdict(
        status=status,
        expression=expression,
        expected=_plain(expected),
        actual=actual.operand.value,
        difference=_plain(printed - expected),
        tolerance=_plain(round_half_up(reach / factor, decimals + MORE_PLACES + 1)),
        operands=(actual.operand, *[operand.operand for operand in operands]),
    )


# ---- how it is written ------------------------------------------------------------------------


def _written_sum(terms: Sequence[Term]) -> str:
    if not terms:
        return "0"
    first = f"{'' if terms[0][0] > 0 else '-'}{terms[0][1].ref}"
    rest = [f" {'+' if sign > 0 else '-'} {term.ref}" for sign, term in terms[1:]]
    return first + "".join(rest)


def _times(scale: int) -> str:
    return "" if scale == 1 else f" * {scale}"


def _to_places(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def _plain(value: Decimal) -> str:
    return format(value, "f")
