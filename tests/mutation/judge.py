"""Says of a mutant what a careful reader could see, and whether the program saw it.

**What counts.** The relations that the clean report satisfies are computed again with the changed
number, by intervals and in arithmetic of this file alone. Where every equality still has a
solution, rounding explains the change and nobody can blame it. Where one has none, or where no
equality binds the number at all, the mutant counts, whatever the program says about it: the
program reads the changed report afresh, and may lose the number, its link or its check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import regex

from extractor import Report
from extractor.model import Check, Finding, Span
from extractor.numbers import MONEY_UNITS, Interval, places
from tests.mutation.mutants import Mutant

_REF = regex.compile(r"[A-Z]\d+(?:/R\d+/C\d+)?|(?<![\w/])\d+")
_FINE = Fraction(1, 200)
_COARSE = frozenset({"亿元", "亿", "千万元", "百万元"})
_RATES = frozenset({"%", "‰", "成", "倍", "个百分点", "百分点"})

Numbers = Mapping[str, Interval]


# ---- what the numbers of the clean report stand for ---------------------------------------------


def intervals(report: Report) -> dict[str, Interval]:
    """Return what every printed number stands for, as DOMAIN words it; a blank is exactly 0."""
    found = {
        fact.id: _interval(fact.value, fact.unit or report.report.unit or "万元", False)
        for fact in report.facts
    }
    for table in report.tables:
        unit = table.unit or report.report.unit or "万元"
        whole = unit == "元" and not any("." in (cell.value or "") for cell in table.cells)
        found[table.id] = Interval.exact(0)
        for cell in table.cells:
            found[cell.id] = _interval(cell.value, cell.unit or unit, whole)
    return found


def _interval(value: str | None, unit: str, whole_yuan: bool) -> Interval:
    if not value:
        return Interval.exact(0)
    factor = MONEY_UNITS.get(unit, 1)
    return Interval.around(
        Fraction(Decimal(value)) * factor, _half(value, unit, whole_yuan) * factor
    )


def _half(value: str, unit: str, whole_yuan: bool) -> Fraction:
    if unit in _COARSE or unit in _RATES:
        return Fraction(1, 2 * 10 ** places(value))
    if unit not in MONEY_UNITS:
        return Fraction(0)
    return Fraction(1, 2) if whole_yuan else _FINE


# ---- whether rounding explains a change ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clean:
    """What is known of the report without the change."""

    report: Report
    numbers: dict[str, Interval]
    values: dict[str, str | None]
    checks_of: dict[str, list[Check]]
    said: frozenset[tuple[str, str | None]]

    @classmethod
    def of(cls, report: Report) -> Clean:
        """Look up what the judgements need."""
        checks_of: dict[str, list[Check]] = {}
        for check in report.checks:
            for ref in dict.fromkeys(operand.ref for operand in check.operands):
                checks_of.setdefault(ref, []).append(check)
        said = frozenset(_said(finding) for finding in report.findings)
        return cls(report, intervals(report), _printed_values(report), checks_of, said)


def _printed_values(report: Report) -> dict[str, str | None]:
    found: dict[str, str | None] = {fact.id: fact.value for fact in report.facts}
    found.update((cell.id, cell.value) for table in report.tables for cell in table.cells)
    return found


def _said(check: Check) -> tuple[str, str | None]:
    return check.key, check.difference


def guard(clean: Clean, mutant: Mutant) -> str:
    """Return ``convicted``, ``rounding``, ``ordered`` (inequalities alone) or ``unbound``."""
    checks = [
        check
        for check in clean.checks_of.get(mutant.target.ref, ())
        # Words compared with words guard no number.
        if check.status in ("pass", "rounding") and not check.expression.startswith("“")
    ]
    if mutant.kind == "flip":
        number = clean.numbers[mutant.target.ref]
        if number.low + number.high == 0:
            return "rounding"
        return "convicted" if any(_flips(check, mutant) for check in checks) else "unbound"
    numbers = {**clean.numbers, mutant.target.ref: _changed(clean, mutant)}
    equal = [check for check in checks if " = " in check.expression and _values(check, numbers)]
    if any(not _solvable(check, numbers) for check in equal):
        return "convicted"
    if equal:
        return "rounding"
    return "ordered" if checks else "unbound"


def _flips(check: Check, mutant: Mutant) -> bool:
    """Return whether a check computes with the sign of a change, or compares as worded."""
    compares = mutant.old in ("大于", "小于", "高于", "低于")
    return (check.rule == "direction.budget") if compares else True


def _changed(clean: Clean, mutant: Mutant) -> Interval:
    """Return what the changed number stands for, in the unit and with the sign of the old one."""
    old = clean.numbers[mutant.target.ref]
    printed = "".join(c for c in mutant.new.replace("．", ".") if c.isdigit() or c == ".")
    before = "".join(c for c in mutant.old.replace("．", ".") if c.isdigit() or c == ".")
    middle, width = (old.low + old.high) / 2, (old.high - old.low) / 2
    if not Decimal(before):
        return Interval.around(Fraction(Decimal(printed)), width)
    value = middle * Fraction(Decimal(printed)) / Fraction(Decimal(before))
    return Interval.around(value, width)


def _solvable(check: Check, numbers: Numbers) -> bool:
    values = _values(check, numbers)
    return values is None or values[0].overlaps(values[1])


def _values(check: Check, numbers: Numbers) -> tuple[Interval, Interval] | None:
    """Return both sides of an equality; None where it cannot be computed."""
    left, _, right = check.expression.partition(" = ")
    try:
        return _value(left, numbers), _value(right, numbers)
    except (ZeroDivisionError, SyntaxError, KeyError, AttributeError, NameError):
        return None


def _value(expression: str, numbers: Numbers) -> Interval:
    names: dict[str, Interval] = {}

    def name(match: regex.Match[str]) -> str:
        word = match[0]
        names[f"n{len(names)}"] = Interval.exact(int(word)) if word.isdigit() else numbers[word]
        return f"n{len(names) - 1}"

    signed = f"0 - {expression[1:]}" if expression.startswith("-") else expression
    value = eval(_REF.sub(name, signed), {"__builtins__": {}}, names)
    assert isinstance(value, Interval)
    return value


# ---- what the program says ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the program took a mutant."""

    caught: bool
    findings: int
    mend: str


