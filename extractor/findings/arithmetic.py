"""The formula of a check as a person writes it on paper: 29.91 ÷ 481.80 × 100% = 6.208%."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from extractor.evidence import Evidence
from extractor.findings.formula import Formula
from extractor.model import Check
from extractor.numbers import MONEY_UNITS

_REF = regex.compile(r"\b[A-Z]\d+(?:/R\d+/C\d+)?\b")
_FIRST = regex.compile(r"^\((-[^()]*)\)")
_SIGNS = {" / ": " ÷ ", " * ": " × ", " - ": " − ", "*": "×", ">=": "≥", "<=": "≤"}
# Relations that are words: a result far beyond its target, two cells that tell one thing alike.
_WORDED = {"far": "≫", "alike": "≠"}


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Writes the formulas of one report; ``unit`` says what a number is printed in."""

    seen: Evidence
    unit: Callable[[str], str]

    def written(self, check: Check, formula: Formula) -> str | None:
        """Return the formula in printed numbers, up to the recomputed result; None without one."""
        if check.expected is None or not formula.refs:
            return None
        tested, _, other = check.expression.partition(" ")
        relation = other.partition(" ")[0]
        if relation in _WORDED:
            shown = f"{trimmed(check.actual)}{self.unit(tested)}"
            return f"{shown} {_WORDED[relation]} {self._result(check, tested)}"
        write = _WRITERS.get(formula.form, Arithmetic._as_it_stands)
        return write(self, check, formula)

    def _number(self, ref: str, mixed: bool = False) -> str:
        reading = self.seen.reading(ref)
        cell = self.seen.cell_by_id.get(ref)
        if reading is None and cell is not None and cell.text:
            # A target or a result: it may be a limit or a range, and prints its own unit.
            return "".join(cell.text.split())
        value = (reading.operand.value if reading else None) or "0"
        return value + self.unit(ref) if mixed or self.unit(ref) == "%" else value

    def _result(self, check: Check, ref: str) -> str:
        return f"{trimmed(check.expected)}{self.unit(ref)}"

    def _share(self, check: Check, formula: Formula) -> str:
        tested, part, whole = formula.refs
        mixed = self._is_mixed((part, whole))
        return (
            f"{self._number(part, mixed)} ÷ {self._number(whole, mixed)}{self._times(formula)}"
            f" = {self._result(check, tested)}"
        )

    def _rate(self, check: Check, formula: Formula) -> str:
        """Write a quotient over (current − change): the prior value or the plan, not printed."""
        tested, change, current = formula.refs
        mixed = self._is_mixed((change, current))
        moved, now = self._number(change, mixed), self._number(current, mixed)
        prior = f"+ {moved[1:]}" if moved.startswith("-") else f"− {moved}"
        above = now if formula.form == "completion" else moved
        return f"{above} ÷ ({now} {prior}){self._times(formula)} = {self._result(check, tested)}"

    def _growth(self, check: Check, formula: Formula) -> str:
        tested, current, prior = formula.refs
        mixed = self._is_mixed((current, prior))
        now, before = self._number(current, mixed), self._number(prior, mixed)
        return (
            f"({now} − {before}) ÷ {before}{self._times(formula)} = {self._result(check, tested)}"
        )

    def _weighted(self, check: Check, formula: Formula) -> str:
        tested, *others = formula.refs
        pairs = zip(others[::2], others[1::2], strict=True)
        products = (f"{self._number(share)} × {self._number(whole)}" for share, whole in pairs)
        return f"{' + '.join(products)} = {self._result(check, tested)}"

    def _sum(self, check: Check, formula: Formula) -> str:
        tested, *others = formula.refs
        mixed = self._is_mixed(formula.refs)
        terms = self._terms([-sign for sign in formula.signs[1:]], others, mixed)
        if formula.relation == "=" and len(others) > 1:
            return f"{terms} = {self._result(check, tested)}"
        relation = "≠" if formula.relation == "=" else _seen(check)
        return f"{self._number(tested, mixed)} {relation} {terms}"

    def _whole(self, check: Check, formula: Formula) -> str:
        terms = self._terms([-sign for sign in formula.signs], formula.refs, False)
        return f"{terms} = {trimmed(check.actual)}%"

    def _terms(self, signs: Sequence[int], refs: Sequence[str], mixed: bool) -> str:
        pieces = [
            f" {'+' if sign > 0 else '−'} {braced(self._number(ref, mixed))}"
            for sign, ref in zip(signs, refs, strict=True)
        ]
        return unbraced("".join(pieces)).strip() or "0"

    def _as_it_stands(self, check: Check, formula: Formula) -> str:
        """Write an expression that has no form of its own: the test, then its result."""
        _, _, right = check.expression.partition(" = ")
        words = right or check.expression
        shown = unbraced(_REF.sub(lambda ref: braced(self._number(ref[0])), words))
        for sign, printed in _SIGNS.items():
            shown = shown.replace(sign, printed)
        return f"{shown} = {self._result(check, formula.refs[0])}" if right else shown

    def _is_mixed(self, refs: Sequence[str]) -> bool:
        """Return whether money is printed in several units, which then must be written out."""
        return len({self.unit(ref) for ref in refs if self.unit(ref) in MONEY_UNITS}) > 1

    def _times(self, formula: Formula) -> str:
        unit = self.unit(formula.refs[0])
        if formula.scale == 1:
            return ""
        return " × 100%" if unit == "%" else f" × {formula.scale}"


_WRITERS: dict[str, Callable[[Arithmetic, Check, Formula], str]] = {
    "share": Arithmetic._share,
    "rate": Arithmetic._rate,
    "completion": Arithmetic._rate,
    "growth": Arithmetic._growth,
    "weighted": Arithmetic._weighted,
    "sum": Arithmetic._sum,
    "whole": Arithmetic._whole,
}


def _seen(check: Check) -> str:
    """Return how the two sides of an inequality stand to each other."""
    off = Decimal(check.difference or 0)
    return "<" if off < 0 else ">" if off > 0 else "="


def braced(number: str) -> str:
    """Return a number as it stands behind a sign: nobody writes 1360.96 − -26.50.

    >>> braced("-26.50"), braced("26.50")
    ('(-26.50)', '26.50')
    """
    return f"({number})" if number.startswith("-") else number


def unbraced(terms: str) -> str:
    """Return terms without the sign and the brackets that the first of them does not need.

    >>> unbraced(" + (-3) + (-4)"), unbraced(" − 3 + 4")
    ('-3 + (-4)', ' − 3 + 4')
    """
    return _FIRST.sub(r"\1", terms.removeprefix(" + "))


def trimmed(value: str | None) -> str:
    """Return a recomputed number without idle zeros, but with the two decimals of money.

    >>> trimmed("482.6000"), trimmed("-31.648"), trimmed("100"), trimmed(None)
    ('482.60', '-31.648', '100', '')
    """
    if value is None:
        return ""
    whole, _, decimals = format(Decimal(value), "f").partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals.ljust(2, '0')}" if decimals else whole
