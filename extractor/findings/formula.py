"""Reads the expression of a check back: which number, changed to what, would make it hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import regex
from msgspec import Struct

from extractor.model import Check
from extractor.numbers import Interval, exact_sum
from extractor.readings import Reading

_REF = r"[A-Z]\d+(?:/R\d+/C\d+)?"
_RELATIONS = frozenset({"<=", ">=", "=", "<", ">"})
_SIGNED = {"+": 1, "-": -1}
_WEIGHTED = regex.compile(rf"{_REF} = {_REF} \* {_REF} / 100(?: \+ {_REF} \* {_REF} / 100)*")
_QUOTIENTS = (
    ("share", regex.compile(rf"(?P<a>{_REF}) = (?P<b>{_REF}) / (?P<c>{_REF})(?: \* (?P<k>\d+))?")),
    (
        "rate",
        regex.compile(
            rf"(?P<a>{_REF}) = 1 / \((?P<c>{_REF}) / (?P<b>{_REF}) - 1\)(?: \* (?P<k>\d+))?"
        ),
    ),
    (
        "completion",
        regex.compile(
            rf"(?P<a>{_REF}) = 1 / \(1 - (?P<b>{_REF}) / (?P<c>{_REF})\)(?: \* (?P<k>\d+))?"
        ),
    ),
    (
        "growth",
        regex.compile(rf"(?P<a>{_REF}) = \((?P<b>{_REF}) / (?P<c>{_REF}) - 1\)(?: \* (?P<k>\d+))?"),
    ),
)

_SIGNS = regex.compile(rf"sign\((?P<a>{_REF})\) = sign\((?P<b>{_REF})\)")
QUOTIENTS = frozenset(form for form, _ in _QUOTIENTS)

# Further than any number of a report: the open end of an inequality.
FAR = Fraction(10) ** 24
_HUNDRED = Fraction(100)

# What each operand of a quotient must be, from the two others: a the rate, b above, c below.
_Solve = Callable[[Fraction, Fraction, Fraction], Fraction]
_SOLVE: dict[str, tuple[_Solve, _Solve, _Solve]] = {
    "share": (
        lambda b, c, k: b / c * k,
        lambda a, c, k: a * c / k,
        lambda a, b, k: b * k / a,
    ),
    "rate": (
        lambda d, c, k: d / (c - d) * k,
        lambda a, c, k: a * c / (k + a),
        lambda a, d, k: d * (k + a) / a,
    ),
    "completion": (
        lambda d, c, k: c / (c - d) * k,
        lambda a, c, k: c - c * k / a,
        lambda a, d, k: d * a / (a - k),
    ),
    "growth": (
        lambda c, p, k: (c / p - 1) * k,
        lambda a, p, k: p * (a / k + 1),
        lambda a, c, k: c / (a / k + 1),
    ),
}


class Formula(Struct, frozen=True, gc=False):
    """A relation between numbers: ``refs`` in written order, the tested one first."""

    form: str
    relation: str
    refs: tuple[str, ...]
    signs: tuple[int, ...]
    scale: Fraction = Fraction(1)


def parse(check: Check) -> Formula:
    """Return the formula of a check; ``other`` where no single number would mend it."""
    expression = check.expression
    if expression.startswith("“"):
        # Words are compared: no number can be put right.
        return Formula("words", "=", (), ())
    # Most are sums: they are tried first. No expression has two forms.
    total = _parse_sum(check)
    if total is not None:
        return total
    signs = _SIGNS.fullmatch(expression)
    if signs:
        return Formula("signs", "=", (signs["a"], signs["b"]), ())
    for form, pattern in _QUOTIENTS:
        match = pattern.fullmatch(expression)
        # Over a base of 0 there is no rate, and none that would be right.
        if match and not (check.expected is None and check.status == "fail"):
            refs = (match["a"], match["b"], match["c"])
            return Formula(form, "=", refs, (1, 1, 1), Fraction(match["k"] or 1))
    if _WEIGHTED.fullmatch(expression):
        return Formula("weighted", "=", tuple(regex.findall(_REF, expression)), (), Fraction(100))
    return Formula("other", "=", tuple(operand.ref for operand in check.operands), ())


def _parse_sum(check: Check) -> Formula | None:
    """Return the formula of ``F1 = F2 + F3 - F4``; left may stand 100, and right 0 or ``-F2``."""
    words = check.expression.split(" ")
    # Signs and numbers take turns: those of a sum are an odd number of words.
    if len(words) < 3 or len(words) % 2 == 0 or words[1] not in _RELATIONS:
        return None
    left, relation, first, *rest = words
    sign, first = ("-", first[1:]) if first.startswith("-") else ("+", first)
    right = [sign, first, *rest] if first != "0" else rest
    pairs = zip(right[::2], right[1::2], strict=True)
    terms = [(-_SIGNED.get(sign, 0), ref) for sign, ref in pairs]
    signed = [(1, left), *terms] if left != "100" else terms
    operands = {operand.ref for operand in check.operands}
    if not all(sign and ref in operands for sign, ref in signed):
        return None
    return Formula(
        "whole" if left == "100" else "sum",
        relation,
        tuple(ref for _, ref in signed),
        tuple(sign for sign, _ in signed),
    )


def required(
    formula: Formula, ref: str, numbers: Mapping[str, Reading], values: Mapping[str, Fraction]
) -> Interval | None:
    """Return the values of one number that make the relation hold; None where none does."""
    if formula.form in ("sum", "whole"):
        return _required_in_sum(formula, ref, numbers, values)
    if formula.form == "weighted":
        return _required_in_weighted(formula, ref, numbers, values)
    if formula.form == "signs":
        return _required_sign(formula, ref, numbers, values)
    if formula.form in ("other", "words"):
        return None
    return _required_in_quotient(formula, ref, numbers, values)


def _required_in_sum(
    formula: Formula, ref: str, numbers: Mapping[str, Reading], values: Mapping[str, Fraction]
) -> Interval | None:
    own = formula.signs[len(formula.refs) - 1 - formula.refs[::-1].index(ref)]
    # The number makes up for what all others come to.
    others = [
        (values[one], -own * sign) for one, sign in zip(formula.refs, formula.signs, strict=True)
    ]
    others += [(values[ref], 1), (_HUNDRED, -own if formula.form == "whole" else 0)]
    aim = exact_sum(others)
    # Halves add up exactly in Decimal, and faster.
    reach = Fraction(sum(numbers[other].half for other in formula.refs))
    below = reach if formula.relation in ("=", ">", ">=") else FAR
    above = reach if formula.relation in ("=", "<", "<=") else FAR
    if own < 0:
        below, above = above, below
    return Interval(aim - below, aim + above)


def _required_sign(
    formula: Formula, ref: str, numbers: Mapping[str, Reading], values: Mapping[str, Fraction]
) -> Interval | None:
    """Return all numbers with the sign of the other one."""
    other = values[next(one for one in formula.refs if one != ref)]
    least = Fraction(numbers[ref].quantum)
    if not other:
        return Interval(-FAR, FAR)
    return Interval(least, FAR) if other > 0 else Interval(-FAR, -least)


def _required_in_weighted(
    formula: Formula, ref: str, numbers: Mapping[str, Reading], values: Mapping[str, Fraction]
) -> Interval | None:
    """Return what one number of ``total = Σ share × whole ÷ 100`` must be."""
    spans = {one: Interval.around(values[one], Fraction(numbers[one].half)) for one in formula.refs}
    total, pairs = formula.refs[0], list(zip(formula.refs[1::2], formula.refs[2::2], strict=True))
    rest = Interval.exact(0)
    for share, whole in pairs:
        if ref not in (share, whole):
            rest = rest + spans[share] * spans[whole]
    scale = Interval.exact(formula.scale)
    half = Interval.around(Fraction(0), Fraction(numbers[ref].half))
    if ref == total:
        return rest / scale + half
    factor = next(b if ref == a else a for a, b in pairs if ref in (a, b))
    try:
        return (spans[total] * scale - rest) / spans[factor] + half
    except ZeroDivisionError:
        return None


def _required_in_quotient(
    formula: Formula, ref: str, numbers: Mapping[str, Reading], values: Mapping[str, Fraction]
) -> Interval | None:
    index = formula.refs.index(ref)
    solve = _SOLVE[formula.form][index]
    others = [
        Interval.around(values[other], Fraction(numbers[other].half))
        for position, other in enumerate(formula.refs)
        if position != index
    ]
    try:
        corners = [
            solve(a, b, formula.scale)
            for a in (others[0].low, others[0].high)
            for b in (others[1].low, others[1].high)
        ]
    except ZeroDivisionError:
        return None
    half = Fraction(numbers[ref].half)
    return Interval(min(corners) - half, max(corners) + half)


def holds(formula: Formula, numbers: Mapping[str, Reading], values: Mapping[str, Fraction]) -> bool:
    """Return whether the relation holds, within rounding, with these values."""
    found = required(formula, formula.refs[0], numbers, values)
    return found is not None and found.low <= values[formula.refs[0]] <= found.high