def judge(clean: Clean, mutant: Mutant, report: Report) -> Verdict:
    """Return whether a new error covers the change, and how well it explains it."""
    new = [
        finding
        for finding in report.findings
        if finding.severity != "info" and _said(finding) not in clean.said
    ]
    covering = [
        finding
        for finding in new
        if finding.severity == "error" and _covers(report, finding, mutant)
    ]
    return Verdict(bool(covering), len(new), _mend(clean, report, covering, mutant))


def _covers(report: Report, finding: Finding, mutant: Mutant) -> bool:
    wanted = _place(mutant)
    spans = [quote.span for quote in finding.evidence]
    spans += _consequences(report, finding)
    return any(span.start <= wanted[0] and wanted[1] <= span.end for span in spans)


def _place(mutant: Mutant) -> tuple[int, int]:
    """Return where the change stands; of a word of direction, the number that it speaks of."""
    if mutant.kind == "flip":
        span = mutant.target.span
        return mutant.moved(span.start), mutant.moved(span.end)
    return mutant.start, mutant.start + len(mutant.new)


def _consequences(report: Report, finding: Finding) -> Iterator[Span]:
    spans = _spans(report)
    following = set(finding.consequences)
    for check in report.checks:
        if check.id in following:
            yield from (span for operand in check.operands if (span := spans(operand.ref)))


def _spans(report: Report) -> Callable[[str], Span | None]:
    found = {fact.id: fact.span for fact in report.facts}
    found.update((cell.id, cell.span) for table in report.tables for cell in table.cells)
    return found.get


def _mend(clean: Clean, report: Report, covering: list[Finding], mutant: Mutant) -> str:
    """Return whether a finding blames the changed number, and gives back the old value.

    ``right`` (number and value), ``number`` alone, ``other`` (another number), ``none`` (nobody).
    """
    mends = [finding.mend for finding in covering if finding.mend is not None]
    if not mends:
        return "none"
    wanted, spans = _place(mutant), _spans(report)
    for mend in mends:
        span = spans(mend.ref)
        if span is not None and span.start <= wanted[0] and wanted[1] <= span.end:
            right = Decimal(mend.value) == _printed(clean, mutant)
            return "right" if right else "number"
    return "other"


def _printed(clean: Clean, mutant: Mutant) -> Decimal | None:
    """Return the number of the clean report that was changed."""
    value = clean.values[mutant.target.ref]
    return Decimal(value) if value else None
