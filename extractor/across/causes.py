"""Groups failed checks between reports by their cause, as those of one report are grouped.

A report prints a number in its tables and again in its text: what its own checks hold to be equal
is one number here. The search for causes takes it from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import regex
from msgspec.structs import replace

from extractor.across.side import Side
from extractor.findings.causes import Cause, find_causes
from extractor.model import Check, Fact, Operand, Span
from extractor.readings import Reading
from rules.terms import Severity

_REF = regex.compile(r"[0-9a-f]{12}:[A-Z]\d+(?:/R\d+/C\d+)?")
Opened = Callable[[str], Side]


def group(
    checks: Sequence[Check], severities: Mapping[str, Severity], opened: Opened
) -> Iterator[Cause]:
    """Yield every failed or rounded check once; ``opened`` gives the report with a mark."""
    by_status: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        by_status[check.status].append(check)
    holding = _by_mark((*by_status["pass"], *by_status["rounding"]))
    families = [(one, _beside(one, holding)) for one in _families(by_status["fail"])]
    numbers = _Numbers()
    numbers.learn((*by_status["rounding"], *(c for pair in families for c in chain(*pair))), opened)
    for failing, beside in families:
        yield from _causes(failing, beside, severities, numbers)
    roundings: dict[str, list[Check]] = defaultdict(list)
    for check in by_status["rounding"]:
        roundings[numbers.translated(check).expression].append(check)
    yield from (Cause(first, tuple(rest), None, None) for first, *rest in roundings.values())


def marks_of(check: Check) -> tuple[str, ...]:
    """Return the marks of the reports whose numbers a check compares, each once."""
    return tuple(dict.fromkeys(operand.ref.partition(":")[0] for operand in check.operands))


def _by_mark(checks: Iterable[Check]) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        for mark in marks_of(check):
            found[mark].append(check)
    return found


def _beside(failing: Sequence[Check], holding: Mapping[str, Sequence[Check]]) -> list[Check]:
    """Return the checks that hold and that another number in these reports could break."""
    marks = dict.fromkeys(mark for check in failing for mark in marks_of(check))
    return [*{one.id: one for mark in marks for one in holding.get(mark, ())}.values()]


def _families(checks: Sequence[Check]) -> list[list[Check]]:
    """Return the checks by the reports that they tie together."""
    family_of: dict[str, list[Check]] = {}
    for check in checks:
        family = [check]
        for mark in marks_of(check):
            other = family_of.get(mark, family)
            if other is not family:
                other += family
                family_of |= {each: other for one in family for each in marks_of(one)}
                family = other
        family_of |= dict.fromkeys(marks_of(check), family)
    return [*{id(family): family for family in family_of.values()}.values()]


def _causes(
    failing: Sequence[Check],
    beside: Sequence[Check],
    severities: Mapping[str, Severity],
    numbers: _Numbers,
) -> Iterator[Cause]:
    own = {check.id: check for check in failing}
    told = [numbers.translated(check) for check in (*failing, *beside)]
    for cause in find_causes(told, severities, dict.fromkeys(own, ()), numbers):
        check = own[cause.check.id]
        refs = (operand.ref for operand in check.operands)
        culprit = next((ref for ref in refs if numbers.is_called(ref, cause.culprit)), None)
        rest = tuple(own[one.id] for one in cause.consequences)
        yield replace(cause, check=check, consequences=rest, culprit=culprit)


class _Numbers:
    """The numbers of all reports, each under one name wherever its report prints it."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._readings: dict[str, Reading | None] = {}
        self._spans: dict[str, Span | None] = {}
        self.views: set[str] = set()
        self.fact_by_id: dict[str, Fact] = {}

    def reading(self, ref: str) -> Reading | None:
        """Return what a number stands for."""
        return self._readings[ref]

    def span(self, ref: str) -> Span | None:
        """Return where a number stands."""
        return self._spans[ref]

    def is_called(self, ref: str, name: str | None) -> bool:
        """Return whether a number has this name."""
        return name is not None and self._names[ref] == name

    def learn(self, checks: Iterable[Check], opened: Opened) -> None:
        """Look up the numbers of checks, report by report: each is opened once."""
        refs = {operand.ref for check in checks for operand in check.operands}
        names: dict[str, str] = {}
        for ref in sorted(refs):
            mark, _, local = ref.partition(":")
            side = opened(mark)
            one = side.one_of(local)
            whole = f"{mark}:{one}"
            if whole not in names:
                names[whole] = f"N{len(names) + 1}"
                self._note(names[whole], side, one)
            self._names[ref] = names[whole]

    def _note(self, name: str, side: Side, ref: str) -> None:
        found = side.seen.reading(ref)
        if found is not None:
            found = replace(found, ref=name, operand=Operand(ref=name, value=found.operand.value))
        self._readings[name] = found
        self._spans[name] = side.seen.span(ref)
        if ref in side.seen.views:
            self.views.add(name)
        if (fact := side.seen.fact_by_id.get(ref)) is not None:
            self.fact_by_id[name] = fact

    def translated(self, check: Check) -> Check:
        """Return the check with each number under its one name."""
        operands = tuple(
            Operand(ref=self._names[one.ref], value=one.value) for one in check.operands
        )
        expression = _REF.sub(lambda ref: self._names[ref.group()], check.expression)
        return check.model_copy(update={"expression": expression, "operands": operands})
